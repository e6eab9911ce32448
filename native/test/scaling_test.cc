// Scaling: each number for itself, whatever the types and layouts on both sides.
#include "core/scaling.h"

#include <cmath>

#include "check.h"
#include "layouts.h"
#include "leaving.h"
#include "reference.h"

using namespace densely;

namespace {

constexpr double kUntouched = -77;

struct Numbers {
  Numbers(Random& random, int64_t n)
      : own{random.numbers<double>(n, 10), random.numbers<double>(n, 3), {}} {}
  OwnScaler own;
};

template <class From, class To>
struct Scaled {
  Scaled(int64_t rows, int64_t cols, int layout) {
    row_stride = layout == kByExample ? 1 : layout == kByFeature ? cols + 2 : 2;
    col_stride = layout == kByExample ? rows + 1 : layout == kByFeature ? 1 : 2 * rows + 3;
    data.assign(static_cast<size_t>(rows * row_stride + cols * col_stride), To(kUntouched));
  }
  To at(int64_t r, int64_t c) const {
    return data[static_cast<size_t>(r * row_stride + c * col_stride)];
  }
  Target<To> target() { return {data.data(), row_stride, col_stride}; }
  int64_t row_stride, col_stride;
  std::vector<To> data;
};

template <class From, class To>
void each_for_itself(int64_t rows, int64_t cols, int from_layout, int order, int to_layout) {
  Random random(static_cast<uint64_t>(rows * 17 + cols + from_layout));
  Laid<From> x(random, rows, cols, from_layout, order);
  const Numbers numbers(random, rows);
  Scaler clips = numbers.own.get();
  clips.clip = {1.5, &all_isas().front()->f64->clip};
  for (const Scaler& scaler : {numbers.own.get(), clips, Scaler{}}) {
    Scaled<From, To> y(rows, cols, to_layout);
    int64_t wrong = 5;
    CHECK(scale(scaler, x.view, y.target(), &wrong, kNever), "cancelled");
    bool equal = wrong == -1;
    int64_t untouched = 0;
    for (const To v : y.data) untouched += v == To(kUntouched);
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t c = 0; c < cols; ++c) {
        const To expected = static_cast<To>(scaled(scaler, r, static_cast<double>(x.at(r, c))));
        equal = equal && same(expected, y.at(r, c));
      }
    }
    CHECK(equal && untouched == static_cast<int64_t>(y.data.size()) - rows * cols,
          "%s to %s, %d x %d, layouts %d (order %d) and %d, %d", dtype<From>(), dtype<To>(),
          int(rows), int(cols), from_layout, order, to_layout, bool(scaler) + bool(scaler.clip));
  }
}

template <class From, class To>
void all_layouts(int64_t rows, int64_t cols) {
  for (int from = 0; from < kLayouts; ++from) {
    for (int to = 0; to < kLayouts; ++to) {
      const int order = static_cast<int>((rows + cols) % kOrders);
      each_for_itself<From, To>(rows, cols, from, order, to);
      each_for_itself<From, To>(rows, cols, from, kPlain, to);
    }
  }
}

}  // namespace

TEST(every_number_is_scaled_for_itself) {
  for (const int64_t rows : {1, 2, 8, 31, 64, 100, 1500}) {
    for (const int64_t cols : {1, 3, 8, 33, 64, 129, 2100}) {
      if (rows * cols > 200000) continue;
      all_layouts<float, float>(rows, cols);
      all_layouts<float, double>(rows, cols);
      all_layouts<double, float>(rows, cols);
      all_layouts<double, double>(rows, cols);
    }
  }
}

TEST(the_first_column_that_is_not_finite_is_told) {
  constexpr int64_t kRows = 40, kCols = 3000;
  Random random(3);
  for (int from = 0; from < kLayouts; ++from) {
    for (int to = 0; to < kLayouts; ++to) {
      Laid<double> x(random, kRows, kCols, from, kPlain);
      x.at(39, 2999) = INFINITY;
      x.at(0, 2400) = std::nan("");
      x.at(20, 2399) = -1e39;  // a double, but no float
      Scaled<double, float> narrow(kRows, kCols, to);
      Scaled<double, double> wide(kRows, kCols, to);
      int64_t wrong;
      scale({}, x.view, narrow.target(), &wrong, kNever);
      CHECK(wrong == 2399, "float: %d, layouts %d %d", int(wrong), from, to);
      scale({}, x.view, wide.target(), &wrong, kNever);
      CHECK(wrong == 2400, "double: %d, layouts %d %d", int(wrong), from, to);
      const std::vector<double> offset(kRows, 0), divisor(kRows, 1e10);
      x.at(0, 2400) = 1;
      scale({offset.data(), divisor.data()}, x.view, narrow.target(), &wrong, kNever);
      CHECK(wrong == 2999, "scaled: %d, layouts %d %d", int(wrong), from, to);
    }
  }
}

// n numbers that are scaled already.
void clip_alone(const Isa& isa, double limit, int64_t n, double* z) {
  const std::vector<double> from(z, z + n);
  const double offset = 0, divisor = 1;
  isa.f64->clip.of<double, double>(true)(n, from.data(), &offset, &divisor, limit, z);
}

