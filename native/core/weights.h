// What examples count.
#pragma once
#include <algorithm>
#include <cstdint>

#include "kernels.h"

namespace densely {

// The sum of the weights of `count` examples, in their order or in a given one: ascending, in
// double, in blocks as all sums over examples.
template <class T>
double total_weight(const T* weights, const uint32_t* order, int64_t count) {
  if (!weights) return static_cast<double>(count);
  double total = 0;
  for (int64_t first = 0; first < count; first += kBlock) {
    const int64_t end = std::min(first + kBlock, count);
    double block = 0;
    for (int64_t i = first; i < end; ++i) {
      block += static_cast<double>(weights[order ? order[i] : i]);
    }
    total += block;
  }
  return total;
}

}  // namespace densely
