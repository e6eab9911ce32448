// The rules of arithmetic as plain loops, for tests: products and sums by std::fma in the stated
// order, elementwise functions by the scalar kernels one number at a time. Also inputs from an own
// generator, so that stored hashes hold on every platform.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/kernels.h"
#include "core/plan.h"
#include "core/scaling.h"

namespace densely {

class Lcg {
 public:
  explicit Lcg(uint64_t seed) : state_(seed * 2 + 1) {}
  uint32_t bits() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<uint32_t>(state_ >> 33);
  }
  // in [-1, 1), exact in float
  double number() { return (static_cast<double>(bits() >> 8) - 4194304.0) / 4194304.0; }
  template <class T>
  std::vector<T> numbers(int64_t count, double scale = 1) {
    std::vector<T> x(count);
    for (T& v : x) v = static_cast<T>(number() * scale);
    return x;
  }

 private:
  uint64_t state_;
};

inline uint64_t fnv(const void* data, size_t bytes, uint64_t hash = 14695981039346656037u) {
  const unsigned char* p = static_cast<const unsigned char*>(data);
  for (size_t i = 0; i < bytes; ++i) hash = (hash ^ p[i]) * 1099511628211u;
  return hash;
}

template <class T>
uint64_t fnv(const std::vector<T>& x, uint64_t hash = 14695981039346656037u) {
  return fnv(x.data(), x.size() * sizeof(T), hash);
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  return a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

inline std::vector<const Isa*> all_isas() {
  const Isa* isas[kIsas];
  const int count = available_isas(isas);
  return std::vector<const Isa*>(isas, isas + count);
}

// 1 / sqrt(a), by the operations of the rules.
inline double reciprocal_root(double a) {
  uint64_t bits;
  std::memcpy(&bits, &a, sizeof bits);
  bits = (uint64_t{0x5fe6eb50} - (bits >> 33)) << 32;
  double y;
  std::memcpy(&y, &bits, sizeof y);
  for (int step = 0; step < 4; ++step) y = y * (1.5 - 0.5 * a * y * y);
  return y;
}

inline double clipped(double z, double limit) {
  const double share = z * (1 / limit);
  if (std::isinf(z) || std::isnan(z)) return z;
  if (share > 1e9) return limit;
  if (share < -1e9) return -limit;
  return z * reciprocal_root(1 + share * share);
}

// A number of row r, scaled.
inline double scaled(const Scaler& scaler, int64_t r, double v) {
  if (!scaler) return v;
  const double z = (v - scaler.offset[r]) / scaler.divisor[r];
  return scaler.clip ? clipped(z, scaler.clip.limit) : z;
}

// The losses in their order.
enum { kBinary, kClasses, kSquares, kAbsolute, kHuber, kPoisson, kQuantiles };

// Numbers that a loss of so many outputs may take.
inline std::vector<double> numbers_for(int loss, int64_t outputs) {
  if (loss == kHuber) return {0.7};
  std::vector<double> levels;
  for (int64_t o = 1; loss == kQuantiles && o <= outputs; ++o) {
    levels.push_back(static_cast<double>(o) / static_cast<double>(outputs + 1));
  }
  return levels;
}

// Targets that suit a loss: 0 or 1, one class of n, numbers from 0 on, any number. (n, m)
template <class T>
std::vector<T> targets(Lcg& lcg, int loss, int64_t n, int64_t m) {
  std::vector<T> y(n * m);
  for (int64_t e = 0; e < m; ++e) {
    const int64_t one = lcg.bits() % n;
    for (int64_t r = 0; r < n; ++r) {
      T& v = y[r * m + e];
      if (loss == kBinary) {
        v = static_cast<T>(lcg.bits() & 1);
      } else if (loss == kClasses) {
        v = static_cast<T>(r == one);
      } else {
        v = static_cast<T>(lcg.number() + (loss == kPoisson));
      }
    }
  }
  return y;
}

template <class T>
class Reference {
 public:
  explicit Reference(const Spec& spec)
      : plan_(spec),
        numbers_(spec.loss_numbers.begin(), spec.loss_numbers.end()),
        scalar_(kernels_of<T>(*all_isas().back())) {}

  const Plan& plan() const { return plan_; }
  const T* numbers() const { return numbers_.data(); }

  // What dropout multiplies A[l] by, laid out as A; empty: nothing.
  std::vector<T> factors;
  T smoothing = 0;

  // x (n_0, m) contiguous; fills z and a as Network::forward does
  void forward(const std::vector<T>& p, const std::vector<T>& x, int64_t m, std::vector<T>* z,
               std::vector<T>* a) const {
    z->resize(plan_.units * m);
    a->resize(plan_.units * m);
    const T* input = x.data();
    std::vector<T> kept(a->size());
    for (const Layer& layer : plan_.layers) {
      T* zl = z->data() + layer.first_unit * m;
      T* al = a->data() + layer.first_unit * m;
      for (int64_t r = 0; r < layer.units; ++r) {
        for (int64_t e = 0; e < m; ++e) {
          T sum = p[layer.bias + r];
          for (int64_t k = 0; k < layer.inputs; ++k) {
            sum = std::fma(p[layer.weights + r * layer.inputs + k], input[k * m + e], sum);
          }
          for (int64_t k = 0; layer.linear && k < plan_.inputs(); ++k) {
            sum = std::fma(p[*layer.linear + r * plan_.inputs() + k], x[k * m + e], sum);
          }
          zl[r * m + e] = sum;
          if (layer.activation != kNone) {
            scalar_.value[layer.activation](1, &zl[r * m + e], slope(p, layer), &al[r * m + e]);
          }
        }
      }
      if (layer.activation == kNone) outputs(layer, m, zl, al);
      T* next = kept.data() + layer.first_unit * m;
      for (int64_t i = 0; i < layer.units * m; ++i) next[i] = al[i] * factor(layer, m, i);
      input = next;
    }
  }

  // Without weights each example counts 1.
  std::vector<T> gradient(const std::vector<T>& p, const std::vector<T>& x, const std::vector<T>& y,
                          int64_t m, const std::vector<T>& z, const std::vector<T>& a,
                          const std::vector<T>& weights = {}) const {
    std::vector<T> out(plan_.parameters);
    std::vector<T> d(plan_.outputs() * m);
    const T* a_last = a.data() + plan_.layers.back().first_unit * m;
    for (size_t i = 0; i < d.size(); ++i) {
      d[i] = error(a_last[i] - y[i], static_cast<int64_t>(i) / m);
      const T even = plan_.loss == 1 ? T(1) / static_cast<T>(plan_.outputs()) : T(0.5);
      if (smoothing != 0) d[i] = std::fma(smoothing, y[i] - even, d[i]);
      if (!weights.empty()) d[i] = d[i] * weights[i % m];
    }
    for (size_t l = plan_.layers.size(); l-- > 0;) {
      const Layer& layer = plan_.layers[l];
      const std::vector<T> input = l ? kept(plan_.layers[l - 1], m, a) : x;
      parameter_sums(layer, m, d.data(), input.data(), out.data());
      if (layer.linear) {
        const int64_t inputs = plan_.inputs(), at = *layer.linear;
        weight_sums(layer.units, inputs, m, d.data(), x.data(), out.data() + at);
      }
      if (l > 0) d = error_before(p, plan_.layers[l - 1], layer, m, d, z, a, out.data());
    }
    const T inverse = static_cast<T>(1.0 / total_weight(weights, m));
    for (T& g : out) g = g * inverse;
    return out;
  }

  static double total_weight(const std::vector<T>& weights, int64_t m) {
    if (weights.empty()) return static_cast<double>(m);
    double total = 0;
    for (int64_t first = 0; first < m; first += kBlock) {
      double block = 0;
      for (int64_t i = first; i < std::min(first + kBlock, m); ++i) block += double(weights[i]);
      total += block;
    }
    return total;
  }

 private:
  // The derivative by z of output o, d = a - y.
  T error(T d, int64_t o) const {
    switch (plan_.loss) {
      case kAbsolute:
        return static_cast<T>((d > 0) - (d < 0));
      case kHuber:
        return std::max(-numbers_[0], std::min(d, numbers_[0]));
      case kQuantiles:
        return d > 0 ? 1 - numbers_[o] : d < 0 ? -numbers_[o] : T(0);
      default:
        return d;
    }
  }

  T factor(const Layer& layer, int64_t m, int64_t i) const {
    return factors.empty() ? T(1) : factors[layer.first_unit * m + i];
  }

  std::vector<T> kept(const Layer& layer, int64_t m, const std::vector<T>& a) const {
    std::vector<T> out(layer.units * m);
    for (int64_t i = 0; i < layer.units * m; ++i) {
      out[i] = a[layer.first_unit * m + i] * factor(layer, m, i);
    }
    return out;
  }

  static T slope(const std::vector<T>& p, const Layer& layer) {
    return layer.slope ? p[*layer.slope] : T(0);
  }

  void outputs(const Layer& layer, int64_t m, const T* z, T* a) const {
    std::vector<T> in(layer.units), out(layer.units);
    for (int64_t e = 0; e < m; ++e) {
      for (int64_t r = 0; r < layer.units; ++r) in[r] = z[r * m + e];
      scalar_.output[plan_.loss](layer.units, 1, in.data(), out.data());
      for (int64_t r = 0; r < layer.units; ++r) a[r * m + e] = out[r];
    }
  }

  // Sum of terms over the m examples; term(e, acc) is acc with example e taken in.
  template <class Term>
  static T over_examples(int64_t units, int64_t inputs, int64_t m, Term term) {
    const bool lanes = inputs <= 8 && units <= 8 && m >= 64;
    T total = 0;
    for (int64_t first = 0; first < m; first += kBlock) {
      const int64_t end = std::min(first + kBlock, m);
      const T block = lanes ? in_lanes(first, end, term) : ascending(first, end, term);
      total = first ? total + block : block;
    }
    return total;
  }

  template <class Term>
  static T ascending(int64_t first, int64_t end, Term term) {
    T sum = 0;
    for (int64_t e = first; e < end; ++e) sum = term(e, sum);
    return sum;
  }

  template <class Term>
  static T in_lanes(int64_t first, int64_t end, Term term) {
    constexpr int64_t kLanes = sizeof(T) == 4 ? 16 : 8;
    T lane[kLanes] = {};
    for (int64_t e = first; e < end; ++e)
      lane[(e - first) % kLanes] = term(e, lane[(e - first) % kLanes]);
    for (int64_t h = kLanes / 2; h > 0; h /= 2) {
      for (int64_t q = 0; q < h; ++q) lane[q] = lane[q] + lane[q + h];
    }
    return lane[0];
  }

  static void parameter_sums(const Layer& layer, int64_t m, const T* d, const T* input, T* out) {
    weight_sums(layer.units, layer.inputs, m, d, input, out + layer.weights);
    for (int64_t r = 0; r < layer.units; ++r) {
      const auto term = [&](int64_t e, T sum) { return sum + d[r * m + e]; };
      out[layer.bias + r] = over_examples(layer.units, layer.inputs, m, term);
    }
  }

  static void weight_sums(int64_t units, int64_t inputs, int64_t m, const T* d, const T* input,
                          T* out) {
    for (int64_t r = 0; r < units; ++r) {
      for (int64_t k = 0; k < inputs; ++k) {
        const auto term = [&](int64_t e, T sum) {
          return std::fma(d[r * m + e], input[k * m + e], sum);
        };
        out[r * inputs + k] = over_examples(units, inputs, m, term);
      }
    }
  }

  std::vector<T> error_before(const std::vector<T>& p, const Layer& below, const Layer& layer,
                              int64_t m, const std::vector<T>& d, const std::vector<T>& z,
                              const std::vector<T>& a, T* out) const {
    std::vector<T> before(below.units * m);
    for (int64_t k = 0; k < below.units; ++k) {
      for (int64_t e = 0; e < m; ++e) {
        T sum = 0;
        for (int64_t r = 0; r < layer.units; ++r) {
          sum = std::fma(p[layer.weights + r * layer.inputs + k], d[r * m + e], sum);
        }
        before[k * m + e] = sum * factor(below, m, k * m + e);
      }
    }
    const T* zl = z.data() + below.first_unit * m;
    const T* al = a.data() + below.first_unit * m;
    if (below.slope) out[*below.slope] = slope_sum(below, m, before.data(), zl);
    for (int64_t i = 0; i < below.units * m; ++i) {
      scalar_.chain[below.activation](1, zl + i, al + i, slope(p, below), &before[i]);
    }
    return before;
  }

  static T slope_sum(const Layer& layer, int64_t m, const T* d, const T* z) {
    T sum = 0;
    for (int64_t r = 0; r < layer.units; ++r) {
      const T* dr = d + r * m;
      const T* zr = z + r * m;
      sum = sum + over_examples(layer.units, layer.inputs, m, [&](int64_t e, T acc) {
              return std::fma(dr[e], zr[e] > 0 ? T(0) : zr[e], acc);
            });
    }
    return sum;
  }

  Plan plan_;
  std::vector<T> numbers_;  // of the loss
  const Kernels<T>& scalar_;
};

}  // namespace densely
