// Two vectors as one. A long chain of operations fills the pipelines only beside others: written
// for a pair, they alternate in the program, and the CPU need not look far ahead for them.
#pragma once
#include <stdint.h>

#include "inline.h"

namespace densely {
namespace {

template <class Half>
struct Pair {
  using T = typename Half::T;
  using Bits = typename Half::Bits;
  using V = Pair;
  struct Mask {
    typename Half::Mask a, b;
  };
  static constexpr int width = 2 * Half::width;

  Half a, b;

  static DENSELY_INLINE V set1(T x) { return {Half::set1(x), Half::set1(x)}; }
  static DENSELY_INLINE V load(const T* p) { return {Half::load(p), Half::load(p + Half::width)}; }
  DENSELY_INLINE void store(T* p) const {
    a.store(p);
    b.store(p + Half::width);
  }

  friend DENSELY_INLINE V operator+(V x, V y) { return {x.a + y.a, x.b + y.b}; }
  friend DENSELY_INLINE V operator-(V x, V y) { return {x.a - y.a, x.b - y.b}; }
  friend DENSELY_INLINE V operator*(V x, V y) { return {x.a * y.a, x.b * y.b}; }
  friend DENSELY_INLINE V operator/(V x, V y) { return {x.a / y.a, x.b / y.b}; }
  friend DENSELY_INLINE V fma(V x, V y, V z) { return {fma(x.a, y.a, z.a), fma(x.b, y.b, z.b)}; }
  friend DENSELY_INLINE V sqrt(V x) { return {sqrt(x.a), sqrt(x.b)}; }
  friend DENSELY_INLINE V operator-(V x) { return {-x.a, -x.b}; }
  friend DENSELY_INLINE V abs(V x) { return {abs(x.a), abs(x.b)}; }
  friend DENSELY_INLINE V copysign(V x, V sign) {
    return {copysign(x.a, sign.a), copysign(x.b, sign.b)};
  }

  friend DENSELY_INLINE Mask operator<(V x, V y) { return {x.a < y.a, x.b < y.b}; }
  friend DENSELY_INLINE Mask operator>(V x, V y) { return {x.a > y.a, x.b > y.b}; }
  friend DENSELY_INLINE Mask operator<=(V x, V y) { return {x.a <= y.a, x.b <= y.b}; }
  friend DENSELY_INLINE Mask operator==(V x, V y) { return {x.a == y.a, x.b == y.b}; }
  friend DENSELY_INLINE V select(Mask m, V x, V y) {
    return {select(m.a, x.a, y.a), select(m.b, x.b, y.b)};
  }
  friend DENSELY_INLINE V smaller(V x, V y) { return {smaller(x.a, y.a), smaller(x.b, y.b)}; }
  friend DENSELY_INLINE V larger(V x, V y) { return {larger(x.a, y.a), larger(x.b, y.b)}; }

  DENSELY_INLINE V add_bits(Bits c) const { return {a.add_bits(c), b.add_bits(c)}; }
  DENSELY_INLINE V bits_from(Bits c) const { return {a.bits_from(c), b.bits_from(c)}; }
  DENSELY_INLINE V and_bits(Bits c) const { return {a.and_bits(c), b.and_bits(c)}; }
  DENSELY_INLINE V or_bits(Bits c) const { return {a.or_bits(c), b.or_bits(c)}; }
  template <int N>
  DENSELY_INLINE V shl() const {
    return {a.template shl<N>(), b.template shl<N>()};
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return {a.template shr<N>(), b.template shr<N>()};
  }
};

// As many as the registers hold.
template <class V, int Registers>
struct TogetherOf {
  using Type = Pair<V>;
};
template <class V>
struct TogetherOf<V, 32> {
  using Type = Pair<Pair<V>>;
};
template <class V>
struct TogetherOf<V, 1> {
  using Type = V;
};
template <class V>
using Together = typename TogetherOf<V, V::registers>::Type;

}  // namespace
}  // namespace densely
