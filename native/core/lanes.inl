// Sums over columns. Ascending: one accumulator from +0. In lanes: kLanes accumulators from +0,
// lane = column mod kLanes, then a tree; a lane past the end is left as it is, since even adding +0
// would change a -0.

template <class V>
inline constexpr int kLanes = 64 / static_cast<int>(sizeof(typename V::T));
template <class V>
inline constexpr int kGroups = kLanes<V> / V::width;  // vectors that hold the lanes

// Sums acc[group] over the lanes.
template <class V>
DENSELY_INLINE typename V::T lane_tree(const V* acc) {
  typename V::T r[kLanes<V>];
  for (int g = 0; g < kGroups<V>; g++) acc[g].store(r + g * V::width);
  for (int h = kLanes<V> / 2; h > 0; h /= 2) {
    for (int q = 0; q < h; q++) r[q] = r[q] + r[q + h];
  }
  return r[0];
}

// How many of the `rest` columns fall to the lanes of group g.
template <class V>
DENSELY_INLINE int64_t group_part(int64_t rest, int g) {
  const int64_t n = rest - g * V::width;
  return n < 0 ? 0 : n < V::width ? n : V::width;
}

template <class V, class F, class... In>
typename V::T lane_sum(int64_t cols, F f, const In*... in) {
  V acc[kGroups<V>];
  for (int g = 0; g < kGroups<V>; g++) acc[g] = number<V>(0);
  int64_t k = 0;
  for (; k + kLanes<V> <= cols; k += kLanes<V>) {
    for (int g = 0; g < kGroups<V>; g++) acc[g] = f(acc[g], V::load(in + k + g * V::width)...);
  }
  for (int g = 0; k < cols && g < kGroups<V>; g++) {
    const int64_t n = group_part<V>(cols - k, g);
    if (n == 0) break;
    const V sum = f(acc[g], V::load_partial(in + k + g * V::width, n)...);
    acc[g] = select(V::first(n), sum, acc[g]);
  }
  return lane_tree(acc);
}

// Up to V::width rows at once, one in each lane.
template <class V, class F, class... In>
void ascending_sums(int64_t rows, int64_t cols, int64_t stride, typename V::T* out, F f,
                    const In*... in) {
  V acc = number<V>(0);
  for (int64_t k = 0; k < cols; k += V::width) {
    const int64_t n = k + V::width <= cols ? V::width : cols - k;
    const auto add_columns = [&acc, n, f](const auto&... square) {
      for (int64_t i = 0; i < n; i++) acc = f(acc, square.column[i]...);
    };
    add_columns(Square<V>(in + k, stride, rows, n)...);
  }
  acc.store_partial(out, rows);
}

template <class V, class F, class... In>
DENSELY_INLINE void sums(int64_t rows, int64_t cols, int64_t stride, bool lanes, typename V::T* out,
                         F f, const In*... in) {
  if (lanes) {
    for (int64_t r = 0; r < rows; r++) out[r] = lane_sum<V>(cols, f, (in + r * stride)...);
    return;
  }
  for (int64_t r = 0; r < rows; r += V::width) {
    const int64_t n = r + V::width <= rows ? V::width : rows - r;
    ascending_sums<V>(n, cols, stride, out + r, f, (in + r * stride)...);
  }
}

template <class V>
void row_sums(int64_t rows, int64_t cols, const typename V::T* x, int64_t stride, bool lanes,
              typename V::T* out) {
  sums<V>(
      rows, cols, stride, lanes, out, [](V acc, V a) DENSELY_INLINE_LAMBDA { return acc + a; }, x);
}

template <class V>
void slope_sums(int64_t rows, int64_t cols, const typename V::T* d, const typename V::T* z,
                int64_t stride, bool lanes, typename V::T* out) {
  const auto f = [](V acc, V g, V x) DENSELY_INLINE_LAMBDA {
    const V zero = number<V>(0);
    return fma(g, select(x > zero, zero, x), acc);
  };
  sums<V>(rows, cols, stride, lanes, out, f, d, z);
}

// --- products of few rows and columns over a long k
// -------------------------------------------------

constexpr int kMaxOuter = 8;        // rows of a, columns of b
constexpr int64_t kLaneSpan = 256;  // k handled at once where an operand must be copied

// Lines of numbers with neighbouring k.
template <class T>
struct Lines {
  const T* data;
  int64_t stride;
};

