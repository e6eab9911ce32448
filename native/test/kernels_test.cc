// Every entry of the tables but the products: equal bits on every ISA, against the rules' own loops
// and formulas.
#include <algorithm>
#include <string>

#include "check.h"
#include "numbers.h"
#include "reference.h"

namespace densely {
namespace {

constexpr int64_t kLongest = 67;  // more than four vectors of 16 and a tail
constexpr int64_t kGuard = 20;    // numbers past the end that must stay as they are

template <class T>
std::vector<T> guarded(const std::vector<T>& x) {
  std::vector<T> longer = x;
  longer.resize(x.size() + kGuard, T(-5));
  return longer;
}

// `run(kernels, out)` writes out; compares all ISAs with scalar.
template <class T, class Run>
void same_on_every_isa(const char* what, int index, const std::vector<T>& out, Run run) {
  std::vector<T> expected = guarded(out);
  run(kernels_of<T>(*isas().back()), expected.data());
  for (int64_t i = 0; i < kGuard; i++) {
    CHECK(expected[out.size() + i] == T(-5), "scalar %s %d writes past the end", what, index);
  }
  for (const Isa* isa : isas()) {
    std::vector<T> got = guarded(out);
    run(kernels_of<T>(*isa), got.data());
    const int64_t at = difference(expected, got);
    CHECK(at < 0, "%s %s %s %d, %d numbers: at %d %a, not %a", isa->name, dtype<T>(), what, index,
          int(out.size()), int(at), double(got[at]), double(expected[at]));
  }
}

template <class T>
struct Inputs {
  Inputs(int64_t n, Random& random)
      : x(random.sprinkled<T>(n, 4)), y(random.sprinkled<T>(n, 4)), z(random.sprinkled<T>(n, 4)) {}
  std::vector<T> x, y, z;
};

template <class T>
void elementwise_same_bits(int64_t n, Random& random) {
  using K = Kernels<T>;
  const Inputs<T> in(n, random);
  const T *x = in.x.data(), *y = in.y.data();
  const T slope = random.sprinkled<T>(1)[0];
  for (int f = 0; f < kFunctions; f++) {
    same_on_every_isa("function", f, in.z, [=](const K& k, T* o) { k.function[f](n, x, o); });
  }
  for (int a = 0; a < kActivations; a++) {
    same_on_every_isa("value", a, in.z, [=](const K& k, T* o) { k.value[a](n, x, slope, o); });
    same_on_every_isa("value in place", a, in.z,
                      [=](const K& k, T* o) { k.value[a](n, o, slope, o); });
    same_on_every_isa("derivative", a, in.z,
                      [=](const K& k, T* o) { k.derivative[a](n, x, y, slope, o); });
    same_on_every_isa("chain", a, in.z, [=](const K& k, T* o) { k.chain[a](n, x, y, slope, o); });
  }
  same_on_every_isa("weigh", 0, in.z, [=](const K& k, T* o) { k.weigh(n, x, o); });
  same_on_every_isa("add", 0, in.z, [=](const K& k, T* o) { k.add(n, x, o); });
  same_on_every_isa("scale", 0, in.z, [=](const K& k, T* o) { k.scale(n, slope, o); });
}

template <class T>
void sums_same_bits(int64_t n, Random& random) {
  using K = Kernels<T>;
  const int64_t rows = 1 + random.below(35), stride = n + random.below(3);
  const std::vector<T> d = random.sprinkled<T>(rows * stride),
                       z = random.sprinkled<T>(rows * stride);
  const std::vector<T> out(static_cast<size_t>(rows), T(9));
  for (const bool lanes : {false, true}) {
    same_on_every_isa("row_sums", lanes, out,
                      [&](const K& k, T* o) { k.row_sums(rows, n, d.data(), stride, lanes, o); });
    same_on_every_isa("slope_sums", lanes, out, [&](const K& k, T* o) {
      k.slope_sums(rows, n, d.data(), z.data(), stride, lanes, o);
    });
  }
}

template <class T>
std::vector<T> numbers_of(int loss, int64_t outputs) {
  const std::vector<double> numbers = numbers_for(loss, outputs);
  return std::vector<T>(numbers.begin(), numbers.end());
}

template <class T>
void losses_same_bits(int64_t m, Random& random) {
  using K = Kernels<T>;
  const int64_t outputs = 1 + random.below(5);
  const Inputs<T> in(outputs * m, random);
  const T *x = in.x.data(), *y = in.y.data();
  for (int l = 0; l < kLosses; l++) {
    const std::vector<T> own = numbers_of<T>(l, outputs);
    const T* numbers = own.data();
    same_on_every_isa("error", l, in.z,
                      [=](const K& k, T* o) { k.error[l](outputs, m, x, y, numbers, o); });
    for (int64_t o = 0; o < outputs; o++) {
      same_on_every_isa("output_error", l, std::vector<T>(in.z.begin(), in.z.begin() + m),
                        [=](const K& k, T* d) { k.output_error[l](o, m, x, y, numbers, d); });
    }
    same_on_every_isa("output", l, in.z, [=](const K& k, T* o) { k.output[l](outputs, m, x, o); });
    same_on_every_isa("output in place", l, in.z,
                      [=](const K& k, T* o) { k.output[l](outputs, m, o, o); });
    const K& scalar = kernels_of<T>(*isas().back());
    for (const T* weights : {static_cast<const T*>(nullptr), in.z.data()}) {
      for (const Isa* isa : isas()) {
        const K& k = kernels_of<T>(*isa);
        CHECK(same(k.cost[l](outputs, m, x, y, numbers, weights),
                   scalar.cost[l](outputs, m, x, y, numbers, weights)),
              "%s %s cost %s", isa->name, dtype<T>(), loss_names[l]);
        CHECK(same(k.output_cost[l](outputs, m, x, y, numbers, weights),
                   scalar.output_cost[l](outputs, m, x, y, numbers, weights)),
              "%s %s output_cost %s", isa->name, dtype<T>(), loss_names[l]);
        std::vector<T> alone(in.z), both(in.z);
        k.error[l](outputs, m, x, y, numbers, alone.data());
        CHECK(same(k.cost_and_error[l](outputs, m, x, y, numbers, weights, both.data()),
                   k.cost[l](outputs, m, x, y, numbers, weights)),
              "%s %s the cost beside the error %s", isa->name, dtype<T>(), loss_names[l]);
        CHECK(difference(alone, both) < 0, "%s %s the error beside the cost %s", isa->name,
              dtype<T>(), loss_names[l]);
      }
    }
  }
}

template <class T>
void optimizers_same_bits(int64_t n, Random& random) {
  using K = Kernels<T>;
  const int64_t stride = n + random.below(3);
  const std::vector<T> g = random.sprinkled<T>(n), constants = random.numbers<T>(5);
  const std::vector<T> scalars = random.numbers<T>(kMostScalars);
  // Parameters and slots in one array, so that both are compared.
  const std::vector<T> state = random.sprinkled<T>(n + 2 * stride);
  for (int o = 0; o < kOptimizers; o++) {
    same_on_every_isa("update", o, state, [&](const K& k, T* w) {
      k.update[o](n, w, g.data(), T(0.5), w + n, stride, constants.data(), scalars.data());
    });
  }
}

template <class T>
void all_same_bits() {
  Random random(sizeof(T));
  for (int round = 0; round < (kThin == 1 ? 20 : 2); round++) {
    for (int64_t n = 0; n <= kLongest; n++) {
      elementwise_same_bits<T>(n, random);
      sums_same_bits<T>(n, random);
      if (n > 0) losses_same_bits<T>(n, random);
      optimizers_same_bits<T>(n, random);
    }
  }
}

// --- gathering
// ------------------------------------------------------------------------------------------

// Examples in any order and storage, and nothing behind them.
template <class T>
void gathers(int64_t rows, int64_t count, int64_t row_stride, bool ordered, Random& random) {
  constexpr int64_t kExamples = 50, kFirst = 3;
  const int64_t col_stride = row_stride == 1 ? rows : 1;
  const std::vector<T> x = random.sprinkled<T>(rows * kExamples);
  std::vector<uint32_t> order(kExamples);
  for (uint32_t& example : order) example = static_cast<uint32_t>(random.below(kExamples));
  std::vector<T> expected = guarded(std::vector<T>(static_cast<size_t>(rows * count)));
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t e = 0; e < count; e++) {
      const int64_t example = ordered ? order[kFirst + e] : kFirst + e;
      expected[r * count + e] = x[r * row_stride + example * col_stride];
    }
  }
  for (const Isa* isa : isas()) {
    std::vector<T> got(expected.size(), T(-5));
    const View<T> from = {x.data(), rows, kExamples, row_stride, col_stride};
    kernels_of<T>(*isa).gather(from, ordered ? order.data() : nullptr, kFirst, count, got.data(),
                               count);
    CHECK(difference(expected, got) < 0, "%s %s %d rows, %d examples, stride %d", isa->name,
          dtype<T>(), int(rows), int(count), int(row_stride));
  }
}

