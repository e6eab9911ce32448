// A matrix of either element type and in any order, as an argument.
#pragma once
#include <napi.h>

#include <cstdint>
#include <vector>

#include "../core/any_view.h"
#include "../core/buffer.h"
#include "arguments.h"

namespace densely {

// The five values of a view, then rowOrder and colOrder, each a Uint32Array or null.
constexpr size_t kPlacementArguments = kViewArguments + 2;

class Placement {
 public:
  Placement(const Napi::CallbackInfo& info, size_t first, const char* name, Memory memory);

  int64_t rows() const { return rows_of(view_); }
  int64_t cols() const { return cols_of(view_); }
  int64_t bytes() const;
  // The matrix; null when cancelled, or where the order of its columns leads outside. That order
  // may be long, and others may write to it: the thread that works with it copies it and looks at
  // the copy.
  const AnyView* open(Cancel cancel);
  // Refuses what `open` found to lead outside.
  void check(Napi::Env env) const;

 private:
  template <class T>
  View<T> read(const Napi::CallbackInfo& info, size_t first, Memory memory);
  int64_t read_row_order(Napi::Value order, int64_t rows);
  void read_col_order(Napi::Value order, int64_t cols, Memory memory);

  const char* const name_;
  AnyView view_;
  std::vector<uint32_t> row_order_;
  const uint32_t* given_col_order_ = nullptr;
  Buffer<uint32_t> col_order_;
  int64_t columns_ = 0;   // that lie in the storage
  int64_t outside_ = -1;  // a column that does not
};

}  // namespace densely
