// Sums over columns. Ascending: one accumulator from +0. In lanes: kLanes accumulators from +0,
// lane = column mod kLanes, then a tree; a lane past the end is left as it is, since even adding +0
// would change a -0.

template <class V>
inline constexpr int kLanes = kLanesOf<typename V::T>;
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
