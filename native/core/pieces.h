// Long elementwise passes are cut, so that a cancelled run ends within about a millisecond of work.
#pragma once
#include <algorithm>
#include <cstdint>

#include "kernels.h"

namespace densely {

constexpr int64_t kPiece = 1 << 15;

// body(first, count) for each piece of `total`; false when cancelled before the last one.
template <class Body>
bool in_pieces(int64_t total, int64_t piece, Cancel cancel, Body body) {
  for (int64_t first = 0; first < total; first += piece) {
    if (first > 0 && cancel()) return false;
    body(first, std::min(piece, total - first));
  }
  return true;
}

}  // namespace densely
