// The sum of the costs of a block of examples: in double, in 8 lanes (lane = example mod 8), then a
// tree. Blocks' sums are added in ascending order.
#pragma once
#include <stdint.h>

#include "simd/inline.h"

namespace densely {
namespace {

struct CostLanes {
  static constexpr int64_t kLanes = 8;
  double at[kLanes] = {};

  // Those of the next examples, times their weights unless these are null; all but the last call
  // bring a multiple of kLanes.
  template <class T>
  DENSELY_INLINE void add(int64_t count, const T* costs, const T* weights) {
    if (!weights) {
      for (int64_t i = 0; i < count; i++) at[i % kLanes] += static_cast<double>(costs[i]);
      return;
    }
    for (int64_t i = 0; i < count; i++) {
      at[i % kLanes] += static_cast<double>(weights[i]) * static_cast<double>(costs[i]);
    }
  }

  DENSELY_INLINE double sum() {
    for (int64_t h = kLanes / 2; h > 0; h /= 2) {
      for (int64_t q = 0; q < h; q++) at[q] += at[q + h];
    }
    return at[0];
  }
};

}  // namespace
}  // namespace densely
