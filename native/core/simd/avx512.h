// Vectors of 512 bits: AVX-512 F and DQ.
#pragma once
#include <immintrin.h>
#include <stdint.h>

#include "inline.h"

// gcc's own header starts undefined vectors from themselves (its bug 105593). The pragma must reach
// the code into which they are inlined; the other ISAs compile the same code with the warning on.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace densely {
namespace {

struct F32 {
  using T = float;
  using Bits = uint32_t;
  using V = F32;
  using Mask = __mmask16;
  static constexpr int width = 16;
  static constexpr int registers = 32;
  static constexpr int gemm_rows = 14, gemm_vectors = 2, gemm_wide_rows = 6;
  static constexpr int gemm_bytes_of_b = 1 << 19;

  __m512 v;

  static DENSELY_INLINE V set1(T x) { return {_mm512_set1_ps(x)}; }
  static DENSELY_INLINE V load(const T* p) { return {_mm512_loadu_ps(p)}; }
  static DENSELY_INLINE V load_partial(const T* p, int64_t n) {
    return {_mm512_maskz_loadu_ps(first(n), p)};
  }
  DENSELY_INLINE void store(T* p) const { _mm512_storeu_ps(p, v); }
  DENSELY_INLINE void store_partial(T* p, int64_t n) const {
    _mm512_mask_storeu_ps(p, first(n), v);
  }
  static DENSELY_INLINE Mask first(int64_t n) { return static_cast<Mask>((1u << n) - 1); }
  static DENSELY_INLINE void transpose(V* r);

