// c (M, N) = start + a (M, K) b (K, N): every element one chain of fused multiply-adds in ascending
// k. The micro-kernel holds a tile of up to gemm_rows x (gemm_vectors vectors) of c in registers. K
// is cut in blocks of kDepth, N so that a block of b stays in the second-level cache; M only in
// panels of one tile's rows. A later block of K goes on from c, so no cut changes a bit.

constexpr int64_t kAskEvery = 1 << 20;       // multiply-adds between two looks at the cancel flag
constexpr int64_t kSmallBytesOfB = 1 << 14;  // of a b that stays in the first-level cache
constexpr int64_t kSkewedStride = 512;       // bytes: lines this far apart fall on few cache sets

// The product with any strides of c; start[i * start_row + j * start_col], or null.
template <class T>
struct Problem {
  View<T> a, b;
  T* c;
  int64_t c_row, c_col;
  const T* start;
  int64_t start_row, start_col;
  Finish<T> finish = {};
  bool resume = false;
};

constexpr int64_t quotient_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

template <class V>
class Gemm {
 public:
  using T = typename V::T;
  // A copied panel of a lies as in its matrix: column by column, or row by row kRowPitch apart.
  static constexpr int64_t kPanelRows = quotient_up(V::gemm_rows, V::width) * V::width;
  static constexpr int64_t kPackedA = kPanelRows * kRowPitch<V>;
  static constexpr int64_t kPackedB = V::gemm_bytes_of_b / static_cast<int64_t>(sizeof(T));
  static_assert(kPackedB >= kDepth * kWideVectors * V::width, "a block of b holds a panel");

  Gemm(const Problem<T>& p, T* pack) : p_(p), packed_a_(pack), packed_b_(pack + kPackedA) {
    const int vectors = p.a.rows <= V::gemm_wide_rows ? kWideVectors : V::gemm_vectors;
    columns_ = vectors * V::width;
    panels_ = quotient_up(p.a.rows, V::gemm_rows);
    const int64_t k = p.a.cols;
    depth_ = quotient_up(k, quotient_up(k, kDepth));
    span_ = least(quotient_up(p.b.cols, columns_), kPackedB / (depth_ * columns_)) * columns_;
    copy_a_ = copy_a_pays();
    copy_b_ = copy_b_pays();
  }

  bool run(Cancel cancel) {
    for (int64_t j = 0; j < p_.b.cols; j += span_) {
      for (int64_t k = 0; k < p_.a.cols; k += depth_) {
        const Block block = {k, least(depth_, p_.a.cols - k), j, least(span_, p_.b.cols - j)};
        if (!run_block(block, cancel)) return false;
      }
    }
    return true;
  }

 private:
  struct Block {
    int64_t k, depth, j, span;
  };
  // c's rows i ... i + rows - 1 and columns j ... j + columns - 1
  struct Place {
    int64_t i, rows, j, columns;
  };

  static bool skewed(int64_t stride) {
    return stride * static_cast<int64_t>(sizeof(T)) % kSkewedStride == 0;
  }

  // Each of its panels is read once per tile of columns.
  bool copy_a_pays() const {
    if (span_ <= 2 * columns_) return false;
    return p_.a.row_stride != 1 || skewed(p_.a.col_stride);
  }

  // Each of its panels is read once per panel of rows.
  bool copy_b_pays() const {
    const View<T>& b = p_.b;
    if (b.col_stride != 1 || b.ordered()) return true;
    const bool small = b.rows * b.cols * static_cast<int64_t>(sizeof(T)) <= kSmallBytesOfB;
    if (skewed(b.row_stride) && b.rows > 16) return panels_ > 2;
    return panels_ > 6 && !small;
  }

  bool run_block(const Block& block, Cancel cancel) {
    copy_b(block);
    int64_t i = 0;
    for (int64_t panel = 0; panel < panels_; panel++) {
      // Even panels: 64 rows are 13 + 13 + 13 + 13 + 12, not 14 + ... + 8.
      const int64_t rows = quotient_up(p_.a.rows - i, panels_ - panel);
      run_panel(block, i, rows);
      i += rows;
      unasked_ += rows * block.depth * block.span;
      if (unasked_ < kAskEvery) continue;
      unasked_ = 0;
      if (cancel()) return false;
    }
    return true;
  }

  // Copies the panels of b that cannot be read in place: all of them, or the last one where its
  // width is not a whole number of vectors.
  void copy_b(const Block& block) {
    const int64_t whole = copy_b_ ? 0 : block.span / columns_ * columns_;
    if (!copy_b_ && block.span % V::width == 0) return;
    for (int64_t j = whole; j < block.span; j += columns_) {
      const int64_t columns = least(columns_, block.span - j);
      pack_rows<V>(p_.b.part(block.k, block.depth, block.j + j, columns), columns_,
                   packed_b_ + (j - whole) * block.depth);
    }
  }

  void run_panel(const Block& block, int64_t i, int64_t rows) {
    Tile<T> tile = {};
    tile.k = block.depth;
    tile.a = p_.a.data + i * p_.a.row_stride + block.k * p_.a.col_stride;
    tile.a_row = p_.a.row_stride;
    tile.a_col = p_.a.col_stride;
    if (copy_a_) copy_a(rows, tile);
    const auto& kernels = micro_kernels_for<V>(tile).at[rows - 1];
    for (int64_t j = 0; j < block.span; j += columns_) {
      const int64_t columns = least(columns_, block.span - j);
      choose_b(block, j, columns, tile);
      run_tile({i, rows, block.j + j, columns}, p_.resume || block.k > 0, tile, kernels);
    }
    if (block.k + block.depth == p_.a.cols) {
      p_.finish(p_.c + i * p_.c_row + block.j * p_.c_col, rows, block.span);
    }
  }

