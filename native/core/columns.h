// Columns (examples) of a data set, copied feature-major and contiguous.
#pragma once
#include <algorithm>
#include <cstdint>

#include "buffer.h"
#include "kernels.h"

namespace densely {

// Columns first ... first + count - 1 of `from`, or those that `order` names there, to `to`
// (from.rows, count).
template <class T>
void copy_columns(const View<T>& from, const uint32_t* order, int64_t first, int64_t count, T* to) {
  constexpr int64_t kTile = 16;  // a cache line of floats is written at a time
  for (int64_t e = 0; e < count; e += kTile) {
    const int64_t tile = std::min(kTile, count - e);
    const T* column[kTile];
    for (int64_t j = 0; j < tile; ++j) {
      const int64_t example = order ? order[first + e + j] : first + e + j;
      column[j] = from.data + example * from.col_stride;
    }
    for (int64_t r = 0; r < from.rows; ++r) {
      T* row = to + r * count + e;
      for (int64_t j = 0; j < tile; ++j) row[j] = column[j][r * from.row_stride];
    }
  }
}

template <class T>
class Gathered {
 public:
  void reserve(int64_t rows, int64_t m) { buffer_.reserve(rows * std::min(m, kBlock)); }
  void forget() { holds_ = 0; }

  // As copy_columns. Without an order and where the layout allows it the answer is a part of `from`
  // itself; `joined` asks for rows without gaps. A whole set is copied once until forget().
  View<T> columns(const View<T>& from, const uint32_t* order, int64_t first, int64_t count,
                  bool joined) {
    const bool no_gaps = !joined || from.rows == 1 || from.row_stride == count;
    if (!order && from.col_stride == 1 && no_gaps) {
      return {from.data + first, from.rows, count, from.row_stride, 1};
    }
    const bool whole_set = !order && count == from.cols;
    T* to = buffer_.reserve(from.rows * count);
    if (!whole_set || holds_ != count) copy_columns(from, order, first, count, to);
    holds_ = whole_set ? count : 0;
    return {to, from.rows, count, count, 1};
  }

  int64_t bytes() const { return buffer_.bytes(); }

 private:
  Buffer<T> buffer_;
  int64_t holds_ = 0;
};

}  // namespace densely
