#include "backward.h"

#include <algorithm>
#include <utility>

#include "pieces.h"
#include "split.h"

namespace densely {
namespace {

// dZ = dA * g'(Z), in place, part by part as a product makes dA (rows m apart), which is the error
// of what dropout has left of A; rows of z and a are `stride` apart.
template <class T>
struct Chain {
  void (*chain)(int64_t n, const T* z, const T* a, T slope, T* d);
  T slope;
  const T *z, *a;
  T* d;
  int64_t stride, m;
  const LayerDrops<T>* drops;  // null: none

  Finish<T> finish() const { return {run, this}; }
  static void run(const void* context, T* d, int64_t rows, int64_t columns) {
    const Chain& self = *static_cast<const Chain*>(context);
    const int64_t first = d - self.d;
    if (self.drops) self.drops->run(first, rows, columns, self.d, self.d);
    const bool joined = columns == self.stride;
    const int64_t runs = joined ? 1 : rows, length = joined ? rows * columns : columns;
    int64_t at = first / self.m * self.stride + first % self.m;
    for (int64_t r = 0; r < runs; ++r, at += self.stride) {
      self.chain(length, self.z + at, self.a + at, self.slope, d + r * self.m);
    }
  }
};

}  // namespace

template <class T>
void Backward<T>::reserve(int64_t m) {
  const int64_t block = std::min(m, kBlock);
  d_[0].reserve(plan_.widest * block);
  d_[1].reserve(plan_.widest * block);
  unit_slopes_[0].reserve(plan_.slope_units);
  if (m <= kBlock) return;
  block_sums_.reserve(plan_.largest_layer);
  unit_slopes_[1].reserve(plan_.widest);
}

template <class T>
void Backward<T>::begin(const Kernels<T>& kernels, Team* team, int64_t m, T* sums) {
  reserve(m);
  kernels_ = &kernels;
  team_ = team;
  m_ = m;
  sums_ = sums;
  first_block_ = true;
}

template <class T>
bool Backward<T>::add(const Pass<T>& pass, T* pack, Cancel cancel) {
  T* d = d_[0].data();
  T* before = d_[1].data();
  const Layer& last = plan_.layers.back();
  if (last.linear) {
    const Weights path = {last.units, pass.x.rows, *last.linear, false};
    if (cancel() || !weight_sums(pass, path, pass.x, d, pack, cancel)) return false;
  }
  for (size_t l = plan_.layers.size(); l-- > 0;) {
    const Layer& layer = plan_.layers[l];
    const Weights own = {layer.units, layer.inputs, layer.weights, true};
    if (cancel() || !weight_sums(pass, own, layer_input(pass, layer), d, pack, cancel))
      return false;
    if (l == 0) break;
    const Layer& below = plan_.layers[l - 1];
    if (layer.narrow() && !below.slope && !pass.drops) {
      narrow_error(pass, layer, below, d, before);
    } else {
      if (!input_error(pass, l, d, before, pack, cancel)) return false;
    }
    std::swap(d, before);
  }
  first_block_ = false;
  return true;
}

template <class T>
void Backward<T>::finish() {
  for (const Layer& layer : plan_.layers) {
    if (!layer.slope) continue;
    const T* units = unit_slopes_[0].data() + layer.first_slope_unit;
    T sum = 0;
    for (int64_t u = 0; u < layer.units; ++u) sum = sum + units[u];
    sums_[*layer.slope] = sum;
  }
}

// Only the logical sizes of the whole batch choose the order of summation.
template <class T>
bool Backward<T>::lanes_for(int64_t units, int64_t inputs) const {
  return in_lanes(units, inputs, m_);
}

// A[l-1] (n_{l-1}, m), what dropout has left of it
template <class T>
View<T> Backward<T>::layer_input(const Pass<T>& pass, const Layer& layer) const {
  if (layer.first_unit == 0) return pass.x;
  const T* all = pass.drops ? pass.drops->kept() : pass.a;
  const T* a = all + (layer.first_unit - layer.inputs) * pass.stride;
  return {a, layer.inputs, pass.m, pass.stride, 1};
}

// dW = dZ * input^T, (n_l, n_{l-1}) or (n_L, n_0) of the path, and db (n_l), side by side as in the
// parameters.
template <class T>
bool Backward<T>::weight_sums(const Pass<T>& pass, const Weights& w, const View<T>& input,
                              const T* d, T* pack, Cancel cancel) {
  const int64_t numbers = w.units * w.inputs;
  T* out = first_block_ ? sums_ + w.offset : block_sums_.data();
  T* bias = w.biases ? out + numbers : nullptr;
  const View<T> error{d, w.units, pass.m, pass.m, 1};
  const Product<T> whole{error, input.transposed(), out, w.inputs, nullptr};
  if (lanes_for(w.units, w.inputs)) {
    kernels_->product_lanes(whole, bias, pack);
  } else {
    if (!product(team_, *kernels_, whole, pack, cancel)) return false;
    const Items rows{bias ? w.units : 0, pass.m, 16};
    const bool summed = in_pieces(team_, rows, cancel, [&](int64_t r, int64_t n, int) {
      kernels_->row_sums(n, pass.m, d + r * pass.m, pass.m, false, bias + r);
    });
    if (!summed) return false;
  }
  if (first_block_) return true;
  const Items sums{numbers + (bias ? w.units : 0)};
  return in_pieces(team_, sums, cancel, [&](int64_t i, int64_t n, int) {
    kernels_->add(n, out + i, sums_ + w.offset + i);
  });
}

// dA[l-1] = W^T * dZ, dZ[l-1] = dA[l-1] * g'(Z[l-1]), both (n_{l-1}, m). A learnt slope needs all
// of dA[l-1] between the two.
template <class T>
bool Backward<T>::input_error(const Pass<T>& pass, size_t l, const T* d, T* out, T* pack,
                              Cancel cancel) {
  const Layer &layer = plan_.layers[l], &below = plan_.layers[l - 1];
  const int64_t m = pass.m, at = below.first_unit * pass.stride;
  const View<T> weights{pass.parameters + layer.weights, layer.inputs, layer.units, 1,
                        layer.inputs};
  const View<T> error{d, layer.units, m, m, 1};
  const bool learnt = below.slope.has_value();
  LayerDrops<T> drops = {};
  if (pass.drops) drops = pass.drops->of(l - 1);
  const bool before = pass.drops && !learnt;  // dropout's part is done with the rest
  const Chain<T> chain = {kernels_->chain[below.activation],
                          below.slope_in(pass.parameters),
                          pass.z + at,
                          pass.a + at,
                          out,
                          pass.stride,
                          m,
                          before ? &drops : nullptr};
  Product<T> whole{weights, error, out, m, nullptr};
  if (!learnt) whole.finish = chain.finish();
  if (!product(team_, *kernels_, whole, pack, cancel)) return false;
  if (!learnt) return true;
  if (pass.drops) {
    in_pieces(team_, {below.units, m, 1}, kNever,
              [&](int64_t r, int64_t n, int) { drops.run(r * m, n, m, out, out); });
  }
  slope_sums(pass, below, out);
  return in_pieces(team_, {below.units, m, 1}, cancel, [&](int64_t r, int64_t n, int) {
    for (int64_t i = r; i < r + n; ++i) Chain<T>::run(&chain, out + i * m, 1, m);
  });
}

// dZ[l-1] = dA[l-1] * g'(Z[l-1]) of a narrow layer
template <class T>
void Backward<T>::narrow_error(const Pass<T>& pass, const Layer& layer, const Layer& below,
                               const T* d, T* out) const {
  const int64_t at = below.first_unit * pass.stride, m = pass.m;
  const T* weights = pass.parameters + layer.weights;
  const auto kernel = kernels_->narrow_error[below.activation];
  in_pieces(team_, {m, layer.inputs + layer.units}, kNever, [&](int64_t i, int64_t n, int) {
    kernel({layer.inputs, layer.units, n, m, weights, nullptr, T(0)}, d + i, pass.z + at + i,
           pass.a + at + i, pass.stride, out + i);
  });
}

// d holds dA[l] (n_l, m). Rows of Z may be further apart than those of d, so row by row.
template <class T>
void Backward<T>::slope_sums(const Pass<T>& pass, const Layer& layer, const T* d) {
  T* total = unit_slopes_[0].data() + layer.first_slope_unit;
  T* out = first_block_ ? total : unit_slopes_[1].data();
  const T* z = pass.z + layer.first_unit * pass.stride;
  const bool lanes = lanes_for(layer.units, layer.inputs);
  in_pieces(team_, {layer.units, pass.m, 16}, kNever, [&](int64_t first, int64_t n, int) {
    for (int64_t r = first; r < first + n; ++r) {
      kernels_->slope_sums(1, pass.m, d + r * pass.m, z + r * pass.stride, pass.m, lanes, out + r);
    }
  });
  if (!first_block_) kernels_->add(layer.units, out, total);
}

template <class T>
int64_t Backward<T>::bytes() const {
  return d_[0].bytes() + d_[1].bytes() + block_sums_.bytes() + unit_slopes_[0].bytes() +
         unit_slopes_[1].bytes();
}

template class Backward<float>;
template class Backward<double>;

}  // namespace densely
