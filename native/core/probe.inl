// What the machine gives at most, for the benchmark: `times` rounds over n numbers of x. Each probe
// answers how much it has done and leaves a result in x, so that no compiler drops the work.

// Independent chains hide the latency of an instruction; with their constants they fit the
// registers.
#if defined(__AVX2__) && !defined(__AVX512F__)
constexpr int kChains = 12;
#else
constexpr int kChains = 16;
#endif

// kChains vectors, `times` times through f.
template <class V, class F>
DENSELY_INLINE double chains(int64_t times, typename V::T* x, F f) {
  V chain[kChains];
  DENSELY_UNROLL
  for (int j = 0; j < kChains; j++) chain[j] = V::set1(typename V::T(j + 1));
  for (int64_t t = 0; t < times; t++) {
    DENSELY_UNROLL
    for (int j = 0; j < kChains; j++) chain[j] = f(chain[j]);
  }
  V sum = chain[0];
  DENSELY_UNROLL
  for (int j = 1; j < kChains; j++) sum = sum + chain[j];
  sum.store(x);
  return static_cast<double>(times) * kChains * V::width;
}

// Floating-point operations: two for each fused multiply-add.
template <class V>
double probe_fma(int64_t, int64_t times, typename V::T* x) {
  const V half = V::set1(typename V::T(0.5));
  return 2 * chains<V>(times, x, [half](V a) DENSELY_INLINE_LAMBDA { return fma(a, half, half); });
}

// Numbers divided by a square root: what Adam needs for each parameter.
template <class V>
double probe_divide(int64_t, int64_t times, typename V::T* x) {
  const V two = V::set1(typename V::T(2));
  return chains<V>(times, x, [two](V a) DENSELY_INLINE_LAMBDA { return two / sqrt(a); });
}

// The first number of x that lies at the start of a cache line; n loses those before it.
template <class T>
T* at_line(T* x, int64_t* n) {
  const int64_t skipped =
      -reinterpret_cast<intptr_t>(x) / static_cast<int64_t>(sizeof(T)) & (64 / sizeof(T) - 1);
  *n -= skipped;
  return x + skipped;
}

// Bytes read.
template <class V>
double probe_read(int64_t n, int64_t times, typename V::T* x) {
  constexpr int64_t step = kChains * V::width;
  const typename V::T* from = at_line(x, &n);
  V chain[kChains];
  DENSELY_UNROLL
  for (int j = 0; j < kChains; j++) chain[j] = V::set1(0);
  for (int64_t t = 0; t < times; t++) {
    for (int64_t i = 0; i + step <= n; i += step) {
      DENSELY_UNROLL
      for (int j = 0; j < kChains; j++) chain[j] = chain[j] + V::load(from + i + j * V::width);
    }
  }
  V sum = chain[0];
  DENSELY_UNROLL
  for (int j = 1; j < kChains; j++) sum = sum + chain[j];
  sum.store(x);
  return static_cast<double>(times) * (n / step * step) * sizeof(typename V::T);
}

// Bytes read and written as Adam does: four arrays of n / 4 numbers, three of them changed in
// place.
template <class V>
double probe_update(int64_t n, int64_t times, typename V::T* x) {
  using T = typename V::T;
  T* const w = at_line(x, &n);
  const int64_t length = n / 64 * 16;
  T *const m = w + length, *const v = m + length;
  const T* const g = v + length;
  const V half = V::set1(T(0.5));
  for (int64_t t = 0; t < times; t++) {
    for (int64_t i = 0; i < length; i += V::width) {
      const V gradient = V::load(g + i);
      fma(gradient, half, V::load(w + i)).store(w + i);
      fma(gradient, half, V::load(m + i)).store(m + i);
      fma(gradient, half, V::load(v + i)).store(v + i);
    }
  }
  return static_cast<double>(times) * 7 * length * sizeof(T);
}
