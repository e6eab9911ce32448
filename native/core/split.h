// Products, shared out to a team by rows and columns of c: never by k, so that no bit changes.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>

#include "buffer.h"
#include "kernels.h"
#include "pieces.h"
#include "threads.h"

namespace densely {

// How c is cut: even parts of rows, and of columns in whole tiles.
struct Cut {
  int64_t rows = 1, columns = 1;  // parts

  int64_t pieces() const { return rows * columns; }
};

// Multiply-adds from which on more than one thread pays, and of one piece.
constexpr int64_t kSharedWork = 64 * 64 * 64, kPieceWork = kSharedWork / 4;

template <class T>
constexpr int64_t kTileColumns = 128 / static_cast<int64_t>(sizeof(T));

// As many pieces as are wanted. Each worker has rows of its own where there are enough to pay for
// more copies of b: its rows of W and A are in its core's cache, left by its part of the step
// before. Further cuts are of columns where a stays in the second-level cache, since pieces of one
// tile read it in place; else pieces are as square as can be, since each copies its part of a and
// of b.
template <class T>
Cut cut_of(const Product<T>& p, int width) {
  constexpr int64_t kLeastRows = 16, kOwnRows = 64, kCachedBytes = 1 << 19;
  const int64_t rows = p.a.rows, columns = p.b.cols, depth = p.a.cols;
  const double work =
      static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(depth);
  if (width == 1 || work <= kSharedWork) return {};
  const int64_t pieces =
      static_cast<int64_t>(std::min(work / kPieceWork, static_cast<double>(kPiecesEach * width)));
  const bool cached = rows * depth * static_cast<int64_t>(sizeof(T)) <= kCachedBytes;
  const auto side = [&](const Cut& cut) {
    return (cached ? 0 : rows / cut.rows) + columns / cut.columns;
  };
  const int64_t owners = rows >= kOwnRows * width ? width : 1;
  const int64_t most_columns =
      std::max<int64_t>(1, std::min(columns / kTileColumns<T>, pieces / owners));
  Cut best;
  for (int64_t c = 1; c <= most_columns; ++c) {
    const Cut cut = {std::clamp<int64_t>(rows / kLeastRows, 1, pieces / c), c};
    if (cut.pieces() < best.pieces()) continue;
    if (cut.pieces() > best.pieces() || side(cut) < side(best)) best = cut;
  }
  return best;
}

// Part i of n of `total`, in multiples of `unit`: [begin, end).
struct Part {
  int64_t begin, end;
};
inline Part part_of(int64_t total, int64_t unit, int64_t i, int64_t n) {
  const int64_t units = (total + unit - 1) / unit;
  return {units * i / n * unit, std::min(total, units * (i + 1) / n * unit)};
}

template <class T>
Product<T> part_of(const Product<T>& p, const Cut& cut, int64_t piece) {
  const Part rows = part_of(p.a.rows, 1, piece / cut.columns, cut.rows);
  const Part columns = part_of(p.b.cols, kTileColumns<T>, piece % cut.columns, cut.columns);
  Product<T> part = p;
  part.a = p.a.part(rows.begin, rows.end - rows.begin, 0, p.a.cols);
  part.b = p.b.part(0, p.b.rows, columns.begin, columns.end - columns.begin);
  part.c += rows.begin * p.c_row_stride + columns.begin;
  if (p.start) part.start += rows.begin;
  return part;
}

// `pack` holds pack_length numbers for each worker. Without a team this thread does it alone. False
// when cancelled half-way.
template <class T>
bool product(Team* team, const Kernels<T>& kernels, const Product<T>& p, T* pack, Cancel cancel) {
  const Cut cut = cut_of(p, team ? team->width() : 1);
  if (cut.pieces() == 1) return kernels.product(p, pack, cancel);
  std::atomic<bool> whole{true};
  team->each(cut.pieces(), [&](int64_t piece, int worker) {
    if (!whole.load(std::memory_order_relaxed)) return;
    T* own = pack + worker * kernels.pack_length;
    if (!kernels.product(part_of(p, cut, piece), own, cancel)) {
      whole.store(false, std::memory_order_relaxed);
    }
  });
  return whole.load(std::memory_order_relaxed);
}

}  // namespace densely