template <class T>
void gathers_all(Random& random) {
  for (const int64_t rows : {1, 3, 8, 15, 16, 17, 40}) {
    for (const int64_t count : {0, 1, 7, 8, 16, 17, 33, 47}) {
      for (const bool ordered : {false, true}) {
        gathers<T>(rows, count, 1, ordered, random);
        gathers<T>(rows, count, 50, ordered, random);
      }
    }
  }
}

// --- NaN
// ------------------------------------------------------------------------------------------

// Only place `at` of n numbers is NaN.
template <class T>
void only_nan_at(const Isa& isa, const char* what, const std::vector<T>& x, int64_t at) {
  for (int64_t i = 0; i < static_cast<int64_t>(x.size()); i++) {
    CHECK((x[i] != x[i]) == (i == at), "%s %s %s: NaN went in at %d, %d is %a", isa.name,
          dtype<T>(), what, int(at), int(i), double(x[i]));
  }
}

template <class T>
void nan_goes_through(const Isa& isa, int64_t n, int64_t at) {
  const Kernels<T>& k = kernels_of<T>(isa);
  std::vector<T> x(static_cast<size_t>(n), T(0.25)), out(x), one(x);
  x[at] = std::numeric_limits<T>::quiet_NaN();
  for (int f = 0; f < kFunctions; f++) {
    k.function[f](n, x.data(), out.data());
    only_nan_at(isa, function_names[f], out, at);
  }
  for (int a = 0; a < kActivations; a++) {
    k.value[a](n, x.data(), T(0.1), out.data());
    only_nan_at(isa, activation_names[a], out, at);
    k.derivative[a](n, x.data(), x.data(), T(0.1), out.data());
    only_nan_at(isa, activation_names[a], out, a == kIdentity ? -1 : at);  // there it is 1
    out = x;
    k.chain[a](n, one.data(), one.data(), T(0.1), out.data());
    only_nan_at(isa, activation_names[a], out, at);
  }
  for (int l = 0; l < kLosses; l++) {
    k.output[l](1, n, x.data(), out.data());
    only_nan_at(isa, loss_names[l], out, at);
    const std::vector<T> own = numbers_of<T>(l, 1);
    const T* numbers = own.data();
    k.error[l](1, n, x.data(), one.data(), numbers, out.data());
    only_nan_at(isa, loss_names[l], out, at);
    k.output_error[l](0, n, one.data(), x.data(), numbers, out.data());
    only_nan_at(isa, loss_names[l], out, at);
    const auto is_nan = [&](double cost) {
      CHECK(std::isnan(cost), "%s %s", isa.name, loss_names[l]);
    };
    is_nan(k.cost[l](1, n, x.data(), one.data(), numbers, nullptr));
    is_nan(k.cost[l](1, n, one.data(), x.data(), numbers, nullptr));
    is_nan(k.cost[l](1, n, one.data(), one.data(), numbers, x.data()));
    is_nan(k.output_cost[l](1, n, x.data(), one.data(), numbers, nullptr));
  }
  out = one;
  k.weigh(n, x.data(), out.data());
  only_nan_at(isa, "weigh", out, at);
  out = one;
  k.smooth(n, T(0.1), T(0.5), x.data(), out.data());
  only_nan_at(isa, "smooth", out, at);
  const std::vector<uint32_t> keys(static_cast<size_t>(n));
  k.drop(n, {keys.data(), 65535, T(65536)}, 3, x.data(), out.data());
  only_nan_at(isa, "drop", out, at);
  out = one;
  k.average(n, T(0.5), x.data(), out.data());
  only_nan_at(isa, "average", out, at);
  const GradientTerms<T> terms = {1, {0, T(0.1), T(0.1)}, T(0.5), 1};
  k.gradient(n, one.data(), x.data(), terms, out.data());
  only_nan_at(isa, "gradient", out, at);
  k.gradient(n, x.data(), one.data(), terms, out.data());
  only_nan_at(isa, "gradient", out, at);
  const T constants[5] = {T(0.9), T(0.1), T(0.99), T(0.01), T(1e-8)}, scalars[] = {T(0.1), 1, 1};
  for (int o = 0; o < kOptimizers; o++) {
    std::vector<T> w(one), slots(static_cast<size_t>(2 * n), T(0.5));
    k.update[o](n, w.data(), x.data(), T(1), slots.data(), n, constants, scalars);
    only_nan_at(isa, optimizer_names[o], w, at);
  }
  T sum;
  for (const bool lanes : {false, true}) {
    k.row_sums(1, n, x.data(), n, lanes, &sum);
    CHECK(sum != sum, "%s row_sums", isa.name);
    k.slope_sums(1, n, one.data(), x.data(), n, lanes, &sum);
    CHECK(sum != sum, "%s slope_sums", isa.name);
  }
}

