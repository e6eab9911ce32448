// Columns (examples) of a data set, read where they lie or copied feature-major and contiguous.
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
  // For up to m columns of `from` at a time.
  void reserve(const View<T>& from, int64_t m, bool joined) {
    const int64_t most = products_copy(from, m, joined) ? kFewExamples : kBlock;
    buffer_.reserve(from.rows * std::min(m, most));
  }
  void forget() { holds_ = 0; }

  // As the kernel. Where products can read them or copy them anyway, the answer is a part of `from`
  // itself; `joined` asks for rows without gaps. A whole set is copied once until forget().
  View<T> columns(const Kernels<T>& kernels, Team* team, const View<T>& from, const uint32_t* order,
                  int64_t first, int64_t count, bool joined) {
    if (order && products_copy(from, count, joined)) {
      View<T> x = from.part(0, from.rows, 0, count);
      x.col_order = order + first;
      return x;
    }
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
  // Products of fewer examples or features are better off with short rows that need no copy.
  static constexpr int64_t kFewExamples = 15, kFewFeatures = 15;
  static bool products_copy(const View<T>& from, int64_t count, bool joined) {
    return !joined && from.row_stride == 1 && from.rows > kFewFeatures && count > kFewExamples;
  }

  Buffer<T> buffer_;
  int64_t holds_ = 0;
};

}  // namespace densely
