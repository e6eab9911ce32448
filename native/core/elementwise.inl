// Kernels that treat every number, or every example, for itself.

// Numbers at ... at + V::width - 1 of any row, or the `count` last ones.
template <class V, bool Full>
struct Part {
  using T = typename V::T;
  using Vector = V;
  int64_t at, count;
  DENSELY_INLINE V load(const T* row) const {
    if constexpr (Full) {
      return V::load(row + at);
    } else {
      return count < V::width ? V::load_partial(row + at, count) : V::load(row + at);
    }
  }
  DENSELY_INLINE void store(T* row, V x) const {
    if constexpr (Full) {
      x.store(row + at);
    } else {
      count < V::width ? x.store_partial(row + at, count) : x.store(row + at);
    }
  }
};

// body(part) for n numbers, as many at once as W has, then V by V. Each of the two calls is a copy
// of the body in the program; what seldom runs has W = V.
template <class V, class W = Together<V>, class Body>
DENSELY_INLINE void each_part(int64_t n, Body body) {
  int64_t i = 0;
  if constexpr (W::width > V::width) {
    for (; i + W::width <= n; i += W::width) body(Part<W, true>{i, W::width});
  }
  for (; i < n; i += V::width) body(Part<V, V::width == 1>{i, n - i});
}

// The same where n is often small: one more copy, and V by V nobody asks how many are left.
template <class V, class Body>
DENSELY_INLINE void each_part_of_few(int64_t n, Body body) {
  using W = Together<V>;
  int64_t i = 0;
  if constexpr (W::width > V::width) {
    for (; i + W::width <= n; i += W::width) body(Part<W, true>{i, W::width});
  }
  for (; i + V::width <= n; i += V::width) body(Part<V, true>{i, V::width});
  if constexpr (V::width > 1) {
    if (i < n) body(Part<V, false>{i, n - i});
  }
}

// f(a vector of each input) for n numbers
template <class V, class W = Together<V>, class F, class... In>
DENSELY_INLINE void map(int64_t n, typename V::T* out, F f, const In*... in) {
  each_part<V, W>(n,
                  [&](auto part) DENSELY_INLINE_LAMBDA { part.store(out, f(part.load(in)...)); });
}

template <class V, class A>
void value(int64_t n, const typename V::T* z, typename V::T slope, typename V::T* a) {
  const auto f = [slope](auto x)
                     DENSELY_INLINE_LAMBDA { return A::value(x, decltype(x)::set1(slope)); };
  map<V>(n, a, f, z);
}

// Seldom asked for by itself where it is fused.
template <class V, class A>
void derivative(int64_t n, const typename V::T* z, const typename V::T* a, typename V::T slope,
                typename V::T* out) {
  const auto f = [slope](auto x, auto y) DENSELY_INLINE_LAMBDA {
    return A::derivative(x, y, decltype(x)::set1(slope));
  };
  map<V, std::conditional_t<A::fused, V, Together<V>>>(n, out, f, z, a);
}

template <class V>
void weigh(int64_t n, const typename V::T* weights, typename V::T* d) {
  map<V>(
      n, d, [](auto x, auto w) DENSELY_INLINE_LAMBDA { return without_tiny(x * w); }, d, weights);
}

template <class V, class A>
void chain(int64_t n, const typename V::T* z, const typename V::T* a, typename V::T slope,
           typename V::T* d) {
  if constexpr (A::fused) {
    const auto f = [slope](auto x, auto y, auto g) DENSELY_INLINE_LAMBDA {
      return without_tiny(g * A::derivative(x, y, decltype(x)::set1(slope)));
    };
    map<V>(n, d, f, z, a, d);
  } else {
    constexpr int64_t kSlopes = 512;
    typename V::T slopes[kSlopes];
    for (int64_t i = 0; i < n; i += kSlopes) {
      const int64_t count = n - i < kSlopes ? n - i : kSlopes;
      derivative<V, A>(count, z + i, a + i, slope, slopes);
      weigh<V>(count, slopes, d + i);
    }
  }
}

