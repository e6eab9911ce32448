// The gradient of the mean cost over all examples, on a thread.
#pragma once
#include <napi.h>

#include "../core/train.h"
#include "arguments.h"
#include "job.h"

namespace densely {

template <class T>
class GradientWork : public Work {
 public:
  // The arguments of Program.gradientAsync: parameters, x (5), y (5), weights (null: none), out,
  // cancel.
  static constexpr size_t kX = 1, kY = kX + kViewArguments, kWeights = kY + kViewArguments;
  static constexpr size_t kOut = kWeights + 1, kCancel = kOut + 1, kArguments = kCancel + 1;

  // Refuses whatever does not fit the network.
  GradientWork(const Napi::CallbackInfo& info, const Spec& spec, const Kernels<T>& kernels);
  int64_t examples() const { return chunk_.x.cols; }
  void use(Pool* pool, int threads);
  void run(const std::atomic<bool>& abandoned) override;
  Napi::Value result(Napi::Env env) const override { return env.Undefined(); }
  int64_t bytes() const override { return trainer_.bytes(); }

 private:
  Trainer<T> trainer_;
  Chunk<T> chunk_{};
  T* out_;
  Leaving leaving_;
};

extern template class GradientWork<float>;
extern template class GradientWork<double>;

}  // namespace densely
