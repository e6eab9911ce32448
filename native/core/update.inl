// The gradient as an optimizer has it, its norm, and what the optimizer makes of it.

// Copies that no store can change.
template <class V>
struct Terms {
  V mean, l2, l1, least, most, times;
  explicit DENSELY_INLINE Terms(const GradientTerms<typename V::T>& t)
      : mean(V::set1(t.mean)),
        l2(V::set1(t.penalties.l2)),
        l1(V::set1(t.penalties.l1)),
        least(V::set1(-t.most)),
        most(V::set1(t.most)),
        times(V::set1(t.times)) {}

  template <bool Penalized>
  DENSELY_INLINE V gradient(V w, V sum) const {
    return limited(unlimited<Penalized>(w, sum));
  }

  template <bool Penalized>
  DENSELY_INLINE V unlimited(V w, V sum) const {
    V g = sum * mean;
    if constexpr (Penalized) {
      const V zero = number<V>(0), one = number<V>(1);
      const V sign = select(w > zero, one, select(w < zero, -one, w));
      g = fma(l1, sign, fma(l2, w, g));
    }
    return g;
  }

  DENSELY_INLINE V limited(V g) const { return larger(least, smaller(most, g)) * times; }
};

template <class V>
DENSELY_INLINE V average_of(V rate, V w, V mean) {
  return fma(rate, w - mean, mean);
}

template <class V>
void average(int64_t n, typename V::T rate, const typename V::T* w, typename V::T* mean) {
  const auto f = [rate](auto x, auto old)
                     DENSELY_INLINE_LAMBDA { return average_of(decltype(x)::set1(rate), x, old); };
  map<V>(n, mean, f, w, mean);
}

template <class V, bool Penalized>
DENSELY_INLINE void write_gradient(int64_t n, const typename V::T* w, const typename V::T* g,
                                   const Terms<V>& terms, typename V::T* out) {
  for (int64_t i = 0; i < n; i += V::width) {
    if (i + V::width <= n) {
      terms.template gradient<Penalized>(V::load(w + i), V::load(g + i)).store(out + i);
    } else {
      const V x = V::load_partial(w + i, n - i), sum = V::load_partial(g + i, n - i);
      terms.template gradient<Penalized>(x, sum).store_partial(out + i, n - i);
    }
  }
}

template <class V>
void gradient(int64_t n, const typename V::T* w, const typename V::T* g,
              const GradientTerms<typename V::T>& terms, typename V::T* out) {
  if (terms.penalties.none_in_gradient()) {
    write_gradient<V, false>(n, w, g, Terms<V>(terms), out);
  } else {
    write_gradient<V, true>(n, w, g, Terms<V>(terms), out);
  }
}

// The product of two floats is exact in double: there fma would only be slower where it is made
// of other operations.
template <class V>
DENSELY_INLINE F64 add_squares(const typename V::T* at, F64 sum) {
  if constexpr (is_float<V>) {
    const F64 x = F64::widen(at);
    return sum + x * x;
  } else {
    const F64 x = F64::load(at);
    return fma(x, x, sum);
  }
}

// Of `Blocks` blocks at once, of n numbers each: one sum waits for itself, several for nobody.
template <class V, bool Penalized, int Blocks>
void square_blocks(int64_t n, const typename V::T* w, const typename V::T* g, const Terms<V>& terms,
                   double* sums) {
  constexpr int64_t kLanes = CostLanes::kLanes, kSpan = 8 * kLanes;
  constexpr int kVectors = kLanes / F64::width;
  F64 lanes[Blocks][kVectors];
  DENSELY_UNROLL
  for (int b = 0; b < Blocks; b++) {
    DENSELY_UNROLL
    for (int v = 0; v < kVectors; v++) lanes[b][v] = F64::set1(0);
  }
  for (int64_t i = 0; i < n; i += kSpan) {
    typename V::T span[Blocks][kSpan];
    const int64_t count = least(kSpan, n - i);
    for (int b = 0; b < Blocks; b++) {
      // Zeros add nothing.
      if (count < kSpan) {
        for (typename V::T& x : span[b]) x = 0;
      }
      const int64_t at = b * kBlock + i;
      write_gradient<V, Penalized>(count, w + at, g + at, terms, span[b]);
    }
    for (int64_t k = 0; k < kSpan; k += kLanes) {
      DENSELY_UNROLL
      for (int b = 0; b < Blocks; b++) {
        DENSELY_UNROLL
        for (int v = 0; v < kVectors; v++) {
          lanes[b][v] = add_squares<V>(span[b] + k + v * F64::width, lanes[b][v]);
        }
      }
    }
  }
  for (int b = 0; b < Blocks; b++) {
    CostLanes all;
    for (int v = 0; v < kVectors; v++) lanes[b][v].store(all.at + v * F64::width);
    sums[b] = all.sum();
  }
}

