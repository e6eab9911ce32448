#include "target_units.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "math.h"

namespace densely {
namespace {

// A double whose multiply-add is rounded twice, as JavaScript's is.
struct Unfused {
  using T = double;

  double v;

  static Unfused set1(double x) { return {x}; }
  friend Unfused operator+(Unfused a, Unfused b) { return {a.v + b.v}; }
  friend Unfused operator-(Unfused a, Unfused b) { return {a.v - b.v}; }
  friend Unfused operator*(Unfused a, Unfused b) { return {a.v * b.v}; }
  friend Unfused fma(Unfused a, Unfused b, Unfused c) { return {a.v * b.v + c.v}; }
  friend Unfused larger(Unfused a, Unfused b) { return a.v > b.v ? a : b; }
  friend Unfused smaller(Unfused a, Unfused b) { return a.v < b.v ? a : b; }
  template <int count>
  Unfused shl() const {
    uint64_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    bits <<= count;
    double shifted;
    std::memcpy(&shifted, &bits, sizeof shifted);
    return {shifted};
  }
};

double exponential(double x) { return exp(Unfused{x}).v; }

template <size_t N, size_t M>
double quotient(double x, const double (&above)[N], const double (&below)[M]) {
  double top = above[0], bottom = below[0];
  for (size_t i = 1; i < N; ++i) top = top * x + above[i];
  for (size_t i = 1; i < M; ++i) bottom = bottom * x + below[i];
  return top / bottom;
}

constexpr double kNearAbove[] = {0.06568233791820745, 2.2352520354606837, 161.02823106855587,
                                 1067.6894854603709, 18154.98125334356};
constexpr double kNearBelow[] = {1, 47.202581904688245, 976.0985517377767, 10260.932208618979,
                                 45507.78933502673};
constexpr double kMiddleAbove[] = {1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377,
                                   93.50665613217785,     597.2702763948002,   2494.5375852903726,
                                   6848.190450536283,     11602.65143764735,   9842.714838383978};
constexpr double kMiddleBelow[] = {1,
                                   22.266688044328117,
                                   235.387901782625,
                                   1519.3775994075547,
                                   6485.558298266761,
                                   18615.571640885097,
                                   34900.95272114598,
                                   38912.00328609327,
                                   19685.429676859992};
constexpr double kFarAbove[] = {0.023073441764940174, 0.215898534057957,     0.12740116116024736,
                                0.022235277870649807, 0.0014216191932278934, 2.9112874951168793e-5};
constexpr double kFarBelow[] = {1,
                                1.284260096144911,
                                0.4682382124808651,
                                0.06598813786892856,
                                0.0037823963320275824,
                                7.297515550839662e-5};
constexpr double kRootOfTwoPiInverse = 0.3989422804014327;

double tail(double y) {
  const double whole = std::floor(y * 16) / 16;
  const double rest = (y - whole) * (y + whole);
  const double density = exponential(-whole * whole * 0.5) * exponential(-rest * 0.5);
  if (y <= 5.656854249492381) return density * quotient(y, kMiddleAbove, kMiddleBelow);
  const double inverse = 1 / (y * y);
  return (density * (kRootOfTwoPiInverse - inverse * quotient(inverse, kFarAbove, kFarBelow))) / y;
}

// The probability that a standard normal number lies below x (Cody 1969, 1993).
double normal_share(double x) {
  const double y = std::fabs(x);
  if (y <= 0.67448975) return 0.5 + x * quotient(y > 1e-16 ? x * x : 0, kNearAbove, kNearBelow);
  const double beyond = y > 40 ? 0 : tail(y);
  return x < 0 ? beyond : 1 - beyond;
}

// A value by the place of a quantile: that of the first value whose last quantile is not before it.
double value_at(const QuantileTable& table, double place) {
  const double* end = table.last + table.count - 1;
  return table.values[std::lower_bound(table.last, end, place) - table.last];
}

// Of a standard normal number.
double from_normal(const QuantileTable& table, double z) {
  const double place = normal_share(z) * table.last[table.count - 1];
  const double low = std::floor(place);
  const double at = value_at(table, low);
  if (place == low) return at;
  return at + (place - low) * (value_at(table, low + 1) - at);
}

}  // namespace

double TargetUnits::value(double output, double largest) const {
  constexpr double kHighest = 709;  // expm1 of more is not finite
  const double own = output * divisor + offset;
  double value = own;
  if (warp == kQuantiles) {
    value = from_normal(quantiles, own);
  } else if (warp == kLogarithm) {
    value = own < kHighest ? std::min(expm1(Unfused{own}).v, largest) : largest;
  }
  return value < low ? low : value > high ? high : value;
}

}  // namespace densely
