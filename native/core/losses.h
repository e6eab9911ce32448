// One struct per loss, each with its own output link and its own derivative. V holds one number of
// each of V::width examples; z[o], a[o], y[o] are output o of those examples and a.set(o, v) writes
// it. A cost is that of one example; error is its derivative by z[o], from a[o]. `numbers` are
// those that a loss takes: `numbers` for all outputs, or `numbers_per_output` for each.
// even(outputs) is the target that favours no label, towards which labels are smoothed; 0 where
// targets are no labels. cost_and_output, where a loss has it, makes both from the same
// exponentials; a is not z.
#pragma once
#include <stdint.h>

#include "list.h"
#include "math.h"
#include "simd/inline.h"

namespace densely {

// What a loss has unless it says otherwise: its output link makes the derivative a - y.
struct PlainLoss {
  static constexpr int numbers = 0, numbers_per_output = 0;
  static constexpr bool has_cost_and_output = false;
  static constexpr double even(int64_t) { return 0; }

  template <class V>
  static DENSELY_INLINE V error(V a, V y, const typename V::T*, int64_t) {
    return a - y;
  }
};

// Its outputs are the logits themselves.
template <class Loss>
struct LossOfLogits : PlainLoss {
  template <class V, class In, class Out>
  static DENSELY_INLINE void output(int64_t outputs, In z, Out a) {
    for (int64_t o = 0; o < outputs; o++) a.set(o, z[o]);
  }

  template <class V, class In>
  static DENSELY_INLINE V output_cost(int64_t outputs, In a, In y, const typename V::T* numbers) {
    return Loss::template cost<V>(outputs, a, y, numbers);
  }
};

// y * log(a), and 0 where y is 0, whatever a is
template <class V>
DENSELY_INLINE V weighted_log(V y, V a) {
  const V zero = number<V>(0);
  return select(y == zero, zero, y * log(a));
}

struct BinaryCrossEntropy : PlainLoss {
  static constexpr const char* name = "binaryCrossEntropy";
  static constexpr bool has_cost_and_output = true;
  static constexpr double even(int64_t) { return 0.5; }

  template <class V, class In, class Out>
  static DENSELY_INLINE void output(int64_t outputs, In z, Out a) {
    for (int64_t o = 0; o < outputs; o++) a.set(o, sigmoid(z[o]));
  }

  // max(z, 0) - z y + log(1 + e) with e = e^-|z|, finite for every finite z
  template <class V>
  static DENSELY_INLINE V term(V z, V y, V e) {
    return fma(-z, y, larger(z, number<V>(0))) + log1p(e);
  }

  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y, const typename V::T*) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      total = total + term(z[o], y[o], exp_of_negative(z[o]));
    }
    return total;
  }

  template <class V, class In, class Out>
  static DENSELY_INLINE V cost_and_output(int64_t outputs, In z, In y, Out a) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      const V x = z[o], e = exp_of_negative(x);
      total = total + term(x, y[o], e);
      a.set(o, sigmoid(x, e));
    }
    return total;
  }

  template <class V, class In>
  static DENSELY_INLINE V output_cost(int64_t outputs, In a, In y, const typename V::T*) {
    const V one = number<V>(1);
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      total = total - (weighted_log(y[o], a[o]) + weighted_log(one - y[o], one - a[o]));
    }
    return total;
  }
};

struct CrossEntropy : PlainLoss {
  static constexpr const char* name = "crossEntropy";
  static constexpr bool has_cost_and_output = true;
  static constexpr double even(int64_t outputs) { return 1.0 / static_cast<double>(outputs); }

  template <class V, class In>
  static DENSELY_INLINE V largest(int64_t outputs, In z) {
    V max = z[0];
    for (int64_t o = 1; o < outputs; o++) max = larger(z[o], max);
    return max;
  }

