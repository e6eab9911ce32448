#include "engine.h"

#include <string>
#include <utility>

#include "../core/network.h"
#include "../core/served.h"
#include "../core/split.h"
#include "../core/train.h"
#include "arguments.h"
#include "chunk_work.h"
#include "gradient_work.h"
#include "infer_work.h"
#include "instance.h"

namespace densely {
namespace {

template <class T>
class EngineOf : public Engine {
 public:
  EngineOf(const Spec& spec, const Instance& instance)
      : spec_(spec),
        network_(spec, instance.kernels<T>()),
        inference_(network_),
        pool_(instance.pool.get()),
        threads_(instance.threads) {}

  const Plan& plan() const override { return network_.plan(); }

  // parameters, x (5), z, a
  void forward(const Napi::CallbackInfo& info) override {
    const View<T> x = examples(info, 1, "x", plan().inputs());
    const int64_t length = product_of(info.Env(), plan().units, x.cols, "z");
    const Span<T> p = parameters(info);
    const Span<T> z = span<T>(info[6], "z", length);
    const Span<T> a = span<T>(info[7], "a", length);
    if (x.cols > 0) shared(x.cols, [&] { network_.forward(p.data, x, z.data, a.data); });
  }

  double cost(const Napi::CallbackInfo& info) override {
    const Span<T> z = outputs(info, "z");
    const Span<T> y = span<T>(info[1], "y", z.length);
    return network_.cost(z.length / plan().outputs(), z.data, y.data);
  }

  double output_cost(const Napi::CallbackInfo& info) override {
    const Span<T> a = outputs(info, "a");
    const Span<T> y = span<T>(info[1], "y", a.length);
    return network_.output_cost(a.length / plan().outputs(), a.data, y.data);
  }

  // parameters, x (5), y (5), z, a, out
  void gradient(const Napi::CallbackInfo& info) override {
    const View<T> x = examples(info, 1, "x", plan().inputs());
    const View<T> y = examples(info, 6, "y", plan().outputs());
    if (x.cols < 1 || x.cols != y.cols) {
      refuse(info.Env(), Code::kShape, "y.cols",
             " must be " + std::to_string(x.cols) + ", that of x, and at least 1, not " +
                 std::to_string(y.cols));
    }
    const int64_t length = product_of(info.Env(), plan().units, x.cols, "z");
    const Span<T> p = parameters(info);
    const Span<T> z = span<T>(info[11], "z", length);
    const Span<T> a = span<T>(info[12], "a", length);
    const Span<T> out = span<T>(info[13], "out", plan().parameters);
    shared(x.cols, [&] { network_.gradient(p.data, x, y, z.data, a.data, out.data); });
  }

  // as GradientAsked
  double cost_gradient(const Napi::CallbackInfo& info) override {
    if (!sloping_) sloping_.reset(new Trainer<T>(spec_, network_.kernels()));
    GradientAsked<T> asked(info, plan());
    asked.use(pool_, threads_for(asked.chunk.x.cols));
    double cost = 0;
    sloping_->gradient(asked.chunk, asked.out, &cost, kNever);
    return cost;
  }

  // as GradientAsked, cancel
  std::unique_ptr<Work> gradient_async(const Napi::CallbackInfo& info, Napi::Array held) override {
    hold_arguments(info, GradientAsked<T>::kArguments, held);
    std::unique_ptr<GradientWork<T>> work(new GradientWork<T>(info, spec_, network_.kernels()));
    work->asked().use(pool_, threads_for(work->asked().chunk.x.cols));
    return work;
  }

  // as Question
  Napi::Value infer(const Napi::CallbackInfo& info) override {
    Question<T> question(info, plan(), Memory::kAny);
    shared(question.examples(), [&] { question.answer(inference_, kNever); });
    return question.result(info.Env());
  }

  // as Question, cancel, as Measuring or nothing
  std::unique_ptr<Work> infer_async(const Napi::CallbackInfo& info, Napi::Array held) override {
    using Asked = Question<T>;
    constexpr size_t kMeasures = Asked::kArguments + 1;
    hold_arguments(info, info.Length(), held);
    Asked question(info, plan(), Memory::kShared);
    const std::atomic<int32_t>* cancel = shared_flag(info[Asked::kArguments], "cancel");
    const int threads = threads_for(question.examples());
    auto measuring = measuring_of(info, kMeasures, question.examples(), plan().outputs());
    return std::unique_ptr<Work>(new InferWork<T>(spec_, network_.kernels(), std::move(question),
                                                  std::move(measuring), cancel, pool_, threads));
  }

  // parameters, scalers of features and targets (3 each)
  void hold(const Napi::CallbackInfo& info) override {
    const Span<T> p = parameters(info);
    OwnScaler features = scaler(info, 1, "features", plan().inputs());
    OwnScaler targets = scaler(info, 1 + kScalerArguments, "targets", plan().outputs());
    served_.reset();
    served_.reset(
        new Served<T>(plan(), network_.kernels(), p.data, std::move(features), std::move(targets)));
  }