TEST(numbers_are_clipped_with_the_bits_of_the_rules) {
  std::vector<double> z = {0,       5e-324, 1e-310, 1e-160, 1e-8,  0.5,   5,
                           6,       1e5,    5e9,    5.1e9,  1e155, 1e300, 1.7976931348623157e308,
                           INFINITY};
  for (size_t i = z.size(); i-- > 0;) z.push_back(-z[i]);
  z.push_back(std::nan(""));
  Random random(8);
  for (const double v : random.numbers<double>(1000, 20)) z.push_back(v);
  for (const Isa* isa : all_isas()) {
    for (const double limit : {5.0, 0.1, 1e-100, 1e12, 1e100}) {
      for (const size_t n : {size_t{1}, size_t{7}, size_t{30}, z.size()}) {
        std::vector<double> got(z.begin(), z.begin() + static_cast<int64_t>(n)), expected = got;
        got.push_back(kUntouched);
        clip_alone(*isa, limit, static_cast<int64_t>(n), got.data());
        bool equal = got.back() == kUntouched;
        for (size_t i = 0; i < n; ++i) equal = equal && same(got[i], clipped(expected[i], limit));
        CHECK(equal, "%s, %d numbers, limit %g", isa->name, int(n), limit);
      }
    }
  }
}

TEST(numbers_are_clipped_as_the_formula_says) {
  Random random(8);
  double worst = 0;
  for (const double limit : {5.0, 0.1, 1e-100, 1e12, 1e100}) {
    std::vector<double> z = random.numbers<double>(100000, 3);
    for (size_t i = 0; i < z.size(); ++i) z[i] *= limit * (i % 5 == 4 ? 1e8 : 1);
    std::vector<double> got = z;
    clip_alone(*all_isas().front(), limit, static_cast<int64_t>(z.size()), got.data());
    for (size_t i = 0; i < z.size(); ++i) {
      const long double share = static_cast<long double>(z[i]) / limit;
      const long double exact = z[i] / std::sqrt(1 + share * share);
      worst = std::max(worst, std::fabs(static_cast<double>((got[i] - exact) / exact)));
    }
  }
  CHECK(worst < 3 * 2.22e-16, "%g", worst);
}

TEST(what_is_not_finite_is_found_where_numbers_are_clipped) {
  Random random(9);
  Laid<double> x(random, 3, 500, kByExample, kPlain);
  const std::vector<double> offset(3, 0), divisor(3, 1e-10);
  const SmoothClip clip = {5, &all_isas().front()->f64->clip};
  Scaled<double, float> y(3, 500, kByFeature);
  int64_t wrong;
  x.at(1, 100) = 1e290;  // far, not too far
  x.at(2, 400) = 1e300;  // infinite when it is divided
  scale({offset.data(), divisor.data(), clip}, x.view, y.target(), &wrong, kNever);
  CHECK(wrong == 400, "%d", int(wrong));
  CHECK(y.at(1, 100) == 5, "%g", double(y.at(1, 100)));
  const double row[] = {1, -INFINITY, 2};
  float to[3];
  CHECK(!scale_example(3, row, {offset.data(), divisor.data(), clip}, to), "an example");
}

TEST(finite_numbers_at_the_edge_are_finite) {
  const std::vector<double> edges = {1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 0.0,
                                     -0.0};
  const int64_t n = static_cast<int64_t>(edges.size());
  CHECK(first_not_finite(View<double>{edges.data(), 1, n, n, 1}) == -1, "double");
  const std::vector<float> narrow = {3.4028234663852886e38f, -3.4028234663852886e38f, 1e-45f,
                                     -0.0f};
  CHECK(first_not_finite(View<float>{narrow.data(), 4, 1, 1, 4}) == -1, "float");
}

TEST(nothing_is_scaled_of_nothing) {
  int64_t wrong = 7;
  const View<double> none{nullptr, 0, 9, 1, 1};
  CHECK(scale<float>({}, none, {nullptr, 1, 1}, &wrong, kNever) && wrong == -1, "no rows");
  const View<double> many{nullptr, 0, int64_t{1} << 53, 1, 1};
  CHECK(scale<float>({}, many, {nullptr, 1, 2}, &wrong, kNever) && wrong == -1, "no rows at all");
  const View<float> no_columns{nullptr, 4, 0, 1, 4};
  CHECK(scale<float>({}, no_columns, {nullptr, 1, 4}, &wrong, kNever) && wrong == -1, "no columns");
}

TEST(scaling_is_left_when_asked) {
  Random random(4);
  Laid<double> x(random, 3000, 100, kByExample, kPlain);
  for (int layout = 0; layout < kLayouts; ++layout) {
    Scaled<double, float> y(3000, 100, layout);
    int looks = 0;
    for (bool whole = false; !whole; ++looks) {
      int left = looks;
      int64_t wrong;
      whole = scale({}, x.view, y.target(), &wrong, after(&left));
      CHECK(whole || left == -1, "goes on after it was asked to leave");
    }
    CHECK(looks > 6, "%d looks at 300,000 numbers", looks);
  }
}

TEST(unscaling_multiplies_adds_and_rounds_once) {
  Random random(6);
  const Numbers numbers(random, 3);
  const Scaler scaler = numbers.own.get();
  const auto values = random.numbers<float>(30, 5);
  auto out = values;
  unscale(scaler, 10, 3, out.data());
  bool equal = true;
  for (size_t i = 0; i < out.size(); ++i) {
    const double product = static_cast<double>(values[i]) * scaler.divisor[i % 3];
    equal = equal && same(out[i], static_cast<float>(product + scaler.offset[i % 3]));
  }
  CHECK(equal, "value * divisor + offset");
  unscale({}, 10, 3, out.data());
  CHECK(difference(out, out) < 0, "as they are");
}
