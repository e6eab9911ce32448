// One struct per activation: value g(z) and derivative g'(z), the latter from a = g(z) wherever
// that is enough, so that Z need not be kept. `slope` is the learnt number of parametric ReLU.
#pragma once
#include "list.h"
#include "math.h"
#include "simd/inline.h"

namespace densely {

struct ActivationDefaults {
  static constexpr bool has_slope = false;
  static constexpr bool needs_input = false;  // the derivative cannot be had from a alone
  static constexpr bool fused = true;         // small layers and errors have kernels with it
};

// Not worth kernels of its own: it costs more than another pass over numbers in cache.
struct DearActivation : ActivationDefaults {
  static constexpr bool fused = false;
};

struct Identity : ActivationDefaults {
  static constexpr const char* name = "identity";
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return z;
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V, V) {
    return number<V>(1);
  }
};

struct Sigmoid : ActivationDefaults {
  static constexpr const char* name = "sigmoid";
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return sigmoid(z);
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    return a * (number<V>(1) - a);
  }
};

struct Tanh : ActivationDefaults {
  static constexpr const char* name = "tanh";
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return tanh(z);
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    return fma(-a, a, number<V>(1));
  }
};

// 1 where x > 0, `otherwise` where x <= 0; a NaN stays one.
template <class V>
DENSELY_INLINE V step(V x, V otherwise) {
  const V zero = number<V>(0);
  return select(x > zero, number<V>(1), select(x <= zero, otherwise, x));
}

struct Relu : ActivationDefaults {
  static constexpr const char* name = "relu";
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return larger(number<V>(0), z);
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    return step(a, number<V>(0));
  }
};

struct LeakyRelu : ActivationDefaults {
  static constexpr const char* name = "leakyRelu";
  static constexpr double kSlope = 0.01;
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return select(z > number<V>(0), z, number<V>(kSlope) * z);
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    return step(a, number<V>(kSlope));
  }
};

// A slope at or below 0 makes the sign of a say nothing about z.
struct Prelu : ActivationDefaults {
  static constexpr const char* name = "prelu";
  static constexpr bool has_slope = true;
  static constexpr bool needs_input = true;
  template <class V>
  static DENSELY_INLINE V value(V z, V slope) {
    return select(z > number<V>(0), z, slope * z);
  }
  template <class V>
  static DENSELY_INLINE V derivative(V z, V, V slope) {
    return step(z, slope);
  }
};

struct Elu : ActivationDefaults {
  static constexpr const char* name = "elu";
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return select(z > number<V>(0), z, expm1(z));
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    const V one = number<V>(1);
    return select(a > number<V>(0), one, a + one);
  }
};

// z, but no lower than where the factor beside it is 0: so -Infinity * 0 is no NaN.
template <class V>
DENSELY_INLINE V not_below(V z) {
  return larger(V::set1(Constants<V>::exp_min), z);
}

// z * cdf(z), cdf of the normal distribution (Hendrycks and Gimpel 2016), by erf.
struct Gelu : DearActivation {
  static constexpr const char* name = "gelu";
  static constexpr bool needs_input = true;
  static constexpr double kSqrtHalf = 0.7071067811865476, kPeak = 0.3989422804014327;
  template <class V>
  static DENSELY_INLINE V cdf(V z) {
    const V half = number<V>(0.5);
    return fma(half, erf(z * number<V>(kSqrtHalf)), half);
  }
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return not_below(z) * cdf(z);
  }
  // cdf + z * density; far out the density is 0 and z must stay finite.
  template <class V>
  static DENSELY_INLINE V derivative(V z, V, V) {
    const V x = clamp(z, Constants<V>::exp_min, -Constants<V>::exp_min);
    const V density = number<V>(kPeak) * exp((number<V>(-0.5) * x) * x);
    return fma(x, density, cdf(x));
  }
};

// z * s with s = sigmoid(z) (Elfwing, Uchibe and Doya 2018)
struct Silu : DearActivation {
  static constexpr const char* name = "silu";
  static constexpr bool needs_input = true;
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return not_below(z) * sigmoid(z);
  }
  // s + z s (1 - s), where 1 - s = sigmoid(-z) has all its digits.
  template <class V>
  static DENSELY_INLINE V derivative(V z, V, V) {
    const V x = clamp(z, Constants<V>::exp_min, -Constants<V>::exp_min);
    const V s = sigmoid(x);
    return fma(x * s, sigmoid(-x), s);
  }
};

// z * tanh(softplus(z)) (Misra 2019): tanh(log(1 + e)) = n / (n + 2), where e = e^z, n = e (e + 2).
struct Mish : DearActivation {
  static constexpr const char* name = "mish";
  static constexpr bool needs_input = true;
  static constexpr int kFlat = 40;  // the quotient is 1 well below, and e^2 finite
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    const V two = number<V>(2), e = exp_in_range(clamp(z, Constants<V>::exp_min, kFlat));
    const V n = e * (e + two);
    return not_below(z) * (n / (n + two));
  }
  // (n + z * 4e (1 + e) / (n + 2)) / (n + 2): no difference but that of z's sign.
  template <class V>
  static DENSELY_INLINE V derivative(V z, V, V) {
    const V two = number<V>(2), x = clamp(z, Constants<V>::exp_min, kFlat), e = exp_in_range(x);
    const V n = e * (e + two), m = n + two;
    const V rise = (number<V>(4) * e) * (number<V>(1) + e) / m;
    return fma(x, rise, n) / m;
  }
};

// Self-normalizing (Klambauer et al. 2017): scale * z, or scale * alpha * (e^z - 1).
struct Selu : ActivationDefaults {
  static constexpr const char* name = "selu";
  static constexpr double kScale = 1.0507009873554805, kAlpha = 1.6732632423543772;
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return select(z > number<V>(0), number<V>(kScale) * z, number<V>(kScale * kAlpha) * expm1(z));
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    return select(a > number<V>(0), number<V>(kScale), a + number<V>(kScale * kAlpha));
  }
};

// log(1 + e^z) (Dugas et al. 2001); its derivative sigmoid(z) is 1 - e^-a.
struct Softplus : DearActivation {
  static constexpr const char* name = "softplus";
  template <class V>
  static DENSELY_INLINE V value(V z, V) {
    return larger(number<V>(0), z) + log1p(exp_of_negative(z));
  }
  template <class V>
  static DENSELY_INLINE V derivative(V, V a, V) {
    return number<V>(0) - expm1(-a);
  }
};

using Activations =
    List<Identity, Sigmoid, Tanh, Relu, LeakyRelu, Prelu, Elu, Gelu, Silu, Mish, Selu, Softplus>;

}  // namespace densely
