// Examples as they come, through a network: scaled on their way in and out, block by block.
// lib/backend/js/inference.ts does the same.
#pragma once
#include <atomic>
#include <limits>

#include "buffer.h"
#include "network.h"
#include "scaling.h"

namespace densely {

template <class T>
struct Query {
  const T* parameters;
  Scaler features, targets;
  AnyView x;         // (n_0, m)
  const AnyView* y;  // (n_L, m), where the cost is wanted
  const T* weights;  // m, what each example counts in the cost; null: each counts 1
  T* out;            // (m, n_L), in the targets' units; or the logits as they are
  bool look = true;  // for numbers that are not finite, also where nothing is scaled or rounded
  bool logits = false;
};

struct Answer {
  // Weighted mean over the examples, of the scaled targets; NaN without y.
  double cost = std::numeric_limits<double>::quiet_NaN();
  // The first example with a number that is not finite when scaled, or -1.
  int64_t wrong = -1;
};

template <class T>
class Inference : private Feed<T> {
 public:
  explicit Inference(Network<T>& network) : network_(network) {}

  // Memory for m examples, so that `run` need allocate none.
  void reserve(int64_t m, bool want_cost);
  // By the network's team; false when cancelled.
  bool run(const Query<T>& query, Answer* answer, Cancel cancel);
  int64_t bytes() const { return x_.bytes() + y_.bytes() + costs_.bytes(); }

 private:
  bool take(int64_t first, int64_t n, int worker, View<T>* x) override;
  bool give(int64_t first, int64_t n, int worker, const T* logits, T* outputs) override;
  void found_wrong(int64_t example);
  double mean_cost(int64_t m) const;

  Network<T>& network_;
  Buffer<T> x_, y_;  // of each worker's block
  Buffer<T> costs_;  // of each example
  const Query<T>* query_ = nullptr;
  Cancel cancel_ = kNever;
  int64_t block_ = 0;
  std::atomic<int64_t> wrong_{0};
};

extern template class Inference<float>;
extern template class Inference<double>;

}  // namespace densely
