// A dense network over one table of kernels: forward, cost, gradient, prediction and the sums of
// one training step. Shapes are the course's: X (n_0, m), Z[l] and A[l] (n_l, m), contiguous row by
// row; buffers z and a hold the layers 1 ... L one behind another.
#pragma once
#include "backward.h"
#include "buffer.h"
#include "kernels.h"
#include "plan.h"

namespace densely {

template <class T>
class Network {
 public:
  Network(const Spec& spec, const Kernels<T>& kernels)
      : plan_(spec), kernels_(&kernels), backward_(plan_) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  const Plan& plan() const { return plan_; }
  const Kernels<T>& kernels() const { return *kernels_; }
  int64_t bytes() const;

  // z may be a where no derivative needs Z.
  void forward(const T* parameters, const View<T>& x, T* z, T* a);
  // Means over the m examples, from the last layer's logits or from its outputs.
  double cost(int64_t m, const T* z_last, const T* y) const;
  double output_cost(int64_t m, const T* a_last, const T* y) const;
  // y (n_L, m) with any strides
  void gradient(const T* parameters, const View<T>& x, const View<T>& y, const T* z, const T* a,
                T* out);
  // input (m, n_0) and out (m, n_L), example by example. A row's result does not depend on m.
  void predict(const T* parameters, int64_t m, const T* input, T* out);

  // The sums of a step over m examples: begin, add for each block of kBlock examples in ascending
  // order (the last may be shorter), finish. x may have any strides, y is (n_L, cols of x)
  // contiguous. add answers false when cancelled, after which only begin may follow.
  void begin(int64_t m, bool want_cost, T* sums);
  bool add(const T* parameters, const View<T>& x, const T* y, Cancel cancel);
  double finish();  // the mean cost; 0 if not wanted
  // Memory for steps of up to m examples, so that no step need allocate.
  void reserve(int64_t m);

 private:
  bool affine(const T* parameters, const Layer& layer, const View<T>& input, T* z, Cancel cancel);
  bool activate(const T* parameters, const Layer& layer, int64_t m, const T* z, T* a,
                Cancel cancel) const;
  bool to_logits(const T* parameters, const View<T>& x, T* z, T* a, Cancel cancel);
  void predict_block(const T* parameters, const View<T>& x, T* out);
  T* pack() { return pack_.reserve(kernels_->pack_length); }

  Plan plan_;
  const Kernels<T>* kernels_;
  Backward<T> backward_;

  int64_t step_examples_ = 0;
  bool want_cost_ = false;
  double cost_sum_ = 0;

  Buffer<T> pack_;
  Buffer<T> z_, a_;  // of a training block; z_ only where a derivative needs Z
  Buffer<T> predicted_[2];
};

extern template class Network<float>;
extern template class Network<double>;

}  // namespace densely