  void copy_a(int64_t rows, Tile<T>& tile) {
    if (tile.a_col == 1) {
      pack_neighbours<V>({tile.a, rows, tile.k, tile.a_row, 1}, kRowPitch<V>, packed_a_);
      tile.a_row = kRowPitch<V>;
    } else {
      pack_rows<V>({tile.a, tile.k, rows, tile.a_col, tile.a_row}, kPanelRows, packed_a_);
      tile.a_row = 1;
      tile.a_col = kPanelRows;
    }
    tile.a = packed_a_;
  }

  void choose_b(const Block& block, int64_t j, int64_t columns, Tile<T>& tile) const {
    const bool in_place = !copy_b_ && columns % V::width == 0;
    tile.b =
        in_place ? p_.b.row(block.k) + block.j + j : packed_b_ + (copy_b_ ? j * block.depth : 0);
    tile.b_row = in_place ? p_.b.row_stride : columns_;
  }

  void run_tile(const Place& place, bool resume, Tile<T>& tile,
                const typename MicroKernels<V>::Row& kernels) const {
    const int64_t vectors = quotient_up(place.columns, V::width);
    const auto kernel = kernels[vectors - 1];
    T* c = p_.c + place.i * p_.c_row + place.j * p_.c_col;
    const bool start_by_row = !p_.start || p_.start_col == 0;
    if (place.columns == vectors * V::width && p_.c_col == 1 && (resume || start_by_row)) {
      tile.c = c;
      tile.c_row = p_.c_row;
      tile.start = p_.start ? p_.start + place.i * p_.start_row : nullptr;
      tile.resume = resume;
      return kernel(tile);
    }
    T buffer[V::gemm_rows * kWideVectors * V::width];
    tile.c = buffer;
    tile.c_row = vectors * V::width;
    tile.resume = true;
    fill_buffer(place, resume, tile, c);
    kernel(tile);
    for (int64_t i = 0; i < place.rows; i++) {
      const T* row = buffer + i * tile.c_row;
      for (int64_t j = 0; j < place.columns; j++) c[i * p_.c_row + j * p_.c_col] = row[j];
    }
  }

  void fill_buffer(const Place& place, bool resume, const Tile<T>& tile, const T* c) const {
    for (int64_t i = 0; i < place.rows; i++) {
      T* row = tile.c + i * tile.c_row;
      for (int64_t j = 0; j < tile.c_row; j++) {
        if (j >= place.columns) {
          row[j] = 0;
        } else if (resume) {
          row[j] = c[i * p_.c_row + j * p_.c_col];
        } else {
          row[j] = start_at(place.i + i, place.j + j);
        }
      }
    }
  }

  T start_at(int64_t i, int64_t j) const {
    return p_.start ? p_.start[i * p_.start_row + j * p_.start_col] : T(0);
  }

  const Problem<T> p_;
  T* const packed_a_;
  T* const packed_b_;
  int64_t columns_;  // of a tile
  int64_t panels_;   // of rows
  int64_t depth_;    // k per block
  int64_t span_;     // columns per block
  bool copy_a_, copy_b_;
  int64_t unasked_ = 0;
};

// With few columns most lanes of a vector would be idle; c^T = b^T a^T has M columns. That pays
// only by much where a's lines must then be transposed.
template <class V, class T>
bool transposing_pays(const Product<T>& p) {
  if (p.b.ordered()) return false;
  const int64_t work = p.a.rows * quotient_up(p.b.cols, V::width);
  const int64_t other = p.b.cols * quotient_up(p.a.rows, V::width);
  return work >= other * (p.a.row_stride == 1 ? 2 : 6);
}

// Without products every number is its start.
template <class T>
void starts_only(const Product<T>& p) {
  for (int64_t i = 0; i < p.a.rows; i++) {
    for (int64_t j = 0; j < p.b.cols; j++) p.c[i * p.c_row_stride + j] = p.start ? p.start[i] : 0;
  }
}

template <class V>
bool product(const Product<typename V::T>& p, typename V::T* pack, Cancel cancel) {
  if (p.a.rows == 0 || p.b.cols == 0) return true;
  if (p.a.cols > 0 && !transposing_pays<V>(p)) {
    return Gemm<V>({p.a, p.b, p.c, p.c_row_stride, 1, p.start, 1, 0, p.finish, p.resume}, pack)
        .run(cancel);
  }
  if (p.a.cols == 0) {
    starts_only(p);
  } else if (!Gemm<V>({p.b.transposed(), p.a.transposed(), p.c, 1, p.c_row_stride, p.start, 0, 1,
                       Finish<typename V::T>{}, p.resume},
                      pack)
                  .run(cancel)) {
    return false;
  }
  p.finish(p.c, p.a.rows, p.b.cols);
  return true;
}

template <class V>
inline constexpr int64_t kPackLength = Gemm<V>::kPackedA + Gemm<V>::kPackedB;
