// The micro-kernel: a tile of c of up to gemm_rows x (gemm_vectors vectors), held in registers,
// plus the products of one block of k.

constexpr int kWideVectors = 4;  // of a tile with few rows: enough chains to hide the latency

// One tile: c (rows, columns) = first + a (rows, k) b (k, columns). `first` is c itself if
// `resume`, else the rows' numbers at `start`, else +0.
template <class T>
struct Tile {
  int64_t k;
  const T* a;
  int64_t a_row, a_col;
  const T* b;
  int64_t b_row;
  T* c;
  int64_t c_row;
  const T* start;
  bool resume;
};

template <class V, int R, int C>
DENSELY_INLINE void begin_tile(const Tile<typename V::T>& t, V (&sum)[R][C]) {
  DENSELY_UNROLL
  for (int i = 0; i < R; i++) {
    const V first = !t.resume && t.start ? V::set1(t.start[i]) : number<V>(0);
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) {
      sum[i][j] = t.resume ? V::load(t.c + i * t.c_row + j * V::width) : first;
    }
  }
}

template <class V, int R, int C>
void micro(const Tile<typename V::T>& t) {
  V sum[R][C];
  begin_tile(t, sum);
  const typename V::T *a = t.a, *b = t.b;
  const int64_t a_row = t.a_row, a_col = t.a_col, b_row = t.b_row;
  typename V::T* const c = t.c;
  const int64_t c_row = t.c_row;
  for (int64_t k = t.k; k > 0; k--) {
    V x[C];
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) x[j] = V::load(b + j * V::width);
    DENSELY_UNROLL
    for (int i = 0; i < R; i++) {
      const V y = V::set1(a[i * a_row]);
      DENSELY_UNROLL
      for (int j = 0; j < C; j++) sum[i][j] = fma(y, x[j], sum[i][j]);
    }
    a += a_col;
    b += b_row;
  }
  DENSELY_UNROLL
  for (int i = 0; i < R; i++) {
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) sum[i][j].store(c + i * c_row + j * V::width);
  }
}

// at[rows - 1][vectors - 1]
template <class V>
struct MicroKernels {
  using Micro = void (*)(const Tile<typename V::T>&);
  Micro at[V::gemm_rows][kWideVectors];
};

template <class V, int R>
constexpr void fill_micro_kernels(MicroKernels<V>& kernels) {
  constexpr bool wide = V::gemm_vectors == kWideVectors || R <= V::gemm_wide_rows;
  kernels.at[R - 1][0] = micro<V, R, 1>;
  kernels.at[R - 1][1] = micro<V, R, 2>;
  if constexpr (wide) kernels.at[R - 1][2] = micro<V, R, 3>;
  if constexpr (wide) kernels.at[R - 1][3] = micro<V, R, 4>;
  if constexpr (R > 1) fill_micro_kernels<V, R - 1>(kernels);
}

template <class V>
constexpr MicroKernels<V> make_micro_kernels() {
  MicroKernels<V> kernels = {};
  fill_micro_kernels<V, V::gemm_rows>(kernels);
  return kernels;
}

template <class V>
inline constexpr MicroKernels<V> micro_kernels = make_micro_kernels<V>();
