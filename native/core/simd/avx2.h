// Vectors of 256 bits: AVX2 and FMA3.
#pragma once
#include <immintrin.h>
#include <stdint.h>

#include "inline.h"

namespace densely {
namespace {

struct F32 {
  using T = float;
  using Bits = uint32_t;
  using V = F32;
  using Mask = __m256;
  static constexpr int width = 8;
  static constexpr int registers = 16;
  static constexpr int gemm_rows = 6, gemm_vectors = 2, gemm_wide_rows = 2;
  static constexpr int gemm_bytes_of_b = 1 << 18;

  __m256 v;

  static DENSELY_INLINE V set1(T x) { return {_mm256_set1_ps(x)}; }
  static DENSELY_INLINE V load(const T* p) { return {_mm256_loadu_ps(p)}; }
  static DENSELY_INLINE V load_partial(const T* p, int64_t n) {
    return {_mm256_maskload_ps(p, lanes_below(n))};
  }
  DENSELY_INLINE void store(T* p) const { _mm256_storeu_ps(p, v); }
  DENSELY_INLINE void store_partial(T* p, int64_t n) const {
    _mm256_maskstore_ps(p, lanes_below(n), v);
  }
  static DENSELY_INLINE Mask first(int64_t n) { return _mm256_castsi256_ps(lanes_below(n)); }
  static DENSELY_INLINE void transpose(V* r);

  friend DENSELY_INLINE V operator+(V a, V b) { return {_mm256_add_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V operator-(V a, V b) { return {_mm256_sub_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V operator*(V a, V b) { return {_mm256_mul_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V operator/(V a, V b) { return {_mm256_div_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V fma(V a, V b, V c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
  friend DENSELY_INLINE V sqrt(V a) { return {_mm256_sqrt_ps(a.v)}; }
  friend DENSELY_INLINE V operator-(V a) { return {_mm256_xor_ps(a.v, _mm256_set1_ps(-0.0f))}; }
  friend DENSELY_INLINE V abs(V a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v)}; }
  friend DENSELY_INLINE V copysign(V a, V sign) {
    const __m256 bit = _mm256_set1_ps(-0.0f);
    return {_mm256_or_ps(_mm256_andnot_ps(bit, a.v), _mm256_and_ps(bit, sign.v))};
  }

  friend DENSELY_INLINE Mask operator<(V a, V b) { return _mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ); }
  friend DENSELY_INLINE Mask operator>(V a, V b) { return _mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ); }
  friend DENSELY_INLINE Mask operator<=(V a, V b) { return _mm256_cmp_ps(a.v, b.v, _CMP_LE_OQ); }
  friend DENSELY_INLINE Mask operator==(V a, V b) { return _mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ); }
  friend DENSELY_INLINE V select(Mask m, V a, V b) { return {_mm256_blendv_ps(b.v, a.v, m)}; }
  // a < b ? a : b and a > b ? a : b: the answer is b where one of them is a NaN
  friend DENSELY_INLINE V smaller(V a, V b) { return {_mm256_min_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V larger(V a, V b) { return {_mm256_max_ps(a.v, b.v)}; }

  DENSELY_INLINE V add_bits(Bits c) const { return from_bits(_mm256_add_epi32(bits(), all(c))); }
  DENSELY_INLINE V bits_from(Bits c) const { return from_bits(_mm256_sub_epi32(all(c), bits())); }
  DENSELY_INLINE V and_bits(Bits c) const { return from_bits(_mm256_and_si256(bits(), all(c))); }
  DENSELY_INLINE V or_bits(Bits c) const { return from_bits(_mm256_or_si256(bits(), all(c))); }
  template <int N>
  DENSELY_INLINE V shl() const {
    return from_bits(_mm256_slli_epi32(bits(), N));
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return from_bits(_mm256_srli_epi32(bits(), N));
  }

 private:
  DENSELY_INLINE __m256i bits() const { return _mm256_castps_si256(v); }
  static DENSELY_INLINE V from_bits(__m256i b) { return {_mm256_castsi256_ps(b)}; }
  static DENSELY_INLINE __m256i all(Bits c) { return _mm256_set1_epi32(static_cast<int32_t>(c)); }
  static DENSELY_INLINE __m256i lanes_below(int64_t n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int32_t>(n)),
                              _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
};

// r[i] lane j becomes r[j] lane i.
DENSELY_INLINE void F32::transpose(V* r) {
  __m256 pairs[8], quads[8];
  DENSELY_UNROLL
  for (int i = 0; i < 8; i += 2) {
    pairs[i] = _mm256_unpacklo_ps(r[i].v, r[i + 1].v);
    pairs[i + 1] = _mm256_unpackhi_ps(r[i].v, r[i + 1].v);
  }
  DENSELY_UNROLL
  for (int i = 0; i < 8; i += 4) {
    quads[i] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0x44);
    quads[i + 1] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0xee);
    quads[i + 2] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0x44);
    quads[i + 3] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0xee);
  }
  DENSELY_UNROLL
  for (int i = 0; i < 4; i++) {
    r[i].v = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x20);
    r[i + 4].v = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x31);
  }
}

struct F64 {
  using T = double;
  using Bits = uint64_t;
  using V = F64;
  using Mask = __m256d;
  static constexpr int width = 4;
  static constexpr int registers = 16;
  static constexpr int gemm_rows = 6, gemm_vectors = 2, gemm_wide_rows = 2;
  static constexpr int gemm_bytes_of_b = 1 << 18;

