// Vectors of 128 bits: Advanced SIMD of 64-bit ARM.
#pragma once
#include <arm_neon.h>
#include <stdint.h>

#include "inline.h"

namespace densely {
namespace {

struct F32 {
  using T = float;
  using Bits = uint32_t;
  using V = F32;
  using Mask = uint32x4_t;
  static constexpr int width = 4;
  static constexpr int registers = 32;
  static constexpr int gemm_rows = 8, gemm_vectors = 2, gemm_wide_rows = 4;
  static constexpr int gemm_bytes_of_b = 1 << 18;

  float32x4_t v;

  static DENSELY_INLINE V set1(T x) { return {vdupq_n_f32(x)}; }
  static DENSELY_INLINE V load(const T* p) { return {vld1q_f32(p)}; }
  static DENSELY_INLINE V load_partial(const T* p, int64_t n) {
    T all[width] = {};
    for (int64_t i = 0; i < n; i++) all[i] = p[i];
    return load(all);
  }
  DENSELY_INLINE void store(T* p) const { vst1q_f32(p, v); }
  DENSELY_INLINE void store_partial(T* p, int64_t n) const {
    T all[width];
    store(all);
    for (int64_t i = 0; i < n; i++) p[i] = all[i];
  }
  static DENSELY_INLINE Mask first(int64_t n) {
    const Bits lane[width] = {0, 1, 2, 3};
    return vcltq_u32(vld1q_u32(lane), vdupq_n_u32(static_cast<Bits>(n)));
  }
  static DENSELY_INLINE void transpose(V* r);

  friend DENSELY_INLINE V operator+(V a, V b) { return {vaddq_f32(a.v, b.v)}; }
  friend DENSELY_INLINE V operator-(V a, V b) { return {vsubq_f32(a.v, b.v)}; }
  friend DENSELY_INLINE V operator*(V a, V b) { return {vmulq_f32(a.v, b.v)}; }
  friend DENSELY_INLINE V operator/(V a, V b) { return {vdivq_f32(a.v, b.v)}; }
  friend DENSELY_INLINE V fma(V a, V b, V c) { return {vfmaq_f32(c.v, a.v, b.v)}; }
  friend DENSELY_INLINE V sqrt(V a) { return {vsqrtq_f32(a.v)}; }
  friend DENSELY_INLINE V operator-(V a) { return {vnegq_f32(a.v)}; }
  friend DENSELY_INLINE V abs(V a) { return {vabsq_f32(a.v)}; }
  friend DENSELY_INLINE V copysign(V a, V sign) {
    return {vbslq_f32(vdupq_n_u32(Bits(1) << (8 * sizeof(Bits) - 1)), sign.v, a.v)};
  }

  friend DENSELY_INLINE Mask operator<(V a, V b) { return vcltq_f32(a.v, b.v); }
  friend DENSELY_INLINE Mask operator>(V a, V b) { return vcgtq_f32(a.v, b.v); }
  friend DENSELY_INLINE Mask operator<=(V a, V b) { return vcleq_f32(a.v, b.v); }
  friend DENSELY_INLINE Mask operator==(V a, V b) { return vceqq_f32(a.v, b.v); }
  friend DENSELY_INLINE V select(Mask m, V a, V b) { return {vbslq_f32(m, a.v, b.v)}; }
  // a < b ? a : b and a > b ? a : b: the answer is b where one of them is a NaN
  friend DENSELY_INLINE V smaller(V a, V b) { return select(a < b, a, b); }
  friend DENSELY_INLINE V larger(V a, V b) { return select(a > b, a, b); }

  DENSELY_INLINE V add_bits(Bits c) const { return from_bits(vaddq_u32(bits(), vdupq_n_u32(c))); }
  DENSELY_INLINE V bits_from(Bits c) const { return from_bits(vsubq_u32(vdupq_n_u32(c), bits())); }
  DENSELY_INLINE V and_bits(Bits c) const { return from_bits(vandq_u32(bits(), vdupq_n_u32(c))); }
  DENSELY_INLINE V or_bits(Bits c) const { return from_bits(vorrq_u32(bits(), vdupq_n_u32(c))); }
  template <int N>
  DENSELY_INLINE V shl() const {
    return from_bits(vshlq_n_u32(bits(), N));
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return from_bits(vshrq_n_u32(bits(), N));
  }

 private:
  DENSELY_INLINE uint32x4_t bits() const { return vreinterpretq_u32_f32(v); }
  static DENSELY_INLINE V from_bits(uint32x4_t b) { return {vreinterpretq_f32_u32(b)}; }
};

// r[i] lane j becomes r[j] lane i.
DENSELY_INLINE void F32::transpose(V* r) {
  const float64x2_t a = vreinterpretq_f64_f32(vtrn1q_f32(r[0].v, r[1].v));
  const float64x2_t b = vreinterpretq_f64_f32(vtrn2q_f32(r[0].v, r[1].v));
  const float64x2_t c = vreinterpretq_f64_f32(vtrn1q_f32(r[2].v, r[3].v));
  const float64x2_t d = vreinterpretq_f64_f32(vtrn2q_f32(r[2].v, r[3].v));
  r[0].v = vreinterpretq_f32_f64(vtrn1q_f64(a, c));
  r[1].v = vreinterpretq_f32_f64(vtrn1q_f64(b, d));
  r[2].v = vreinterpretq_f32_f64(vtrn2q_f64(a, c));
  r[3].v = vreinterpretq_f32_f64(vtrn2q_f64(b, d));
}

struct F64 {
  using T = double;
  using Bits = uint64_t;
  using V = F64;
  using Mask = uint64x2_t;
  static constexpr int width = 2;
  static constexpr int registers = 32;
  static constexpr int gemm_rows = 8, gemm_vectors = 2, gemm_wide_rows = 4;
  static constexpr int gemm_bytes_of_b = 1 << 18;

