#include "infer_work.h"

#include <utility>

#include "arguments.h"

namespace densely {
template <class T>
Question<T>::Question(const Napi::CallbackInfo& info, const Plan& plan, Memory memory)
    : parameters_(span<T>(info[0], "parameters", plan.parameters, memory).data),
      features_(scaler(info, kFeatures, "features", plan.inputs())),
      targets_(scaler(info, kTargets, "targets", plan.outputs())),
      x_(info, kX, "x", memory) {
  const Napi::Env env = info.Env();
  must_be(env, "x.rows", x_.rows(), plan.inputs());
  if (!info[kY].IsNull()) {
    y_.emplace(info, kY, "y", memory);
    must_be(env, "y.rows", y_->rows(), plan.outputs());
    must_be(env, "y.cols", y_->cols(), x_.cols());
  }
  if (!info[kWeights].IsNull()) {
    weights_ = span<T>(info[kWeights], "weights", x_.cols(), memory).data;
  }
  const int64_t length = product_of(env, x_.cols(), plan.outputs(), "out");
  out_ = span<T>(info[kOut], "out", length, memory).data;
  logits_ = boolean(info[kLogits], "logits");
}

template <class T>
bool Question<T>::answer(Inference<T>& inference, Cancel cancel) {
  const AnyView* x = x_.open(cancel);
  const AnyView* y = x && y_ ? y_->open(cancel) : nullptr;
  if (!x || (y_ && !y)) return false;
  Query<T> query{parameters_, features_.get(), targets_.get(), *x, y, weights_, out_};
  query.logits = logits_;
  return inference.run(query, &answer_, cancel);
}

template <class T>
Napi::Value Question<T>::result(Napi::Env env) const {
  x_.check(env);
  if (y_) y_->check(env);
  Napi::Object result = Napi::Object::New(env);
  result.Set("cost", answer_.cost);
  result.Set("wrong", static_cast<double>(answer_.wrong));
  return result;
}

template <class T>
int64_t Question<T>::bytes() const {
  return features_.bytes() + targets_.bytes() + x_.bytes() + (y_ ? y_->bytes() : 0);
}

template <class T>
InferWork<T>::InferWork(const Spec& spec, const Kernels<T>& kernels, Question<T> question,
                        std::unique_ptr<Measuring> measuring, const std::atomic<int32_t>* cancel,
                        Pool* pool, int threads)
    : network_(spec, kernels),
      inference_(network_),
      question_(std::move(question)),
      measuring_(std::move(measuring)),
      leaving_(cancel),
      pool_(pool),
      threads_(threads) {
  const Sharing<T> sharing(network_, pool_, threads_);
  inference_.reserve(question_.examples(), question_.wants_cost());
}

template <class T>
void InferWork<T>::run(const std::atomic<bool>& abandoned) {
  const Sharing<T> sharing(network_, pool_, threads_);
  const Cancel cancel = leaving_.when(abandoned);
  if (!question_.answer(inference_, cancel) || !measuring_) return;
  measuring_->run(question_.outputs(), question_.cost(), cancel);
}

template <class T>
Napi::Value InferWork<T>::result(Napi::Env env) const {
  if (measuring_) measuring_->check(env);
  return question_.result(env);
}

template <class T>
int64_t InferWork<T>::bytes() const {
  const int64_t measuring = measuring_ ? measuring_->bytes() : 0;
  return network_.bytes() + inference_.bytes() + question_.bytes() + measuring;
}

template class Question<float>;
template class Question<double>;
template class InferWork<float>;
template class InferWork<double>;

}  // namespace densely
