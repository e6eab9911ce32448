// The gradient of a network's parameters, summed over blocks of at most kBlock examples.
#pragma once
#include "buffer.h"
#include "drops.h"
#include "kernels.h"
#include "plan.h"
#include "threads.h"

namespace densely {

// What the forward pass of a block left: X (n_0, m); row r of Z[l] and A[l] (n_l, m) begins at
// (first_unit + r) * stride.
template <class T>
struct Pass {
  const T* parameters;
  View<T> x;
  const T* z;
  const T* a;
  int64_t m, stride;
  const Drops<T>* drops = nullptr;  // of the hidden layers; null: none
};

template <class T>
class Backward {
 public:
  explicit Backward(const Plan& plan) : plan_(plan) {}

  void reserve(int64_t m);
  // The sums over `m` examples go to `sums`, in the layout of the parameters.
  void begin(const Kernels<T>& kernels, Team* team, int64_t m, T* sums);
  // Room for dZ[L] (n_L, block's m), to be filled before add.
  T* output_error() const { return d_[0].data(); }
  // false when cancelled
  bool add(const Pass<T>& pass, T* pack, Cancel cancel);
  // Completes the sums; the gradient is `factor()` times them.
  void finish();
  T factor() const { return static_cast<T>(1.0 / static_cast<double>(m_)); }
  int64_t bytes() const;

 private:
  // W (units, inputs) of a layer or of the path, and where it begins in the flat buffer. Biases
  // lie behind weights.
  struct Weights {
    int64_t units, inputs, offset;
    bool biases;
  };

  bool weight_sums(const Pass<T>& pass, const Weights& w, const View<T>& input, const T* d, T* pack,
                   Cancel cancel);
  bool input_error(const Pass<T>& pass, size_t l, const T* d, T* out, T* pack, Cancel cancel);
  void narrow_error(const Pass<T>& pass, const Layer& layer, const Layer& below, const T* d,
                    T* out) const;
  void slope_sums(const Pass<T>& pass, const Layer& layer, const T* d);
  View<T> layer_input(const Pass<T>& pass, const Layer& layer) const;
  bool lanes_for(int64_t units, int64_t inputs) const;

  const Plan& plan_;
  const Kernels<T>* kernels_ = nullptr;
  Team* team_ = nullptr;
  T* sums_ = nullptr;
  int64_t m_ = 0;
  bool first_block_ = true;

  Buffer<T> d_[2];            // dZ of this layer and of the one before
  Buffer<T> block_sums_;      // W and b of a layer, or Wx, blocks after the first
  Buffer<T> unit_slopes_[2];  // slope sums per unit: of all blocks, of a block after the first
};

extern template class Backward<float>;
extern template class Backward<double>;

}  // namespace densely
