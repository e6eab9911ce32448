#include "network.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "pieces.h"
#include "split.h"

namespace densely {
namespace {

// Examples that predict takes through the layers at a time, so that two layers stay in cache.
constexpr int64_t kPredictBlock = 256;

// Narrower where there are many outputs: their kernel takes a whole block between two looks at the
// cancel flag, and (n_L, block) is to stay in cache.
int64_t predict_block_of(int64_t outputs) {
  constexpr int64_t kNarrowest = 16, kMostOutputs = 1 << 16;
  int64_t block = kPredictBlock;
  while (block > kNarrowest && block * outputs > kMostOutputs) block /= 2;
  return block;
}

// a = g(z), part by part as a product makes z, and what dropout leaves of it
template <class T>
struct Activate {
  void (*value)(int64_t n, const T* z, T slope, T* a);
  T slope;
  const T* z;
  T* a;
  int64_t stride;
  const LayerDrops<T>* drops;  // null: none
  T* kept;

  Finish<T> finish() const { return {run, this}; }
  static void run(const void* context, T* z, int64_t rows, int64_t columns) {
    const Activate& self = *static_cast<const Activate*>(context);
    const int64_t at = z - self.z;
    T* a = self.a + at;
    const bool joined = columns == self.stride;
    const int64_t runs = joined ? 1 : rows, length = joined ? rows * columns : columns;
    for (int64_t r = 0; r < runs; ++r) {
      self.value(length, z + r * self.stride, self.slope, a + r * self.stride);
    }
    if (self.drops) self.drops->run(at, rows, columns, self.a, self.kept);
  }
};

// from (rows, cols) to (cols, rows), both contiguous
template <class T>
void transpose(int64_t rows, int64_t cols, const T* from, T* to) {
  for (int64_t c = 0; c < cols; ++c) {
    for (int64_t r = 0; r < rows; ++r) to[c * rows + r] = from[r * cols + c];
  }
}

}  // namespace

// Z = W * input + b, A = g(Z): W (n_l, n_{l-1}), input (n_{l-1}, m), Z and A (n_l, m). The last
// layer stays at Z: its link belongs to the loss. z may be a. What dropout leaves of A goes to
// `kept`.
template <class T>
bool Network<T>::forward_layer(const Bench& bench, const T* parameters, const Layer& layer,
                               const View<T>& input, T* z, T* a, Cancel cancel,
                               const LayerDrops<T>* drops, T* kept) const {
  const int64_t m = input.cols;
  const View<T> weights{parameters + layer.weights, layer.units, layer.inputs, layer.inputs, 1};
  Product<T> whole{weights, input, z, m, parameters + layer.bias};
  Activate<T> activate = {};
  if (layer.activation != kNone) {
    activate = {
        kernels_->value[layer.activation], layer.slope_in(parameters), z, a, m, drops, kept};
    whole.finish = activate.finish();
  }
  return !cancel() && product(bench.team, *kernels_, whole, bench.pack, cancel);
}

// Where nobody needs Z beside A; false for a layer that is not of this kind.
template <class T>
bool Network<T>::narrow_layer(const T* parameters, const Layer& layer, const View<T>& input,
                              T* a) const {
  if (!layer.narrow() || input.col_stride != 1) return false;
  const T slope = layer.slope_in(parameters);
  const int activation = layer.activation == kNone ? kIdentity : layer.activation;
  const int64_t m = input.cols;
  in_pieces(team_, {m, layer.inputs + layer.units}, kNever, [&](int64_t i, int64_t n, int) {
    const NarrowLayer<T> part = {
        layer.inputs, layer.units, n, m, parameters + layer.weights, parameters + layer.bias,
        slope};
    kernels_->narrow_forward[activation](part, input.data + i, input.row_stride, a + i);
  });
  return true;
}

// Z[L] += Wx * X where the layer has a path: Wx (n_L, n_0), X (n_0, m). The sums go on from those
// over the hidden units.
template <class T>
bool Network<T>::add_linear(const Bench& bench, const T* parameters, const Layer& layer,
                            const View<T>& x, T* z, Cancel cancel) const {
  if (!layer.linear) return true;
  const View<T> weights{parameters + *layer.linear, layer.units, x.rows, x.rows, 1};
  Product<T> whole{weights, x, z, x.cols, nullptr};
  whole.resume = true;
  return !cancel() && product(bench.team, *kernels_, whole, bench.pack, cancel);
}

template <class T>
bool Network<T>::to_logits(const T* parameters, const View<T>& x, T* z, T* a, Cancel cancel,
                           const Drops<T>* drops) {
  const int64_t m = x.cols;
  const Bench bench{team_, pack(), {}};
  View<T> input = x;
  for (size_t l = 0; l < plan_.layers.size(); ++l) {
    const Layer& layer = plan_.layers[l];
    const int64_t at = layer.first_unit * m;
    if (drops && layer.activation != kNone) {
      const LayerDrops<T> of_layer = drops->of(l);
      T* kept = drops->kept() + at;
      if (!forward_layer(bench, parameters, layer, input, z + at, a + at, cancel, &of_layer,
                         kept)) {
        return false;
      }
      input = {kept, layer.units, m, m, 1};
      continue;
    }
    if (z != a || !narrow_layer(parameters, layer, input, a + at)) {
      if (!forward_layer(bench, parameters, layer, input, z + at, a + at, cancel)) return false;
    }
    if (!add_linear(bench, parameters, layer, x, z + at, cancel)) return false;
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
  const double sum =
      kernels_->cost[plan_.loss](plan_.outputs(), m, z_last, y, loss_numbers(), nullptr);
  return sum / static_cast<double>(m);
}

template <class T>
double Network<T>::output_cost(int64_t m, const T* a_last, const T* y) const {
  const double sum =
      kernels_->output_cost[plan_.loss](plan_.outputs(), m, a_last, y, loss_numbers(), nullptr);
  return sum / static_cast<double>(m);
}

template <class T>
void Network<T>::gradient(const T* parameters, const View<T>& x, const View<T>& y, const T* z,
                          const T* a, T* out) {
  const int64_t m = x.cols;
  const T* a_last = a + plan_.layers.back().first_unit * m;
  backward_.begin(*kernels_, team_, m, out);
  for (int64_t first = 0; first < m; first += kBlock) {
    const int64_t n = std::min(kBlock, m - first);
    T* error = backward_.output_error();
    kernels_->gather(y, nullptr, first, n, error, n);
    for (int64_t r = 0; r < y.rows; ++r) {
      kernels_->output_error[plan_.loss](r, n, a_last + r * m + first, error + r * n,
                                         loss_numbers(), error + r * n);
    }
    backward_.add({parameters, x.part(0, x.rows, first, n), z + first, a + first, n, m}, pack(),
                  kNever);
  }
  backward_.finish();
  in_pieces(team_, {plan_.parameters}, kNever,
            [&](int64_t i, int64_t n, int) { kernels_->scale(n, backward_.factor(), out + i); });
}

template <class T>
int64_t Network<T>::predict_block(int64_t m) const {
  return std::min(m, predict_block_of(plan_.outputs()));
}

// Of one of a worker's two layers.
template <class T>
int64_t Network<T>::predict_numbers(int64_t m) const {
  return round_up(plan_.widest * predict_block(m), 32);
}

template <class T>
void Network<T>::reserve_predict(int64_t m) {
  predicted_.reserve(predict_numbers(m) * 2 * width());
  pack();
}

// Many blocks are shared out as they are, few by their products.
template <class T>
bool Network<T>::predict(const T* parameters, int64_t m, Feed<T>& feed, T* out, bool logits,
                         Cancel cancel) {
  reserve_predict(m);
  const int64_t numbers = predict_numbers(m);
  const int64_t block = predict_block_of(plan_.outputs()), blocks = (m + block - 1) / block;
  const bool whole_blocks = blocks >= 2 * width();
  std::atomic<bool> whole{true};
  const auto body = [&](int64_t i, int worker) {
    if (!whole.load(std::memory_order_relaxed)) return;
    T* layers = predicted_.data() + numbers * 2 * worker;
    const Bench bench{whole_blocks ? nullptr : team_,
                      pack_.data() + kernels_->pack_length * worker,
                      {layers, layers + numbers}};
    const int64_t first = i * block, n = std::min(block, m - first);
    T* outputs = out + first * plan_.outputs();
    View<T> x;
    const T* z = feed.take(first, n, worker, &x)
                     ? predict_examples(bench, parameters, x, outputs, logits, cancel)
                     : nullptr;
    if (!z || !feed.give(first, n, worker, z, outputs)) {
      whole.store(false, std::memory_order_relaxed);
    }
  };
  if (whole_blocks && team_) {
    team_->each(blocks, body);
  } else {
    for (int64_t i = 0; i < blocks; ++i) body(i, 0);
  }
  return whole.load(std::memory_order_relaxed);
}

// x (n_0, n); out (n, n_L), the logits where these are asked for. Answers the logits (n_L, n), or
// null when cancelled.
template <class T>
const T* Network<T>::predict_examples(const Bench& bench, const T* parameters, const View<T>& x,
                                      T* out, bool logits, Cancel cancel) const {
  const int64_t n = x.cols, outputs = plan_.outputs();
  T* z = bench.layers[0];
  T* before = bench.layers[1];
  View<T> input = x;
  for (const Layer& layer : plan_.layers) {
    if (!forward_layer(bench, parameters, layer, input, z, z, cancel) ||
        !add_linear(bench, parameters, layer, x, z, cancel)) {
      return nullptr;
    }
    if (layer.activation == kNone) break;
    input = {z, layer.units, n, n, 1};
    std::swap(z, before);
  }
  const bool same_layout = n == 1 || outputs == 1;
  T* a = same_layout ? out : before;
  kernels_->output[logits ? kOfLogits : plan_.loss](outputs, n, z, a);
  if (!same_layout) transpose(outputs, n, a, out);
  return z;
}

template <class T>
void Network<T>::reserve(int64_t m, bool dropping) {
  const int64_t numbers = plan_.units * std::min(m, kBlock);
  a_.reserve(numbers);
  if (plan_.needs_input) z_.reserve(numbers);
  backward_.reserve(m);
  if (dropping) drops_.reserve(plan_, std::min(m, kBlock));
  pack();
}

template <class T>
void Network<T>::begin(int64_t m, bool want_cost, T* sums, const Regularization& against) {
  reserve(m);
  backward_.begin(*kernels_, team_, m, sums);
  want_cost_ = want_cost;
  smoothing_ = static_cast<T>(against.smoothing);
  drops_.begin(plan_, against.dropout);
  cost_sum_ = 0;
}

template <class T>
bool Network<T>::add(const T* parameters, const View<T>& x, const T* y, const T* weights,
                     Cancel cancel) {
  const int64_t m = x.cols, outputs = plan_.outputs();
  T* a = a_.data();
  T* z = plan_.needs_input ? z_.data() : a;
  const Drops<T>* drops = drops_.any() ? &drops_ : nullptr;
  if (drops) drops_.next(plan_, *kernels_, m);
  if (!to_logits(parameters, x, z, a, cancel, drops)) return false;
  const T* logits = z + plan_.layers.back().first_unit * m;
  // A block's sum is never -0, so that 0 + the first one is the first one.
  T* error = backward_.output_error();
  if (want_cost_) {
    cost_sum_ +=
        kernels_->cost_and_error[plan_.loss](outputs, m, logits, y, loss_numbers(), weights, error);
  } else {
    kernels_->error[plan_.loss](outputs, m, logits, y, loss_numbers(), error);
  }
  if (smoothing_ != 0) {
    const T even = static_cast<T>(loss_even[plan_.loss](outputs));
    kernels_->smooth(outputs * m, smoothing_, even, y, error);
  }
  for (int64_t r = 0; weights && r < outputs; ++r) kernels_->weigh(m, weights, error + r * m);
  return backward_.add({parameters, x, z, a, m, m, drops}, pack(), cancel);
}

template <class T>
double Network<T>::finish() {
  backward_.finish();
  return cost_sum_;
}

template <class T>
int64_t Network<T>::bytes() const {
  return pack_.bytes() + z_.bytes() + a_.bytes() + predicted_.bytes() + drops_.bytes() +
         backward_.bytes();
}

template class Network<float>;
template class Network<double>;

}  // namespace densely
