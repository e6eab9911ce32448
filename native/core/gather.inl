// Chosen columns (examples) of a data set, copied feature by feature.

// V::width examples (fewer at the end of a batch) with neighbouring features, a square at a time;
// of a few features one by one.
template <class V>
void gather_rows(const typename V::T* const* example, int64_t n, int64_t features, int64_t stride,
                 typename V::T* to) {
  constexpr int64_t kFew = V::width / 4;
  int64_t r = 0;
  while (n == V::width && features - r > kFew) {
    const int64_t rows = least(V::width, features - r);
    pack_square<V>(example, r, n, rows, stride, to + r * stride);
    r += rows;
  }
  for (; r < features; r++) {
    for (int64_t j = 0; j < n; j++) to[r * stride + j] = example[j][r];
  }
}

// Columns first ... first + count - 1 of `from`, or those that `order` names there, to `to`
// (from.rows, count), the rows `stride` numbers apart.
template <class V>
void gather(const View<typename V::T>& from, const uint32_t* order, int64_t first, int64_t count,
            typename V::T* to, int64_t stride) {
  constexpr int64_t kTile = V::width > 1 ? V::width : 16;
  for (int64_t e = 0; e < count; e += kTile) {
    const int64_t n = least(kTile, count - e);
    const typename V::T* example[kTile];
    for (int64_t j = 0; j < n; j++) {
      const int64_t column = order ? order[first + e + j] : first + e + j;
      example[j] = from.data + column * from.col_stride;
    }
    if (from.row_stride == 1) {
      gather_rows<V>(example, n, from.rows, stride, to + e);
      continue;
    }
    for (int64_t r = 0; r < from.rows; r++) {
      for (int64_t j = 0; j < n; j++) to[r * stride + e + j] = example[j][r * from.row_stride];
    }
  }
}
