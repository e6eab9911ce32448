// Columns (examples) of a data set, copied feature-major and contiguous.
#pragma once
#include <algorithm>
#include <cstdint>

#include "buffer.h"
#include "kernels.h"
#include "pieces.h"

namespace densely {

template <class T>
class Gathered {
 public:
  void reserve(int64_t rows, int64_t m) { buffer_.reserve(rows * std::min(m, kBlock)); }
  void forget() { holds_ = 0; }

  // As the kernel. Without an order and where the layout allows it the answer is a part of `from`
  // itself; `joined` asks for rows without gaps. A whole set is copied once until forget().
  View<T> columns(const Kernels<T>& kernels, Team* team, const View<T>& from, const uint32_t* order,
                  int64_t first, int64_t count, bool joined) {
    const bool no_gaps = !joined || from.rows == 1 || from.row_stride == count;
    if (!order && from.col_stride == 1 && no_gaps) {
      return {from.data + first, from.rows, count, from.row_stride, 1};
    }
    const bool whole_set = !order && count == from.cols;
    T* to = buffer_.reserve(from.rows * count);
    if (!whole_set || holds_ != count) {
      in_pieces(team, {count, from.rows}, kNever, [&](int64_t e, int64_t n, int) {
        kernels.gather(from, order, first + e, n, to + e, count);
      });
    }
    holds_ = whole_set ? count : 0;
    return {to, from.rows, count, count, 1};
  }

  int64_t bytes() const { return buffer_.bytes(); }

 private:
  Buffer<T> buffer_;
  int64_t holds_ = 0;
};

}  // namespace densely
