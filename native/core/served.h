// A network with its parameters laid out for single examples: W stored input by input, so that
// neighbouring units fill a vector and nothing is packed per call; so is Wx.
#pragma once
#include "buffer.h"
#include "kernels.h"
#include "plan.h"
#include "scaling.h"

namespace densely {

template <class T>
class Served {
 public:
  Served(const Plan& plan, const Kernels<T>& kernels, const T* parameters, OwnScaler features,
         OwnScaler targets);

  // input (m, n_0) and out (m, n_L), example by example: the bits of Inference, and its answer to
  // what is not finite.
  template <class From>
  int64_t predict(int64_t m, const From* input, T* out, bool look = true);
  Scaler features() const { return features_.get(); }
  Scaler targets() const { return targets_.get(); }
  int64_t bytes() const;

 private:
  template <class From>
  const T* example(const From* x, bool look, bool* finite);
  void predict_row(const T* x, T* out);

  const Plan& plan_;
  const Kernels<T>& kernels_;
  const OwnScaler features_, targets_;
  Buffer<T> parameters_;  // as the plan has them, but for the order within each W
  Buffer<T> x_;           // an example, scaled
  Buffer<T> a_[2];        // of two neighbouring layers
};

extern template class Served<float>;
extern template class Served<double>;

}  // namespace densely