  friend DENSELY_INLINE V operator+(V a, V b) { return {_mm512_add_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V operator-(V a, V b) { return {_mm512_sub_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V operator*(V a, V b) { return {_mm512_mul_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V operator/(V a, V b) { return {_mm512_div_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V fma(V a, V b, V c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
  friend DENSELY_INLINE V sqrt(V a) { return {_mm512_sqrt_ps(a.v)}; }
  friend DENSELY_INLINE V operator-(V a) { return {_mm512_xor_ps(a.v, sign_bit())}; }
  friend DENSELY_INLINE V abs(V a) { return {_mm512_andnot_ps(sign_bit(), a.v)}; }
  friend DENSELY_INLINE V copysign(V a, V sign) {
    return {_mm512_or_ps(_mm512_andnot_ps(sign_bit(), a.v), _mm512_and_ps(sign_bit(), sign.v))};
  }

  friend DENSELY_INLINE Mask operator<(V a, V b) {
    return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ);
  }
  friend DENSELY_INLINE Mask operator>(V a, V b) {
    return _mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ);
  }
  friend DENSELY_INLINE Mask operator<=(V a, V b) {
    return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ);
  }
  friend DENSELY_INLINE Mask operator==(V a, V b) {
    return _mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ);
  }
  friend DENSELY_INLINE V select(Mask m, V a, V b) { return {_mm512_mask_blend_ps(m, b.v, a.v)}; }
  // a < b ? a : b and a > b ? a : b: the answer is b where one of them is a NaN
  friend DENSELY_INLINE V smaller(V a, V b) { return {_mm512_min_ps(a.v, b.v)}; }
  friend DENSELY_INLINE V larger(V a, V b) { return {_mm512_max_ps(a.v, b.v)}; }

  DENSELY_INLINE V add_bits(Bits c) const { return from_bits(_mm512_add_epi32(bits(), all(c))); }
  DENSELY_INLINE V bits_from(Bits c) const { return from_bits(_mm512_sub_epi32(all(c), bits())); }
  DENSELY_INLINE V and_bits(Bits c) const { return from_bits(_mm512_and_si512(bits(), all(c))); }
  DENSELY_INLINE V or_bits(Bits c) const { return from_bits(_mm512_or_si512(bits(), all(c))); }
  template <int N>
  DENSELY_INLINE V shl() const {
    return from_bits(_mm512_slli_epi32(bits(), N));
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return from_bits(_mm512_srli_epi32(bits(), N));
  }

 private:
  static DENSELY_INLINE __m512 sign_bit() { return _mm512_set1_ps(-0.0f); }
  DENSELY_INLINE __m512i bits() const { return _mm512_castps_si512(v); }
  static DENSELY_INLINE V from_bits(__m512i b) { return {_mm512_castsi512_ps(b)}; }
  static DENSELY_INLINE __m512i all(Bits c) { return _mm512_set1_epi32(static_cast<int32_t>(c)); }
};

// r[i] lane j becomes r[j] lane i. Each step swaps blocks of `step` lanes between r[i] and r[i +
// step].
DENSELY_INLINE void F32::transpose(V* r) {
  const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  DENSELY_UNROLL
  for (int step = 1; step < width; step *= 2) {
    const __mmask16 odd = _mm512_test_epi32_mask(lane, _mm512_set1_epi32(step));
    const __m512i low = _mm512_mask_add_epi32(lane, odd, lane, _mm512_set1_epi32(width - step));
    const __m512i high = _mm512_add_epi32(low, _mm512_set1_epi32(step));
    DENSELY_UNROLL
    for (int i = 0; i < width; i++) {
      if (i & step) continue;
      const __m512 a = r[i].v, b = r[i + step].v;
      r[i].v = _mm512_permutex2var_ps(a, low, b);
      r[i + step].v = _mm512_permutex2var_ps(a, high, b);
    }
  }
}

struct F64 {
  using T = double;
  using Bits = uint64_t;
  using V = F64;
  using Mask = __mmask8;
  static constexpr int width = 8;
  static constexpr int registers = 32;
  static constexpr int gemm_rows = 14, gemm_vectors = 2, gemm_wide_rows = 6;
  static constexpr int gemm_bytes_of_b = 1 << 19;

  __m512d v;

  static DENSELY_INLINE V set1(T x) { return {_mm512_set1_pd(x)}; }
  static DENSELY_INLINE V load(const T* p) { return {_mm512_loadu_pd(p)}; }
  static DENSELY_INLINE V widen(const float* p) { return {_mm512_cvtps_pd(_mm256_loadu_ps(p))}; }
  DENSELY_INLINE void narrow(float* p) const { _mm256_storeu_ps(p, _mm512_cvtpd_ps(v)); }
  static DENSELY_INLINE V load_partial(const T* p, int64_t n) {
    return {_mm512_maskz_loadu_pd(first(n), p)};
  }
  DENSELY_INLINE void store(T* p) const { _mm512_storeu_pd(p, v); }
  DENSELY_INLINE void store_partial(T* p, int64_t n) const {
    _mm512_mask_storeu_pd(p, first(n), v);
  }
  static DENSELY_INLINE Mask first(int64_t n) { return static_cast<Mask>((1u << n) - 1); }
  static DENSELY_INLINE void transpose(V* r);

  friend DENSELY_INLINE V operator+(V a, V b) { return {_mm512_add_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V operator-(V a, V b) { return {_mm512_sub_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V operator*(V a, V b) { return {_mm512_mul_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V operator/(V a, V b) { return {_mm512_div_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V fma(V a, V b, V c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
  friend DENSELY_INLINE V sqrt(V a) { return {_mm512_sqrt_pd(a.v)}; }
  friend DENSELY_INLINE V operator-(V a) { return {_mm512_xor_pd(a.v, sign_bit())}; }
  friend DENSELY_INLINE V abs(V a) { return {_mm512_andnot_pd(sign_bit(), a.v)}; }
  friend DENSELY_INLINE V copysign(V a, V sign) {
    return {_mm512_or_pd(_mm512_andnot_pd(sign_bit(), a.v), _mm512_and_pd(sign_bit(), sign.v))};
  }

  friend DENSELY_INLINE Mask operator<(V a, V b) {
    return _mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ);
  }
  friend DENSELY_INLINE Mask operator>(V a, V b) {
    return _mm512_cmp_pd_mask(a.v, b.v, _CMP_GT_OQ);
  }
  friend DENSELY_INLINE Mask operator<=(V a, V b) {
    return _mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ);
  }
  friend DENSELY_INLINE Mask operator==(V a, V b) {
    return _mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ);
  }
  friend DENSELY_INLINE V select(Mask m, V a, V b) { return {_mm512_mask_blend_pd(m, b.v, a.v)}; }
  // a < b ? a : b and a > b ? a : b: the answer is b where one of them is a NaN
  friend DENSELY_INLINE V smaller(V a, V b) { return {_mm512_min_pd(a.v, b.v)}; }
  friend DENSELY_INLINE V larger(V a, V b) { return {_mm512_max_pd(a.v, b.v)}; }

  DENSELY_INLINE V add_bits(Bits c) const { return from_bits(_mm512_add_epi64(bits(), all(c))); }
  DENSELY_INLINE V bits_from(Bits c) const { return from_bits(_mm512_sub_epi64(all(c), bits())); }
  DENSELY_INLINE V and_bits(Bits c) const { return from_bits(_mm512_and_si512(bits(), all(c))); }
  DENSELY_INLINE V or_bits(Bits c) const { return from_bits(_mm512_or_si512(bits(), all(c))); }
  template <int N>
  DENSELY_INLINE V shl() const {
    return from_bits(_mm512_slli_epi64(bits(), N));
  }
  template <int N>
  DENSELY_INLINE V shr() const {
    return from_bits(_mm512_srli_epi64(bits(), N));
  }

 private:
  static DENSELY_INLINE __m512d sign_bit() { return _mm512_set1_pd(-0.0); }
  DENSELY_INLINE __m512i bits() const { return _mm512_castpd_si512(v); }
  static DENSELY_INLINE V from_bits(__m512i b) { return {_mm512_castsi512_pd(b)}; }
  static DENSELY_INLINE __m512i all(Bits c) { return _mm512_set1_epi64(static_cast<int64_t>(c)); }
};

DENSELY_INLINE void F64::transpose(V* r) {
  const __m512i lane = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
  DENSELY_UNROLL
  for (int step = 1; step < width; step *= 2) {
    const __mmask8 odd = _mm512_test_epi64_mask(lane, _mm512_set1_epi64(step));
    const __m512i low = _mm512_mask_add_epi64(lane, odd, lane, _mm512_set1_epi64(width - step));
    const __m512i high = _mm512_add_epi64(low, _mm512_set1_epi64(step));
    DENSELY_UNROLL
    for (int i = 0; i < width; i++) {
      if (i & step) continue;
      const __m512d a = r[i].v, b = r[i + step].v;
      r[i].v = _mm512_permutex2var_pd(a, low, b);
      r[i + step].v = _mm512_permutex2var_pd(a, high, b);
    }
  }
}

}  // namespace
}  // namespace densely
