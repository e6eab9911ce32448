// Copies of operands in the order in which they are read.

constexpr int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
constexpr int kWideVectors = 4;   // of a tile with few rows: enough chains to hide the latency
constexpr int kSquaresAhead = 4;  // fetched before they are read: examples of a batch lie anywhere

// Up to V::width lines by V::width numbers, transposed.
template <class V>
struct Square {
  V column[V::width];

  DENSELY_INLINE Square(const typename V::T* const* line, int64_t at) {
    DENSELY_UNROLL
    for (int r = 0; r < V::width; r++) column[r] = V::load(line[r] + at);
    V::transpose(column);
  }

  DENSELY_INLINE Square(const typename V::T* const* line, int64_t at, int64_t rows, int64_t cols) {
    load(rows, cols, [=](int r) DENSELY_INLINE_LAMBDA { return line[r] + at; });
  }

  DENSELY_INLINE Square(const typename V::T* x, int64_t stride, int64_t rows, int64_t cols) {
    load(rows, cols, [=](int r) DENSELY_INLINE_LAMBDA { return x + r * stride; });
  }

 private:
  // 0 beyond `rows` lines and `cols` numbers
  template <class Line>
  DENSELY_INLINE void load(int64_t rows, int64_t cols, const Line& line) {
    DENSELY_UNROLL
    for (int r = 0; r < V::width; r++) {
      column[r] = r < rows ? V::load_partial(line(r), cols) : number<V>(0);
    }
    V::transpose(column);
  }
};

// V::width columns (fewer count) by n rows
template <class V>
DENSELY_INLINE void pack_square(const typename V::T* const* col, int64_t row, int64_t count,
                                int64_t n, int64_t width, typename V::T* out) {
  if (count >= V::width && n == V::width) {
    const Square<V> square(col, row);
    DENSELY_UNROLL
    for (int i = 0; i < V::width; i++) square.column[i].store(out + i * width);
    return;
  }
  const Square<V> square(col, row, count, n);
  for (int64_t i = 0; i < n; i++) square.column[i].store(out + i * width);
}

// Each column's numbers are neighbours.
template <class V>
void pack_transposed(const View<typename V::T>& x, int64_t width, typename V::T* out) {
  const typename V::T* col[kWideVectors * V::width];
  for (int64_t j = 0; j < x.cols; j++) col[j] = x.col(j);
  for (int64_t r = 0; r < x.rows; r += V::width) {
    const int64_t n = least(V::width, x.rows - r);
    const int64_t soon = least(r + kSquaresAhead * V::width, x.rows - 1);
    for (int64_t j = 0; j < x.cols; j++) fetch(col[j] + soon);
    for (int64_t j = 0; j < width; j += V::width) {
      pack_square<V>(col + j, r, x.cols - j, n, width, out + r * width + j);
    }
  }
}

// Each row's numbers are neighbours.
template <class V>
void pack_neighbours(const View<typename V::T>& x, int64_t width, typename V::T* out) {
  for (int64_t r = 0; r < x.rows; r++, out += width) {
    const typename V::T* in = x.row(r);
    int64_t j = 0;
    for (; j + V::width <= x.cols; j += V::width) V::load(in + j).store(out + j);
    if (j < x.cols) V::load_partial(in + j, x.cols - j).store(out + j);
  }
}

// Row by row, each `width` numbers, those past the end any.
template <class V>
void pack_rows(const View<typename V::T>& x, int64_t width, typename V::T* out) {
  if (x.col_stride == 1 && !x.col_order) return pack_neighbours<V>(x, width, out);
  if (x.row_stride == 1 && !x.row_order) return pack_transposed<V>(x, width, out);
  for (int64_t r = 0; r < x.rows; r++, out += width) {
    for (int64_t j = 0; j < width; j++) out[j] = j < x.cols ? x.row(r)[x.col(j) - x.data] : 0;
  }
}
