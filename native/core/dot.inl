// Products of few rows and columns over a long k, and with them the sums of the left operand's
// rows, all in lanes (lanes.inl).

constexpr int kMaxOuter = kNarrow;  // rows of a, columns of b
constexpr int64_t kLaneSpan = 256;  // k handled at once where an operand must be copied

// Lines of numbers with neighbouring k.
template <class T>
struct Lines {
  const T* data;
  int64_t stride;
  Lines from(int64_t line) const { return {data + line * stride, stride}; }
};

// The lanes of the product's element (i, j) are at[i][j], those of the sum of a's row i at[i][8].
template <class V>
struct LaneSums {
  V at[kMaxOuter][kMaxOuter + 1][kGroups<V>];
};

// A tile's sums and operands fit the registers; numbers one by one fill few.
template <class V>
inline constexpr int kDotSide = V::gemm_rows > 8 ? 4
                                : V::width > 1   ? 3
                                                 : 2;

// sum[i][j] += a[i] . b[j], and sum[i][C] += a[i] if Sums, for R x C lines and the k of one group.
template <class V, int R, int C, bool Sums>
DENSELY_INLINE void dot_group(int64_t k, int64_t n, Lines<typename V::T> a, Lines<typename V::T> b,
                              V (&sum)[R][C + 1]) {
  for (; k + V::width <= n; k += kLanes<V>) {
    V x[C];
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) x[j] = V::load(b.data + j * b.stride + k);
    DENSELY_UNROLL
    for (int i = 0; i < R; i++) {
      const V y = V::load(a.data + i * a.stride + k);
      DENSELY_UNROLL
      for (int j = 0; j < C; j++) sum[i][j] = fma(y, x[j], sum[i][j]);
      if (Sums) sum[i][C] = sum[i][C] + y;
    }
  }
  if (k >= n) return;
  const auto mask = V::first(n - k);
  DENSELY_UNROLL
  for (int i = 0; i < R; i++) {
    const V y = V::load_partial(a.data + i * a.stride + k, n - k);
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) {
      const V x = V::load_partial(b.data + j * b.stride + k, n - k);
      sum[i][j] = select(mask, fma(y, x, sum[i][j]), sum[i][j]);
    }
    if (Sums) sum[i][C] = select(mask, sum[i][C] + y, sum[i][C]);
  }
}

template <class V, int R, int C, bool Sums>
void dot_tile(int64_t n, Lines<typename V::T> a, Lines<typename V::T> b, LaneSums<V>& all, int row,
              int col) {
  for (int g = 0; g < kGroups<V>; g++) {
    V sum[R][C + 1];
    DENSELY_UNROLL
    for (int i = 0; i < R; i++) {
      DENSELY_UNROLL
      for (int j = 0; j < C; j++) sum[i][j] = all.at[row + i][col + j][g];
      sum[i][C] = all.at[row + i][kMaxOuter][g];
    }
    dot_group<V, R, C, Sums>(g * V::width, n, a, b, sum);
    DENSELY_UNROLL
    for (int i = 0; i < R; i++) {
      DENSELY_UNROLL
      for (int j = 0; j < C; j++) all.at[row + i][col + j][g] = sum[i][j];
      if (Sums) all.at[row + i][kMaxOuter][g] = sum[i][C];
    }
  }
}

// at[rows - 1][columns - 1][with row sums]
template <class V>
struct DotTiles {
  using Tile = void (*)(int64_t, Lines<typename V::T>, Lines<typename V::T>, LaneSums<V>&, int,
                        int);
  Tile at[kDotSide<V>][kDotSide<V>][2];
};

template <class V, int R, int C>
constexpr void fill_dot_tiles(DotTiles<V>& tiles) {
  tiles.at[R - 1][C - 1][0] = dot_tile<V, R, C, false>;
  tiles.at[R - 1][C - 1][1] = dot_tile<V, R, C, true>;
  if constexpr (C > 1) {
    fill_dot_tiles<V, R, C - 1>(tiles);
  } else if constexpr (R > 1) {
    fill_dot_tiles<V, R - 1, kDotSide<V>>(tiles);
  }
}

template <class V>
constexpr DotTiles<V> make_dot_tiles() {
  DotTiles<V> tiles = {};
  fill_dot_tiles<V, kDotSide<V>, kDotSide<V>>(tiles);
  return tiles;
}

template <class V>
inline constexpr DotTiles<V> dot_tiles = make_dot_tiles<V>();

template <class V>
void dot(int rows, int cols, int64_t n, Lines<typename V::T> a, Lines<typename V::T> b, bool sums,
         LaneSums<V>& all) {
  constexpr int kSide = kDotSide<V>;
  for (int i = 0; i < rows; i += kSide) {
    const int r = rows - i < kSide ? rows - i : kSide;
    for (int j = 0; j < cols; j += kSide) {
      const int c = cols - j < kSide ? cols - j : kSide;
      dot_tiles<V>.at[r - 1][c - 1][sums && j == 0](n, a.from(i), b.from(j), all, i, j);
    }
  }
}

// `lines` lines of n numbers with neighbouring k: the view's own or a copy in `pack`.
template <class T>
Lines<T> span_lines(const T* x, int64_t line_stride, int64_t k_stride, int64_t lines, int64_t n,
                    T* pack) {
  if (k_stride == 1) return {x, line_stride};
  for (int64_t k = 0; k < n; k++) {
    for (int64_t i = 0; i < lines; i++) pack[i * kLaneSpan + k] = x[i * line_stride + k * k_stride];
  }
  return {pack, kLaneSpan};
}

// c (M, N) = a (M, K) b (K, N) for M, N <= kNarrow, and row_sums[i] = the sum of a's row i unless
// null.
template <class V>
void product_lanes(const Product<typename V::T>& p, typename V::T* row_sums, typename V::T* pack) {
  using T = typename V::T;
  const View<T>&a = p.a, &b = p.b;
  const int rows = static_cast<int>(a.rows), cols = static_cast<int>(b.cols);
  LaneSums<V> all;
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < cols; j++) {
      for (V& x : all.at[i][j]) x = number<V>(0);
    }
    for (V& x : all.at[i][kMaxOuter]) x = number<V>(0);
  }
  const bool whole = a.col_stride == 1 && b.row_stride == 1;
  const int64_t span = whole ? a.cols : kLaneSpan;
  for (int64_t k = 0; k < a.cols; k += span) {
    const int64_t n = k + span <= a.cols ? span : a.cols - k;
    const Lines<T> lines_a =
        span_lines(a.data + k * a.col_stride, a.row_stride, a.col_stride, a.rows, n, pack);
    const Lines<T> lines_b = span_lines(b.data + k * b.row_stride, b.col_stride, b.row_stride,
                                        b.cols, n, pack + kMaxOuter * kLaneSpan);
    dot<V>(rows, cols, n, lines_a, lines_b, row_sums != nullptr, all);
  }
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < cols; j++) p.c[i * p.c_row_stride + j] = lane_tree<V>(all.at[i][j]);
    if (row_sums) row_sums[i] = lane_tree<V>(all.at[i][kMaxOuter]);
  }
}
