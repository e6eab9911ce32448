// Copies of operands in the order in which they are read.

// Up to V::width lines by V::width numbers, transposed.
template <class V>
struct Square {
  V column[V::width];

  DENSELY_INLINE Square(const typename V::T* const* line, int64_t at) {
    DENSELY_UNROLL
    for (int r = 0; r < V::width; r++) column[r] = V::load(line[r] + at);
    V::transpose(column);
  }

  DENSELY_INLINE Square(const typename V::T* x, int64_t stride) {
    DENSELY_UNROLL
    for (int r = 0; r < V::width; r++) column[r] = V::load(x + r * stride);
    V::transpose(column);
  }

  DENSELY_INLINE Square(const typename V::T* x, int64_t stride, int64_t rows, int64_t cols) {
    DENSELY_UNROLL
    for (int r = 0; r < V::width; r++) {
      column[r] = r < rows ? V::load_partial(x + r * stride, cols) : number<V>(0);
    }
    V::transpose(column);
  }
};

// `count` lines of k numbers side by side: out[k * width + line]; then lines of any numbers.
template <class T>
struct Strip {
  const T* data;
  int64_t count, line_stride, k, k_stride;
};

// V::width lines (fewer count) by n of k
template <class V>
DENSELY_INLINE void pack_square(const typename V::T* x, int64_t stride, int64_t count, int64_t n,
                                int64_t width, typename V::T* out) {
  if (count >= V::width && n == V::width) {
    const Square<V> square(x, stride);
    DENSELY_UNROLL
    for (int i = 0; i < V::width; i++) square.column[i].store(out + i * width);
    return;
  }
  const Square<V> square(x, stride, count, n);
  for (int64_t i = 0; i < n; i++) square.column[i].store(out + i * width);
}

// Lines with neighbouring numbers
template <class V>
void pack_transposed(const Strip<typename V::T>& s, int64_t width, typename V::T* out) {
  for (int64_t k = 0; k < s.k; k += V::width) {
    const int64_t n = k + V::width <= s.k ? V::width : s.k - k;
    for (int64_t j = 0; j < width; j += V::width) {
      pack_square<V>(s.data + j * s.line_stride + k, s.line_stride, s.count - j, n, width,
                     out + k * width + j);
    }
  }
}

template <class V>
void pack_neighbours(const Strip<typename V::T>& s, int64_t width, typename V::T* out) {
  for (int64_t k = 0; k < s.k; k++, out += width) {
    const typename V::T* in = s.data + k * s.k_stride;
    int64_t j = 0;
    for (; j + V::width <= s.count; j += V::width) V::load(in + j).store(out + j);
    if (j < s.count) V::load_partial(in + j, s.count - j).store(out + j);
  }
}

template <class V>
void pack_strip(const Strip<typename V::T>& s, int64_t width, typename V::T* out) {
  if (s.line_stride == 1) return pack_neighbours<V>(s, width, out);
  if (s.k_stride == 1) return pack_transposed<V>(s, width, out);
  for (int64_t k = 0; k < s.k; k++, out += width) {
    for (int64_t j = 0; j < width; j++) {
      out[j] = j < s.count ? s.data[j * s.line_stride + k * s.k_stride] : 0;
    }
  }
}