// acc[i][j] += a[i] . b[j] in lanes, for R x C lines and n of k.
template <class V, int R, int C>
void dot_tile(int64_t n, Lines<typename V::T> a, Lines<typename V::T> b, V* acc,
              int64_t acc_stride) {
  for (int g = 0; g < kGroups<V>; g++) {
    V sum[R][C];
    DENSELY_UNROLL
    for (int i = 0; i < R; i++) {
      DENSELY_UNROLL
      for (int j = 0; j < C; j++) sum[i][j] = acc[i * acc_stride + j * kGroups<V> + g];
    }
    int64_t k = g * V::width;
    for (; k + V::width <= n; k += kLanes<V>) {
      V x[C];
      DENSELY_UNROLL
      for (int j = 0; j < C; j++) x[j] = V::load(b.data + j * b.stride + k);
      DENSELY_UNROLL
      for (int i = 0; i < R; i++) {
        const V y = V::load(a.data + i * a.stride + k);
        DENSELY_UNROLL
        for (int j = 0; j < C; j++) sum[i][j] = fma(y, x[j], sum[i][j]);
      }
    }
    if (k < n) {
      const auto mask = V::first(n - k);
      DENSELY_UNROLL
      for (int i = 0; i < R; i++) {
        const V y = V::load_partial(a.data + i * a.stride + k, n - k);
        DENSELY_UNROLL
        for (int j = 0; j < C; j++) {
          const V x = V::load_partial(b.data + j * b.stride + k, n - k);
          sum[i][j] = select(mask, fma(y, x, sum[i][j]), sum[i][j]);
        }
      }
    }
    DENSELY_UNROLL
    for (int i = 0; i < R; i++) {
      DENSELY_UNROLL
      for (int j = 0; j < C; j++) acc[i * acc_stride + j * kGroups<V> + g] = sum[i][j];
    }
  }
}

// Three by three sums and their operands fit 16 registers.
template <class V>
void dot_tiles(int64_t rows, int64_t cols, int64_t n, Lines<typename V::T> a,
               Lines<typename V::T> b, V* acc) {
  using Tile = void (*)(int64_t, Lines<typename V::T>, Lines<typename V::T>, V*, int64_t);
  static constexpr Tile tiles[3][3] = {{dot_tile<V, 1, 1>, dot_tile<V, 1, 2>, dot_tile<V, 1, 3>},
                                       {dot_tile<V, 2, 1>, dot_tile<V, 2, 2>, dot_tile<V, 2, 3>},
                                       {dot_tile<V, 3, 1>, dot_tile<V, 3, 2>, dot_tile<V, 3, 3>}};
  const int64_t acc_stride = kMaxOuter * kGroups<V>;
  for (int64_t i = 0; i < rows; i += 3) {
    const int64_t r = rows - i < 3 ? rows - i : 3;
    for (int64_t j = 0; j < cols; j += 3) {
      const int64_t c = cols - j < 3 ? cols - j : 3;
      tiles[r - 1][c - 1](n, {a.data + i * a.stride, a.stride}, {b.data + j * b.stride, b.stride},
                          acc + i * acc_stride + j * kGroups<V>, acc_stride);
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

// c (M, N) = a (M, K) b (K, N) for M, N <= 8.
template <class V>
void product_lanes(const Product<typename V::T>& p, typename V::T* pack) {
  using T = typename V::T;
  const View<T>&a = p.a, &b = p.b;
  const int64_t k_total = a.cols;
  V acc[kMaxOuter * kMaxOuter * kGroups<V>];
  for (V& x : acc) x = number<V>(0);
  const bool whole = a.col_stride == 1 && b.row_stride == 1;
  const int64_t span = whole ? k_total : kLaneSpan;
  for (int64_t k = 0; k < k_total; k += span) {
    const int64_t n = k + span <= k_total ? span : k_total - k;
    const Lines<T> rows =
        span_lines(a.data + k * a.col_stride, a.row_stride, a.col_stride, a.rows, n, pack);
    const Lines<T> cols = span_lines(b.data + k * b.row_stride, b.col_stride, b.row_stride, b.cols,
                                     n, pack + kMaxOuter * kLaneSpan);
    dot_tiles<V>(a.rows, b.cols, n, rows, cols, acc);
  }
  for (int64_t i = 0; i < a.rows; i++) {
    for (int64_t j = 0; j < b.cols; j++) {
      p.c[i * p.c_row_stride + j] = lane_tree<V>(acc + (i * kMaxOuter + j) * kGroups<V>);
    }
  }
}
