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

// Nesterov's momentum as PyTorch has it: a step along g + beta v with the new v.
struct Nesterov : Momentum {
  static constexpr const char* name = "nesterov";

  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V* s, const V* constant, const V* scalar) {
    const V beta = constant[0], rate = scalar[0];
    s[0] = without_tiny(fma(beta, s[0], g));
    w = fma(-rate, fma(beta, s[0], g), w);
  }
};

// g, or 0 where its square would be no normal number: it is below the last place of what is kept.
template <class V>
DENSELY_INLINE V to_be_squared(V g) {
  const V least = number<V>(is_float<V> ? 0x1p-58 : 0x1p-476);
  return select(abs(g) < least, number<V>(0), g);
}

struct Adagrad {
  static constexpr const char* name = "adagrad";
  static constexpr int slots = 1, constants = 1, scalars = 1;

  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V* s, const V* constant, const V* scalar) {
    const V epsilon = constant[0], rate = scalar[0];
    const V h = to_be_squared(g);
    s[0] = without_tiny(fma(h, h, s[0]));
    w = w - (rate * g) / (sqrt(s[0]) + epsilon);
  }
};

struct RmsProp {
  static constexpr const char* name = "rmsprop";
  static constexpr int slots = 1, constants = 3, scalars = 1;

  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V* s, const V* constant, const V* scalar) {
    const V rho = constant[0], rest = constant[1], epsilon = constant[2], rate = scalar[0];
    const V h = to_be_squared(g);
    s[0] = without_tiny(fma(rho, s[0], rest * (h * h)));
    w = w - (rate * g) / (sqrt(s[0]) + epsilon);
  }
};

// The running means of g and of its square, of Adam and those after it.
struct Means {
  static constexpr int slots = 2, constants = 5;

  template <class V>
  static DENSELY_INLINE void move(V g, V* s, const V* constant) {
    const V beta1 = constant[0], rest1 = constant[1], beta2 = constant[2], rest2 = constant[3];
    const V h = to_be_squared(g);
    s[0] = without_tiny(fma(beta1, s[0], rest1 * g));
    s[1] = without_tiny(fma(beta2, s[1], rest2 * (h * h)));
  }
};

struct Adam : Means {
  static constexpr const char* name = "adam";
  static constexpr int scalars = 2;

  // Scalars: c1 = rate / (1 - beta1^t), c2 = 1 / sqrt(1 - beta2^t).
  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V* s, const V* constant, const V* scalar) {
    const V epsilon = constant[4], c1 = scalar[0], c2 = scalar[1];
    move(g, s, constant);
    w = w - (c1 * s[0]) / fma(sqrt(s[1]), c2, epsilon);
  }
};

// Adam; the decay of its weights is a penalty of every optimizer, preset where this one is named.
struct AdamW : Adam {
  static constexpr const char* name = "adamw";
};

struct Nadam : Means {
  static constexpr const char* name = "nadam";
  static constexpr int scalars = 3;

  // Scalars: c1 = rate (1 - mu_t) / (1 - mu_1 ... mu_t), c2 as Adam's, and the share of the mean,
  // mu_(t+1) / (1 - mu_1 ... mu_(t+1)), beside that of g in c1.
  template <class V>
  static DENSELY_INLINE void update(V& w, V g, V* s, const V* constant, const V* scalar) {
    const V epsilon = constant[4], c1 = scalar[0], c2 = scalar[1], ahead = scalar[2];
    move(g, s, constant);
    w = w - (c1 * fma(ahead, s[0], g)) / fma(sqrt(s[1]), c2, epsilon);
  }
};

using Optimizers = List<Sgd, Momentum, Nesterov, Adagrad, RmsProp, Adam, AdamW, Nadam>;

template <class... O>
constexpr int most_scalars(List<O...>) {
  int most = 0;
  ((most = O::scalars > most ? O::scalars : most), ...);
  return most;
}

}  // namespace densely
