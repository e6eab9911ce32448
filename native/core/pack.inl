// Copies of operands in the order in which they are read.

// Element i of the result: column `col + i` of up to V::width rows.
template <class V>
struct Square {
  V column[V::width];

  DENSELY_INLINE Square(const typename V::T* x, int64_t stride, int64_t rows, int64_t cols) {
    for (int64_t r = 0; r < V::width; r++) {
      column[r] = r >= rows          ? number<V>(0)
                  : cols == V::width ? V::load(x + r * stride)
                                     : V::load_partial(x + r * stride, cols);
    }
    V::transpose(column);
  }
};

// `count` lines of k numbers side by side: out[k * width + line], 0 in the lines from `count` on.
template <class T>
struct Strip {
  const T* data;
  int64_t count, line_stride, k, k_stride;
};

// Lines with neighbouring numbers, V::width lines by V::width of k at a time.
template <class V>
void pack_transposed(const Strip<typename V::T>& s, int64_t width, typename V::T* out) {
  for (int64_t k = 0; k < s.k; k += V::width) {
    const int64_t n = k + V::width <= s.k ? V::width : s.k - k;
    for (int64_t j = 0; j < width; j += V::width) {
      const Square<V> square(s.data + j * s.line_stride + k, s.line_stride, s.count - j, n);
      for (int64_t i = 0; i < n; i++) square.column[i].store(out + (k + i) * width + j);
    }
  }
}

template <class V>
void pack_neighbours(const Strip<typename V::T>& s, int64_t width, typename V::T* out) {
  for (int64_t k = 0; k < s.k; k++, out += width) {
    const typename V::T* in = s.data + k * s.k_stride;
    int64_t j = 0;
    for (; j + V::width <= s.count; j += V::width) V::load(in + j).store(out + j);
    if (j < s.count) V::load_partial(in + j, s.count - j).store(out + j), j += V::width;
    for (; j < width; j += V::width) number<V>(0).store(out + j);
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
