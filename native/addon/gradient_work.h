// The mean cost over all examples and its gradient, at once or on a thread.
#pragma once
#include <napi.h>

#include "../core/train.h"
#include "arguments.h"
#include "job.h"

namespace densely {

// What is asked: the arguments of Program.costGradient, parameters, x (5), y (5), weights (null:
// none) and out, and behind them that of gradientAsync, cancel.
template <class T>
struct GradientAsked {
  static constexpr size_t kX = 1, kY = kX + kViewArguments, kWeights = kY + kViewArguments;
  static constexpr size_t kOut = kWeights + 1, kCancel = kOut + 1, kArguments = kCancel + 1;

  // Refuses whatever does not fit the network.
  GradientAsked(const Napi::CallbackInfo& info, const Plan& plan);
  void use(Pool* pool, int threads);

  Chunk<T> chunk{};
  T* out;
};

template <class T>
class GradientWork : public Work {
 public:
  GradientWork(const Napi::CallbackInfo& info, const Spec& spec, const Kernels<T>& kernels);
  GradientAsked<T>& asked() { return asked_; }
  void run(const std::atomic<bool>& abandoned) override;
  Napi::Value result(Napi::Env env) const override { return Napi::Number::New(env, cost_); }
  int64_t bytes() const override { return trainer_.bytes(); }

 private:
  Trainer<T> trainer_;
  GradientAsked<T> asked_;
  Leaving leaving_;
  double cost_ = 0;
};

extern template struct GradientAsked<float>;
extern template struct GradientAsked<double>;
extern template class GradientWork<float>;
extern template class GradientWork<double>;

}  // namespace densely
