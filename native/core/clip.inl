// Numbers on their way into a network, scaled and clipped smoothly.

// x / sqrt(1 + (x / limit)^2): as x where it is small, never beyond the limit, which it is from
// 10^9 limits on. What is not finite stays so.
template <class V>
DENSELY_INLINE V clipped(V x, V limit, V inverse) {
  const V share = x * inverse;
  const V near = x * reciprocal_root(number<V>(1) + share * share);
  const V within = select(abs(share) > number<V>(1e9), copysign(limit, x), near);
  return select(x - x == number<V>(0), within, x);
}

template <class V, class From, class To>
struct ClipOneVector {
  V limit, inverse;

  DENSELY_INLINE void operator()(const From* from, V offset, V divisor, To* to) const {
    V x;
    if constexpr (sizeof(From) < sizeof(double)) {
      x = V::widen(from);
    } else {
      x = V::load(from);
    }
    const V z = clipped((x - offset) / divisor, limit, inverse);
    if constexpr (sizeof(To) < sizeof(double)) {
      z.narrow(to);
    } else {
      z.store(to);
    }
  }
};

template <class V, class From, class To, bool one_for_all>
void clip_line(int64_t n, const From* from, const double* offset, const double* divisor,
               double limit, To* to) {
  const ClipOneVector<V, From, To> clip{V::set1(limit), V::set1(1 / limit)};
  const auto at = [](const double* p)
                      DENSELY_INLINE_LAMBDA { return one_for_all ? V::set1(*p) : V::load(p); };
  const auto step = [](int64_t i) DENSELY_INLINE_LAMBDA { return one_for_all ? 0 : i; };
  for (int64_t i = 0; n >= V::width && i < n; i += V::width) {
    // The last vector has some of the one before it once more.
    const int64_t j = least(i, n - V::width);
    clip(from + j, at(offset + step(j)), at(divisor + step(j)), to + j);
  }
  if (n >= V::width || n == 0) return;
  From few[V::width];
  double offsets[V::width], divisors[V::width];
  To clipped[V::width];
  for (int64_t j = 0; j < V::width; j++) {
    const int64_t k = least(j, n - 1);
    few[j] = from[k];
    offsets[j] = offset[step(k)];
    divisors[j] = divisor[step(k)];
  }
  clip(few, V::load(offsets), V::load(divisors), clipped);
  for (int64_t j = 0; j < n; j++) to[j] = clipped[j];
}

// of doubles, whatever the table's type
template <class V>
constexpr ClipLines clip_lines() {
  return {{clip_line<V, float, float, false>, clip_line<V, float, float, true>},
          {clip_line<V, float, double, false>, clip_line<V, float, double, true>},
          {clip_line<V, double, float, false>, clip_line<V, double, float, true>},
          {clip_line<V, double, double, false>, clip_line<V, double, double, true>}};
}
