// From what a network learns of targets to their own units, where more than a divisor and an offset
// is to be undone. lib/data/encoding/target.ts (with quantiles.ts and lib/base/normal.ts) does the
// same operations in the same order, without fused multiply-adds.
#pragma once
#include <cstdint>

namespace densely {

enum TargetWarp { kNoWarp, kLogarithm, kQuantiles, kTargetWarps };
inline constexpr const char* target_warp_names[kTargetWarps] = {"none", "log", "quantile"};

// The quantiles of a target: each value once, with the number of the last quantile that it is.
struct QuantileTable {
  int64_t count = 0;
  const double* values = nullptr;
  const double* last = nullptr;
};

struct TargetUnits {
  int warp;
  double offset, divisor;
  double low, high;  // predictions are kept between them
  QuantileTable quantiles;

  // `largest` is what comes of a logarithm at most.
  double value(double output, double largest) const;
};

}  // namespace densely
