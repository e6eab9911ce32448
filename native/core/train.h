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

enum StepFlags : uint8_t { kCountCost = 1, kEmitCost = 2 };
enum CancelRequest : int32_t { kGoOn = 0, kStopAfterStep = 1, kLeaveAtOnce = 2 };

template <class T>
struct Chunk {
  T* parameters;
  T* slots;       // of the optimizer, each as long as the parameters
  T* snapshot;    // the parameters of the last recorded finite cost
  T* keep;        // the parameters after the chunk's last step; may be null
  double* carry;  // of the epoch so far: sum of costs * examples, examples
  View<T> x, y;   // (n_0, M), (n_L, M)
  int optimizer;
  const T* constants;
  const T* scalars;  // optimizer_scalars per step
  int64_t steps;
  // Step s takes the examples order[ends[s]] ... order[ends[s + 1] - 1]; without an order every
  // step takes all M.
  const uint32_t* ends;
  const uint32_t* order;
  const uint8_t* flags;                // StepFlags per step
  double* costs;                       // one per recorded epoch
  const std::atomic<int32_t>* cancel;  // CancelRequest
  const std::atomic<bool>* abandoned;  // leave at once; may be null
  Pool* pool;                          // whose helpers take a part; may be null
  int threads;                         // at work at most
};

struct Progress {
  int64_t steps = 0;     // whose update was made
  int64_t recorded = 0;  // numbers in costs; the last may be not finite, which ends the run
  bool finite = true;    // every parameter at the end, where they are to be kept
};

template <class T>
class Trainer {
 public:
  Trainer(const Spec& spec, const Kernels<T>& kernels) : network_(spec, kernels) {}

  const Plan& plan() const { return network_.plan(); }
  // May throw std::bad_alloc before the first step. A step left half-way changes nothing.
  Progress run(const Chunk<T>& chunk);
  int64_t bytes() const { return network_.bytes() + x_.bytes() + y_.bytes() + sums_.bytes(); }

 private:
  struct Batch {
    const uint32_t* order;
    int64_t count;
  };
  Batch batch_of(const Chunk<T>& chunk, int64_t step) const;
  void reserve(const Chunk<T>& chunk);
  bool sums(const Chunk<T>& chunk, const Batch& batch, Team* team, bool want_cost, double* cost);
  void update(const Chunk<T>& chunk, Team* team, int64_t step);

  Network<T> network_;
  Gathered<T> x_, y_;
  Buffer<T> sums_;
};

extern template class Trainer<float>;
extern template class Trainer<double>;

}  // namespace densely
