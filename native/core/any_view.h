// A matrix of either element type: what a caller has need not be what a network computes in.
#pragma once
#include <variant>

#include "kernels.h"

namespace densely {

using AnyView = std::variant<View<float>, View<double>>;

inline int64_t rows_of(const AnyView& x) {
  return std::visit([](const auto& view) { return view.rows; }, x);
}

inline int64_t cols_of(const AnyView& x) {
  return std::visit([](const auto& view) { return view.cols; }, x);
}

// `count` columns from `first` on.
inline AnyView columns_of(const AnyView& x, int64_t first, int64_t count) {
  return std::visit(
      [=](const auto& view) -> AnyView { return view.part(0, view.rows, first, count); }, x);
}

}  // namespace densely
