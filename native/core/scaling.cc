#include "scaling.h"

#include <algorithm>
#include <cstring>

#include "pieces.h"
#include "tile.h"

namespace densely {
namespace {

// What has to be copied on its way goes in tiles of so many lines and so many numbers of each.
constexpr int64_t kTileLines = 32, kTileRun = 64;
constexpr int64_t kLongestRun = 1024;  // of a piece

// A line is a row or a column of the matrix, whichever has its numbers side by side where they are
// put. Below it is always a column: of the matrix, or of the transposed one.
enum class Line { kColumn, kRow };

// n numbers of a line: a column's have an offset and a divisor each, a row's have one for all.
template <Line kind, class From, class To>
void shift_and_divide(int64_t n, const From* __restrict from, const Scaler& scaler,
                      To* __restrict to) {
  const double* __restrict offset = scaler.offset;
  const double* __restrict divisor = scaler.divisor;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t at = kind == Line::kRow ? 0 : i;
    to[i] = static_cast<To>((static_cast<double>(from[i]) - offset[at]) / divisor[at]);
  }
}

template <Line kind, class From, class To>
void scale_line(int64_t n, const From* from, const Scaler& scaler, To* to) {
  if (!scaler) {
    std::copy_n(from, n, to);
  } else if (!scaler.clip) {
    shift_and_divide<kind>(n, from, scaler, to);
  } else {
    const SmoothClip& clip = scaler.clip;
    clip.lines->template of<From, To>(kind == Line::kRow)(n, from, scaler.offset, scaler.divisor,
                                                          clip.limit, to);
  }
}

// Numbers first ... first + count - 1 of lines line ... line + lines - 1.
struct Piece {
  int64_t first, count, line, lines;
};

template <Line kind, class From, class To>
class Lines {
 public:
  Lines(const Scaler& scaler, const View<From>& from, const Target<To>& to)
      : scaler_(scaler), from_(from), to_(to) {}

  // False when cancelled. `wrong`: as `scale`.
  bool scale(int64_t* wrong, Cancel cancel) const {
    const int64_t count = std::min(from_.rows, in_place() ? kLongestRun : kTileRun);
    const int64_t lines = std::max(kTileLines, kPiece / std::max<int64_t>(count, 1));
    int64_t first_wrong = INT64_MAX;
    for (int64_t l = 0; l < from_.cols && count > 0; l += lines) {
      for (int64_t i = 0; i < from_.rows; i += count) {
        if (cancel()) return false;
        const Piece piece = {i, std::min(count, from_.rows - i), l,
                             std::min(lines, from_.cols - l)};
        if (in_place()) {
          scale_lines(piece);
        } else {
          scale_tiles(piece);
        }
        first_wrong = std::min(first_wrong, look(piece));
      }
    }
    *wrong = first_wrong == INT64_MAX ? -1 : first_wrong;
    return true;
  }

 private:
  bool in_place() const { return from_.row_stride == 1 && !from_.row_order && to_.row_stride == 1; }
  To* target(int64_t number, int64_t line) const {
    return to_.data + number * to_.row_stride + line * to_.col_stride;
  }
  Scaler scaler_at(int64_t number, int64_t line) const {
    return scaler_.from(kind == Line::kRow ? line : number);
  }

  void scale_lines(const Piece& p) const {
    for (int64_t l = p.line; l < p.line + p.lines; ++l) {
      scale_line<kind>(p.count, from_.col(l) + p.first, scaler_at(p.first, l), target(p.first, l));
    }
  }

  void scale_tiles(const Piece& p) const {
    for (int64_t l = 0; l < p.lines; l += kTileLines) {
      for (int64_t i = 0; i < p.count; i += kTileRun) {
        scale_tile({p.first + i, std::min(kTileRun, p.count - i), p.line + l,
                    std::min(kTileLines, p.lines - l)});
      }
    }
  }

  void scale_tile(const Piece& p) const {
    From read[kTileLines * kTileRun];
    To scaled[kTileRun];
    copy_tile<kTileRun>(from_.part(p.first, p.count, p.line, p.lines), read);
    for (int64_t l = 0; l < p.lines; ++l) {
      To* to = target(p.first, p.line + l);
      To* put = to_.row_stride == 1 ? to : scaled;
      scale_line<kind>(p.count, read + l * kTileRun, scaler_at(p.first, p.line + l), put);
      for (int64_t i = 0; put == scaled && i < p.count; ++i) to[i * to_.row_stride] = scaled[i];
    }
  }

