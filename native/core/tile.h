// A small part of a matrix, copied so that the numbers of a column are neighbours.
#pragma once
#include <cstdint>

#include "kernels.h"

namespace densely {

// Column c goes to `to` + c * Pitch. Rows whose numbers are neighbours are turned in squares of a
// fixed size, which the compiler does in registers.
template <int64_t Pitch, class T>
void copy_tile(const View<T>& from, T* to) {
  constexpr int64_t kSide = 8;
  int64_t r = 0;
  if (from.col_stride == 1 && !from.col_order && from.cols % kSide == 0) {
    for (; r + kSide <= from.rows; r += kSide) {
      const T* row[kSide];
      for (int64_t i = 0; i < kSide; ++i) row[i] = from.row(r + i);
      for (int64_t c = 0; c < from.cols; c += kSide) {
        T* square = to + c * Pitch + r;
        for (int64_t i = 0; i < kSide; ++i) {
          for (int64_t j = 0; j < kSide; ++j) square[j * Pitch + i] = row[i][c + j];
        }
      }
    }
  }
  for (; r < from.rows; ++r) {
    const T* row = from.row(r);
    for (int64_t c = 0; c < from.cols; ++c) to[c * Pitch + r] = row[from.col(c) - from.data];
  }
}

}  // namespace densely
