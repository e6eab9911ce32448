// How well scores tell examples of one class from those of another. lib/backend/metrics/ranking.ts
// does the same operations in the same order; lib/base/sort.ts has the sort.
#pragma once
#include <optional>

#include "buffer.h"
#include "looked.h"
#include "walk.h"

namespace densely {

class Ranking {
 public:
  // Memory for m examples, so that `rank` need allocate none.
  void reserve(int64_t m);
  // The examples of a look by their scores, equal ones in one group. second 1: it is of the second
  // class. Afterwards nothing may be asked where the walk was cancelled.
  void rank(const Looked& looked, const double* scores, const double* second, Walk* walk);

  // Area under the ROC curve: the share of pairs in which the one of the second class scores
  // higher, ties half; without weights pairs are counted exactly below 2^52. Nothing where no
  // example of one of the classes counts, NaN where a score is NaN.
  std::optional<double> roc_auc(Walk* walk) const;
  // Average precision, where `positive` is the class that is looked for.
  std::optional<double> average_precision(int positive, Walk* walk) const;

  // The places of the scores that were ranked last, in ascending order, equal ones as they came.
  const uint32_t* order() const { return order_.data(); }
  int64_t bytes() const;

 private:
  bool read_keys(int64_t m, const double* scores, Walk* walk);
  void sort(int64_t m, Walk* walk);
  void sort_by_digit(int64_t m, int shift, Walk* walk);

  Buffer<uint64_t> keys_;          // which ascend as the scores do
  Buffer<uint32_t> order_, next_;  // places
  Buffer<double> of_[2];           // what the examples of each group count, of each class
  int64_t groups_ = 0;
  double total_[2] = {0, 0};
  bool ordered_ = false;  // no score is NaN
};

}  // namespace densely
