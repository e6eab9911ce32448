#include "train.h"

#include <algorithm>
#include <cmath>

#include "pieces.h"

namespace densely {
namespace {

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
bool record(const Chunk<T>& chunk, uint8_t flags, double cost, int64_t examples,
            Progress* progress) {
  const double count = static_cast<double>(examples);
  double* carry = chunk.carry;
  double mean = cost;
  // An epoch of one step gives that step's own cost: (cost * m) / m may differ in the last bit.
  const bool alone = flags == (kCountCost | kEmitCost) && carry[1] == 0;
  if (!alone) {
    if (flags & kCountCost) {
      carry[0] += cost * count;
      carry[1] += count;
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

// The end of a chunk whose parameters are wanted.
template <class T>
void keep(const Chunk<T>& chunk, int64_t parameters, Progress* progress) {
  if (!chunk.keep) return;
  progress->finite = all_finite(chunk.parameters, parameters);
  if (progress->steps == chunk.steps) std::copy_n(chunk.parameters, parameters, chunk.keep);
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
  network_.reserve(most);
  sums_.reserve(plan().parameters);
  x_.forget();
  y_.forget();
  if (!chunk.order) return;
  x_.reserve(chunk.x, most, false);
  y_.reserve(chunk.y, most, true);
}

template <class T>
bool Trainer<T>::sums(const Chunk<T>& chunk, const Batch& batch, Team* team, bool want_cost,
                      double* cost) {
  const Cancel cancel{leave_at_once<T>, &chunk};
  const Kernels<T>& kernels = network_.kernels();
  network_.begin(batch.count, want_cost, sums_.data());
  for (int64_t first = 0; first < batch.count; first += kBlock) {
    const int64_t n = std::min(kBlock, batch.count - first);
    const View<T> x = x_.columns(kernels, team, chunk.x, batch.order, first, n, false);
    const View<T> y = y_.columns(kernels, team, chunk.y, batch.order, first, n, true);
    if (!network_.add(chunk.parameters, x, y.data, cancel)) return false;
  }
  *cost = network_.finish();
  return true;
}

template <class T>
void Trainer<T>::update(const Chunk<T>& chunk, Team* team, int64_t step) {
  const int64_t n = plan().parameters;
  const T* scalars = chunk.scalars + step * optimizer_scalars[chunk.optimizer];
  const auto kernel = network_.kernels().update[chunk.optimizer];
  in_pieces(team, {n}, kNever, [&](int64_t i, int64_t count, int) {
    kernel(count, chunk.parameters + i, sums_.data() + i, network_.factor(), chunk.slots + i, n,
           chunk.constants, scalars);
  });
}

template <class T>
Progress Trainer<T>::run(const Chunk<T>& chunk) {
  Progress progress;
  Sharing<T> sharing(network_, chunk.pool, chunk.threads);
  reserve(chunk);
  for (int64_t step = 0; step < chunk.steps && may_begin_step(chunk); ++step) {
    const Batch batch = batch_of(chunk, step);
    const uint8_t flags = chunk.flags[step];
    double cost;
    if (!sums(chunk, batch, sharing.team(), flags & kCountCost, &cost)) break;
    if (flags && !record(chunk, flags, cost, batch.count, &progress)) break;
    if (flags & kEmitCost) {
      std::copy_n(chunk.parameters, plan().parameters, chunk.snapshot);
    }
    update(chunk, sharing.team(), step);
    ++progress.steps;
  }
  keep(chunk, plan().parameters, &progress);
  return progress;
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace densely