  __m256d v;

  static DENSELY_INLINE V set1(T x) { return {_mm256_set1_pd(x)}; }
  static DENSELY_INLINE V load(const T* p) { return {_mm256_loadu_pd(p)}; }
  static DENSELY_INLINE V widen(const float* p) { return {_mm256_cvtps_pd(_mm_loadu_ps(p))}; }
  DENSELY_INLINE void narrow(float* p) const { _mm_storeu_ps(p, _mm256_cvtpd_ps(v)); }
  static DENSELY_INLINE V load_partial(const T* p, int64_t n) {
    return {_mm256_maskload_pd(p, lanes_below(n))};
  }
  DENSELY_INLINE void store(T* p) const { _mm256_storeu_pd(p, v); }
  DENSELY_INLINE void store_partial(T* p, int64_t n) const {
    _mm256_maskstore_pd(p, lanes_below(n), v);
  }
  static DENSELY_INLINE Mask first(int64_t n) { return _mm256_castsi256_pd(lanes_below(n)); }
  static DENSELY_INLINE void transpose(V* r);

  friend DENSELY_INLINE V operator+(V a, V b) { return {_mm256_add_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V operator-(V a, V b) { return {_mm256_sub_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V operator*(V a, V b) { return {_mm256_mul_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V operator/(V a, V b) { return {_mm256_div_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V fma(V a, V b, V c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
  friend DENSELY_INLINE V sqrt(V a) { return {_mm256_sqrt_pd(a.v)}; }
  friend DENSELY_INLINE V operator-(V a) { return {_mm256_xor_pd(a.v, _mm256_set1_pd(-0.0))}; }
  friend DENSELY_INLINE V abs(V a) { return {_mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v)}; }
  friend DENSELY_INLINE V copysign(V a, V sign) {
    const __m256d bit = _mm256_set1_pd(-0.0);
    return {_mm256_or_pd(_mm256_andnot_pd(bit, a.v), _mm256_and_pd(bit, sign.v))};
  }

  friend DENSELY_INLINE Mask operator<(V a, V b) { return _mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ); }
  friend DENSELY_INLINE Mask operator>(V a, V b) { return _mm256_cmp_pd(a.v, b.v, _CMP_GT_OQ); }
  friend DENSELY_INLINE Mask operator<=(V a, V b) { return _mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ); }
  friend DENSELY_INLINE Mask operator==(V a, V b) { return _mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ); }
  friend DENSELY_INLINE V select(Mask m, V a, V b) { return {_mm256_blendv_pd(b.v, a.v, m)}; }
  // a < b ? a : b and a > b ? a : b: the answer is b where one of them is a NaN
  friend DENSELY_INLINE V smaller(V a, V b) { return {_mm256_min_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V larger(V a, V b) { return {_mm256_max_pd(a.v, b.v)}; }

  DENSELY_INLINE V add_bits(Bits c) const { return from_bits(_mm256_add_epi64(bits(), all(c))); }
  DENSELY_INLINE V bits_from(Bits c) const { return from_bits(_mm256_sub_epi64(all(c), bits())); }
  DENSELY_INLINE V and_bits(Bits c) const { return from_bits(_mm256_and_si256(bits(), all(c))); }
  DENSELY_INLINE V or_bits(Bits c) const { return from_bits(_mm256_or_si256(bits(), all(c))); }
  template <int N>
  DENSELY_INLINE V shl() const {
    return from_bits(_mm256_slli_epi64(bits(), N));
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return from_bits(_mm256_srli_epi64(bits(), N));
  }

 private:
  DENSELY_INLINE __m256i bits() const { return _mm256_castpd_si256(v); }
  static DENSELY_INLINE V from_bits(__m256i b) { return {_mm256_castsi256_pd(b)}; }
  static DENSELY_INLINE __m256i all(Bits c) { return _mm256_set1_epi64x(static_cast<int64_t>(c)); }
  static DENSELY_INLINE __m256i lanes_below(int64_t n) {
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3));
  }
};

DENSELY_INLINE void F64::transpose(V* r) {
  const __m256d a = _mm256_unpacklo_pd(r[0].v, r[1].v), b = _mm256_unpackhi_pd(r[0].v, r[1].v);
  const __m256d c = _mm256_unpacklo_pd(r[2].v, r[3].v), d = _mm256_unpackhi_pd(r[2].v, r[3].v);
  r[0].v = _mm256_permute2f128_pd(a, c, 0x20);
  r[1].v = _mm256_permute2f128_pd(b, d, 0x20);
  r[2].v = _mm256_permute2f128_pd(a, c, 0x31);
  r[3].v = _mm256_permute2f128_pd(b, d, 0x31);
}

}  // namespace
}  // namespace densely
