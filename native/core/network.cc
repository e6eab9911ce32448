#include "network.h"

#include <algorithm>
#include <utility>

#include "columns.h"
#include "pieces.h"

namespace densely {
namespace {

// Examples that predict takes through the layers at a time, so that two layers stay in cache.
constexpr int64_t kPredictBlock = 256;

constexpr Cancel kNever{nullptr, nullptr};

// from (rows, cols) to (cols, rows), both contiguous
template <class T>
void transpose(int64_t rows, int64_t cols, const T* from, T* to) {
  for (int64_t c = 0; c < cols; ++c) {
    for (int64_t r = 0; r < rows; ++r) to[c * rows + r] = from[r * cols + c];
  }
}

}  // namespace

// Z = W * input + b: W (n_l, n_{l-1}), input (n_{l-1}, m), Z (n_l, m)
template <class T>
bool Network<T>::affine(const T* parameters, const Layer& layer, const View<T>& input, T* z,
                        Cancel cancel) {
  const View<T> weights{parameters + layer.weights, layer.units, layer.inputs, layer.inputs, 1};
  const Product<T> product{weights, input, z, input.cols, parameters + layer.bias};
  return !cancel() && kernels_->product(product, pack(), cancel);
}

template <class T>
bool Network<T>::activate(const T* parameters, const Layer& layer, int64_t m, const T* z, T* a,
                          Cancel cancel) const {
  const T slope = layer.slope == kNone ? T(0) : parameters[layer.slope];
  const auto kernel = kernels_->value[layer.activation];
  return in_pieces(layer.units * m, kPiece, cancel,
                   [&](int64_t i, int64_t n) { kernel(n, z + i, slope, a + i); });
}

template <class T>
bool Network<T>::to_logits(const T* parameters, const View<T>& x, T* z, T* a, Cancel cancel) {
  const int64_t m = x.cols;
  View<T> input = x;
  for (const Layer& layer : plan_.layers) {
    const int64_t at = layer.first_unit * m;
    if (!affine(parameters, layer, input, z + at, cancel)) return false;
    if (layer.activation == kNone) break;
    if (!activate(parameters, layer, m, z + at, a + at, cancel)) return false;
    input = {a + at, layer.units, m, m, 1};
  }
  return true;
}

template <class T>
void Network<T>::forward(const T* parameters, const View<T>& x, T* z, T* a) {
  const int64_t m = x.cols;
  to_logits(parameters, x, z, a, kNever);
  const int64_t last = plan_.layers.back().first_unit * m;
  kernels_->output[plan_.loss](plan_.outputs(), m, z + last, a + last);
}

template <class T>
double Network<T>::cost(int64_t m, const T* z_last, const T* y) const {
  const double sum = kernels_->cost[plan_.loss](plan_.outputs(), m, z_last, y);
  return sum / static_cast<double>(m);
}

template <class T>
double Network<T>::output_cost(int64_t m, const T* a_last, const T* y) const {
  const double sum = kernels_->output_cost[plan_.loss](plan_.outputs(), m, a_last, y);
  return sum / static_cast<double>(m);
}

template <class T>
void Network<T>::gradient(const T* parameters, const View<T>& x, const View<T>& y, const T* z,
                          const T* a, T* out) {
  const int64_t m = x.cols;
  const T* a_last = a + plan_.layers.back().first_unit * m;
  backward_.begin(*kernels_, m, out);
  for (int64_t first = 0; first < m; first += kBlock) {
    const int64_t n = std::min(kBlock, m - first);
    T* error = backward_.output_error();
    copy_columns(y, nullptr, first, n, error);
    for (int64_t r = 0; r < y.rows; ++r) {
      kernels_->subtract(n, a_last + r * m + first, error + r * n, error + r * n);
    }
    const View<T> columns{x.data + first * x.col_stride, x.rows, n, x.row_stride, x.col_stride};
    backward_.add({parameters, columns, z + first, a + first, n, m}, pack(), kNever);
  }
  backward_.finish();
}

template <class T>
void Network<T>::predict(const T* parameters, int64_t m, const T* input, T* out) {
  const int64_t inputs = plan_.inputs();
  for (int64_t first = 0; first < m; first += kPredictBlock) {
    const int64_t n = std::min(kPredictBlock, m - first);
    predict_block(parameters, {input + first * inputs, inputs, n, 1, inputs},
                  out + first * plan_.outputs());
  }
}

// x (n_0, n); out (n, n_L)
template <class T>
void Network<T>::predict_block(const T* parameters, const View<T>& x, T* out) {
  const int64_t n = x.cols, outputs = plan_.outputs();
  T* z = predicted_[0].reserve(plan_.widest * n);
  T* before = predicted_[1].reserve(plan_.widest * n);
  View<T> input = x;
  for (const Layer& layer : plan_.layers) {
    affine(parameters, layer, input, z, kNever);
    if (layer.activation == kNone) break;
    activate(parameters, layer, n, z, z, kNever);
    input = {z, layer.units, n, n, 1};
    std::swap(z, before);
  }
  const bool same_layout = n == 1 || outputs == 1;
  T* a = same_layout ? out : before;
  kernels_->output[plan_.loss](outputs, n, z, a);
  if (!same_layout) transpose(outputs, n, a, out);
}

template <class T>
void Network<T>::reserve(int64_t m) {
  const int64_t numbers = plan_.units * std::min(m, kBlock);
  a_.reserve(numbers);
  if (plan_.needs_input) z_.reserve(numbers);
  backward_.reserve(m);
  pack();
}

template <class T>
void Network<T>::begin(int64_t m, bool want_cost, T* sums) {
  reserve(m);
  backward_.begin(*kernels_, m, sums);
  step_examples_ = m;
  want_cost_ = want_cost;
  cost_sum_ = 0;
}

template <class T>
bool Network<T>::add(const T* parameters, const View<T>& x, const T* y, Cancel cancel) {
  const int64_t m = x.cols, outputs = plan_.outputs();
  T* a = a_.data();
  T* z = plan_.needs_input ? z_.data() : a;
  if (!to_logits(parameters, x, z, a, cancel)) return false;
  const T* logits = z + plan_.layers.back().first_unit * m;
  // A block's sum is never -0, so that 0 + the first one is the first one.
  if (want_cost_) cost_sum_ += kernels_->cost[plan_.loss](outputs, m, logits, y);
  T* error = backward_.output_error();
  kernels_->output[plan_.loss](outputs, m, logits, error);
  kernels_->subtract(outputs * m, error, y, error);
  return backward_.add({parameters, x, z, a, m, m}, pack(), cancel);
}

template <class T>
double Network<T>::finish() {
  backward_.finish();
  return cost_sum_ / static_cast<double>(step_examples_);
}

template <class T>
int64_t Network<T>::bytes() const {
  return pack_.bytes() + z_.bytes() + a_.bytes() + predicted_[0].bytes() + predicted_[1].bytes() +
         backward_.bytes();
}

template class Network<float>;
template class Network<double>;

}  // namespace densely
