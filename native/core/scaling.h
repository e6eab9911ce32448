// Numbers on their way from a caller's table into a network and back. A row of a matrix is a column
// of the table: z = (value - offset) / divisor in double, clipped to z / sqrt(1 + (z / clip)^2),
// rounded once to the type it is put into. lib/data/scaler.ts does the same operations.
#pragma once
#include <vector>

#include "any_view.h"
#include "kernels.h"

namespace densely {

// Scaled numbers are clipped smoothly at a limit by an ISA's kernels; null: they are not.
struct SmoothClip {
  double limit = 0;
  const ClipLines* lines = nullptr;

  explicit operator bool() const { return lines != nullptr; }
};

// An offset and a divisor for each row; null: the numbers stay as they are.
struct Scaler {
  const double* offset = nullptr;
  const double* divisor = nullptr;
  SmoothClip clip = {};  // of all rows

  explicit operator bool() const { return offset != nullptr; }
  Scaler from(int64_t row) const {
    return offset ? Scaler{offset + row, divisor + row, clip} : *this;
  }
};

// One that has its numbers by itself.
struct OwnScaler {
  std::vector<double> offset, divisor;
  SmoothClip clip = {};

  Scaler get() const {
    return offset.empty() ? Scaler{} : Scaler{offset.data(), divisor.data(), clip};
  }
  int64_t bytes() const {
    return static_cast<int64_t>((offset.capacity() + divisor.capacity()) * sizeof(double));
  }
};

// Where numbers are put: element (r, c) at data[r * row_stride + c * col_stride].
template <class T>
struct Target {
  T* data;
  int64_t row_stride, col_stride;
};

// Puts `from`, scaled, where `to` says; false when cancelled before the end. `wrong` becomes the
// first column with a number that is not finite there, or -1.
template <class T>
bool scale(const Scaler& scaler, const AnyView& from, const Target<T>& to, int64_t* wrong,
           Cancel cancel);

// `scale` of one example whose n numbers are neighbours; false where one is not finite.
template <class From, class To>
bool scale_example(int64_t n, const From* from, const Scaler& scaler, To* to);

// The first of x's columns with a number that is not finite, or -1. x has no order.
template <class T>
int64_t first_not_finite(const View<T>& x);

// values (m, n), example by example: value * divisor + offset in double, rounded once. Of a scaler
// that clips nothing.
template <class T>
void unscale(const Scaler& scaler, int64_t m, int64_t n, T* values);

}  // namespace densely