// --- sums and costs against the rules' loops
// ------------------------------------------------------

template <class T>
T tree(T* r, int64_t lanes) {
  for (int64_t h = lanes / 2; h > 0; h /= 2) {
    for (int64_t q = 0; q < h; q++) r[q] += r[q + h];
  }
  return r[0];
}

// Sum of add(i, lane's sum) in the order of the rules.
template <class T, class Add>
T ordered_sum(int64_t n, bool in_lanes, Add add) {
  constexpr int64_t kLanes = 64 / sizeof(T);
  T r[kLanes] = {};
  for (int64_t i = 0; i < n; i++) {
    T& lane = r[in_lanes ? i % kLanes : 0];
    lane = add(i, lane);
  }
  return in_lanes ? tree(r, kLanes) : r[0];
}

template <class T>
void sums_are_the_rules_loop(int64_t rows, int64_t cols, Random& random) {
  const int64_t stride = cols + 2;
  const std::vector<T> d = random.numbers<T>(rows * stride), z = random.numbers<T>(rows * stride);
  std::vector<T> out(static_cast<size_t>(rows));
  for (const Isa* isa : isas()) {
    for (const bool lanes : {false, true}) {
      kernels_of<T>(*isa).row_sums(rows, cols, d.data(), stride, lanes, out.data());
      for (int64_t r = 0; r < rows; r++) {
        const T* row = d.data() + r * stride;
        const T sum = ordered_sum<T>(cols, lanes, [=](int64_t i, T s) { return s + row[i]; });
        CHECK(same(sum, out[r]), "%s %s row_sums (%d, %d) lanes %d", isa->name, dtype<T>(),
              int(rows), int(cols), int(lanes));
      }
      kernels_of<T>(*isa).slope_sums(rows, cols, d.data(), z.data(), stride, lanes, out.data());
      for (int64_t r = 0; r < rows; r++) {
        const T *row = d.data() + r * stride, *x = z.data() + r * stride;
        const T sum = ordered_sum<T>(cols, lanes, [=](int64_t i, T s) {
          return std::fma(row[i], x[i] > 0 ? T(0) : x[i], s);
        });
        CHECK(same(sum, out[r]), "%s %s slope_sums (%d, %d) lanes %d", isa->name, dtype<T>(),
              int(rows), int(cols), int(lanes));
      }
    }
  }
}

