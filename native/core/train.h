// A run of training steps over one network: batch, forward, cost, gradient, update. How a run is
// cut into chunks never changes a bit: whatever goes on from one chunk to the next lies in the
// chunk's own arrays (parameters, slots, snapshot, carry).
#pragma once
#include <atomic>
#include <cstdint>

#include "buffer.h"
#include "columns.h"
#include "kernels.h"
#include "network.h"
#include "threads.h"

namespace densely {

// kTellCost alone: the step's own cost is told, and nothing comes of it, neither a snapshot nor an
// end.
enum StepFlags : uint8_t { kCountCost = 1, kEmitCost = 2, kTellCost = 4 };
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
  T* keep;           // the parameters after the chunk's last step; may be null
  double* carry;     // of the epoch so far: sum of costs * weights, of weights
  View<T> x, y;      // (n_0, M), (n_L, M)
  const T* weights;  // M, what each example counts; null: 1
  int optimizer;
  const T* constants;
  const T* scalars;         // optimizer_scalars per step
  const double* penalties;  // kPenalties per step; null: none
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

struct Progress {
  int64_t steps = 0;     // that were done
  int64_t skipped = 0;   // of them: all of whose examples weigh 0, which changes nothing
  int64_t recorded = 0;  // numbers in costs; an emitted one that is not finite ends the run
  bool finite = true;    // every parameter at the end, where they are to be kept
};

template <class T>
class Trainer {
 public:
  Trainer(const Spec& spec, const Kernels<T>& kernels) : network_(spec, kernels) {}

  const Plan& plan() const { return network_.plan(); }
  // May throw std::bad_alloc before the first step. A step left half-way changes nothing.
  Progress run(const Chunk<T>& chunk);
  // The gradient of the mean cost over all M examples of a chunk of one step without an order, of
  // which only the data, the parameters and the threads are looked at. False when cancelled.
  bool gradient(const Chunk<T>& chunk, T* out, Cancel cancel);
  int64_t bytes() const {
    return network_.bytes() + x_.bytes() + y_.bytes() + weights_.bytes() + sums_.bytes();
  }

 private:
  struct Batch {
    const uint32_t* order;
    int64_t count;
  };
  Batch batch_of(const Chunk<T>& chunk, int64_t step) const;
  void reserve(const Chunk<T>& chunk);
  bool add_up(const Chunk<T>& chunk, const Batch& batch, Team* team, bool want_cost, Cancel cancel,
              Sums<T>* sums);
  void update(const Chunk<T>& chunk, Team* team, int64_t step, const Sums<T>& sums);
  void update(const Chunk<T>& chunk, Team* team, int64_t step, const Sums<T>& sums,
              const Segment& segment);

  Network<T> network_;
  Gathered<T> x_, y_, weights_;
  Buffer<T> sums_;
};

extern template class Trainer<float>;
extern template class Trainer<double>;

}  // namespace densely
