#include "moments.h"

#include <algorithm>
#include <limits>

#include "pieces.h"
#include "tile.h"

namespace densely {
namespace {

// Rows whose chains of operations go on side by side, which hides their latency; the last few rows
// in smaller groups.
constexpr int kManyRows = 16, kFewRows = 4;
// Examples that are read together. Of long ones only so many that the rows that come next are still
// in the cache: they lie in the same lines.
constexpr int64_t kLeastExamples = 16, kMostExamples = 256, kTogether = 1 << 12;
constexpr int64_t kRowsBetweenLooks = kPiece / kMostExamples * kManyRows;

template <class T>
bool rows_are_neighbours(const View<T>& x) {
  return x.row_stride == 1 && !x.row_order;
}

}  // namespace

Moments::Moments(int64_t rows) : rows_(rows), padded_(round_up(rows, kManyRows)) {
  double* first = numbers_.reserve(8 * padded_);
  all_ = {first, first + padded_, first + 2 * padded_, first + 3 * padded_};
  block_ = all_.from(4 * padded_);
}

void Moments::clear(const Sums& sums) const {
  std::fill_n(sums.min, padded_, std::numeric_limits<double>::infinity());
  std::fill_n(sums.max, padded_, -std::numeric_limits<double>::infinity());
  std::fill_n(sums.mean, padded_, 0.0);
  std::fill_n(sums.squares, padded_, 0.0);
}

// W numbers of each example; with example c there are 1 / shares[c] of them in the block.
template <int W, class T>
void Moments::add(int64_t examples, const T* const* numbers, const double* shares,
                  const Sums& sums) {
  double min[W], max[W], mean[W], squares[W];
  std::copy_n(sums.min, W, min);
  std::copy_n(sums.max, W, max);
  std::copy_n(sums.mean, W, mean);
  std::copy_n(sums.squares, W, squares);
  for (int64_t c = 0; c < examples; ++c) {
    for (int k = 0; k < W; ++k) {
      const double v = static_cast<double>(numbers[c][k]);
      min[k] = v < min[k] ? v : min[k];
      max[k] = v > max[k] ? v : max[k];
      const double distance = v - mean[k];
      mean[k] = mean[k] + distance * shares[c];
      squares[k] = squares[k] + distance * (v - mean[k]);
    }
  }
  std::copy_n(min, W, sums.min);
  std::copy_n(max, W, sums.max);
  std::copy_n(mean, W, sums.mean);
  std::copy_n(squares, W, sums.squares);
}

// W rows from `row` on, read where they lie or copied side by side, those past the last one as 0.
template <int W, class T>
void Moments::add_rows(const View<T>& examples, int64_t row, const double* shares) {
  T copies[kMostExamples * W];
  const T* numbers[kMostExamples];
  const int64_t rows = std::min<int64_t>(W, rows_ - row);
  const bool in_place = rows == W && rows_are_neighbours(examples);
  if (!in_place) {
    if (rows < W) std::fill_n(copies, examples.cols * W, T(0));
    copy_tile<W>(examples.part(row, rows, 0, examples.cols), copies);
  }
  for (int64_t c = 0; c < examples.cols; ++c) {
    numbers[c] = in_place ? examples.col(c) + row : copies + c * W;
  }
  add<W>(examples.cols, numbers, shares, block_.from(row));
}

// `before` examples of the block come before these.
template <class T>
bool Moments::add_examples(const View<T>& examples, int64_t before, Cancel cancel) {
  double shares[kMostExamples];
  for (int64_t c = 0; c < examples.cols; ++c) {
    shares[c] = 1 / static_cast<double>(before + c + 1);
  }
  for (int64_t row = 0; row < rows_;) {
    if (row % kRowsBetweenLooks == 0 && cancel()) return false;
    if (row + kManyRows <= rows_) {
      add_rows<kManyRows>(examples, row, shares);
      row += kManyRows;
    } else {
      add_rows<kFewRows>(examples, row, shares);
      row += kFewRows;
    }
  }
  return true;
}

template <class T>
bool Moments::add_block(const View<T>& block, Cancel cancel) {
  clear(block_);
  const int64_t each = rows_are_neighbours(block)
                           ? std::clamp(kTogether / rows_, kLeastExamples, kMostExamples)
                           : kMostExamples;
  for (int64_t first = 0; first < block.cols; first += each) {
    const int64_t count = std::min(each, block.cols - first);
    if (!add_examples(block.part(0, rows_, first, count), first, cancel)) return false;
  }
  return true;
}

// Takes the block's `more` examples to the `count` before them.
void Moments::merge(double count, double more) {
  const double total = count + more;
  for (int64_t r = 0; r < rows_; ++r) {
    all_.min[r] = block_.min[r] < all_.min[r] ? block_.min[r] : all_.min[r];
    all_.max[r] = block_.max[r] > all_.max[r] ? block_.max[r] : all_.max[r];
    const double distance = block_.mean[r] - all_.mean[r];
    all_.mean[r] = all_.mean[r] + distance * (more / total);
    all_.squares[r] =
        all_.squares[r] + (block_.squares[r] + distance * (distance * (count * more / total)));
  }
}

bool Moments::run(const AnyView& m, double* out, Cancel cancel) {
  clear(all_);
  const auto add_all = [&](const auto& of) {
    for (int64_t first = 0; first < of.cols && rows_ > 0; first += kBlock) {
      const int64_t count = std::min(kBlock, of.cols - first);
      if (!add_block(of.part(0, rows_, first, count), cancel)) return false;
      merge(static_cast<double>(first), static_cast<double>(count));
    }
    return true;
  };
  if (!std::visit(add_all, m)) return false;
  for (const double* part : {all_.min, all_.max, all_.mean, all_.squares}) {
    out = std::copy_n(part, rows_, out);
  }
  return true;
}

}  // namespace densely
