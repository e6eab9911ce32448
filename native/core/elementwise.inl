// Kernels that treat every number, or every example, for itself.

// f(a vector of each input) for n numbers; the last vector may be partial.
template <class V, class F, class... In>
DENSELY_INLINE void map(int64_t n, typename V::T* out, F f, const In*... in) {
  int64_t i = 0;
  for (; i + V::width <= n; i += V::width) f(V::load(in + i)...).store(out + i);
  if (i < n) f(V::load_partial(in + i, n - i)...).store_partial(out + i, n - i);
}

template <class V, class A>
void value(int64_t n, const typename V::T* z, typename V::T slope, typename V::T* a) {
  const V s = V::set1(slope);
  map<V>(
      n, a, [s](V x) DENSELY_INLINE_LAMBDA { return A::value(x, s); }, z);
}

template <class V, class A>
void derivative(int64_t n, const typename V::T* z, const typename V::T* a, typename V::T slope,
                typename V::T* out) {
  const V s = V::set1(slope);
  map<V>(
      n, out, [s](V x, V y) DENSELY_INLINE_LAMBDA { return A::derivative(x, y, s); }, z, a);
}

template <class V, class A>
void chain(int64_t n, const typename V::T* z, const typename V::T* a, typename V::T slope,
           typename V::T* d) {
  const V s = V::set1(slope);
  map<V>(
      n, d, [s](V x, V y, V g) DENSELY_INLINE_LAMBDA { return g * A::derivative(x, y, s); }, z, a,
      d);
}

template <class V>
void subtract(int64_t n, const typename V::T* a, const typename V::T* b, typename V::T* out) {
  map<V>(
      n, out, [](V x, V y) DENSELY_INLINE_LAMBDA { return x - y; }, a, b);
}

template <class V>
void add(int64_t n, const typename V::T* x, typename V::T* y) {
  map<V>(
      n, y, [](V a, V b) DENSELY_INLINE_LAMBDA { return a + b; }, y, x);
}

template <class V>
void scale(int64_t n, typename V::T factor, typename V::T* x) {
  const V f = V::set1(factor);
  map<V>(
      n, x, [f](V a) DENSELY_INLINE_LAMBDA { return a * f; }, x);
}

template <class V, class F>
void function(int64_t n, const typename V::T* x, typename V::T* y) {
  map<V>(
      n, y, [](V a) DENSELY_INLINE_LAMBDA { return F::apply(a); }, x);
}

template <class V, int N>
DENSELY_INLINE void spread(const typename V::T* numbers, V* out) {
  for (int i = 0; i < N; i++) out[i] = V::set1(numbers[i]);
}

template <class V, class O>
void update(int64_t n, typename V::T* w, const typename V::T* g, typename V::T* slots,
            int64_t slot_stride, const typename V::T* constants, const typename V::T* scalars) {
  V constant[O::constants + 1], scalar[O::scalars + 1], state[O::slots + 1];
  spread<V, O::constants>(constants, constant);
  spread<V, O::scalars>(scalars, scalar);
  for (int64_t i = 0; i < n; i += V::width) {
    const bool full = i + V::width <= n;
    const auto get = [=](const typename V::T* p) DENSELY_INLINE_LAMBDA {
      return full ? V::load(p) : V::load_partial(p, n - i);
    };
    const auto put = [=](V x, typename V::T* p) DENSELY_INLINE_LAMBDA {
      return full ? x.store(p) : x.store_partial(p, n - i);
    };
    for (int s = 0; s < O::slots; s++) state[s] = get(slots + s * slot_stride + i);
    V weight = get(w + i);
    O::update(weight, get(g + i), state, constant, scalar);
    put(weight, w + i);
    for (int s = 0; s < O::slots; s++) put(state[s], slots + s * slot_stride + i);
  }
}

// Row o of V::width neighbouring examples, or of the last few.
template <class V, bool Full>
struct Examples {
  const typename V::T* data;
  int64_t stride;
  int64_t count;
  DENSELY_INLINE V operator[](int64_t o) const {
    return Full ? V::load(data + o * stride) : V::load_partial(data + o * stride, count);
  }
};

template <class V, bool Full>
struct MutableExamples {
  typename V::T* data;
  int64_t stride;
  int64_t count;
  DENSELY_INLINE V operator[](int64_t o) const { return Examples<V, Full>{data, stride, count}[o]; }
  DENSELY_INLINE void set(int64_t o, V x) const {
    Full ? x.store(data + o * stride) : x.store_partial(data + o * stride, count);
  }
};

template <class V, class L>
void output(int64_t outputs, int64_t m, const typename V::T* z, typename V::T* a) {
  int64_t j = 0;
  for (; j + V::width <= m; j += V::width) {
    L::template output<V>(outputs, Examples<V, true>{z + j, m, V::width},
                          MutableExamples<V, true>{a + j, m, V::width});
  }
  if (j == m) return;
  L::template output<V>(outputs, Examples<V, false>{z + j, m, m - j},
                        MutableExamples<V, false>{a + j, m, m - j});
}

struct LogitCost {
  template <class V, class L, class In>
  static DENSELY_INLINE V of(int64_t outputs, In z, In y) {
    return L::template cost<V>(outputs, z, y);
  }
};

struct OutputCost {
  template <class V, class L, class In>
  static DENSELY_INLINE V of(int64_t outputs, In a, In y) {
    return L::template output_cost<V>(outputs, a, y);
  }
};

// The costs of `count` examples from column j on.
template <class V, class L, class Cost>
void cost_terms(int64_t outputs, int64_t m, int64_t j, int64_t count, const typename V::T* x,
                const typename V::T* y, typename V::T* terms) {
  int64_t i = 0;
  for (; i + V::width <= count; i += V::width) {
    Cost::template of<V, L>(outputs, Examples<V, true>{x + j + i, m, V::width},
                            Examples<V, true>{y + j + i, m, V::width})
        .store(terms + i);
  }
  if (i == count) return;
  Cost::template of<V, L>(outputs, Examples<V, false>{x + j + i, m, count - i},
                          Examples<V, false>{y + j + i, m, count - i})
      .store_partial(terms + i, count - i);
}

// The sum of the costs of m examples: terms in T, sums in double in 8 lanes per block of kBlock
// examples, the blocks' sums in ascending order.
template <class V, class L, class Cost>
double cost_sum(int64_t outputs, int64_t m, const typename V::T* x, const typename V::T* y) {
  constexpr int64_t kLanes = 8, kTerms = 128;
  typename V::T terms[kTerms];
  double total = 0;
  for (int64_t block = 0; block < m; block += kBlock) {
    const int64_t end = block + kBlock < m ? block + kBlock : m;
    double lanes[kLanes] = {};
    for (int64_t j = block; j < end; j += kTerms) {
      const int64_t count = j + kTerms < end ? kTerms : end - j;
      cost_terms<V, L, Cost>(outputs, m, j, count, x, y, terms);
      for (int64_t i = 0; i < count; i++) lanes[i % kLanes] += static_cast<double>(terms[i]);
    }
    for (int64_t h = kLanes / 2; h > 0; h /= 2) {
      for (int64_t q = 0; q < h; q++) lanes[q] += lanes[q + h];
    }
    total = block == 0 ? lanes[0] : total + lanes[0];
  }
  return total;
}
