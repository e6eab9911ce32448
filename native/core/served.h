// A network with its parameters laid out for single examples: W stored input by input, so that
// neighbouring units fill a vector and nothing is packed per call.
#pragma once
#include "buffer.h"
#include "kernels.h"
#include "plan.h"

namespace densely {

template <class T>
class Served {
 public:
  Served(const Plan& plan, const Kernels<T>& kernels, const T* parameters);

  // input (m, n_0) and out (m, n_L), example by example: the bits of Network::predict.
  void predict(int64_t m, const T* input, T* out);
  int64_t bytes() const { return parameters_.bytes() + a_[0].bytes() + a_[1].bytes(); }

 private:
  void predict_row(const T* x, T* out);

  const Plan& plan_;
  const Kernels<T>& kernels_;
  Buffer<T> parameters_;  // as the plan has them, but for the order within each W
  Buffer<T> a_[2];        // of two neighbouring layers
};

extern template class Served<float>;
extern template class Served<double>;

}  // namespace densely
