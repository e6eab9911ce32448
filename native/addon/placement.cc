#include "placement.h"

#include <algorithm>
#include <string>

#include "../core/pieces.h"

namespace densely {

Placement::Placement(const Napi::CallbackInfo& info, size_t first, const char* name, Memory memory)
    : name_(name) {
  if (is_float64(info[first], name)) {
    view_ = read<double>(info, first, memory);
  } else {
    view_ = read<float>(info, first, memory);
  }
}

// What has an order is looked at as the smallest view that holds all its rows and one column.
template <class T>
View<T> Placement::read(const Napi::CallbackInfo& info, size_t first, Memory memory) {
  const Napi::Env env = info.Env();
  Napi::Value five[kViewArguments];
  for (size_t i = 0; i < kViewArguments; ++i) five[i] = info[first + i];
  const Napi::Value row_order = info[first + kViewArguments];
  const Napi::Value col_order = info[first + kViewArguments + 1];
  const int64_t rows = integer(five[1], std::string(name_) + ".rows", 0);
  const int64_t cols = integer(five[2], std::string(name_) + ".cols", 0);
  if (!row_order.IsNull()) {
    const int64_t held = read_row_order(row_order, rows);
    five[1] = Napi::Number::New(env, static_cast<double>(held));
  }
  if (!col_order.IsNull()) {
    read_col_order(col_order, cols, memory);
    five[2] = Napi::Number::New(env, cols > 0 ? 1 : 0);
  }
  View<T> v = view<T>(five, name_, memory);
  const int64_t room =
      span<T>(five[0], name_, memory).length - std::max<int64_t>(0, v.rows - 1) * v.row_stride;
  columns_ = v.col_stride > 0 ? (room - 1) / v.col_stride + 1 : 1;
  v.rows = rows;
  v.cols = cols;
  if (!row_order_.empty()) v.row_order = row_order_.data();
  return v;
}

// Rows that must be there.
int64_t Placement::read_row_order(Napi::Value order, int64_t rows) {
  const std::string name = std::string(name_) + ".rowOrder";
  const Span<uint32_t> given = span<uint32_t>(order, name.c_str(), rows);
  row_order_.assign(given.data, given.data + given.length);
  if (rows == 0) return 0;
  return int64_t{*std::max_element(row_order_.begin(), row_order_.end())} + 1;
}

void Placement::read_col_order(Napi::Value order, int64_t cols, Memory memory) {
  const std::string name = std::string(name_) + ".colOrder";
  const Span<uint32_t> given = span<uint32_t>(order, name.c_str(), cols, memory);
  given_col_order_ = given.data;
  col_order_.reserve(cols);
}

const AnyView* Placement::open(Cancel cancel) {
  if (!given_col_order_) return &view_;
  const int64_t count = rows() > 0 ? cols() : 0;
  for (int64_t first = 0; first < count; first += kPiece) {
    if (cancel()) return nullptr;
    const int64_t n = std::min(kPiece, count - first);
    uint32_t* to = col_order_.data() + first;
    std::copy_n(given_col_order_ + first, n, to);
    const uint32_t largest = *std::max_element(to, to + n);
    if (largest < columns_) continue;
    outside_ = largest;
    return nullptr;
  }
  std::visit([this](auto& view) { view.col_order = col_order_.data(); }, view_);
  return &view_;
}

void Placement::check(Napi::Env env) const {
  if (outside_ < 0) return;
  refuse(
      env, Code::kShape, std::string(name_) + ".colOrder",
      " must name columns below " + std::to_string(columns_) + ", not " + std::to_string(outside_));
}

int64_t Placement::bytes() const {
  return col_order_.bytes() + static_cast<int64_t>(row_order_.capacity() * sizeof(uint32_t));
}

}  // namespace densely
