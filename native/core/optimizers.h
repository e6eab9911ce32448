// One struct per optimizer: what one step does to V::width parameters w with their gradients g. s
// points to the slots (state) of these parameters. Constants are fixed for a run, scalars change
// with each step; both come rounded to the element type, spread over a vector.
#pragma once
#include "list.h"
#include "math.h"
#include "simd/inline.h"

namespace densely {

struct Sgd {
  static constexpr const char* name = "sgd";
  static constexpr int slots = 0, constants = 0, scalars = 1;

  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V*, const V*, const V* scalar) {
    const V rate = scalar[0];
    w = fma(-rate, g, w);
  }
};

struct Momentum {
  static constexpr const char* name = "momentum";
  static constexpr int slots = 1, constants = 1, scalars = 1;

  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V* s, const V* constant, const V* scalar) {
    const V beta = constant[0], rate = scalar[0];
    s[0] = fma(beta, s[0], g);
    w = fma(-rate, s[0], w);
  }
};

struct Adam {
  static constexpr const char* name = "adam";
  static constexpr int slots = 2, constants = 5, scalars = 2;

  // Scalars: c1 = rate / (1 - beta1^t), c2 = 1 / sqrt(1 - beta2^t).
  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V* s, const V* constant, const V* scalar) {
    const V beta1 = constant[0], rest1 = constant[1], beta2 = constant[2], rest2 = constant[3];
    const V epsilon = constant[4], c1 = scalar[0], c2 = scalar[1];
    // State this small no longer moves a parameter, but subnormal numbers cost 2.3 times the time.
    const V zero = number<V>(0), tiny = number<V>(is_float<V> ? 0x1p-100 : 0x1p-900);
    V m = fma(beta1, s[0], rest1 * g);
    V v = fma(beta2, s[1], rest2 * (g * g));
    m = select(abs(m) < tiny, zero, m);
    v = select(v < tiny, zero, v);
    s[0] = m;
    s[1] = v;
    w = w - (c1 * m) / fma(sqrt(v), c2, epsilon);
  }
};

using Optimizers = List<Sgd, Momentum, Adam>;

}  // namespace densely