  // a = e^(z - max), whose sum it answers. In place is allowed: z[o] is read before a.set(o).
  template <class V, class In, class Out>
  static DENSELY_INLINE V exponentials(int64_t outputs, In z, V max, Out a) {
    V sum = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      const V e = exp(z[o] - max);
      a.set(o, e);
      sum = sum + e;
    }
    return sum;
  }

  template <class V, class In, class Out>
  static DENSELY_INLINE void output(int64_t outputs, In z, Out a) {
    const V sum = exponentials<V>(outputs, z, largest<V>(outputs, z), a);
    for (int64_t o = 0; o < outputs; o++) a.set(o, a[o] / sum);
  }

  template <class V, class In, class Out>
  static DENSELY_INLINE V cost_and_output(int64_t outputs, In z, In y, Out a) {
    const V max = largest<V>(outputs, z);
    const V sum = exponentials<V>(outputs, z, max, a);
    const V log_sum = log(sum);
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      total = fma(y[o], log_sum - (z[o] - max), total);
      a.set(o, a[o] / sum);
    }
    return total;
  }

  // y (log sum e^z - z)
  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y, const typename V::T*) {
    const V max = largest<V>(outputs, z);
    V sum = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) sum = sum + exp(z[o] - max);
    const V log_sum = log(sum);
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) total = fma(y[o], log_sum - (z[o] - max), total);
    return total;
  }

  template <class V, class In>
  static DENSELY_INLINE V output_cost(int64_t outputs, In a, In y, const typename V::T*) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) total = total - weighted_log(y[o], a[o]);
    return total;
  }
};

// Half the squared error, so that its derivative is a - y.
struct Squared : LossOfLogits<Squared> {
  static constexpr const char* name = "squared";

  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y, const typename V::T*) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      const V d = z[o] - y[o];
      total = fma(d, d, total);
    }
    return number<V>(0.5) * total;
  }
};

struct Absolute : LossOfLogits<Absolute> {
  static constexpr const char* name = "absolute";

  template <class V>
  static DENSELY_INLINE V error(V a, V y, const typename V::T*, int64_t) {
    return sign(a - y);
  }

  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y, const typename V::T*) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) total = total + abs(z[o] - y[o]);
    return total;
  }
};

// d^2 / 2 as far as delta = numbers[0], delta (|d| - delta / 2) beyond it.
struct Huber : LossOfLogits<Huber> {
  static constexpr const char* name = "huber";
  static constexpr int numbers = 1;

  template <class V>
  static DENSELY_INLINE V error(V a, V y, const typename V::T* numbers, int64_t) {
    const V d = a - y, delta = V::set1(numbers[0]);
    return select(d > delta, delta, select(d < -delta, -delta, d));
  }

  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y, const typename V::T* numbers) {
    const V delta = V::set1(numbers[0]), half = number<V>(0.5);
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) {
      const V d = abs(z[o] - y[o]);
      const auto far = d > delta;
      total = fma(select(far, delta, half * d), select(far, d - half * delta, d), total);
    }
    return total;
  }
};

// -log of the probability of y where the mean is e^z, without the term of y alone.
struct Poisson : PlainLoss {
  static constexpr const char* name = "poisson";

  template <class V, class In, class Out>
  static DENSELY_INLINE void output(int64_t outputs, In z, Out a) {
    for (int64_t o = 0; o < outputs; o++) a.set(o, exp(z[o]));
  }

  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y, const typename V::T*) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) total = total + fma(-y[o], z[o], exp(z[o]));
    return total;
  }

  template <class V, class In>
  static DENSELY_INLINE V output_cost(int64_t outputs, In a, In y, const typename V::T*) {
    V total = number<V>(0);
    for (int64_t o = 0; o < outputs; o++) total = total + (a[o] - weighted_log(y[o], a[o]));
    return total;
  }
};

// Output o is the quantile of level tau = numbers[o]: what lies above it costs tau for each unit,
// what lies below it 1 - tau.
struct Quantiles : LossOfLogits<Quantiles> {
  static constexpr const char* name = "quantiles";
  static constexpr int numbers_per_output = 1;

  template <class V>
  static DENSELY_INLINE V error(V a, V y, const typename V::T* numbers, int64_t o) {
    const V d = a - y, zero = number<V>(0), level = V::set1(numbers[o]);
    return select(d > zero, number<V>(1) - level, select(d < zero, -level, d));
  }

  template <class V, class In>
  static DENSELY_INLINE V cost(int64_t outputs, In z, In y, const typename V::T* numbers) {
    const V zero = number<V>(0), one = number<V>(1);
    V total = zero;
    for (int64_t o = 0; o < outputs; o++) {
      const V d = z[o] - y[o], level = V::set1(numbers[o]);
      total = fma(select(d > zero, one - level, -level), d, total);
    }
    return total;
  }
};

using Losses = List<BinaryCrossEntropy, CrossEntropy, Squared, Absolute, Huber, Poisson, Quantiles>;

}  // namespace densely
