#include "update.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pieces.h"

namespace densely {
namespace {

// PyTorch's clip_grad_norm_ divides by the norm and this.
constexpr double kBesideNorm = 1e-6;

// Of a step that sums up to `weight`. Each number is made in double and rounded once.
template <class T>
Penalties<T> penalties_of(const Chunk<T>& chunk, int64_t step, const Segment& segment,
                          double weight) {
  if (!chunk.penalties) return {};
  const double* values = chunk.penalties + step * kPenalties;
  const double* factors = segment.penalties;
  return {static_cast<T>(values[kDecay] * segment.rate * factors[kDecay]),
          static_cast<T>(values[kL2] * factors[kL2] / weight),
          static_cast<T>(values[kL1] * factors[kL1] / weight)};
}

// Of a clip; infinite where there is none.
template <class T>
double limit_of(const Chunk<T>& chunk, int64_t step, Clip clip) {
  if (!chunk.clips) return std::numeric_limits<double>::infinity();
  return chunk.clips[step * kClips + clip];
}

}  // namespace

template <class T>
void Update<T>::reserve(const Chunk<T>& chunk) {
  parts_.reserve(static_cast<size_t>(2 * chunk.segment_count + 1));
  if (chunk.clips) squares_.reserve((plan_.parameters + kBlock - 1) / kBlock);
}

template <class T>
void Update<T>::add_part(const Step& now, int64_t offset, int64_t length, const Segment* segment) {
  if (length == 0) return;
  const bool moves = segment && segment->rate != 0;
  parts_.push_back({offset, length, moves, {}, {}});
  if (!moves) return;
  Part& part = parts_.back();
  const int64_t count = optimizer_scalars[now.chunk.optimizer];
  std::copy_n(now.chunk.scalars + now.index * count, count, part.scalars);
  part.scalars[0] = static_cast<T>(segment->rate * static_cast<double>(part.scalars[0]));
  part.terms = {static_cast<T>(1.0 / now.sums.weight),
                penalties_of(now.chunk, now.index, *segment, now.sums.weight),
                static_cast<T>(limit_of(now.chunk, now.index, kValue)), T(1)};
}

template <class T>
void Update<T>::find_parts(const Step& now) {
  parts_.clear();
  int64_t end = 0;
  const Segment whole = {0, plan_.parameters, 1, {}};
  const Segment* segments = now.chunk.segments ? now.chunk.segments : &whole;
  const int64_t count = now.chunk.segments ? now.chunk.segment_count : 1;
  for (int64_t s = 0; s < count; ++s) {
    add_part(now, end, segments[s].offset - end, nullptr);
    add_part(now, segments[s].offset, segments[s].length, segments + s);
    end = segments[s].offset + segments[s].length;
  }
  add_part(now, end, plan_.parameters - end, nullptr);
}

// Of a block of the gradient over more than one part. What does not move counts 0.
template <class T>
double Update<T>::mixed_squares(const Step& now, const Part* part, int64_t first,
                                int64_t end) const {
  T gradient[kBlock];
  for (int64_t at = first; at < end; ++part) {
    const int64_t to = std::min(end, part->end());
    T* out = gradient + (at - first);
    if (part->moves) {
      kernels_->gradient(to - at, now.chunk.parameters + at, now.sums.gradient + at, part->terms,
                         out);
    } else {
      std::fill_n(out, to - at, T(0));
    }
    at = to;
  }
  double sum;
  const GradientTerms<T> as_it_is = {1, {}, std::numeric_limits<T>::infinity(), 1};
  kernels_->squares(end - first, gradient, gradient, as_it_is, &sum);
  return sum;
}

// Of the gradient's numbers first ... end - 1, whole blocks but for the last one.
template <class T>
void Update<T>::squares(const Step& now, int64_t first, int64_t end) {
  const auto before = [&first](const Part& part) { return part.end() <= first; };
  while (first < end) {
    const auto part = std::partition_point(parts_.begin(), parts_.end(), before);
    double* sums = squares_.data() + first / kBlock;
    const int64_t alike = part->end() < end ? part->end() / kBlock * kBlock : end;
    if (part->moves && alike > first) {
      kernels_->squares(alike - first, now.chunk.parameters + first, now.sums.gradient + first,
                        part->terms, sums);
      first = alike;
    } else {
      const int64_t to = std::min(end, first + kBlock);
      *sums = mixed_squares(now, &*part, first, to);
      first = to;
    }
  }
}

// What takes the gradient's norm to its limit; 1 below it, and where it is not finite.
template <class T>
T Update<T>::clipping(const Step& now, Team* team, double limit) {
  const int64_t n = plan_.parameters, blocks = (n + kBlock - 1) / kBlock;
  in_pieces(team, {blocks, kBlock, 1}, kNever, [&](int64_t block, int64_t count, int) {
    squares(now, block * kBlock, std::min(n, (block + count) * kBlock));
  });
  double sum = 0;
  for (int64_t block = 0; block < blocks; ++block) sum += squares_.data()[block];
  const double norm = std::sqrt(sum), factor = limit / (norm + kBesideNorm);
  return std::isfinite(norm) && factor < 1 ? static_cast<T>(factor) : T(1);
}

template <class T>
void Update<T>::move(const Step& now, Team* team, const Part& part) const {
  const Chunk<T>& chunk = now.chunk;
  const GradientTerms<T>& terms = part.terms;
  const bool plain = !chunk.average && terms.penalties.none() && terms.times == 1 &&
                     terms.most == std::numeric_limits<T>::infinity();
  const T rate = static_cast<T>(chunk.average ? chunk.averaging[now.index] : 0);
  in_pieces(team, {part.length}, kNever, [&](int64_t i, int64_t count, int) {
    const int64_t at = part.offset + i, stride = plan_.parameters;
    T *w = chunk.parameters + at, *slots = chunk.slots + at;
    T* mean = chunk.average ? chunk.average + at : nullptr;
    const T* g = now.sums.gradient + at;
    if (!part.moves) {
      kernels_->average(count, rate, w, mean);
    } else if (plain) {
      kernels_->update[chunk.optimizer](count, w, g, terms.mean, slots, stride, chunk.constants,
                                        part.scalars);
    } else {
      kernels_->update_more[chunk.optimizer](count, w, g, terms, slots, stride, chunk.constants,
                                             part.scalars, rate, mean);
    }
  });
}

template <class T>
void Update<T>::run(const Chunk<T>& chunk, Team* team, int64_t step, const Sums<T>& sums) {
  const Step now = {chunk, step, sums};
  find_parts(now);
  const double limit = limit_of(chunk, step, kNorm);
  if (std::isfinite(limit)) {
    const T times = clipping(now, team, limit);
    for (Part& part : parts_) part.terms.times = times;
  }
  for (const Part& part : parts_) {
    if (part.moves || chunk.average) move(now, team, part);
  }
}

template <class T>
int64_t Update<T>::bytes() const {
  return squares_.bytes() + static_cast<int64_t>(parts_.capacity() * sizeof(Part));
}

template class Update<float>;
template class Update<double>;

}  // namespace densely