// The cost of one example in wide arithmetic, by the textbook's formulas.
template <class T>
double exact_cost(int loss, int64_t outputs, int64_t m, const T* z, const T* y, const T* numbers) {
  double largest = -INFINITY, sum = 0, cost = 0;
  for (int64_t o = 0; o < outputs; o++) largest = std::max(largest, double(z[o * m]));
  for (int64_t o = 0; o < outputs; o++) sum += std::exp(z[o * m] - largest);
  for (int64_t o = 0; o < outputs; o++) {
    const double x = z[o * m], t = y[o * m];
    const double d = std::fabs(x - t);
    if (loss == kBinary) cost += std::max(x, 0.0) - x * t + std::log1p(std::exp(-std::fabs(x)));
    if (loss == kClasses) cost += t * (std::log(sum) - (x - largest));
    if (loss == kSquares) cost += 0.5 * d * d;
    if (loss == kAbsolute) cost += d;
    if (loss == kHuber) cost += d <= numbers[0] ? 0.5 * d * d : numbers[0] * (d - 0.5 * numbers[0]);
    if (loss == kPoisson) cost += std::exp(x) - t * x;
    if (loss == kQuantiles) cost += std::max(numbers[o] * (t - x), (numbers[o] - 1) * (t - x));
  }
  return cost;
}

