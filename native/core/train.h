// A run of training steps over one network: batch, forward, cost, gradient, update. How a run is
// cut into chunks never changes a bit.
#pragma once
#include <cstdint>

#include "buffer.h"
#include "chunk.h"
#include "columns.h"
#include "network.h"
#include "update.h"

namespace densely {

struct Progress {
  int64_t steps = 0;     // that were done
  int64_t skipped = 0;   // of them: all of whose examples weigh 0, which changes nothing
  int64_t recorded = 0;  // numbers in costs; an emitted one that is not finite ends the run
  int64_t kept = 0;      // of those that are to be
  bool finite = true;    // every parameter after the last step that is kept; else that ends the run
};

template <class T>
class Trainer {
 public:
  Trainer(const Spec& spec, const Kernels<T>& kernels)
      : network_(spec, kernels), update_(network_.plan(), kernels) {}

  const Plan& plan() const { return network_.plan(); }
  // May throw std::bad_alloc before the first step. A step left half-way changes nothing.
  Progress run(const Chunk<T>& chunk);
  // The mean cost over all M examples of a chunk of one step without an order, and its gradient;
  // only the data, the parameters and the threads are looked at. False when cancelled.
  bool gradient(const Chunk<T>& chunk, T* out, double* cost, Cancel cancel);
  int64_t bytes() const {
    return network_.bytes() + x_.bytes() + y_.bytes() + weights_.bytes() + sums_.bytes() +
           update_.bytes();
  }

 private:
  struct Batch {
    const uint32_t* order;
    int64_t count;
  };
  Batch batch_of(const Chunk<T>& chunk, int64_t step) const;
  void reserve(const Chunk<T>& chunk);
  // What the network began to sum up.
  bool add_up(const Chunk<T>& chunk, const Batch& batch, Team* team, Cancel cancel, Sums<T>* sums);

  Network<T> network_;
  Gathered<T> x_, y_, weights_;
  Buffer<T> sums_;
  Update<T> update_;
};

extern template class Trainer<float>;
extern template class Trainer<double>;

}  // namespace densely
