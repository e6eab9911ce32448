// One struct per loss, each with its own output link, so that dZ = A - Y for all of them. V holds
// one number of each of V::width examples; z[o], a[o], y[o] are output o of those examples and
// a.set(o, v) writes it. A cost is that of one example. even(outputs) is the target that favours no
// label, towards which labels are smoothed; 0 where targets are no labels.
#pragma once
#include <stdint.h>

#include "list.h"
#include "math.h"
#include "simd/inline.h"

namespace densely {

// y * log(a), and 0 where y is 0, whatever a is
template <class V>
DENSELY_INLINE V weighted_log(V y, V a) {
  const V zero = number<V>(0);
  return select(y == zero, zero, y * log(a));
}

struct BinaryCrossEntropy {
  static constexpr const char* name = "binaryCrossEntropy";
  static constexpr double even(int64_t) { return 0.5; }

  template <class V, class In, class Out>
  static DENSELY_INLINE void output(int64_t outputs, In z, Out a) {
    for (int64_t o = 0; o < outputs; o++) a.set(o, sigmoid(z[o]));
  }

  // max(z, 0) - z y + log(1 + e^-|z|), finite for every finite z
  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y) {
    const V zero = number<V>(0);
    V total = zero;
    for (int64_t o = 0; o < outputs; o++) {
      const V x = z[o];
      const V e = exp_of_negative(x);
      total = total + (fma(-x, y[o], larger(x, zero)) + log1p(e));
    }
    return total;
  }

  template <class V, class In>
  static DENSELY_INLINE V output_cost(int64_t outputs, In a, In y) {
    const V one = number<V>(1);
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      total = total - (weighted_log(y[o], a[o]) + weighted_log(one - y[o], one - a[o]));
    }
    return total;
  }
};

struct CrossEntropy {
  static constexpr const char* name = "crossEntropy";
  static constexpr double even(int64_t outputs) { return 1.0 / static_cast<double>(outputs); }

  template <class V, class In>
  static DENSELY_INLINE V largest(int64_t outputs, In z) {
    V max = z[0];
    for (int64_t o = 1; o < outputs; o++) max = larger(z[o], max);
    return max;
  }

  // In place is allowed: z[o] is read before a.set(o), the maximum before all.
  template <class V, class In, class Out>
  static DENSELY_INLINE void output(int64_t outputs, In z, Out a) {
    const V max = largest<V>(outputs, z);
    V sum = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      const V e = exp(z[o] - max);
      a.set(o, e);
      sum = sum + e;
    }
    for (int64_t o = 0; o < outputs; o++) a.set(o, a[o] / sum);
  }

  // y (log sum e^z - z)
  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y) {
    const V max = largest<V>(outputs, z);
    V sum = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) sum = sum + exp(z[o] - max);
    const V log_sum = log(sum);
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) total = fma(y[o], log_sum - (z[o] - max), total);
    return total;
  }

  template <class V, class In>
  static DENSELY_INLINE V output_cost(int64_t outputs, In a, In y) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) total = total - weighted_log(y[o], a[o]);
    return total;
  }
};

// Half the squared error, so that its derivative is a - y.
struct MeanSquaredError {
  static constexpr const char* name = "meanSquaredError";
  static constexpr double even(int64_t) { return 0; }

  template <class V, class In, class Out>
  static DENSELY_INLINE void output(int64_t outputs, In z, Out a) {
    for (int64_t o = 0; o < outputs; o++) a.set(o, z[o]);
  }

  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      const V d = z[o] - y[o];
      total = fma(d, d, total);
    }
    return number<V>(0.5) * total;
  }

  template <class V, class In>
  static DENSELY_INLINE V output_cost(int64_t outputs, In a, In y) {
    return cost<V>(outputs, a, y);
  }
};

using Losses = List<BinaryCrossEntropy, CrossEntropy, MeanSquaredError>;

}  // namespace densely