template <class V, bool Penalized>
void all_squares(int64_t n, const typename V::T* w, const typename V::T* g, const Terms<V>& terms,
                 double* sums) {
  constexpr int kTogether = F64::registers > 1 ? 4 : 1;
  int64_t at = 0;
  for (; at + kTogether * kBlock <= n; at += kTogether * kBlock) {
    square_blocks<V, Penalized, kTogether>(kBlock, w + at, g + at, terms, sums + at / kBlock);
  }
  for (; at < n; at += kBlock) {
    const int64_t count = least(kBlock, n - at);
    square_blocks<V, Penalized, 1>(count, w + at, g + at, terms, sums + at / kBlock);
  }
}

template <class V>
void squares(int64_t n, const typename V::T* w, const typename V::T* g,
             const GradientTerms<typename V::T>& terms, double* sums) {
  if (terms.penalties.none_in_gradient()) {
    all_squares<V, false>(n, w, g, Terms<V>(terms), sums);
  } else {
    all_squares<V, true>(n, w, g, Terms<V>(terms), sums);
  }
}

template <class V, int N>
DENSELY_INLINE void spread(const typename V::T* numbers, V* out) {
  for (int i = 0; i < N; i++) out[i] = V::set1(numbers[i]);
}

// body(i, get, put) for each vector of parameters from i on
template <class V, class Body>
DENSELY_INLINE void each_parameter(int64_t n, Body body) {
  for (int64_t i = 0; i < n; i += V::width) {
    const bool full = i + V::width <= n;
    const auto get = [=](const typename V::T* p) DENSELY_INLINE_LAMBDA {
      return full ? V::load(p + i) : V::load_partial(p + i, n - i);
    };
    const auto put = [=](V x, typename V::T* p) DENSELY_INLINE_LAMBDA {
      return full ? x.store(p + i) : x.store_partial(p + i, n - i);
    };
    body(get, put);
  }
}

template <class V, class O>
void update(int64_t n, typename V::T* w, const typename V::T* g, typename V::T factor,
            typename V::T* slots, int64_t slot_stride, const typename V::T* constants,
            const typename V::T* scalars) {
  V constant[O::constants + 1], scalar[O::scalars + 1], state[O::slots + 1];
  spread<V, O::constants>(constants, constant);
  spread<V, O::scalars>(scalars, scalar);
  const V mean = V::set1(factor);
  each_parameter<V>(n, [&](auto get, auto put) DENSELY_INLINE_LAMBDA {
    for (int s = 0; s < O::slots; s++) state[s] = get(slots + s * slot_stride);
    V weight = get(w);
    O::update(weight, get(g) * mean, state, constant, scalar);
    put(weight, w);
    for (int s = 0; s < O::slots; s++) put(state[s], slots + s * slot_stride);
  });
}

// Whether something is to be done to each parameter: compilers would rather compare the numbers
// that say so anew for each of them.
DENSELY_INLINE int64_t once(bool condition) {
  int64_t decided = condition;
  DENSELY_OPAQUE(decided);
  return decided;
}

template <class V, class O, bool Penalized>
void update_in_terms(int64_t n, typename V::T* w, const typename V::T* g,
                     const GradientTerms<typename V::T>& given, typename V::T* slots,
                     int64_t slot_stride, const typename V::T* constants,
                     const typename V::T* scalars, typename V::T rate, typename V::T* mean) {
  V constant[O::constants + 1], scalar[O::scalars + 1], state[O::slots + 1];
  spread<V, O::constants>(constants, constant);
  spread<V, O::scalars>(scalars, scalar);
  const Terms<V> terms(given);
  const int64_t decays = once(given.penalties.decay != 0);
  const int64_t is_limited = once(given.most - given.most == 0 || given.times != 1);
  const V decay = V::set1(-given.penalties.decay), share = V::set1(rate);
  each_parameter<V>(n, [&](auto get, auto put) DENSELY_INLINE_LAMBDA {
    for (int s = 0; s < O::slots; s++) state[s] = get(slots + s * slot_stride);
    V weight = get(w);
    V slope = terms.template unlimited<Penalized>(weight, get(g));
    if (Penalized || is_limited) slope = terms.limited(slope);
    if (decays) weight = fma(decay, weight, weight);
    O::update(weight, slope, state, constant, scalar);
    put(weight, w);
    for (int s = 0; s < O::slots; s++) put(state[s], slots + s * slot_stride);
    if (mean) put(average_of(share, weight, get(mean)), mean);
  });
}

template <class V, class O>
void update_more(int64_t n, typename V::T* w, const typename V::T* g,
                 const GradientTerms<typename V::T>& terms, typename V::T* slots,
                 int64_t slot_stride, const typename V::T* constants, const typename V::T* scalars,
                 typename V::T rate, typename V::T* mean) {
  const auto call = terms.penalties.none_in_gradient() ? update_in_terms<V, O, false>
                                                       : update_in_terms<V, O, true>;
  call(n, w, g, terms, slots, slot_stride, constants, scalars, rate, mean);
}
