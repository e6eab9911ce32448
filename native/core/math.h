// exp, expm1, log, log1p, tanh, sigmoid and erf on a vector V of float or double: within 3 ulp
// where the exact result is a normal number, else within the smallest normal number. Every
// operation and its order is part of the rules (lib/base/math.ts has the same ones), so that all
// ISAs give equal bits.
#pragma once
#include <stdint.h>

#include "list.h"
#include "simd/inline.h"

namespace densely {

// Of internal linkage: a member's memory would be shared between the files of instruction sets.
constexpr float kErfEvenFloat[] = {-9.256252e-06f, -6.3283654e-04f, -1.6039575e-04f, 1.0277783e-01f,
                                   1.2837917e-01f};
constexpr float kErfOddFloat[] = {1.1764117e-04f, 1.667027e-03f, -1.9153064e-02f, 6.366194e-01f};
constexpr double kErfEvenDouble[] = {
    7.833663086041108e-16, 8.845028215174232e-13,  1.2483428626696787e-10,  4.997482140352184e-09,
    6.573091268231792e-08, 1.3717030993991002e-07, -1.7415703945399623e-06, 3.40724682347795e-06,
    6.449185522334112e-05, -5.901255534023311e-04, -2.091946948522366e-04,  0.10277260330178875,
    0.12837916709551256};
constexpr double kErfOddDouble[] = {
    -3.8502773176038526e-14, -1.261026741062922e-11,  -9.081782273587267e-10,
    -2.0961797427656606e-08, -1.4175579072290423e-07, 3.3638292032558036e-07,
    2.8351634102730945e-06,  -2.972403441618477e-05,  2.5878606278377916e-05,
    1.696206385833361e-03,   -1.912844700506974e-02,  0.6366197723675836};

template <class T>
struct MathConstants;

template <>
struct MathConstants<float> {
  static constexpr uint32_t bias = 127;
  static constexpr int fraction_bits = 23;
  static constexpr float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  static constexpr float log2_e = 1.44269504f;
  // exp: ln 2 = hi + lo, where n * hi is exact for every n that occurs
  static constexpr float exp_ln2_hi = 0.693359375f, exp_ln2_lo = -2.12194440e-4f;
  static constexpr float exp_max = 89, exp_min = -104;
  static constexpr float expm1_max = 89, expm1_min = -20, tanh_max = 10;

  static constexpr float smallest_normal = 0x1p-126f, normalize = 0x1p25f, normalize_bits = 25;
  static constexpr uint32_t one = 0x3f800000, sqrt_half = 0x3f3504f3, fraction = 0x007fffff;
  static constexpr uint32_t infinity = 0x7f800000, quiet_nan = 0x7fc00000;
  static constexpr uint32_t integer_bits = 0x4b000000;  // of 2^23, whose fraction counts in ones
  static constexpr float integer_offset = 8388608.0f;
  static constexpr float log_ln2_hi = 6.9313812256e-01f, log_ln2_lo = 9.0580006145e-06f;

  static constexpr float erf_max = 4;
  static DENSELY_INLINE constexpr const float (&erf_even())[5] { return kErfEvenFloat; }
  static DENSELY_INLINE constexpr const float (&erf_odd())[4] { return kErfOddFloat; }
};

template <>
struct MathConstants<double> {
  static constexpr uint64_t bias = 1023;
  static constexpr int fraction_bits = 52;
  static constexpr double magic = 6755399441055744.0;  // 1.5 * 2^52
  static constexpr double log2_e = 1.4426950408889634;
  static constexpr double exp_ln2_hi = 6.93147180369123816490e-01;
  static constexpr double exp_ln2_lo = 1.90821492927058770002e-10;
  static constexpr double exp_max = 710, exp_min = -746;
  static constexpr double expm1_max = 710, expm1_min = -40, tanh_max = 20;