template <class T>
using Cost = double (*)(int64_t, int64_t, const T*, const T*, const T*, const T*);

// One example at a time, terms summed as the rules say.
template <class T>
double block_sum(Cost<T> cost, int64_t outputs, int64_t m, const T* x, const T* y, const T* numbers,
                 const T* weights) {
  double total = 0;
  for (int64_t block = 0; block < m; block += kBlock) {
    double r[8] = {};
    for (int64_t j = block; j < std::min(m, block + kBlock); j++) {
      std::vector<T> one(static_cast<size_t>(2 * outputs));
      for (int64_t o = 0; o < outputs; o++) one[o] = x[o * m + j], one[outputs + o] = y[o * m + j];
      const double term = cost(outputs, 1, one.data(), one.data() + outputs, numbers, nullptr);
      r[(j - block) % 8] += weights ? static_cast<double>(weights[j]) * term : term;
    }
    total = block == 0 ? tree(r, 8) : total + tree(r, 8);
  }
  return total;
}

template <class T>
void costs_are_the_rules_loop(int loss, int64_t outputs, int64_t m, Random& random) {
  const std::vector<T> z = random.numbers<T>(outputs * m, 6);
  std::vector<T> a(z), y(z);
  for (int64_t j = 0; j < m; j++) {
    const int64_t which = random.below(outputs);
    for (int64_t o = 0; o < outputs; o++)
      y[o * m + j] = loss <= kClasses ? o == which : T(random.number() + (loss == kPoisson));
  }
  const Kernels<T>& scalar = kernels_of<T>(*isas().back());
  scalar.output[loss](outputs, m, z.data(), a.data());
  const T* none = nullptr;
  const std::vector<T> own = numbers_of<T>(loss, outputs);
  const T* numbers = own.data();
  const double cost =
      block_sum<T>(scalar.cost[loss], outputs, m, z.data(), y.data(), numbers, none);
  const double output_cost =
      block_sum<T>(scalar.output_cost[loss], outputs, m, a.data(), y.data(), numbers, none);
  const std::vector<T> weights = random.numbers<T>(m, 3);
  const double weighted =
      block_sum<T>(scalar.cost[loss], outputs, m, z.data(), y.data(), numbers, weights.data());
  double exact = 0;
  for (int64_t j = 0; j < m; j++) {
    exact += exact_cost(loss, outputs, m, z.data() + j, y.data() + j, numbers);
  }
  const double tolerance = (sizeof(T) == 4 ? 2e-6 : 1e-14) * (exact + static_cast<double>(m));
  CHECK(std::fabs(cost - exact) <= tolerance, "%s %s: %.17g, exactly %.17g", loss_names[loss],
        dtype<T>(), cost, exact);
  CHECK(std::fabs(output_cost - exact) <= 100 * tolerance, "%s %s from outputs: %.17g, %.17g",
        loss_names[loss], dtype<T>(), output_cost, exact);
  for (const Isa* isa : isas()) {
    const Kernels<T>& k = kernels_of<T>(*isa);
    const auto check = [&](double got, double expected, const char* what) {
      CHECK(same(got, expected), "%s %s %s %s m %d", isa->name, dtype<T>(), what, loss_names[loss],
            int(m));
    };
    check(k.cost[loss](outputs, m, z.data(), y.data(), numbers, none), cost, "cost");
    check(k.cost[loss](outputs, m, z.data(), y.data(), numbers, weights.data()), weighted,
          "weighted cost");
    check(k.output_cost[loss](outputs, m, a.data(), y.data(), numbers, none), output_cost,
          "output_cost");
  }
}

// --- formulas
// -------------------------------------------------------------------------------------

