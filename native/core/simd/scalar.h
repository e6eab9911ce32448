// One number as a vector of width 1: the reference, and the kernels of every other CPU.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "inline.h"

#if !defined(DENSELY_SOFT_FMA) && (defined(__FMA__) || defined(__aarch64__) || defined(_M_ARM64))
#define DENSELY_HARD_FMA 1
#else
#define DENSELY_HARD_FMA 0
#include "../fma.h"
#endif

namespace densely {
namespace {

DENSELY_INLINE float fma1(float a, float b, float c) {
#if DENSELY_HARD_FMA
  return fmaf(a, b, c);
#else
  return soft_fma(a, b, c);
#endif
}

DENSELY_INLINE double fma1(double a, double b, double c) {
#if DENSELY_HARD_FMA
  return fma(a, b, c);
#else
  return soft_fma(a, b, c);
#endif
}

DENSELY_INLINE float sqrt1(float x) { return sqrtf(x); }
DENSELY_INLINE double sqrt1(double x) { return sqrt(x); }

template <class Number, class Unsigned>
struct Scalar {
  using T = Number;
  using Bits = Unsigned;
  using V = Scalar;
  using Mask = bool;
  static constexpr int width = 1;
  static constexpr int registers = 1;
  static constexpr int gemm_rows = 4, gemm_vectors = 4, gemm_wide_rows = 0;
  static constexpr int gemm_bytes_of_b = 1 << 18;
  static constexpr Bits kSign = Bits(1) << (8 * sizeof(Bits) - 1);

  T v;

  static DENSELY_INLINE V set1(T x) { return {x}; }
  static DENSELY_INLINE V load(const T* p) { return {*p}; }
  static DENSELY_INLINE V widen(const float* p) { return {static_cast<T>(*p)}; }
  DENSELY_INLINE void narrow(float* p) const { *p = static_cast<float>(v); }
  static DENSELY_INLINE V load_partial(const T* p, int64_t n) { return {n > 0 ? *p : T(0)}; }
  DENSELY_INLINE void store(T* p) const { *p = v; }
  DENSELY_INLINE void store_partial(T* p, int64_t n) const {
    if (n > 0) *p = v;
  }
  static DENSELY_INLINE Mask first(int64_t n) { return n > 0; }
  static DENSELY_INLINE void transpose(V*) {}

  friend DENSELY_INLINE V operator+(V a, V b) { return {a.v + b.v}; }
  friend DENSELY_INLINE V operator-(V a, V b) { return {a.v - b.v}; }
  friend DENSELY_INLINE V operator*(V a, V b) { return {a.v * b.v}; }
  friend DENSELY_INLINE V operator/(V a, V b) { return {a.v / b.v}; }
  friend DENSELY_INLINE V fma(V a, V b, V c) { return {fma1(a.v, b.v, c.v)}; }
  friend DENSELY_INLINE V sqrt(V a) { return {sqrt1(a.v)}; }
  friend DENSELY_INLINE V operator-(V a) { return {-a.v}; }
  friend DENSELY_INLINE V abs(V a) { return a.and_bits(~kSign); }
  friend DENSELY_INLINE V copysign(V a, V sign) {
    return from_bits((a.bits() & ~kSign) | (sign.bits() & kSign));
  }

  friend DENSELY_INLINE Mask operator<(V a, V b) { return a.v < b.v; }
  friend DENSELY_INLINE Mask operator>(V a, V b) { return a.v > b.v; }
  friend DENSELY_INLINE Mask operator<=(V a, V b) { return a.v <= b.v; }
  friend DENSELY_INLINE Mask operator==(V a, V b) { return a.v == b.v; }
  friend DENSELY_INLINE V select(Mask m, V a, V b) { return m ? a : b; }
  // a < b ? a : b and a > b ? a : b: the answer is b where one of them is a NaN
  friend DENSELY_INLINE V smaller(V a, V b) { return {a.v < b.v ? a.v : b.v}; }
  friend DENSELY_INLINE V larger(V a, V b) { return {a.v > b.v ? a.v : b.v}; }

  DENSELY_INLINE V add_bits(Bits c) const { return from_bits(bits() + c); }
  DENSELY_INLINE V bits_from(Bits c) const { return from_bits(c - bits()); }  // c less its bits
  DENSELY_INLINE V and_bits(Bits c) const { return from_bits(bits() & c); }
  DENSELY_INLINE V or_bits(Bits c) const { return from_bits(bits() | c); }
  template <int N>
  DENSELY_INLINE V shl() const {
    return from_bits(bits() << N);
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return from_bits(bits() >> N);
  }

 private:
  DENSELY_INLINE Bits bits() const {
    Bits b;
    memcpy(&b, &v, sizeof b);
    return b;
  }
  static DENSELY_INLINE V from_bits(Bits b) {
    V x;
    memcpy(&x.v, &b, sizeof b);
    return x;
  }
};

using F32 = Scalar<float, uint32_t>;
using F64 = Scalar<double, uint64_t>;

}  // namespace
}  // namespace densely
