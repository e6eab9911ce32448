// Long passes over many items are cut: so that a cancelled run ends within about a millisecond of
// work, and so that the workers of a team share them. Items are outputs, never terms of a sum.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>

#include "kernels.h"
#include "threads.h"

namespace densely {

constexpr int64_t kPiece = 1 << 15;       // numbers between two looks at the cancel flag
constexpr int64_t kSharedFrom = kPiece;   // numbers above which sharing pays
constexpr int64_t kLeastShare = 1 << 12;  // numbers of a shared piece
constexpr int64_t kPiecesEach = 4;        // so that a worker that comes late takes fewer

struct Items {
  int64_t count;
  int64_t numbers = 1;    // that the pass reads for each
  int64_t together = 32;  // pieces hold a multiple of so many: whole vectors, whole cache lines
};

inline int64_t round_up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

// Items per piece for a team of that width, of more than kSharedFrom numbers.
inline int64_t items_per_piece(const Items& items, int width) {
  int64_t numbers = kPiece;
  if (width > 1) {
    const int64_t share = items.count * items.numbers / (kPiecesEach * width);
    numbers = std::clamp(share, kLeastShare, kPiece);
  }
  return round_up(std::max<int64_t>(1, numbers / items.numbers), items.together);
}

// body(first, count, worker) for each piece, by the whole team where sharing pays (without a team
// by this thread alone); false when cancelled before the last one.
template <class Body>
bool in_pieces(Team* team, const Items& items, Cancel cancel, const Body& body) {
  if (items.count * items.numbers <= kSharedFrom) {
    if (items.count > 0) body(0, items.count, 0);
    return true;
  }
  const int width = team ? team->width() : 1;
  const int64_t each = items_per_piece(items, width);
  const int64_t pieces = (items.count + each - 1) / each;
  std::atomic<bool> cancelled{false};
  const auto piece = [&](int64_t i, int worker) {
    if (cancelled.load(std::memory_order_relaxed)) return;
    if (i > 0 && cancel()) return cancelled.store(true, std::memory_order_relaxed);
    body(i * each, std::min(each, items.count - i * each), worker);
  };
  if (width > 1) {
    team->each(pieces, piece);
  } else {
    for (int64_t i = 0; i < pieces; ++i) piece(i, 0);
  }
  return !cancelled.load(std::memory_order_relaxed);
}

}  // namespace densely