template <class V, class L>
void output_error(int64_t o, int64_t n, const typename V::T* a, const typename V::T* y,
                  const typename V::T* numbers, typename V::T* d) {
  const auto f = [=](auto x, auto t)
                     DENSELY_INLINE_LAMBDA { return without_tiny(L::error(x, t, numbers, o)); };
  map<V>(n, d, f, a, y);
}

template <class V>
void add(int64_t n, const typename V::T* x, typename V::T* y) {
  map<V>(
      n, y, [](auto a, auto b) DENSELY_INLINE_LAMBDA { return a + b; }, y, x);
}

template <class V>
void scale(int64_t n, typename V::T factor, typename V::T* x) {
  const auto f = [factor](auto a) DENSELY_INLINE_LAMBDA { return a * decltype(a)::set1(factor); };
  map<V>(n, x, f, x);
}

template <class V>
void smooth(int64_t n, typename V::T epsilon, typename V::T even, const typename V::T* y,
            typename V::T* d) {
  const auto f = [=](auto x, auto target) DENSELY_INLINE_LAMBDA {
    using W = decltype(x);
    return without_tiny(fma(W::set1(epsilon), target - W::set1(even), x));
  };
  map<V>(n, d, f, d, y);
}

// A loop that compilers make vectors of: V knows no products of integers.
template <class V>
void drop(int64_t n, const Dropping<typename V::T>& dropping, uint32_t unit, const typename V::T* x,
          typename V::T* to) {
  const uint32_t key = unit_key(unit), threshold = dropping.threshold;
  const uint32_t* keys = dropping.keys;
  const typename V::T scale = dropping.scale;
  for (int64_t i = 0; i < n; i++) {
    const typename V::T factor = draw(keys[i], key) < threshold ? 0 : scale;
    to[i] = x[i] * factor;
  }
}

template <class V, class F>
void function(int64_t n, const typename V::T* x, typename V::T* y) {
  map<V, V>(
      n, y, [](auto a) DENSELY_INLINE_LAMBDA { return F::apply(a); }, x);
}

// Row o of the part's examples; rows are `stride` apart.
template <class Part>
struct Examples {
  const typename Part::T* data;
  int64_t stride;
  Part part;
  DENSELY_INLINE auto operator[](int64_t o) const { return part.load(data + o * stride); }
};

template <class Part>
struct MutableExamples {
  typename Part::T* data;
  int64_t stride;
  Part part;
  DENSELY_INLINE auto operator[](int64_t o) const { return part.load(data + o * stride); }
  DENSELY_INLINE void set(int64_t o, typename Part::Vector x) const {
    part.store(data + o * stride, x);
  }
};

template <class V, class L>
void output(int64_t outputs, int64_t m, const typename V::T* z, typename V::T* a) {
  each_part<V>(m, [=](auto part) DENSELY_INLINE_LAMBDA {
    using P = decltype(part);
    L::template output<typename P::Vector>(outputs, Examples<P>{z, m, part},
                                           MutableExamples<P>{a, m, part});
  });
}

template <class V, class L>
void error(int64_t outputs, int64_t m, const typename V::T* z, const typename V::T* y,
           const typename V::T* numbers, typename V::T* d) {
  output<V, L>(outputs, m, z, d);
  for (int64_t o = 0; o < outputs; o++) {
    output_error<V, L>(o, m, d + o * m, y + o * m, numbers, d + o * m);
  }
}

struct LogitCost {
  template <class V, class L, class In>
  static DENSELY_INLINE V of(int64_t outputs, In z, In y, const typename V::T* numbers) {
    return L::template cost<V>(outputs, z, y, numbers);
  }
};

struct OutputCost {
  template <class V, class L, class In>
  static DENSELY_INLINE V of(int64_t outputs, In a, In y, const typename V::T* numbers) {
    return L::template output_cost<V>(outputs, a, y, numbers);
  }
};