  Predicted predict_held(const Napi::Value* arguments) override {
    const Napi::Env env = arguments[0].Env();
    if (!served_) refuse(env, Code::kOption, "parameters", " are not held: call hold first");
    const FloatSpan input = float_span(arguments[1], "input");
    const int64_t m = whole_examples(env, input.length, plan().inputs(), "input");
    T* out = span<T>(arguments[2], "out", product_of(env, m, plan().outputs(), "out")).data;
    const bool look = boolean(arguments[3], "look");
    const int64_t wrong = input.is_float64
                              ? predict_rows<double>(arguments[0], m, input.data, out, look)
                              : predict_rows<float>(arguments[0], m, input.data, out, look);
    return {wrong, look, m > kFew};
  }

  std::unique_ptr<Work> train(Napi::Object options, Napi::Array held) override {
    if (!trainer_) trainer_.reset(new Trainer<T>(spec_, network_.kernels()));
    return ChunkWork<T>::read(options, *trainer_, pool_, held);
  }

  int64_t bytes() const override {
    return network_.bytes() + inference_.bytes() + (served_ ? served_->bytes() : 0) +
           (sloping_ ? sloping_->bytes() : 0);
  }
  int64_t training_bytes() const override { return trainer_ ? trainer_->bytes() : 0; }

 private:
  // Small work stays on one thread.
  int threads_for(int64_t examples) const {
    const double work = static_cast<double>(plan().parameters) * static_cast<double>(examples);
    return work > kSharedWork ? threads_ : 1;
  }

  static void hold_arguments(const Napi::CallbackInfo& info, size_t count, Napi::Array held) {
    for (size_t i = 0; i < count; ++i) held.Set(held.Length(), info[i]);
  }

  template <class Body>
  void shared(int64_t examples, const Body& body) {
    const int threads = threads_for(examples);
    if (threads == 1) return body();
    const Sharing<T> sharing(network_, pool_, threads);
    body();
  }

  Span<T> parameters(const Napi::CallbackInfo& info) const {
    return span<T>(info[0], "parameters", plan().parameters);
  }

  // Few go one by one; more are worth a product of matrices.
  static constexpr int64_t kFew = 4;

  template <class From>
  int64_t predict_rows(Napi::Value parameters, int64_t m, const void* data, T* out, bool look) {
    const From* input = static_cast<const From*>(data);
    if (m <= kFew) return served_->predict(m, input, out, look);
    const int64_t inputs = plan().inputs();
    const View<From> x{input, inputs, m, 1, inputs};
    const Span<T> p = span<T>(parameters, "parameters", plan().parameters);
    const Query<T> query{p.data, served_->features(), served_->targets(), x, nullptr, nullptr, out,
                         look};
    Answer answer;
    shared(m, [&] { inference_.run(query, &answer, kNever); });
    return answer.wrong;
  }

  View<T> examples(const Napi::CallbackInfo& info, size_t at, const char* name,
                   int64_t rows) const {
    const View<T> v = view<T>(info, at, name);
    if (v.rows == rows) return v;
    refuse(info.Env(), Code::kShape, std::string(name) + ".rows",
           " must be " + std::to_string(rows) + ", not " + std::to_string(v.rows));
  }

  static int64_t whole_examples(Napi::Env env, int64_t length, int64_t each, const char* name) {
    if (length == each) return 1;  // a division takes as long as a small layer
    if (length % each == 0) return length / each;
    refuse(env, Code::kShape, name,
           " must have a multiple of " + std::to_string(each) + " elements, not " +
               std::to_string(length));
  }

  // The last layer's (n_L, m) with m >= 1: a mean over nothing is none.
  Span<T> outputs(const Napi::CallbackInfo& info, const char* name) const {
    const Span<T> numbers = span<T>(info[0], name);
    if (whole_examples(info.Env(), numbers.length, plan().outputs(), name) > 0) return numbers;
    refuse(info.Env(), Code::kShape, name, " must not be empty");
  }

  Spec spec_;
  Network<T> network_;
  Inference<T> inference_;
  Pool* const pool_;
  const int threads_;
  std::unique_ptr<Served<T>> served_;
  // Its own workspace, so that the other calls go on while a job runs.
  std::unique_ptr<Trainer<T>> trainer_;
  std::unique_ptr<Trainer<T>> sloping_;  // of gradients at once, for the same reason
};

}  // namespace

template <class T>
std::unique_ptr<Engine> make_engine(const Spec& spec, const Instance& instance) {
  return std::unique_ptr<Engine>(new EngineOf<T>(spec, instance));
}

template std::unique_ptr<Engine> make_engine<float>(const Spec&, const Instance&);
template std::unique_ptr<Engine> make_engine<double>(const Spec&, const Instance&);

}  // namespace densely