struct Formula {
  const char* name;
  double (*value)(double z, double slope);
};
constexpr Formula kFormulas[] = {
    {Identity::name, [](double z, double) { return z; }},
    {Sigmoid::name, [](double z, double) { return 1 / (1 + std::exp(-z)); }},
    {Tanh::name, [](double z, double) { return std::tanh(z); }},
    {Relu::name, [](double z, double) { return z > 0 ? z : 0; }},
    {LeakyRelu::name, [](double z, double) { return z > 0 ? z : 0.01 * z; }},
    {Prelu::name, [](double z, double slope) { return z > 0 ? z : slope * z; }},
    {Elu::name, [](double z, double) { return z > 0 ? z : std::expm1(z); }},
    {Gelu::name, [](double z, double) { return z * 0.5 * (1 + std::erf(z / std::sqrt(2.0))); }},
    {Silu::name, [](double z, double) { return z / (1 + std::exp(-z)); }},
    {Mish::name, [](double z, double) { return z * std::tanh(std::log1p(std::exp(z))); }},
    {Selu::name,
     [](double z, double) {
       return 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * std::expm1(z));
     }},
    {Softplus::name, [](double z, double) { return std::log1p(std::exp(z)); }},
};

// An activation without a formula here is what its kernel says.
double exact_value(int activation, double z, double slope) {
  for (const Formula& formula : kFormulas) {
    if (formula.name == std::string(activation_names[activation])) return formula.value(z, slope);
  }
  double value;
  kernels_of<double>(*isas().back()).value[activation](1, &z, slope, &value);
  return value;
}

template <class T>
void activations_are_their_formulas(const Isa& isa, T slope) {
  const Kernels<T>& k = kernels_of<T>(isa);
  const double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-14, step = 1e-5;
  Random random(9);
  const std::vector<T> z = random.numbers<T>(200, 5);
  std::vector<T> a(z), g(z);
  for (int f = 0; f < kActivations; f++) {
    k.value[f](200, z.data(), slope, a.data());
    k.derivative[f](200, z.data(), a.data(), slope, g.data());
    for (size_t i = 0; i < z.size(); i++) {
      const double x = z[i], value = exact_value(f, x, slope);
      const double rise = exact_value(f, x + step, slope) - exact_value(f, x - step, slope);
      CHECK(std::fabs(a[i] - value) <= tolerance * (1 + std::fabs(value)), "%s %s(%g) = %g",
            isa.name, activation_names[f], x, double(a[i]));
      CHECK(std::fabs(x) < step || std::fabs(g[i] - rise / (2 * step)) <= 1e-6, "%s %s'(%g) = %g",
            isa.name, activation_names[f], x, double(g[i]));
    }
  }
}

// What an update reads and changes: a parameter and its two slots, of which it may use none.
template <class T>
struct Updated {
  T w, m, v;
};

template <class T>
T kept(T x, double least) {
  return std::fabs(x) < least ? T(0) : x;
}

// One step of one parameter by the name of an optimizer; c and s as its struct has them.
template <class T>
Updated<T> formula(const std::string& name, Updated<T> p, T g, const T* c, const T* s) {
  const double tiny = sizeof(T) == 4 ? 0x1p-100 : 0x1p-900;
  const T h = kept(g, sizeof(T) == 4 ? 0x1p-58 : 0x1p-476), square = h * h;
  if (name == "sgd") p.w = std::fma(-s[0], g, p.w);
  if (name == "momentum" || name == "nesterov") {
    p.m = kept(std::fma(c[0], p.m, g), tiny);
    p.w = std::fma(-s[0], name == "momentum" ? p.m : std::fma(c[0], p.m, g), p.w);
  }
  if (name == "adagrad" || name == "rmsprop") {
    const bool sums = name == "adagrad";
    const T added = c[1] * square, step = s[0] * g;
    p.m = kept(sums ? std::fma(h, h, p.m) : std::fma(c[0], p.m, added), tiny);
    const T root = std::sqrt(p.m) + c[sums ? 0 : 2];
    p.w = p.w - step / root;
  }
  if (name == "adam" || name == "adamw" || name == "nadam") {
    const T gradient = c[1] * g, added = c[3] * square;
    p.m = kept(std::fma(c[0], p.m, gradient), tiny);
    p.v = kept(std::fma(c[2], p.v, added), tiny);
    const T direction = name == "nadam" ? std::fma(s[2], p.m, g) : p.m;
    const T step = s[0] * direction;
    p.w = p.w - step / std::fma(std::sqrt(p.v), s[1], c[4]);
  }
  return p;
}

