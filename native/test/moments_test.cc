// Moments of rows: the operations one by one, whatever the layout; and what they are the moments
// of.
#include "core/moments.h"

#include <cmath>

#include "check.h"
#include "layouts.h"
#include "leaving.h"

using namespace densely;

namespace {

// Of one row, as lib/data/statistics.ts has them.
struct Figures {
  double min = INFINITY, max = -INFINITY, mean = 0, squares = 0;

  void add(double v, double n) {
    if (v < min) min = v;
    if (v > max) max = v;
    const double distance = v - mean;
    mean += distance * (1 / n);
    squares += distance * (v - mean);
  }

  void merge(const Figures& block, double count, double more) {
    if (block.min < min) min = block.min;
    if (block.max > max) max = block.max;
    const double distance = block.mean - mean;
    mean += distance * (more / (count + more));
    squares += block.squares + distance * (distance * ((count * more) / (count + more)));
  }
};

template <class At>
Figures figures_of(int64_t count, const At& at) {
  Figures all;
  for (int64_t first = 0; first < count; first += kBlock) {
    const int64_t n = std::min(kBlock, count - first);
    Figures block;
    for (int64_t i = 0; i < n; ++i) block.add(at(first + i), static_cast<double>(i + 1));
    all.merge(block, static_cast<double>(first), static_cast<double>(n));
  }
  return all;
}

std::vector<double> moments_of(const AnyView& m) {
  std::vector<double> out(static_cast<size_t>(4 * rows_of(m)));
  CHECK(Moments(rows_of(m)).run(m, out.data(), kNever), "cancelled");
  return out;
}

template <class T>
void as_one_by_one(int64_t rows, int64_t cols, int layout, int order) {
  Random random(static_cast<uint64_t>(rows * 31 + cols));
  Laid<T> x(random, rows, cols, layout, order);
  const std::vector<double> out = moments_of(x.view);
  bool equal = true;
  for (int64_t r = 0; r < rows; ++r) {
    const Figures row = figures_of(cols, [&](int64_t c) { return double(x.at(r, c)); });
    const double expected[] = {row.min, row.max, row.mean, row.squares};
    for (int64_t i = 0; i < 4; ++i) {
      equal = equal && same(expected[i], out[static_cast<size_t>(i * rows + r)]);
    }
  }
  CHECK(equal, "%s %d x %d, layout %d, order %d", dtype<T>(), int(rows), int(cols), layout, order);
}

// A row of a kind that is hard for one of the figures.
std::vector<double> hard_row(Random& random, int kind, int64_t count) {
  std::vector<double> x(static_cast<size_t>(count));
  for (double& v : x) {
    switch (kind) {
      case 0:
        v = 0.1;  // constant, not a binary fraction
        break;
      case 1:
        v = 1e9 + random.number();  // far from 0
        break;
      case 2:
        v = 1e16 + static_cast<double>(random.below(2)) * 2;  // two neighbours
        break;
      case 3:
        v = from_bits<double>(static_cast<uint64_t>(random.below(100)));  // subnormal
        break;
      case 4:
        v = random.below(1000) == 0 ? 1e12 : random.number();  // seldom a giant
        break;
      default:
        v = random.number() * 1e150;
    }
  }
  return x;
}

}  // namespace

TEST(every_layout_has_the_bits_of_one_number_after_another) {
  for (const int64_t rows : {1, 2, 4, 5, 15, 16, 17, 35, 70}) {
    for (const int64_t cols : {1, 2, 7, 256, 257, 4096, 4097, 9001}) {
      for (int layout = 0; layout < kLayouts; ++layout) {
        const int order = static_cast<int>((rows + cols + layout) % kOrders);
        as_one_by_one<float>(rows, cols, layout, order);
        as_one_by_one<double>(rows, cols, layout, (order + 1) % kOrders);
      }
    }
  }
}

TEST(a_mean_is_within_and_deviations_are_right) {
  Random random(5);
  for (int kind = 0; kind < 6; ++kind) {
    for (const int64_t count : {1, 2, 3, 4096, 4097, 50000}) {
      const std::vector<double> x = hard_row(random, kind, count);
      const View<double> view{x.data(), 1, count, count, 1};
      const std::vector<double> out = moments_of(view);
      long double sum = 0, squares = 0, rest = 0;
      for (const double v : x) sum += v;
      const long double mean = sum / static_cast<long double>(count);
      for (const double v : x) {
        rest += v - mean;
        squares += (v - mean) * (v - mean);
      }
      squares -= rest * rest / static_cast<long double>(count);
      CHECK(out[0] <= out[2] && out[2] <= out[1], "kind %d, %d: %g %g %g", kind, int(count), out[0],
            out[2], out[1]);
      const double size = std::max(std::abs(out[0]), std::abs(out[1]));
      CHECK(std::abs(static_cast<double>(out[2] - mean)) <= 4e-15 * size + 1e-320,
            "mean, kind %d, %d: %g, not %g", kind, int(count), out[2], double(mean));
      // As far as the distances themselves are known.
      const double spread = out[1] - out[0];
      const double unknown = static_cast<double>(count) * spread * (spread * 1e-12 + size * 4e-15);
      CHECK(std::abs(static_cast<double>(out[3] - squares)) <= unknown,
            "squares, kind %d, %d: %g, not %g", kind, int(count), out[3], double(squares));
    }
  }
}

TEST(what_is_not_finite_is_seen) {
  std::vector<double> x(20, 1);
  x[7] = INFINITY;
  x[13] = std::nan("");
  const View<double> view{x.data(), 2, 10, 1, 2};
  const std::vector<double> out = moments_of(view);
  CHECK(out[0] == 1 && out[1] == 1 && out[2] == out[2], "row 0 is not touched by row 1");
  CHECK(out[3] == INFINITY || out[5] != out[5], "row 1");
}

TEST(an_empty_matrix_has_no_moments) {
  const View<double> no_examples{nullptr, 2, 0, 1, 2}, no_rows{nullptr, 0, 3, 1, 1};
  const std::vector<double> out = moments_of(no_examples);
  CHECK(out[0] == INFINITY && out[3] == -INFINITY && out[4] == 0 && out[7] == 0, "no examples");
  CHECK(moments_of(no_rows).empty(), "no rows");
}

TEST(moments_are_left_when_asked) {
  Random random(9);
  Laid<float> x(random, 5000, 40, kByExample, kPlain);
  int looks = 0;
  for (bool whole = false; !whole; ++looks) {
    int left = looks;
    std::vector<double> out(4 * 5000, -77.0);
    whole = Moments(5000).run(x.view, out.data(), after(&left));
    CHECK(whole || (left == -1 && out[0] == -77), "after %d looks", looks);
    CHECK(!whole || out[0] != -77, "written at the end");
  }
  // 200,000 numbers, a fraction of a millisecond.
  CHECK(looks > 4, "%d looks", looks);
}
