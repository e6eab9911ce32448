#include "train.h"

#include <algorithm>
#include <cmath>

#include "pieces.h"
#include "weights.h"

namespace densely {
namespace {

template <class T>
View<T> weights_of(const Chunk<T>& chunk) {
  return {chunk.weights, 1, chunk.x.cols, chunk.x.cols, 1};
}

template <class T>
bool leave_at_once(const void* context) {
  const Chunk<T>& chunk = *static_cast<const Chunk<T>*>(context);
  if (chunk.abandoned && chunk.abandoned->load(std::memory_order_relaxed)) return true;
  return chunk.cancel->load(std::memory_order_relaxed) == kLeaveAtOnce;
}

template <class T>
bool may_begin_step(const Chunk<T>& chunk) {
  return !leave_at_once<T>(&chunk) && chunk.cancel->load(std::memory_order_relaxed) == kGoOn;
}

// Takes in a batch's mean cost; false when a recorded cost is not finite.
template <class T>
bool record(const Chunk<T>& chunk, uint8_t flags, const Sums<T>& sums, Progress* progress) {
  double* carry = chunk.carry;
  double mean = sums.cost / sums.weight;
  if (flags & kTellCost) {
    chunk.costs[progress->recorded++] = mean;
    return true;
  }
  // An epoch of one step gives that step's own cost: (cost * m) / m may differ in the last bit.
  const bool alone = (flags & kEmitCost) && carry[1] == 0;
  if (!alone) {
    if (flags & kCountCost && sums.weight != 0) {
      carry[0] += mean * sums.weight;
      carry[1] += sums.weight;
    }
    mean = carry[0] / carry[1];
  }
  if (!(flags & kEmitCost)) return true;
  chunk.costs[progress->recorded++] = mean;
  carry[0] = carry[1] = 0;
  return std::isfinite(mean);
}

template <class T>
bool all_finite(const T* x, int64_t n) {
  bool finite = true;
  for (int64_t i = 0; i < n; ++i) finite &= x[i] - x[i] == 0;
  return finite;
}

// What a step learns against.
template <class T>
Regularization regularization_of(const Chunk<T>& chunk, int64_t step, int64_t hidden) {
  Regularization against;
  if (chunk.smoothing) against.smoothing = chunk.smoothing[step];
  const ChunkDropout& dropout = chunk.dropout;
  if (dropout.thresholds) {
    const uint64_t number = dropout.first_step + static_cast<uint64_t>(step);
    against.dropout = {step_key(dropout.seed, number), dropout.places[step],
                       dropout.thresholds + step * hidden};
  }
  return against;
}

// Copies the parameters, or their average; false when a parameter is not finite.
template <class T>
bool keep(const Chunk<T>& chunk, int64_t parameters, Progress* progress) {
  T* to = chunk.keep[progress->kept++];
  std::copy_n(chunk.average ? chunk.average : chunk.parameters, parameters, to);
  progress->finite = all_finite(chunk.parameters, parameters);
  return progress->finite;
}

}  // namespace

template <class T>
typename Trainer<T>::Batch Trainer<T>::batch_of(const Chunk<T>& chunk, int64_t step) const {
  if (!chunk.order || !chunk.ends) return {nullptr, chunk.x.cols};
  const uint32_t first = chunk.ends[step];
  return {chunk.order + first, static_cast<int64_t>(chunk.ends[step + 1]) - first};
}

template <class T>
void Trainer<T>::reserve(const Chunk<T>& chunk) {
  int64_t most = 0;
  for (int64_t s = 0; s < chunk.steps; ++s) most = std::max(most, batch_of(chunk, s).count);
  network_.reserve(most, chunk.dropout.thresholds != nullptr);
  update_.reserve(chunk);
  sums_.reserve(plan().parameters);
  x_.forget();
  y_.forget();
  weights_.forget();
  if (!chunk.order) return;
  x_.reserve(chunk.x, most, false);
  y_.reserve(chunk.y, most, true);
  if (chunk.weights) weights_.reserve(weights_of(chunk), most, true);
}

template <class T>
bool Trainer<T>::add_up(const Chunk<T>& chunk, const Batch& batch, Team* team, Cancel cancel,
                        Sums<T>* sums) {
  const Kernels<T>& kernels = network_.kernels();
  for (int64_t first = 0; first < batch.count; first += kBlock) {
    const int64_t n = std::min(kBlock, batch.count - first);
    const View<T> x = x_.columns(kernels, team, chunk.x, batch.order, first, n, false);
    const View<T> y = y_.columns(kernels, team, chunk.y, batch.order, first, n, true);
    const T* weights = nullptr;
    if (chunk.weights) {
      const View<T> all = weights_of(chunk);
      weights = weights_.columns(kernels, team, all, batch.order, first, n, true).data;
    }
    if (!network_.add(chunk.parameters, x, y.data, weights, cancel)) return false;
  }
  sums->gradient = sums_.data();
  sums->cost = network_.finish();
  sums->weight = total_weight(chunk.weights, batch.order, batch.count);
  return true;
}

template <class T>
bool Trainer<T>::gradient(const Chunk<T>& chunk, T* out, double* cost, Cancel cancel) {
  Sharing<T> sharing(network_, chunk.pool, chunk.threads);
  reserve(chunk);
  Sums<T> sums;
  const Batch batch = batch_of(chunk, 0);
  network_.begin(batch.count, true, sums_.data());
  if (!add_up(chunk, batch, sharing.team(), cancel, &sums)) return false;
  *cost = sums.cost / sums.weight;
  const T factor = static_cast<T>(1.0 / sums.weight);
  return in_pieces(sharing.team(), {plan().parameters}, cancel, [&](int64_t i, int64_t n, int) {
    std::copy_n(sums.gradient + i, n, out + i);
    network_.kernels().scale(n, factor, out + i);
  });
}

template <class T>
Progress Trainer<T>::run(const Chunk<T>& chunk) {
  Progress progress;
  const int64_t hidden = static_cast<int64_t>(plan().layers.size()) - 1;
  Sharing<T> sharing(network_, chunk.pool, chunk.threads);
  reserve(chunk);
  for (int64_t step = 0; step < chunk.steps && may_begin_step(chunk); ++step) {
    const Batch batch = batch_of(chunk, step);
    const uint8_t flags = chunk.flags[step];
    Sums<T> sums;
    const Cancel cancel{leave_at_once<T>, &chunk};
    const bool want_cost = flags & (kCountCost | kTellCost);
    network_.begin(batch.count, want_cost, sums_.data(), regularization_of(chunk, step, hidden));
    if (!add_up(chunk, batch, sharing.team(), cancel, &sums)) break;
    if (!chunk.reduce(sums)) break;
    if (flags && !record(chunk, flags, sums, &progress)) break;
    if (flags & kEmitCost) {
      std::copy_n(chunk.parameters, plan().parameters, chunk.snapshot);
    }
    if (sums.weight != 0) {
      update_.run(chunk, sharing.team(), step, sums);
    } else {
      ++progress.skipped;
    }
    ++progress.steps;
    if (flags & kKeep && !keep(chunk, plan().parameters, &progress)) break;
  }
  return progress;
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace densely
