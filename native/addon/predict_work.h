// A prediction on a thread, with a workspace of its own.
#pragma once
#include <napi.h>

#include <atomic>

#include "../core/network.h"
#include "job.h"

namespace densely {

// input (examples, n_0) and out (examples, n_L), example by example
template <class T>
struct Prediction {
  const T* parameters;
  int64_t examples;
  const T* input;
  T* out;
};

template <class T>
class PredictWork : public Work {
 public:
  // Takes all its memory here, so that the thread needs none.
  PredictWork(const Spec& spec, const Kernels<T>& kernels, const Prediction<T>& prediction,
              const std::atomic<int32_t>* cancel, Pool* pool, int threads);
  void run(const std::atomic<bool>& abandoned) override;
  Napi::Value result(Napi::Env env) const override { return env.Undefined(); }
  int64_t bytes() const override { return network_.bytes(); }

 private:
  static bool cancelled(const void* work);

  Network<T> network_;
  const Prediction<T> prediction_;
  const std::atomic<int32_t>* cancel_;
  Pool* const pool_;
  const int threads_;
  const std::atomic<bool>* abandoned_ = nullptr;
};

extern template class PredictWork<float>;
extern template class PredictWork<double>;

}  // namespace densely
