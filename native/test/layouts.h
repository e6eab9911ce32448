// Matrices that lie in memory in every way that a caller's may.
#pragma once
#include <algorithm>
#include <vector>

#include "core/kernels.h"
#include "numbers.h"

namespace densely {

enum Order { kPlain, kOrderedRows, kOrderedCols, kOrderedBoth, kOrders };
enum Layout { kByExample, kByFeature, kWithGaps, kLayouts };

// `count` of `all` numbers 0 ... all - 1, in any order, some of them more than once.
inline std::vector<uint32_t> some_of(Random& random, int64_t count, int64_t all) {
  std::vector<uint32_t> chosen(static_cast<size_t>(count));
  for (uint32_t& i : chosen) i = static_cast<uint32_t>(random.below(all));
  return chosen;
}

// A (rows, cols) view on a matrix of its own, with NaN wherever the view does not lead.
template <class T>
class Laid {
 public:
  Laid(Random& random, int64_t rows, int64_t cols, int layout, int order)
      : row_order_(some_of(random, order & kOrderedRows ? rows : 0, rows + 3)),
        col_order_(some_of(random, order & kOrderedCols ? cols : 0, cols + 3)) {
    const int64_t all_rows = rows + 3, all_cols = cols + 3;
    const int64_t row_stride = layout == kByExample ? 1 : layout == kByFeature ? all_cols : 3;
    const int64_t col_stride = layout == kByExample   ? all_rows
                               : layout == kByFeature ? 1
                                                      : 3 * all_rows + 1;
    data_.assign(static_cast<size_t>(all_rows * row_stride + all_cols * col_stride),
                 std::numeric_limits<T>::quiet_NaN());
    view = {data_.data(), rows, cols, row_stride, col_stride};
    if (!row_order_.empty()) view.row_order = row_order_.data();
    if (!col_order_.empty()) view.col_order = col_order_.data();
    for (int64_t c = 0; c < cols; ++c) {
      for (int64_t r = 0; r < rows; ++r) at(r, c) = static_cast<T>(random.number() * 100);
    }
  }

  T& at(int64_t r, int64_t c) {
    return data_[static_cast<size_t>(view.row(r) - view.data + (view.col(c) - view.data))];
  }

  View<T> view;

 private:
  std::vector<uint32_t> row_order_, col_order_;
  std::vector<T> data_;
};

}  // namespace densely
