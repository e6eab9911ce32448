#include "../core/fma.h"

#include <cstring>

#include "check.h"
#include "hardware_fma.h"
#include "numbers.h"

namespace densely {
namespace {

constexpr int64_t kBatch = 4096;
constexpr int64_t kTriples = 24'000'000 / kThin;  // per type

bool has_hardware_fma() { return std::strcmp(isas().front()->name, "scalar") != 0; }

template <class T>
T near(T x, Random& random) {
  return from_bits<T>(to_bits(x) + static_cast<typename BitsOf<T>::Word>(random.below(9) - 4));
}

// A number with few fraction bits, so that products end near a halfway case.
template <class T>
T short_number(Random& random, int exponents) {
  const double fraction = static_cast<double>(random.below(1 << 13) - (1 << 12));
  return static_cast<T>(
      std::ldexp(fraction, static_cast<int>(random.below(2 * exponents)) - exponents));
}

template <class T>
T any_number(Random& random) {
  return from_bits<T>(static_cast<typename BitsOf<T>::Word>(random.bits()));
}

// 2^exponent times a number from 1 to 2, of either sign.
template <class T>
T at_exponent(Random& random, int exponent) {
  const double fraction = 1 + std::abs(random.number());
  return static_cast<T>(std::ldexp(random.below(2) ? fraction : -fraction, exponent));
}

template <class T>
struct Triple {
  T x, y, z;
};

// Six kinds: any bits; like magnitudes; cancellation; halfway cases; results around the smallest
// normal number; results around the largest.
template <class T>
Triple<T> triple(Random& random, int kind) {
  using Limits = std::numeric_limits<T>;
  const int bits = Limits::digits;
  const T x = static_cast<T>(random.number() * 4), y = static_cast<T>(random.number() * 4);
  switch (kind) {
    case 0:
      return {any_number<T>(random), any_number<T>(random), any_number<T>(random)};
    case 1:
      return {x, y, static_cast<T>(random.number() * 16)};
    case 2:
      return {x, y, near(-(x * y), random)};
    case 3: {
      const T product = short_number<T>(random, 8);
      const int apart = static_cast<int>(random.below(2 * bits + 8)) - 4;
      const T small = static_cast<T>(std::ldexp(static_cast<double>(product), -apart));
      return {product, T(1) + Limits::epsilon() * static_cast<T>(random.below(3) - 1),
              random.below(2) ? near(small, random) : -small};
    }
    case 4: {
      const int e = Limits::min_exponent - static_cast<int>(random.below(bits + 4)) + 2;
      const int part = static_cast<int>(random.below(40)) - 20;
      const T z = random.below(2) ? at_exponent<T>(random, e) : T(0);
      return {at_exponent<T>(random, e / 2 + part), at_exponent<T>(random, e - e / 2 - part), z};
    }
    default: {
      const int e = Limits::max_exponent - static_cast<int>(random.below(6));
      const int part = static_cast<int>(random.below(40)) - 20;
      return {
          at_exponent<T>(random, e / 2 + part), at_exponent<T>(random, e - e / 2 - part),
          at_exponent<T>(random, Limits::max_exponent - 1 - static_cast<int>(random.below(60)))};
    }
  }
}

template <class T>
void equals_hardware(uint64_t seed) {
  Random random(seed);
  std::vector<T> x(kBatch), y(kBatch), z(kBatch), expected(kBatch);
  for (int64_t done = 0; done < kTriples; done += kBatch) {
    for (int64_t i = 0; i < kBatch; i++) {
      const Triple<T> t = triple<T>(random, static_cast<int>(i % 6));
      x[i] = t.x;
      y[i] = t.y;
      z[i] = t.z;
    }
    hardware_fma(kBatch, x.data(), y.data(), z.data(), expected.data());
    for (int64_t i = 0; i < kBatch; i++) {
      const T got = soft_fma(x[i], y[i], z[i]);
      CHECK(same(got, expected[i]), "fma(%a, %a, %a) = %a, not %a", double(x[i]), double(y[i]),
            double(z[i]), double(got), double(expected[i]));
    }
  }
}

}  // namespace

TEST(soft_fma_equals_hardware_float32) {
  if (has_hardware_fma()) equals_hardware<float>(1);
}

TEST(soft_fma_equals_hardware_float64) {
  if (has_hardware_fma()) equals_hardware<double>(2);
}

TEST(signs_of_zero_and_special_values) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double values[] = {0.0,       -0.0, 1.0,   -1.0,     0x1p-1074, -0x1p-1074,
                           0x1p-1022, 3e38, 1e308, infinity, -infinity, infinity - infinity};
  for (double x : values) {
    for (double y : values) {
      for (double z : values) {
        CHECK(same(soft_fma(x, y, z), std::fma(x, y, z)), "fma(%a, %a, %a)", x, y, z);
        const float fx = static_cast<float>(x), fy = static_cast<float>(y);
        const float fz = static_cast<float>(z);
        CHECK(same(soft_fma(fx, fy, fz), std::fma(fx, fy, fz)), "fmaf(%a, %a, %a)", double(fx),
              double(fy), double(fz));
      }
    }
  }
}

}  // namespace densely
