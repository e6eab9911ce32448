// A run of training steps as its caller has it. Whatever goes on from one chunk to the next lies in
// the chunk's own arrays (parameters, slots, average, snapshot, carry).
#pragma once
#include <atomic>
#include <cstdint>

#include "kernels.h"
#include "threads.h"

namespace densely {

// kTellCost without the two before it: the step's own cost is told, and nothing comes of it,
// neither a snapshot nor an end. kKeep: what the step leaves is kept.
enum StepFlags : uint8_t { kCountCost = 1, kEmitCost = 2, kTellCost = 4, kKeep = 8 };
enum CancelRequest : int32_t { kGoOn = 0, kStopAfterStep = 1, kLeaveAtOnce = 2 };

// Weight decay apart from the gradient, already times the learning rate; L2 and L1 in the gradient,
// divided by the weight of the step's examples.
enum Penalty { kDecay, kL2, kL1, kPenalties };

// Parameters that lie side by side, and how a step changes them.
struct Segment {
  int64_t offset, length;
  double rate;                   // factor of the learning rate; at 0 nothing of them changes
  double penalties[kPenalties];  // factors of the step's
};

// Where each number of a segment stands in an array of them.
enum SegmentField {
  kOffset,
  kLength,
  kRate,
  kPenaltyFactors,
  kSegmentFields = kPenaltyFactors + kPenalties
};

// Hidden units that a run drops (dropout.h).
struct ChunkDropout {
  uint32_t seed;
  uint64_t first_step;         // number in the run of the chunk's first
  const uint32_t* places;      // per step, of its first example in the epoch
  const uint32_t* thresholds;  // per step and hidden layer: below it a draw drops; null: none
};

// Limits of the mean gradient, infinite where there are none: of its norm, and, before that, of
// each number.
enum Clip { kNorm, kValue, kClips };

// What the examples of a step add up to; nothing is divided yet.
template <class T>
struct Sums {
  T* gradient;    // as long as the parameters
  double cost;    // 0 if not wanted
  double weight;  // of the examples' weights
};

// Asked between a step's sums, which it may change, and its update; false leaves the step.
template <class T>
struct Reduce {
  bool (*run)(const void* context, Sums<T>& sums) = nullptr;
  const void* context = nullptr;
  bool operator()(Sums<T>& sums) const { return !run || run(context, sums); }
};

template <class T>
struct Chunk {
  T* parameters;
  T* slots;          // of the optimizer, each as long as the parameters
  T* snapshot;       // the parameters of the last recorded finite cost
  T* const* keep;    // per step of kKeep, for the parameters after it, or for their average
  double* carry;     // of the epoch so far: sum of costs * weights, of weights
  View<T> x, y;      // (n_0, M), (n_L, M)
  const T* weights;  // M, what each example counts; null: 1
  int optimizer;
  const T* constants;
  const T* scalars;         // optimizer_scalars per step
  const double* penalties;  // kPenalties per step; null: none
  const double* clips;      // kClips per step; null: none
  ChunkDropout dropout;
  const double* smoothing;  // of the labels, per step; null: none
  T* average;               // of the parameters, step after step; null: not wanted
  const double* averaging;  // per step, the share of the step's own parameters in it
  // In ascending order, none over another; null: all parameters, at rate 1 without penalties.
  const Segment* segments;
  int64_t segment_count;
  int64_t steps;
  // Step s takes the examples order[ends[s]] ... order[ends[s + 1] - 1]; without an order every
  // step takes all M.
  const uint32_t* ends;
  const uint32_t* order;
  const uint8_t* flags;                // StepFlags per step
  double* costs;                       // one per recorded epoch or told step
  const std::atomic<int32_t>* cancel;  // CancelRequest
  const std::atomic<bool>* abandoned;  // leave at once; may be null
  Reduce<T> reduce;
  Pool* pool;   // whose helpers take a part; may be null
  int threads;  // at work at most
};

}  // namespace densely
