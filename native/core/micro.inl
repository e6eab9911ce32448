// The micro-kernel: a tile of c of up to gemm_rows x (gemm_vectors vectors), held in registers,
// plus the products of one block of k.

constexpr int64_t kDepth = 256;      // k per block
constexpr int64_t kFetchAhead = 32;  // k before the end of a tile its lines of c are fetched
constexpr int64_t kFetchDepth = 64;  // of a tile that does so

// Between the rows of a copied panel of a: not a power of two, whose multiples fall on few sets of
// the cache.
template <class V>
inline constexpr int64_t kRowPitch = kDepth + V::width;

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

// body(i, j, at) for each vector of a tile of c, row by row.
template <class V, int R, int C, class Number, class Body>
DENSELY_INLINE void over_tile(Number* row, int64_t c_row, const Body& body) {
  DENSELY_UNROLL
  for (int i = 0; i < R; i++) {
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) body(i, j, row + j * V::width);
    row += c_row;
    DENSELY_OPAQUE(row);
  }
}

template <class V, int R, int C>
DENSELY_INLINE void begin_tile(const Tile<typename V::T>& t, V (&sum)[R][C]) {
  if (t.resume) {
    const auto load = [&](int i, int j, const typename V::T* at)
                          DENSELY_INLINE_LAMBDA { sum[i][j] = V::load(at); };
    return over_tile<V, R, C>(t.c, t.c_row, load);
  }
  DENSELY_UNROLL
  for (int i = 0; i < R; i++) {
    const V first = t.start ? V::set1(t.start[i]) : number<V>(0);
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) sum[i][j] = first;
  }
}

// How a tile reads its rows of a: with a distance that the compiler knows each read is one operand
// of a load, else the addresses of all rows compete for registers.
template <class V>
struct AnyRows {
  static constexpr bool kTwice = false;  // two k at a time
  static DENSELY_INLINE int64_t row(const Tile<typename V::T>& t) { return t.a_row; }
  static DENSELY_INLINE int64_t col(const Tile<typename V::T>& t) { return t.a_col; }
};
template <class V>
struct NeighbouringRows {
  static constexpr bool kTwice = true;
  static DENSELY_INLINE int64_t row(const Tile<typename V::T>&) { return 1; }
  static DENSELY_INLINE int64_t col(const Tile<typename V::T>& t) { return t.a_col; }
};
template <class V>
struct CopiedRows {
  static constexpr bool kTwice = true;
  static DENSELY_INLINE int64_t row(const Tile<typename V::T>&) { return kRowPitch<V>; }
  static DENSELY_INLINE int64_t col(const Tile<typename V::T>&) { return 1; }
};

template <class V, int R, int C>
DENSELY_INLINE void add_products(const typename V::T* a, int64_t a_row, const typename V::T* b,
                                 V (&sum)[R][C]) {
  V x[C];
  DENSELY_UNROLL
  for (int j = 0; j < C; j++) x[j] = V::load(b + j * V::width);
  DENSELY_UNROLL
  for (int i = 0; i < R; i++) {
    const V y = V::set1(a[i * a_row]);
    DENSELY_UNROLL
    for (int j = 0; j < C; j++) sum[i][j] = fma(y, x[j], sum[i][j]);
  }
}

template <class V, int R, int C, class A>
void micro(const Tile<typename V::T>& t) {
  V sum[R][C];
  begin_tile(t, sum);
  const typename V::T *a = t.a, *b = t.b;
  const int64_t a_row = A::row(t), a_col = A::col(t), b_row = t.b_row;
  int64_t rest = t.k > kFetchDepth ? kFetchAhead : 0;
  for (int64_t k = t.k - rest;; k = rest, rest = 0) {
    if (A::kTwice) {
      for (; k > 1; k -= 2) {
        add_products(a, a_row, b, sum);
        a += a_col;
        b += b_row;
        DENSELY_OPAQUE(a);
        add_products(a, a_row, b, sum);
        a += a_col;
        b += b_row;
      }
    }
    for (; k > 0; k--) {
      add_products(a, a_row, b, sum);
      a += a_col;
      b += b_row;
    }
    if (rest == 0) break;
    // The tile's lines of c are rarely in the first-level cache by the end of a deep block, and
    // stores wait for theirs one after another.
    const auto fetch = [](int, int, const typename V::T* at)
                           DENSELY_INLINE_LAMBDA { fetch_for_store(at); };
    over_tile<V, R, C>(t.c, t.c_row, fetch);
  }
  const auto store = [&](int i, int j, typename V::T* at)
                         DENSELY_INLINE_LAMBDA { sum[i][j].store(at); };
  over_tile<V, R, C>(t.c, t.c_row, store);
}

// at[rows - 1][vectors - 1]
template <class V>
struct MicroKernels {
  using Row = void (*[kWideVectors])(const Tile<typename V::T>&);
  Row at[V::gemm_rows];
};

// Tiles of few rows and the scalar ISA read any rows.
template <class V, class A, bool Known>
struct RowsOf {
  using Type = A;
};
template <class V, class A>
struct RowsOf<V, A, false> {
  using Type = AnyRows<V>;
};

template <class V, class A, int R>
constexpr void fill_micro_kernels(MicroKernels<V>& kernels) {
  constexpr bool known = V::width > 1 && R > V::gemm_wide_rows;
  using Rows = typename RowsOf<V, A, known>::Type;
  constexpr bool wide = V::gemm_vectors == kWideVectors || R <= V::gemm_wide_rows;
  kernels.at[R - 1][0] = micro<V, R, 1, Rows>;
  kernels.at[R - 1][1] = micro<V, R, 2, Rows>;
  if constexpr (wide) kernels.at[R - 1][2] = micro<V, R, 3, Rows>;
  if constexpr (wide) kernels.at[R - 1][3] = micro<V, R, 4, Rows>;
  if constexpr (R > 1) fill_micro_kernels<V, A, R - 1>(kernels);
}

template <class V, class A>
constexpr MicroKernels<V> make_micro_kernels() {
  MicroKernels<V> kernels = {};
  fill_micro_kernels<V, A, V::gemm_rows>(kernels);
  return kernels;
}

template <class V, class A>
inline constexpr MicroKernels<V> micro_kernels = make_micro_kernels<V, A>();

template <class V>
const MicroKernels<V>& micro_kernels_for(const Tile<typename V::T>& t) {
  if (t.a_row == 1) return micro_kernels<V, NeighbouringRows<V>>;
  if (t.a_row == kRowPitch<V> && t.a_col == 1) return micro_kernels<V, CopiedRows<V>>;
  return micro_kernels<V, AnyRows<V>>;
}
