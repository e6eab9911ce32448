// Kernels of what a step does beside its products: gradients with penalties and limits, their norm,
// the optimizers' update in these terms, averages, smoothed labels, dropped units. Every ISA
// against the formulas, number by number.
#include <algorithm>

#include "../core/dropout.h"
#include "check.h"
#include "numbers.h"

namespace densely {
namespace {

template <class T>
void same_numbers(const Isa& isa, const char* what, const std::vector<T>& got,
                  const std::vector<T>& expected) {
  const int64_t at = difference(got, expected);
  CHECK(at < 0, "%s %s %s of %d: at %d %a, not %a", isa.name, dtype<T>(), what, int(got.size()),
        int(at), double(got[at]), double(expected[at]));
}

template <class T>
T gradient_of(T w, T sum, const GradientTerms<T>& terms) {
  T g = sum * terms.mean;
  if (terms.penalties.l2 != 0 || terms.penalties.l1 != 0) {
    const T sign = w > 0 ? T(1) : w < 0 ? T(-1) : w;
    g = std::fma(terms.penalties.l1, sign, std::fma(terms.penalties.l2, w, g));
  }
  g = g > terms.most ? terms.most : g;
  return (g < -terms.most ? -terms.most : g) * terms.times;
}

template <class T>
std::vector<GradientTerms<T>> all_terms() {
  const T infinity = std::numeric_limits<T>::infinity();
  return {{T(0.3), {0, 0, 0}, infinity, 1},
          {T(0.3), {T(0.1), 0, 0}, infinity, T(0.7)},
          {T(1), {0, 0, 0}, T(0.25), 1},
          {T(0.3), {T(0.1), T(0.2), T(0.3)}, T(0.125), T(0.6)},
          {T(0.3), {0, 0, T(0.3)}, infinity, 1}};
}

template <class T>
void gradients_are_their_formulas(const Isa& isa, int64_t n, Random& random) {
  std::vector<T> w = random.sprinkled<T>(n), g = random.sprinkled<T>(n), got(w), expected(w);
  for (const GradientTerms<T>& terms : all_terms<T>()) {
    kernels_of<T>(isa).gradient(n, w.data(), g.data(), terms, got.data());
    for (int64_t i = 0; i < n; i++) expected[i] = gradient_of(w[i], g[i], terms);
    same_numbers(isa, "gradient", got, expected);
  }
}

// The plain update of the gradient in these terms, after the decay.
template <class T>
void updates_are_their_formulas(const Isa& isa, int64_t n, Random& random) {
  const Kernels<T>& k = kernels_of<T>(isa);
  const std::vector<T> constants = random.numbers<T>(5), scalars = random.numbers<T>(kMostScalars);
  const std::vector<T> start = random.numbers<T>(n), sums = random.numbers<T>(n);
  const std::vector<T> before = random.numbers<T>(2 * n), old = random.numbers<T>(n);
  const T rate = T(0.01);
  for (int o = 0; o < kOptimizers; o++) {
    for (const GradientTerms<T>& terms : all_terms<T>()) {
      std::vector<T> g(sums), w(start), slots(before), mean(old);
      k.gradient(n, w.data(), sums.data(), terms, g.data());
      const T decay = terms.penalties.decay;
      for (int64_t i = 0; decay != 0 && i < n; i++) w[i] = std::fma(-decay, w[i], w[i]);
      k.update[o](n, w.data(), g.data(), T(1), slots.data(), n, constants.data(), scalars.data());
      for (int64_t i = 0; i < n; i++) mean[i] = std::fma(rate, w[i] - mean[i], mean[i]);
      for (const bool averages : {false, true}) {
        std::vector<T> got(start), got_slots(before), got_mean(old);
        k.update_more[o](n, got.data(), sums.data(), terms, got_slots.data(), n, constants.data(),
                         scalars.data(), rate, averages ? got_mean.data() : nullptr);
        same_numbers(isa, optimizer_names[o], got, w);
        same_numbers(isa, "slots", got_slots, slots);
        same_numbers(isa, "average", got_mean, averages ? mean : old);
      }
    }
  }
  std::vector<T> mean(old), got(old);
  for (int64_t i = 0; i < n; i++) mean[i] = std::fma(rate, start[i] - mean[i], mean[i]);
  k.average(n, rate, start.data(), got.data());
  same_numbers(isa, "average", got, mean);
}

// Blocks of kBlock numbers, each in 8 lanes, then a tree.
template <class T>
double squares_of(int64_t n, const T* w, const T* g, const GradientTerms<T>& terms) {
  double lane[8] = {};
  for (int64_t i = 0; i < n; i++) {
    const double x = static_cast<double>(gradient_of(w[i], g[i], terms));
    lane[i % 8] = std::fma(x, x, lane[i % 8]);
  }
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

template <class T>
void squares_are_the_rules_loop(const Isa& isa, int64_t n, Random& random) {
  const std::vector<T> w = random.numbers<T>(n), g = random.numbers<T>(n);
  const int64_t blocks = (n + kBlock - 1) / kBlock;
  for (const GradientTerms<T>& terms : all_terms<T>()) {
    std::vector<double> got(static_cast<size_t>(blocks)), expected(got);
    kernels_of<T>(isa).squares(n, w.data(), g.data(), terms, got.data());
    for (int64_t b = 0; b < blocks; b++) {
      const int64_t first = b * kBlock, count = std::min(kBlock, n - first);
      expected[b] = squares_of(count, w.data() + first, g.data() + first, terms);
    }
    same_numbers(isa, "squares", got, expected);
  }
}

template <class T>
void labels_are_smoothed(const Isa& isa, int64_t n, Random& random) {
  const double tiny = sizeof(T) == 4 ? 0x1p-100 : 0x1p-900;
  const std::vector<T> y = random.sprinkled<T>(n), d = random.sprinkled<T>(n);
  const T epsilon = T(0.1), even = T(1) / T(3);
  std::vector<T> got(d), expected(d);
  kernels_of<T>(isa).smooth(n, epsilon, even, y.data(), got.data());
  for (T& x : expected) {
    const T target = y[static_cast<size_t>(&x - expected.data())];
    x = std::fma(epsilon, target - even, x);
    if (std::fabs(x) < tiny) x = 0;
  }
  same_numbers(isa, "smooth", got, expected);
}

template <class T>
void units_are_dropped(const Isa& isa, int64_t n, Random& random) {
  const std::vector<T> x = random.sprinkled<T>(n);
  std::vector<uint32_t> keys(static_cast<size_t>(n));
  for (uint32_t& key : keys) key = static_cast<uint32_t>(random.bits());
  for (const uint32_t threshold : {0u, 1u, 13107u, 32768u, 65535u}) {
    std::vector<T> got(x), expected(x);
    kernels_of<T>(isa).drop(n, {keys.data(), threshold, T(1.25)}, 7, x.data(), got.data());
    for (int64_t i = 0; i < n; i++) {
      expected[i] = x[i] * (draw(keys[i], unit_key(7)) < threshold ? T(0) : T(1.25));
    }
    same_numbers(isa, "drop", got, expected);
    got = x;
    kernels_of<T>(isa).drop(n, {keys.data(), threshold, T(1.25)}, 7, got.data(), got.data());
    same_numbers(isa, "drop in place", got, expected);
  }
}

template <class Body>
void for_lengths(Body body) {
  Random random(5);
  for (const Isa* isa : isas()) {
    for (const int64_t n : {0, 1, 7, 8, 9, 16, 17, 31, 33, 64, 67}) body(*isa, n, random);
  }
}

}  // namespace

TEST(gradients_in_terms_are_their_formulas) {
  for_lengths(gradients_are_their_formulas<float>);
  for_lengths(gradients_are_their_formulas<double>);
}

TEST(updates_in_terms_are_plain_updates_of_such_gradients) {
  for_lengths(updates_are_their_formulas<float>);
  for_lengths(updates_are_their_formulas<double>);
}

TEST(squares_are_block_sums_in_lanes) {
  for_lengths(squares_are_the_rules_loop<float>);
  for_lengths(squares_are_the_rules_loop<double>);
  Random random(6);
  for (const Isa* isa : isas()) {
    for (const int64_t n : {4095, 4096, 4097, 4 * 4096, 6 * 4096 + 13}) {
      squares_are_the_rules_loop<float>(*isa, n, random);
      squares_are_the_rules_loop<double>(*isa, n, random);
    }
  }
}

TEST(errors_of_smoothed_labels_are_their_formula) {
  for_lengths(labels_are_smoothed<float>);
  for_lengths(labels_are_smoothed<double>);
}

TEST(units_are_dropped_by_their_draws) {
  for_lengths(units_are_dropped<float>);
  for_lengths(units_are_dropped<double>);
}

}  // namespace densely