// The costs of `count` of m examples.
template <class V, class L, class Cost>
void cost_terms(int64_t outputs, int64_t m, int64_t count, const typename V::T* x,
                const typename V::T* y, const typename V::T* numbers, typename V::T* terms,
                typename V::T*) {
  each_part<V, V>(count, [=](auto part) DENSELY_INLINE_LAMBDA {
    using P = decltype(part);
    const Examples<P> values{x, m, part}, targets{y, m, part};
    part.store(terms, Cost::template of<typename P::Vector, L>(outputs, values, targets, numbers));
  });
}

template <class V, class L>
void logit_cost_terms(int64_t outputs, int64_t m, int64_t count, const typename V::T* z,
                      const typename V::T* y, const typename V::T* numbers, typename V::T* terms) {
  cost_terms<V, L, LogitCost>(outputs, m, count, z, y, numbers, terms, nullptr);
}

// The costs from the logits, and the outputs.
template <class V, class L>
void terms_and_outputs(int64_t outputs, int64_t m, int64_t count, const typename V::T* z,
                       const typename V::T* y, const typename V::T*, typename V::T* terms,
                       typename V::T* a) {
  each_part<V, V>(count, [=](auto part) DENSELY_INLINE_LAMBDA {
    using P = decltype(part);
    const Examples<P> values{z, m, part}, targets{y, m, part};
    part.store(terms, L::template cost_and_output<typename P::Vector>(
                          outputs, values, targets, MutableExamples<P>{a, m, part}));
  });
}

// a: where outputs go, if they do.
template <class V>
using CostTerms = void (*)(int64_t outputs, int64_t m, int64_t count, const typename V::T* x,
                           const typename V::T* y, const typename V::T* numbers,
                           typename V::T* terms, typename V::T* a);

// The sum of the costs of m examples: terms in T, summed as CostLanes says; a may be null.
template <class V>
double sum_of_terms(CostTerms<V> cost_terms, int64_t outputs, int64_t m, const typename V::T* x,
                    const typename V::T* y, const typename V::T* numbers,
                    const typename V::T* weights, typename V::T* a) {
  constexpr int64_t kTerms = 128;
  typename V::T terms[kTerms];
  double total = 0;
  for (int64_t block = 0; block < m; block += kBlock) {
    const int64_t end = block + kBlock < m ? block + kBlock : m;
    CostLanes lanes;
    for (int64_t j = block; j < end; j += kTerms) {
      const int64_t count = j + kTerms < end ? kTerms : end - j;
      cost_terms(outputs, m, count, x + j, y + j, numbers, terms, a ? a + j : nullptr);
      lanes.add(count, terms, weights ? weights + j : nullptr);
    }
    total += lanes.sum();
  }
  return total;
}

template <class V, class L, class Cost>
double cost_sum(int64_t outputs, int64_t m, const typename V::T* x, const typename V::T* y,
                const typename V::T* numbers, const typename V::T* weights) {
  return sum_of_terms<V>(cost_terms<V, L, Cost>, outputs, m, x, y, numbers, weights, nullptr);
}

template <class V, class L>
double cost_and_error(int64_t outputs, int64_t m, const typename V::T* z, const typename V::T* y,
                      const typename V::T* numbers, const typename V::T* weights,
                      typename V::T* d) {
  if constexpr (L::has_cost_and_output) {
    const double cost =
        sum_of_terms<V>(terms_and_outputs<V, L>, outputs, m, z, y, numbers, weights, d);
    for (int64_t o = 0; o < outputs; o++) {
      output_error<V, L>(o, m, d + o * m, y + o * m, numbers, d + o * m);
    }
    return cost;
  } else {
    const double cost = cost_sum<V, L, LogitCost>(outputs, m, z, y, numbers, weights);
    error<V, L>(outputs, m, z, y, numbers, d);
    return cost;
  }
}
