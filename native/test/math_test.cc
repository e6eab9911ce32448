#include <algorithm>
#include <string>

#include "check.h"
#include "numbers.h"

namespace densely {
namespace {

constexpr double kUlps = 3;
constexpr int64_t kPoints = 1'000'000 / kThin;  // per function and type

enum Function { kExp, kExpm1, kLog, kLog1p, kTanh, kSigmoid, kErf };

template <class T>
struct OracleOf;
template <>
struct OracleOf<float> {
  using Wide = double;
};
template <>
struct OracleOf<double> {
  using Wide = long double;
};

template <class W>
W oracle(int function, W x) {
  switch (function) {
    case kExp:
      return std::exp(x);
    case kExpm1:
      return std::expm1(x);
    case kLog:
      return std::log(x);
    case kLog1p:
      return std::log1p(x);
    case kTanh:
      return std::tanh(x);
    case kErf:
      return std::erf(x);
    default:
      return 1 / (1 + std::exp(-x));
  }
}

// The distance in units in the last place of T at `exact`; below the normal numbers in units of the
// smallest of them times kUlps. Infinity counts as the next power of two.
template <class T, class W>
double error_in_ulps(T got, W exact) {
  using Limits = std::numeric_limits<T>;
  const W limit = std::ldexp(W(1), Limits::max_exponent);
  const auto finite = [limit](W x) { return std::max(std::min(x, limit), -limit); };
  const W e = finite(exact);
  const W distance = std::fabs(finite(static_cast<W>(got)) - e);
  if (std::fabs(e) < Limits::min()) return static_cast<double>(distance / Limits::min()) * kUlps;
  int exponent;
  std::frexp(std::min(std::fabs(e), limit / 2), &exponent);
  return static_cast<double>(std::ldexp(distance, Limits::digits - exponent));
}

// x itself, the numbers next to it, and some further away.
template <class T>
void add_around(T x, std::vector<T>& points) {
  const T infinity = std::numeric_limits<T>::infinity();
  T below = x, above = x;
  for (int step = 0; step < 8; step++) {
    points.push_back(below);
    points.push_back(above);
    below = std::nextafter(below, -infinity);
    above = std::nextafter(above, infinity);
  }
  for (int step = -16; step <= 16; step++) {
    points.push_back(x * (1 + static_cast<T>(step) * std::numeric_limits<T>::epsilon() * 64));
  }
}

// A third by bits (all exponents alike, subnormal numbers too), a third even over the range in
// which the function moves, a third near 0 and 1; then the neighbourhood of every breakpoint.
template <class T>
std::vector<T> sample(int function) {
  using Word = typename BitsOf<T>::Word;
  const bool only_unit = function == kLog1p;
  const double range = sizeof(T) == 4 ? 110 : 760;
  Random random(static_cast<uint64_t>(function) + 1);
  std::vector<T> points;
  while (static_cast<int64_t>(points.size()) < kPoints) {
    const T any = from_bits<T>(static_cast<Word>(random.bits()));
    if (any == any) points.push_back(any);
    points.push_back(static_cast<T>(random.number() * range));
    points.push_back(static_cast<T>(random.number() * (random.below(2) ? 1 : 0.01)));
    points.push_back(static_cast<T>(std::sqrt(0.5) + (random.number() + 1) * 0.5));
  }
  const double ln2 = std::log(2.0);
  for (int k = -1076; k <= 1025; k++) add_around(static_cast<T>((k + 0.5) * ln2), points);
  for (double x : {89.0,
                   -104.0,
                   88.72283905206835,
                   -87.33654475,
                   -103.97,
                   710.0,
                   -746.0,
                   709.782712893384,
                   -708.3964185322641,
                   -745.1332191019411,
                   -20.0,
                   -40.0,
                   10.0,
                   20.0,
                   -10.0,
                   4.0,
                   6.0,
                   0.5,
                   1.0,
                   2.0,
                   std::sqrt(0.5),
                   std::sqrt(2.0),
                   0.0,
                   1.1754943508222875e-38,
                   2.2250738585072014e-308,
                   4.9406564584124654e-324,
                   1.401298464324817e-45}) {
    add_around(static_cast<T>(x), points);
  }
  if (function == kLog) {
    for (T& x : points) x = std::abs(x);
  }
  if (only_unit) {
    for (T& x : points) x = std::abs(x) <= 1 ? std::abs(x) : 1 / std::abs(x);
  }
  return points;
}

template <class T>
void accurate(int function) {
  using W = typename OracleOf<T>::Wide;
  const std::vector<T> x = sample<T>(function);
  const int64_t n = static_cast<int64_t>(x.size());
  std::vector<T> reference(x.size()), y(x.size());
  kernels_of<T>(*isas().back()).function[function](n, x.data(), reference.data());
  double worst = 0;
  T where = 0;
  for (int64_t i = 0; i < n; i++) {
    const double error = error_in_ulps<T, W>(reference[i], oracle<W>(function, x[i]));
    CHECK(error <= kUlps, "%s(%a) = %a, not %a: %g ulp", function_names[function], double(x[i]),
          double(reference[i]), double(oracle<W>(function, x[i])), error);
    if (error > worst) worst = error, where = x[i];
  }
  std::printf("  %s %s: %.3f ulp at %a, %lld points\n", function_names[function], dtype<T>(), worst,
              static_cast<double>(where), static_cast<long long>(n));
  for (const Isa* isa : isas()) {
    kernels_of<T>(*isa).function[function](n, x.data(), y.data());
    const int64_t i = difference(reference, y);
    CHECK(i < 0, "%s %s(%a) = %a, scalar %a", isa->name, function_names[function], double(x[i]),
          double(y[i]), double(reference[i]));
  }
}

template <class T>
T one_value(const Isa& isa, int function, T x) {
  // A whole vector and a tail, so that both forms are asked.
  const std::vector<T> in(19, x);
  std::vector<T> out(19);
  kernels_of<T>(isa).function[function](19, in.data(), out.data());
  for (const T y : out) CHECK(same(y, out[0]), "%s: lanes differ at %a", isa.name, double(x));
  return out[0];
}

template <class T>
void special_values(const Isa& isa) {
  const T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  struct Case {
    int function;
    T x, y;
  };
  const Case cases[] = {
      {kExp, 0, 1},
      {kExp, -T(0), 1},
      {kExp, infinity, infinity},
      {kExp, -infinity, 0},
      {kExp, nan, nan},
      {kExpm1, 0, 0},
      {kExpm1, nan, nan},
      {kExpm1, -infinity, -1},
      {kLog, 1, 0},
      {kLog, 0, -infinity},
      {kLog, -T(0), -infinity},
      {kLog, infinity, infinity},
      {kLog, -1, nan},
      {kLog, -infinity, nan},
      {kLog, nan, nan},
      {kLog1p, 0, 0},
      {kLog1p, nan, nan},
      {kTanh, 0, 0},
      {kTanh, -T(0), -T(0)},
      {kTanh, infinity, 1},
      {kTanh, -infinity, -1},
      {kTanh, nan, nan},
      {kSigmoid, 0, T(0.5)},
      {kSigmoid, infinity, 1},
      {kSigmoid, -infinity, 0},
      {kSigmoid, nan, nan},
      {kErf, 0, 0},
      {kErf, -T(0), -T(0)},
      {kErf, infinity, 1},
      {kErf, -infinity, -1},
      {kErf, nan, nan},
  };
  for (const Case& c : cases) {
    const T y = one_value(isa, c.function, c.x);
    CHECK(same(y, c.y), "%s %s %s(%a) = %a, not %a", isa.name, dtype<T>(),
          function_names[c.function], double(c.x), double(y), double(c.y));
  }
}

}  // namespace

TEST(functions_are_within_3_ulp_and_equal_on_every_isa_float32) {
  for (int f = 0; f < kFunctions; f++) accurate<float>(f);
}

TEST(functions_are_within_3_ulp_and_equal_on_every_isa_float64) {
  for (int f = 0; f < kFunctions; f++) accurate<double>(f);
}

TEST(special_values_of_functions) {
  for (const Isa* isa : isas()) {
    special_values<float>(*isa);
    special_values<double>(*isa);
  }
}

}  // namespace densely
