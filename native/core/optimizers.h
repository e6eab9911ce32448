// One struct per optimizer: what one step does to V::width parameters w with their gradients g. s
// points to the slots (state) of these parameters. Constants are fixed for a run, scalars change
// with each step; both come rounded to the element type, spread over a vector. The first scalar,
// and no other, is in proportion to the learning rate: segments multiply it.
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
    s[0] = without_tiny(fma(beta, s[0], g));
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
    // The square of a smaller one is below the last place of any v that is kept.
    const V least = number<V>(is_float<V> ? 0x1p-58 : 0x1p-476);
    const V h = select(abs(g) < least, number<V>(0), g);
    s[0] = without_tiny(fma(beta1, s[0], rest1 * g));
    s[1] = without_tiny(fma(beta2, s[1], rest2 * (h * h)));
    w = w - (c1 * s[0]) / fma(sqrt(s[1]), c2, epsilon);
  }
};

using Optimizers = List<Sgd, Momentum, Adam>;

template <class... O>
constexpr int most_scalars(List<O...>) {
  int most = 0;
  ((most = O::scalars > most ? O::scalars : most), ...);
  return most;
}

}  // namespace densely
