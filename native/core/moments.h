// Smallest, largest, mean and squared distances of each row of a matrix (a column of the caller's
// table; the matrix's columns are examples), in double: in blocks of kBlock examples a number after
// another (Welford 1962), the blocks merged in ascending order (Chan, Golub, LeVeque 1983).
// lib/data/statistics.ts does the same operations.
#pragma once
#include "any_view.h"
#include "buffer.h"

namespace densely {

class Moments {
 public:
  // Takes all its memory here.
  explicit Moments(int64_t rows);

  // Of a matrix of so many rows: all minima, then all maxima, means, sums of squared distances to
  // the mean. They are written at the end; false when cancelled before.
  bool run(const AnyView& m, double* out, Cancel cancel);
  int64_t bytes() const { return numbers_.bytes(); }

 private:
  // One number of each for each row, and some past the last.
  struct Sums {
    double *min, *max, *mean, *squares;
    Sums from(int64_t row) const { return {min + row, max + row, mean + row, squares + row}; }
  };

  template <class T>
  bool add_block(const View<T>& block, Cancel cancel);
  template <class T>
  bool add_examples(const View<T>& examples, int64_t before, Cancel cancel);
  template <int W, class T>
  void add_rows(const View<T>& examples, int64_t row, const double* shares);
  template <int W, class T>
  static void add(int64_t examples, const T* const* numbers, const double* shares,
                  const Sums& sums);
  void merge(double count, double more);
  void clear(const Sums& sums) const;

  const int64_t rows_, padded_;
  Buffer<double> numbers_;
  Sums all_, block_;
};

}  // namespace densely
