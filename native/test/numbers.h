// Numbers for tests: from an own generator, so that they are the same everywhere, and compared by
// their bits.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "../core/dispatch.h"

namespace densely {

// Sanitized and emulated builds are slow: they take every so-manieth point.
#if defined(DENSELY_QUICK)
constexpr int kThin = 16;
#else
constexpr int kThin = 1;
#endif

template <class T>
struct BitsOf;
template <>
struct BitsOf<float> {
  using Word = uint32_t;
};
template <>
struct BitsOf<double> {
  using Word = uint64_t;
};

template <class T>
typename BitsOf<T>::Word to_bits(T x) {
  typename BitsOf<T>::Word word;
  std::memcpy(&word, &x, sizeof word);
  return word;
}

template <class T>
T from_bits(typename BitsOf<T>::Word word) {
  T x;
  std::memcpy(&x, &word, sizeof x);
  return x;
}

// Payload and sign of a NaN are not promised.
template <class T>
bool same(T a, T b) {
  return to_bits(a) == to_bits(b) || (a != a && b != b);
}

// The first index where they differ, or -1.
template <class T>
int64_t difference(const std::vector<T>& a, const std::vector<T>& b) {
  for (size_t i = 0; i < a.size(); i++) {
    if (!same(a[i], b[i])) return static_cast<int64_t>(i);
  }
  return -1;
}

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 2 + 1) {}

  uint64_t bits() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ * 0x2545f4914f6cdd1du;
  }
  int64_t below(int64_t n) {
    return static_cast<int64_t>((bits() >> 16) % static_cast<uint64_t>(n));
  }
  // in [-1, 1)
  double number() { return static_cast<double>(static_cast<int64_t>(bits()) >> 11) * 0x1p-52; }

  template <class T>
  std::vector<T> numbers(int64_t count, double scale = 1) {
    std::vector<T> x(static_cast<size_t>(count));
    for (T& v : x) v = static_cast<T>(number() * scale);
    return x;
  }

  // A third of them NaN, infinite, subnormal or a zero.
  template <class T>
  std::vector<T> sprinkled(int64_t count, double scale = 1) {
    using Limits = std::numeric_limits<T>;
    const T special[] = {Limits::quiet_NaN(),  Limits::infinity(), -Limits::infinity(), T(0), -T(0),
                         Limits::denorm_min(), -Limits::min() / 2, Limits::max(),       T(1)};
    std::vector<T> x = numbers<T>(count, scale);
    for (T& v : x) {
      if (below(3) == 0) v = special[below(9)];
    }
    return x;
  }

 private:
  uint64_t state_;
};

#if defined(DENSELY_SOFT_SCALAR)
extern const Isa isa_scalar_soft;
#endif

// Every ISA of this CPU, whether it passes the self-test or not; scalar comes last.
inline std::vector<const Isa*> isas() {
  const Isa* found[kIsas];
  const int count = supported_isas(found);
  std::vector<const Isa*> all(found, found + count);
#if defined(DENSELY_SOFT_SCALAR)
  all.insert(all.begin(), &isa_scalar_soft);
#endif
  return all;
}

template <class T>
const char* dtype() {
  return sizeof(T) == 4 ? "float32" : "float64";
}

}  // namespace densely
