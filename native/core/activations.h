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

using Activations = List<Identity, Sigmoid, Tanh, Relu, LeakyRelu, Prelu, Elu>;

}  // namespace densely
