// x * y + z rounded once, for CPUs whose scalar code has no such instruction.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "simd/inline.h"

namespace densely {
namespace {

DENSELY_INLINE uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

// sum is x + y rounded to nearest and rest what that rounding left out. Rounds to odd instead,
// which makes a second rounding to fewer bits harmless (Boldo and Melquiond 2008).
DENSELY_INLINE double round_to_odd(double sum, double rest) {
  uint64_t bits = bits_of(sum);
  // False for a NaN too, which stands for an infinite or invalid sum.
  const bool inexact = rest < 0 || rest > 0;
  if (!inexact || (bits & 1)) return sum;
  bits = (rest > 0) == (sum > 0) ? bits + 1 : bits - 1;
  memcpy(&sum, &bits, sizeof sum);
  return sum;
}

// Exact: a + b = *sum + *rest (Knuth).
DENSELY_INLINE void two_sum(double a, double b, double* sum, double* rest) {
  *sum = a + b;
  const double t = *sum - a;
  *rest = (a - (*sum - t)) + (b - t);
}

// The product is exact in double, and double is wide enough for the sum rounded to odd.
inline float soft_fma(float x, float y, float z) {
  double sum, rest;
  two_sum(static_cast<double>(x) * y, z, &sum, &rest);
  return static_cast<float>(round_to_odd(sum, rest));
}

// Far from overflow, and far enough above the subnormal numbers that the rest of a product is
// exact.
DENSELY_INLINE bool safe_product(double x, double y, double z) {
  const uint64_t ex = (bits_of(x) >> 52) & 0x7ff, ey = (bits_of(y) >> 52) & 0x7ff;
  const uint64_t ez = (bits_of(z) >> 52) & 0x7ff;
  return ex - 64 < 1916 && ey - 64 < 1916 && ez < 1980 && ex + ey - 1146 < 1800;
}

inline double soft_fma(double x, double y, double z) {
  if (x == 0 || y == 0) return x * y + z;
  if (!safe_product(x, y, z)) return fma(x, y, z);
  // Veltkamp's split and Dekker's product: x * y = product + error exactly.
  const double split = 134217729;
  const double tx = x * split, ty = y * split;
  const double xh = tx - (tx - x), yh = ty - (ty - y);
  const double xl = x - xh, yl = y - yh;
  const double product = x * y;
  const double error = ((xh * yh - product) + xh * yl + xl * yh) + xl * yl;
  double uh, ul, th, tl, v, rest;
  two_sum(z, error, &uh, &ul);
  two_sum(product, uh, &th, &tl);
  two_sum(tl, ul, &v, &rest);
  return th + round_to_odd(v, rest);
}

}  // namespace
}  // namespace densely