  // The first column of the matrix that has a number in this piece that is not finite.
  int64_t look(const Piece& p) const {
    const View<To> put{target(p.first, p.line), p.count, p.lines, to_.row_stride, to_.col_stride};
    const bool is_row = kind == Line::kRow;
    const int64_t at = first_not_finite(is_row ? put.transposed() : put);
    return at < 0 ? INT64_MAX : at + (is_row ? p.first : p.line);
  }

  const Scaler scaler_;
  const View<From> from_;
  const Target<To> to_;
};

// Infinity and NaN have all bits of the exponent: one more carries into the sign.
template <class T>
struct Bits;
template <>
struct Bits<float> {
  using Word = uint32_t;
  static constexpr Word exponent = 0x7f800000, one = 0x00800000, sign = 0x80000000;
};
template <>
struct Bits<double> {
  using Word = uint64_t;
  static constexpr Word exponent = 0x7ff0000000000000, one = 0x0010000000000000;
  static constexpr Word sign = 0x8000000000000000;
};

template <class T>
bool all_finite(int64_t n, const T* x, int64_t stride) {
  typename Bits<T>::Word carries = 0;
  const auto look = [&carries](const T& number) {
    typename Bits<T>::Word word;
    std::memcpy(&word, &number, sizeof word);
    carries |= (word & Bits<T>::exponent) + Bits<T>::one;
  };
  if (stride == 1) {
    for (int64_t i = 0; i < n; ++i) look(x[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) look(x[i * stride]);
  }
  return (carries & Bits<T>::sign) == 0;
}

}  // namespace

template <class T>
int64_t first_not_finite(const View<T>& x) {
  const bool no_gaps = x.row_stride == 1 && x.col_stride == x.rows;
  if (no_gaps && all_finite(x.rows * x.cols, x.data, 1)) return -1;
  if (x.col_stride <= x.row_stride) {
    bool finite = true;
    for (int64_t r = 0; r < x.rows; ++r) {
      finite = all_finite(x.cols, x.row(r), x.col_stride) && finite;
    }
    if (finite) return -1;
  }
  for (int64_t c = 0; c < x.cols; ++c) {
    if (!all_finite(x.rows, x.col(c), x.row_stride)) return c;
  }
  return -1;
}

template <class T>
bool scale(const Scaler& scaler, const AnyView& from, const Target<T>& to, int64_t* wrong,
           Cancel cancel) {
  return std::visit(
      [&](const auto& view) {
        using From = std::decay_t<decltype(*view.data)>;
        const bool rows =
            to.col_stride == to.row_stride ? view.rows < view.cols : to.col_stride < to.row_stride;
        if (!rows) return Lines<Line::kColumn, From, T>(scaler, view, to).scale(wrong, cancel);
        const Target<T> turned{to.data, to.col_stride, to.row_stride};
        return Lines<Line::kRow, From, T>(scaler, view.transposed(), turned).scale(wrong, cancel);
      },
      from);
}

template <class T>
void unscale(const Scaler& scaler, int64_t m, int64_t n, T* values) {
  if (!scaler) return;
  for (int64_t j = 0; j < m; ++j, values += n) {
    for (int64_t c = 0; c < n; ++c) {
      const double value = static_cast<double>(values[c]) * scaler.divisor[c];
      values[c] = static_cast<T>(value + scaler.offset[c]);
    }
  }
}

template <class From, class To>
bool scale_example(int64_t n, const From* from, const Scaler& scaler, To* to) {
  scale_line<Line::kColumn>(n, from, scaler, to);
  return all_finite(n, to, 1);
}

template bool scale_example(int64_t, const float*, const Scaler&, float*);
template bool scale_example(int64_t, const float*, const Scaler&, double*);
template bool scale_example(int64_t, const double*, const Scaler&, float*);
template bool scale_example(int64_t, const double*, const Scaler&, double*);
template int64_t first_not_finite(const View<float>&);
template int64_t first_not_finite(const View<double>&);
template bool scale(const Scaler&, const AnyView&, const Target<float>&, int64_t*, Cancel);
template bool scale(const Scaler&, const AnyView&, const Target<double>&, int64_t*, Cancel);
template void unscale(const Scaler&, int64_t, int64_t, float*);
template void unscale(const Scaler&, int64_t, int64_t, double*);

}  // namespace densely
