#include "engine.h"

#include <string>

#include "../core/network.h"
#include "../core/train.h"
#include "arguments.h"
#include "chunk_work.h"

namespace densely {
namespace {

template <class T>
class EngineOf : public Engine {
 public:
  EngineOf(const Spec& spec, const Kernels<T>& kernels) : spec_(spec), network_(spec, kernels) {}

  const Plan& plan() const override { return network_.plan(); }

  // parameters, x (5), z, a
  void forward(const Napi::CallbackInfo& info) override {
    const View<T> x = examples(info, 1, "x", plan().inputs());
    const int64_t length = product_of(info.Env(), plan().units, x.cols, "z");
    const Span<T> p = parameters(info);
    const Span<T> z = span<T>(info[6], "z", length);
    const Span<T> a = span<T>(info[7], "a", length);
    if (x.cols > 0) network_.forward(p.data, x, z.data, a.data);
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
      refuse(info.Env(), Code::kShape,
             "x and y must have the same number of columns, at least 1, not " +
                 std::to_string(x.cols) + " and " + std::to_string(y.cols));
    }
    const int64_t length = product_of(info.Env(), plan().units, x.cols, "z");
    const Span<T> p = parameters(info);
    const Span<T> z = span<T>(info[11], "z", length);
    const Span<T> a = span<T>(info[12], "a", length);
    const Span<T> out = span<T>(info[13], "out", plan().parameters);
    network_.gradient(p.data, x, y, z.data, a.data, out.data);
  }

  // parameters, input, out
  void predict(const Napi::CallbackInfo& info) override {
    const Span<T> p = parameters(info);
    const Span<T> input = span<T>(info[1], "input");
    const int64_t m = whole_examples(info.Env(), input.length, plan().inputs(), "input");
    const int64_t length = product_of(info.Env(), m, plan().outputs(), "out");
    network_.predict(p.data, m, input.data, span<T>(info[2], "out", length).data);
  }

  std::unique_ptr<Work> train(Napi::Object options, Napi::Array held) override {
    if (!trainer_) trainer_.reset(new Trainer<T>(spec_, network_.kernels()));
    return ChunkWork<T>::read(options, *trainer_, held);
  }

  int64_t bytes() const override { return network_.bytes(); }
  int64_t training_bytes() const override { return trainer_ ? trainer_->bytes() : 0; }

 private:
  Span<T> parameters(const Napi::CallbackInfo& info) const {
    return span<T>(info[0], "parameters", plan().parameters);
  }

  View<T> examples(const Napi::CallbackInfo& info, size_t at, const char* name,
                   int64_t rows) const {
    const View<T> v = view<T>(info, at, name);
    if (v.rows == rows) return v;
    refuse(info.Env(), Code::kShape,
           std::string(name) + ".rows must be " + std::to_string(rows) + ", not " +
               std::to_string(v.rows));
  }

  static int64_t whole_examples(Napi::Env env, int64_t length, int64_t each, const char* name) {
    if (length % each == 0) return length / each;
    refuse(env, Code::kShape,
           std::string(name) + " must have a multiple of " + std::to_string(each) +
               " elements, not " + std::to_string(length));
  }

  // The last layer's (n_L, m) with m >= 1: a mean over nothing is none.
  Span<T> outputs(const Napi::CallbackInfo& info, const char* name) const {
    const Span<T> numbers = span<T>(info[0], name);
    if (whole_examples(info.Env(), numbers.length, plan().outputs(), name) > 0) return numbers;
    refuse(info.Env(), Code::kShape, std::string(name) + " must not be empty");
  }

  Spec spec_;
  Network<T> network_;
  // Its own workspace, so that the other calls go on while a job runs.
  std::unique_ptr<Trainer<T>> trainer_;
};

}  // namespace

template <class T>
std::unique_ptr<Engine> make_engine(const Spec& spec, const Kernels<T>& kernels) {
  return std::unique_ptr<Engine>(new EngineOf<T>(spec, kernels));
}

template std::unique_ptr<Engine> make_engine(const Spec&, const Kernels<float>&);
template std::unique_ptr<Engine> make_engine(const Spec&, const Kernels<double>&);

}  // namespace densely