  float64x2_t v;

  static DENSELY_INLINE V set1(T x) { return {vdupq_n_f64(x)}; }
  static DENSELY_INLINE V load(const T* p) { return {vld1q_f64(p)}; }
  static DENSELY_INLINE V widen(const float* p) { return {vcvt_f64_f32(vld1_f32(p))}; }
  DENSELY_INLINE void narrow(float* p) const { vst1_f32(p, vcvt_f32_f64(v)); }
  static DENSELY_INLINE V load_partial(const T* p, int64_t n) {
    T all[width] = {};
    for (int64_t i = 0; i < n; i++) all[i] = p[i];
    return load(all);
  }
  DENSELY_INLINE void store(T* p) const { vst1q_f64(p, v); }
  DENSELY_INLINE void store_partial(T* p, int64_t n) const {
    T all[width];
    store(all);
    for (int64_t i = 0; i < n; i++) p[i] = all[i];
  }
  static DENSELY_INLINE Mask first(int64_t n) {
    const Bits lane[width] = {0, 1};
    return vcltq_u64(vld1q_u64(lane), vdupq_n_u64(static_cast<Bits>(n)));
  }
  static DENSELY_INLINE void transpose(V* r);

  friend DENSELY_INLINE V operator+(V a, V b) { return {vaddq_f64(a.v, b.v)}; }
  friend DENSELY_INLINE V operator-(V a, V b) { return {vsubq_f64(a.v, b.v)}; }
  friend DENSELY_INLINE V operator*(V a, V b) { return {vmulq_f64(a.v, b.v)}; }
  friend DENSELY_INLINE V operator/(V a, V b) { return {vdivq_f64(a.v, b.v)}; }
  friend DENSELY_INLINE V fma(V a, V b, V c) { return {vfmaq_f64(c.v, a.v, b.v)}; }
  friend DENSELY_INLINE V sqrt(V a) { return {vsqrtq_f64(a.v)}; }
  friend DENSELY_INLINE V operator-(V a) { return {vnegq_f64(a.v)}; }
  friend DENSELY_INLINE V abs(V a) { return {vabsq_f64(a.v)}; }
  friend DENSELY_INLINE V copysign(V a, V sign) {
    return {vbslq_f64(vdupq_n_u64(Bits(1) << (8 * sizeof(Bits) - 1)), sign.v, a.v)};
  }

  friend DENSELY_INLINE Mask operator<(V a, V b) { return vcltq_f64(a.v, b.v); }
  friend DENSELY_INLINE Mask operator>(V a, V b) { return vcgtq_f64(a.v, b.v); }
  friend DENSELY_INLINE Mask operator<=(V a, V b) { return vcleq_f64(a.v, b.v); }
  friend DENSELY_INLINE Mask operator==(V a, V b) { return vceqq_f64(a.v, b.v); }
  friend DENSELY_INLINE V select(Mask m, V a, V b) { return {vbslq_f64(m, a.v, b.v)}; }
  // a < b ? a : b and a > b ? a : b: the answer is b where one of them is a NaN
  friend DENSELY_INLINE V smaller(V a, V b) { return select(a < b, a, b); }
  friend DENSELY_INLINE V larger(V a, V b) { return select(a > b, a, b); }

  DENSELY_INLINE V add_bits(Bits c) const { return from_bits(vaddq_u64(bits(), vdupq_n_u64(c))); }
  DENSELY_INLINE V bits_from(Bits c) const { return from_bits(vsubq_u64(vdupq_n_u64(c), bits())); }
  DENSELY_INLINE V and_bits(Bits c) const { return from_bits(vandq_u64(bits(), vdupq_n_u64(c))); }
  DENSELY_INLINE V or_bits(Bits c) const { return from_bits(vorrq_u64(bits(), vdupq_n_u64(c))); }
  template <int N>
  DENSELY_INLINE V shl() const {
    return from_bits(vshlq_n_u64(bits(), N));
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return from_bits(vshrq_n_u64(bits(), N));
  }

 private:
  DENSELY_INLINE uint64x2_t bits() const { return vreinterpretq_u64_f64(v); }
  static DENSELY_INLINE V from_bits(uint64x2_t b) { return {vreinterpretq_f64_u64(b)}; }
};

DENSELY_INLINE void F64::transpose(V* r) {
  const float64x2_t a = r[0].v;
  r[0].v = vtrn1q_f64(a, r[1].v);
  r[1].v = vtrn2q_f64(a, r[1].v);
}

}  // namespace
}  // namespace densely