template <class T>
void optimizers_are_their_formulas(const Isa& isa, double scale) {
  const int64_t n = 37;
  const T c[5] = {T(0.9), T(0.1), T(0.999), T(0.001), T(1e-8)};
  const T s[3] = {T(0.01), T(1.25), T(7.5)};
  Random random(10);
  const std::vector<T> w = random.numbers<T>(n), g = random.numbers<T>(n, scale);
  for (int o = 0; o < kOptimizers; o++) {
    const std::string name = optimizer_names[o];
    const bool squares = name == "adagrad" || name == "rmsprop";
    std::vector<T> m = random.numbers<T>(n, squares ? scale * scale : scale);
    std::vector<T> v = random.numbers<T>(n, scale * scale);
    for (T& x : v) x = std::fabs(x);
    if (squares) {
      for (T& x : m) x = std::fabs(x);
    }
    std::vector<T> got = w, slots = m;
    slots.insert(slots.end(), v.begin(), v.end());
    kernels_of<T>(isa).update[o](n, got.data(), g.data(), T(1), slots.data(), n, c, s);
    for (int64_t i = 0; i < n; i++) {
      const Updated<T> e = formula<T>(name, {w[i], m[i], v[i]}, g[i], c, s);
      CHECK(same(got[i], e.w) && same(slots[i], e.m) && same(slots[n + i], e.v),
            "%s %s %s: %a, not %a", isa.name, dtype<T>(), name.c_str(), double(got[i]),
            double(e.w));
    }
  }
}

}  // namespace

TEST(every_kernel_gives_the_bits_of_scalar_float32) { all_same_bits<float>(); }

TEST(every_kernel_gives_the_bits_of_scalar_float64) { all_same_bits<double>(); }

TEST(examples_are_gathered_feature_by_feature) {
  Random random(9);
  gathers_all<float>(random);
  gathers_all<double>(random);
}

TEST(a_nan_goes_through_every_kernel_and_nowhere_else) {
  for (const Isa* isa : isas()) {
    for (const int64_t n : {int64_t{1}, int64_t{13}, kLongest}) {
      for (int64_t at = 0; at < n; at++) {
        nan_goes_through<float>(*isa, n, at);
        nan_goes_through<double>(*isa, n, at);
      }
    }
  }
}

TEST(sums_over_columns_are_the_rules_loop) {
  Random random(7);
  for (const int64_t cols : {0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 64, 67, 1000, 4096}) {
    for (const int64_t rows : {1, 2, 3, 5, 8, 15, 16, 17, 33}) {
      sums_are_the_rules_loop<float>(rows, cols, random);
      sums_are_the_rules_loop<double>(rows, cols, random);
    }
  }
}

TEST(costs_are_block_sums_of_their_formulas) {
  Random random(8);
  for (const int64_t m : {1, 2, 7, 8, 9, 17, 67, 127, 128, 129, 4095, 4096, 4097, 8193, 10000}) {
    if (kThin > 1 && m > 4097) continue;
    for (int loss = 0; loss < kLosses; loss++) {
      costs_are_the_rules_loop<float>(loss, loss == kClasses ? 5 : 2, m, random);
      costs_are_the_rules_loop<double>(loss, loss == kClasses ? 5 : 2, m, random);
    }
  }
}

TEST(activations_and_derivatives_are_their_formulas) {
  for (const Isa* isa : isas()) {
    for (const double slope : {0.25, 0.0, -0.5}) {
      activations_are_their_formulas<float>(*isa, static_cast<float>(slope));
      activations_are_their_formulas<double>(*isa, slope);
    }
  }
}

TEST(optimizers_are_their_formulas) {
  for (const Isa* isa : isas()) {
    for (const double scale : {1.0, 1e-14, 1e-17, 1e-18, 1e-30}) {
      optimizers_are_their_formulas<float>(*isa, scale);
      optimizers_are_their_formulas<double>(*isa, scale == 1.0 ? 1.0 : 1e-270 * scale);
    }
  }
}

}  // namespace densely
