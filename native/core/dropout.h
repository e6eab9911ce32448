// Which units are dropped: integers that both languages compute alike from what tells a unit of an
// example apart from all others, so that no order and no cut of the work changes them.
#pragma once
#include <stdint.h>

#include "simd/inline.h"

namespace densely {
namespace {

// A draw below a threshold of so many drops the unit.
constexpr uint32_t kDraws = 1 << 16;

// lowbias32 of Wellons, "Prospecting for Hash Functions" (2018)
DENSELY_INLINE uint32_t mixed(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

// The key of what `key` stands for with one more number of it. The constant takes 0 away from 0.
DENSELY_INLINE uint32_t key_of(uint32_t key, uint32_t number) {
  return mixed((key ^ number) + 0x9e3779b9u);
}

DENSELY_INLINE uint32_t step_key(uint32_t seed, uint64_t step) {
  const uint32_t high = static_cast<uint32_t>(step >> 32);
  return key_of(key_of(key_of(0, seed), high), static_cast<uint32_t>(step));
}

DENSELY_INLINE uint32_t unit_key(uint32_t unit) { return key_of(0, unit); }

// 0 ... kDraws - 1, of an example whose key is made of those of the step, the layer (1 ... L - 1)
// and its place in the epoch.
DENSELY_INLINE uint32_t draw(uint32_t example_key, uint32_t unit_key) {
  return mixed(example_key ^ unit_key) >> 16;
}

}  // namespace
}  // namespace densely