  static constexpr double smallest_normal = 0x1p-1022, normalize = 0x1p54, normalize_bits = 54;
  static constexpr uint64_t one = 0x3ff0000000000000, sqrt_half = 0x3fe6a09e00000000;
  static constexpr uint64_t fraction = 0x000fffffffffffff;
  static constexpr uint64_t infinity = 0x7ff0000000000000, quiet_nan = 0x7ff8000000000000;
  static constexpr uint64_t integer_bits = 0x4330000000000000;  // of 2^52
  static constexpr double integer_offset = 4503599627370496.0;
  static constexpr double log_ln2_hi = exp_ln2_hi, log_ln2_lo = exp_ln2_lo;

  static constexpr double erf_max = 6;
  static DENSELY_INLINE constexpr const double (&erf_even())[13] { return kErfEvenDouble; }
  static DENSELY_INLINE constexpr const double (&erf_odd())[12] { return kErfOddDouble; }
};

template <class V>
using Constants = MathConstants<typename V::T>;

template <class V>
inline constexpr bool is_float = sizeof(typename V::T) == 4;

template <class V>
DENSELY_INLINE V number(double x) {
  return V::set1(static_cast<typename V::T>(x));
}

// Errors and optimizer state below this are 0: they no longer move a parameter, but lead to
// subnormal numbers, on which arithmetic costs up to a hundred times as much (a fitted
// 784-512-512-10 trained at a fifth of its speed).
template <class V>
inline constexpr double tiny = is_float<V> ? 0x1p-100 : 0x1p-900;

template <class V>
DENSELY_INLINE V without_tiny(V x) {
  return select(abs(x) < number<V>(tiny<V>), number<V>(0), x);
}

// -1 or 1; 0 and NaN stay.
template <class V>
DENSELY_INLINE V sign(V x) {
  const V zero = number<V>(0), one = number<V>(1);
  return select(x > zero, one, select(x < zero, -one, x));
}

// 2^n for an integer n from -bias + 1 to bias: n + magic holds n in its low bits.
template <class V>
DENSELY_INLINE V pow2(V n) {
  using C = Constants<V>;
  const V magic_and_bias = V::set1(C::magic + static_cast<typename V::T>(C::bias));
  return (n + magic_and_bias).template shl<C::fraction_bits>();
}

// (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2
template <class V>
DENSELY_INLINE V exp_polynomial(V r, V r2) {
  if constexpr (is_float<V>) {
    const V c01 = fma(r, V::set1(1.0f / 6), V::set1(0.5f));
    const V c23 = fma(r, V::set1(1.0f / 120), V::set1(1.0f / 24));
    const V c45 = fma(r, V::set1(1.0f / 5040), V::set1(1.0f / 720));
    return fma(fma(c45, r2, c23), r2, c01);
  } else {
    const V r4 = r2 * r2;
    const V a = fma(r, V::set1(0x1.5555555555556p-3), V::set1(0.5));
    const V b = fma(r, V::set1(0x1.11111111109b3p-7), V::set1(0x1.5555555553d63p-5));
    const V c = fma(r, V::set1(0x1.a01a01a7c41d5p-13), V::set1(0x1.6c16c1788bd90p-10));
    const V d = fma(r, V::set1(0x1.71de0dae63bb3p-19), V::set1(0x1.a019b90d2ae7ap-16));
    const V e = fma(r, V::set1(0x1.af38a9b0ec855p-26), V::set1(0x1.289185613a3d6p-22));
    return fma(fma(e, r4, fma(d, r2, c)), r4, fma(b, r2, a));
  }
}

// x = n ln 2 + r; returns e^r - 1 and sets n.
template <class V>
DENSELY_INLINE V reduced_expm1(V x, V* n) {
  using C = Constants<V>;
  const V magic = V::set1(C::magic);
  *n = fma(x, V::set1(C::log2_e), magic) - magic;
  V r = fma(*n, V::set1(-C::exp_ln2_hi), x);
  r = fma(*n, V::set1(-C::exp_ln2_lo), r);
  const V r2 = r * r;
  return fma(r2, exp_polynomial(r, r2), r);
}

// Neither limit is taken by a NaN.
template <class V>
DENSELY_INLINE V clamp(V x, typename V::T low, typename V::T high) {
  return larger(V::set1(low), smaller(V::set1(high), x));
}

// For x from exp_min to exp_max
template <class V>
DENSELY_INLINE V exp_in_range(V x) {
  V n;
  const V p = reduced_expm1(x, &n);
  // 2^n itself may be out of range, its two halves never are.
  const V magic = V::set1(Constants<V>::magic);
  const V n1 = fma(n, number<V>(0.5), magic) - magic;
  const V n2 = n - n1;
  return ((p + number<V>(1)) * pow2(n1)) * pow2(n2);
}

template <class V>
DENSELY_INLINE V exp(V x) {
  using C = Constants<V>;
  return exp_in_range(clamp(x, C::exp_min, C::exp_max));
}

// e^-|x|
template <class V>
DENSELY_INLINE V exp_of_negative(V x) {
  return exp_in_range(larger(V::set1(Constants<V>::exp_min), -abs(x)));
}

template <class V>
DENSELY_INLINE V expm1(V x) {
  using C = Constants<V>;
  V n;
  const V p = reduced_expm1(clamp(x, C::expm1_min, C::expm1_max), &n);
  const V s = pow2(n - number<V>(1));
  return number<V>(2) * fma(s, p, s - number<V>(0.5));
}

// e = expm1(-2 |x|); there 2^n is in range, which expm1 cannot rely on. Twice a half of it and it
// itself round alike.
template <class V>
DENSELY_INLINE V tanh(V x) {
  const V b = smaller(V::set1(Constants<V>::tanh_max), abs(x));
  V n;
  const V p = reduced_expm1(b * number<V>(-2), &n);
  const V s = pow2(n);
  const V e = fma(s, p, s - number<V>(1));
  return copysign(e / (e + number<V>(2)), x);
}

template <class V>
DENSELY_INLINE V sigmoid(V x, V e) {  // e = e^-|x|
  const V one = number<V>(1);
  return select(x < number<V>(0), e, one) / (one + e);
}

template <class V>
DENSELY_INLINE V sigmoid(V x) {
  return sigmoid(x, exp_of_negative(x));
}

// 1 / sqrt(a) of doubles from 1 to 1e200, by products alone: a guess from the exponent (Lomont
// 2003, "Fast inverse square root"), 3.5 % off at most, and four of Newton's steps, each of which
// squares what is wrong. A processor makes many products in the time of a division and a square
// root. JavaScript has no fma of double, so there is none here.
template <class V>
DENSELY_INLINE V reciprocal_root(V a) {
  constexpr typename V::Bits kHigh = 0xfffffffe00000000, kMagic = 0x5fe6eb5000000000;
  const V half = number<V>(0.5) * a, three_halves = number<V>(1.5);
  V y = a.and_bits(kHigh).template shr<1>().bits_from(kMagic);
  for (int step = 0; step < 4; step++) y = y * (three_halves - half * y * y);
  return y;
}

// Coefficients of the highest powers first.
template <class V, int N>
DENSELY_INLINE V polynomial(V x, const typename V::T (&coefficients)[N]) {
  V sum = V::set1(coefficients[0]);
  for (int i = 1; i < N; i++) sum = fma(sum, x, V::set1(coefficients[i]));
  return sum;
}

// 1 - e^-p with p(t) = -log(1 - erf(t)) = t + t r(t) for t = |x|. r is a polynomial, even and odd
// powers apart: minimax, an error weighed by what it does to erf. From erf_max on erf rounds to 1.
template <class V>
DENSELY_INLINE V erf(V x) {
  using C = Constants<V>;
  const V t = smaller(V::set1(C::erf_max), abs(x));
  const V s = t * t;
  const V r = fma(polynomial(s, C::erf_odd()), t, polynomial(s, C::erf_even()));
  return copysign(expm1(-fma(t, r, t)), x);
}

// The rest of log(1 + f) after f - f^2 / 2 + ..., as in fdlibm's log and its float version.
template <class V>
DENSELY_INLINE V log_series(V z) {
  const V w = z * z;
  if constexpr (is_float<V>) {
    const V t1 = w * fma(w, V::set1(0xf89e26.0p-26f), V::set1(0xccce13.0p-25f));
    const V t2 = z * fma(w, V::set1(0x91e9ee.0p-25f), V::set1(0xaaaaaa.0p-24f));
    return t2 + t1;
  } else {
    V t1 = fma(w, V::set1(1.531383769920937332e-01), V::set1(2.222219843214978396e-01));
    t1 = w * fma(w, t1, V::set1(3.999999999940941908e-01));
    V t2 = fma(w, V::set1(1.479819860511658591e-01), V::set1(1.818357216161805012e-01));
    t2 = fma(w, t2, V::set1(2.857142874366239149e-01));
    t2 = z * fma(w, t2, V::set1(6.666666666666735130e-01));
    return t2 + t1;
  }
}

// x = 2^k * mantissa with the mantissa in [sqrt(1/2), sqrt(2)).
template <class V>
DENSELY_INLINE V split_exponent(V x, V* k) {
  using C = Constants<V>;
  using T = typename V::T;
  const auto subnormal = x < V::set1(C::smallest_normal);
  const V y = select(subnormal, x * V::set1(C::normalize), x);
  const V shifted = y.add_bits(C::one - C::sqrt_half);
  const V exponent = shifted.template shr<C::fraction_bits>().or_bits(C::integer_bits);
  const T bias = static_cast<T>(C::bias);
  *k = (exponent - V::set1(C::integer_offset)) -
       select(subnormal, V::set1(bias + C::normalize_bits), V::set1(bias));
  return shifted.and_bits(C::fraction).add_bits(C::sqrt_half);
}

template <class V>
DENSELY_INLINE V log(V x) {
  using C = Constants<V>;
  const V zero = number<V>(0);
  V k;
  const V f = split_exponent(x, &k) - number<V>(1);
  const V s = f / (f + number<V>(2));
  const V rest = log_series(s * s);
  const V h = (f * number<V>(0.5)) * f;
  const V inner = fma(s, h + rest, k * V::set1(C::log_ln2_lo));
  V result = fma(k, V::set1(C::log_ln2_hi), -((h - inner) - f));
  const V infinity = zero.or_bits(C::infinity);
  result = select(x < zero, zero.or_bits(C::quiet_nan), result);
  result = select(x == zero, -infinity, result);
  result = select(x == infinity, x, result);
  return select(x == x, result, x);
}

// For x from 0 to 1: the second term is what 1 + x lost.
template <class V>
DENSELY_INLINE V log1p(V x) {
  const V one = number<V>(1);
  const V u = one + x;
  const V lost = (x - (u - one)) / u;
  return log(u) + lost;
}

#define DENSELY_FUNCTION(Name, function)           \
  struct Name {                                    \
    static constexpr const char* name = #function; \
    template <class V>                             \
    static DENSELY_INLINE V apply(V x) {           \
      return function(x);                          \
    }                                              \
  }
DENSELY_FUNCTION(Exp, exp);
DENSELY_FUNCTION(Expm1, expm1);
DENSELY_FUNCTION(Log, log);
DENSELY_FUNCTION(Log1p, log1p);
DENSELY_FUNCTION(TanhFunction, tanh);
DENSELY_FUNCTION(SigmoidFunction, sigmoid);
DENSELY_FUNCTION(Erf, erf);
#undef DENSELY_FUNCTION

using Functions = List<Exp, Expm1, Log, Log1p, TanhFunction, SigmoidFunction, Erf>;

}  // namespace densely
