// Figures of examples: the order of scores, pairs one by one, and the plain formulas.
#include "core/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "check.h"
#include "leaving.h"
#include "numbers.h"

using namespace densely;

namespace {

// Scores many of which are equal, and some odd ones.
std::vector<double> drawn(Random* random, int64_t m, bool ties) {
  std::vector<double> scores = random->numbers<double>(m);
  const double odd[] = {0.0, -0.0, INFINITY, -INFINITY, 5e-324, -5e-324, 1e300, -1e300};
  for (int64_t j = 0; j < m; ++j) {
    double& score = scores[static_cast<size_t>(j)];
    if (ties) score = std::round(score * 4) / 4;
    if (j % 97 == 1) score = odd[j % 8];
  }
  return scores;
}

std::vector<double> bits(Random* random, int64_t m) {
  std::vector<double> second = random->numbers<double>(m);
  for (double& of : second) of = of > 0 ? 1 : 0;
  return second;
}

struct Pairs {
  double ordered = 0, all = 0;
};

// The pairs of examples of the two classes, and those whose second scores higher, ties half.
Pairs pairs_of(const std::vector<double>& scores, const std::vector<double>& second) {
  Pairs pairs;
  for (size_t i = 0; i < scores.size(); ++i) {
    for (size_t j = 0; j < scores.size(); ++j) {
      if (second[i] != 1 || second[j] == 1) continue;
      ++pairs.all;
      pairs.ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
    }
  }
  return pairs;
}

// Precision among those that score as high or higher, by the definition, one by one.
double average_precision(const std::vector<double>& scores, const std::vector<double>& second) {
  double sum = 0, total = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (second[i] != 1) continue;
    double found = 0, said = 0;
    for (size_t j = 0; j < scores.size(); ++j) {
      if (scores[j] < scores[i]) continue;
      ++said;
      found += second[j];
    }
    sum += found / said;
    ++total;
  }
  return sum / total;
}

// A look at two labels, and figures of it.
struct Look {
  explicit Look(int64_t m) : random(static_cast<uint64_t>(m)), count(m), looked(m, 2) {
    p = random.numbers<double>(2 * m);
    for (double& of : p) of = 0.5 + of / 3;
    y = bits(&random, 2 * m);
    weights = random.numbers<double>(m);
    for (double& weight : weights) weight = std::fabs(weight);
    looked.doubles = p.data();
    looked.weights = weights.data();
    view = View<double>{y.data(), 2, m, m, 1};
    looked.targets = &view;
  }

  Random random;
  const int64_t count;
  std::vector<double> p, y, weights;
  AnyView view;
  Looked looked;
};

Metrics wanting(std::initializer_list<int> wanted) {
  Metrics metrics;
  for (const int metric : wanted) metrics.want(metric);
  return metrics;
}

}  // namespace

TEST(places_in_order_are_those_of_a_stable_sort) {
  Random random(3);
  for (const int64_t m : {1, 2, 90, 3000, 70000}) {
    for (const bool ties : {false, true}) {
      const auto scores = drawn(&random, m, ties);
      const std::vector<double> second(scores.size());
      Ranking ranking;
      Walk walk(kNever);
      ranking.rank({m, 1}, scores.data(), second.data(), &walk);
      std::vector<uint32_t> expected(scores.size());
      std::iota(expected.begin(), expected.end(), 0);
      std::stable_sort(expected.begin(), expected.end(),
                       [&](uint32_t a, uint32_t b) { return scores[a] < scores[b]; });
      CHECK(std::equal(expected.begin(), expected.end(), ranking.order()), "m %d ties %d", int(m),
            int(ties));
    }
  }
}

TEST(a_ranking_counts_pairs) {
  Random random(5);
  for (const int64_t m : {2, 3, 50, 700}) {
    const auto scores = drawn(&random, m, true), second = bits(&random, m);
    const Pairs pairs = pairs_of(scores, second);
    Ranking ranking;
    Walk walk(kNever);
    ranking.rank({m, 1}, scores.data(), second.data(), &walk);
    const auto auc = ranking.roc_auc(&walk), precision = ranking.average_precision(1, &walk);
    CHECK(auc.has_value() == (pairs.all > 0), "m %d: a figure", int(m));
    if (auc) CHECK(*auc == pairs.ordered / pairs.all, "m %d: %.17g", int(m), *auc);
    const double expected = average_precision(scores, second);
    if (precision) {
      CHECK(std::fabs(*precision - expected) <= 1e-12, "m %d: %.17g, not %.17g", int(m), *precision,
            expected);
    }
  }
}

TEST(what_has_no_ranking_has_no_figure) {
  const double scores[] = {0.1, 0.4, 0.3}, ones[] = {1, 1, 1}, mixed[] = {0, 1, 1};
  const double nan[] = {0.1, NAN, 0.3}, uncounted[] = {0, 1, 1};
  Ranking ranking;
  Walk walk(kNever);
  Looked looked(3, 1);
  ranking.rank(looked, scores, ones, &walk);
  CHECK(!ranking.roc_auc(&walk) && ranking.average_precision(1, &walk) == 1.0, "ones");
  CHECK(!ranking.average_precision(0, &walk), "zeros are looked for");
  looked.weights = uncounted;
  ranking.rank(looked, scores, mixed, &walk);
  CHECK(!ranking.roc_auc(&walk), "zeros do not count");
  ranking.rank(looked, nan, mixed, &walk);
  CHECK(std::isnan(ranking.roc_auc(&walk).value_or(0)), "a score that is NaN");
}

TEST(many_pairs_are_counted_exactly) {
  // All of the second class are above but for one.
  const int64_t m = 300001;
  std::vector<double> scores(m), second(m);
  for (int64_t j = 0; j < m; ++j) {
    scores[static_cast<size_t>(j)] = static_cast<double>(j);
    second[static_cast<size_t>(j)] = j == 0 || j > m / 2;
  }
  Ranking ranking;
  Walk walk(kNever);
  ranking.rank({m, 1}, scores.data(), second.data(), &walk);
  const double ones = 150001, zeros = 150000;
  CHECK(ranking.roc_auc(&walk) == (ones - 1) * zeros / (ones * zeros), "pairs");
}

TEST(classes_have_the_figures_of_their_definitions) {
  // Of three classes: predicted 0 1 2 2 0, true 0 1 2 1 2, one of a class that there is not.
  const float p[] = {0.7f, 0.2f, 0.1f, 0.1f, 0.8f, 0.1f, 0.2f, 0.2f, 0.6f,
                     0.1f, 0.3f, 0.6f, 0.5f, 0.1f, 0.4f, 1.0f, 0.0f, 0.0f};
  uint32_t codes[] = {0, 1, 2, 1, 2, 0};
  const double weights[] = {1, 2, 1, 3, 1, 0};
  Looked looked(6, 3);
  looked.singles = p;
  looked.codes = codes;
  looked.weights = weights;
  Metrics metrics = wanting({kAccuracy, kBalancedAccuracy, kBrier});
  double figures[kMetrics] = {};
  CHECK(metrics.measure(looked, figures, kNever), "cancelled");
  CHECK(figures[kAccuracy] == 4.0 / 8, "accuracy %g", figures[kAccuracy]);
  CHECK(std::fabs(figures[kBalancedAccuracy] - (1 + 2.0 / 5 + 0.5) / 3) < 1e-15, "balanced %g",
        figures[kBalancedAccuracy]);
  double brier = 0;
  for (int j = 0; j < 5; ++j) {
    for (uint32_t c = 0; c < 3; ++c) {
      brier += weights[j] * std::pow(static_cast<double>(p[3 * j + int(c)]) - (codes[j] == c), 2);
    }
  }
  CHECK(std::fabs(figures[kBrier] - brier / 8) < 1e-15, "brier %g", figures[kBrier]);
  CHECK(metrics.largest_code() == 2, "%d", int(metrics.largest_code()));
  codes[3] = UINT32_MAX;
  metrics.measure(looked, figures, kNever);
  CHECK(metrics.largest_code() == UINT32_MAX, "a class that is none");
}

TEST(values_have_the_figures_of_their_definitions) {
  // The example of scikit-learn's documentation of mean_squared_error and r2_score.
  const double p[] = {2.5, 0, 2, 8}, y[] = {3, -0.5, 2, 7};
  Looked looked(4, 1);
  looked.doubles = p;
  const AnyView view = View<double>{y, 1, 4, 4, 1};
  looked.targets = &view;
  Metrics metrics = wanting({kMse, kRmse, kMae, kR2});
  double figures[kMetrics] = {};
  CHECK(metrics.measure(looked, figures, kNever), "cancelled");
  CHECK(figures[kMse] == 0.375 && figures[kMae] == 0.5, "%g %g", figures[kMse], figures[kMae]);
  CHECK(figures[kRmse] == std::sqrt(0.375), "%g", figures[kRmse]);
  CHECK(std::fabs(figures[kR2] - 0.9486081370449679) < 1e-15, "%g", figures[kR2]);
}

TEST(a_logarithm_and_quantiles_are_undone) {
  TargetUnits units{};
  units.divisor = 2;
  units.offset = 1;
  units.low = -INFINITY;
  units.high = INFINITY;
  CHECK(units.value(3, 1e300) == 7, "shifted and divided");
  units.high = 6;
  CHECK(units.value(3, 1e300) == 6 && std::isnan(units.value(NAN, 1e300)), "clamped");
  units.high = INFINITY;
  units.warp = kLogarithm;
  CHECK(std::fabs(units.value(0.5, 1e300) / std::expm1(2.0) - 1) < 1e-15, "log");
  CHECK(units.value(400, 1e300) == 1e300 && units.value(NAN, 1e300) == 1e300, "too large");
  const double values[] = {10, 20, 40}, last[] = {0, 2, 4};
  units.warp = kQuantiles;
  units.divisor = 1;
  units.offset = 0;
  units.quantiles = {3, values, last};
  CHECK(units.value(0, 0) == 20, "the middle one");
  CHECK(units.value(-50, 0) == 10 && units.value(50, 0) == 40, "the ends");
  // A quarter of the way lies below the place 1, which is 20's too.
  for (const double z : {-2.0, -1.0, -0.3, 0.7, 1.5, 3.0}) {
    const double place = 4 * std::erfc(-z / std::sqrt(2)) / 2;
    const double expected = place < 1   ? 10 + place * 10
                            : place < 2 ? 20
                            : place < 3 ? 20 + (place - 2) * 20
                                        : 40;
    CHECK(std::fabs(units.value(z, 0) - expected) < 1e-13, "%g: %g, not %g", z, units.value(z, 0),
          expected);
  }
  CHECK(std::isnan(units.value(NAN, 0)), "NaN");
}

TEST(a_look_takes_its_memory_before) {
  Look look(5000);
  Metrics metrics = wanting({kSubsetAccuracy, kF1, kRocAuc, kAveragePrecision, kBrier});
  metrics.reserve(look.looked, 2);
  const int64_t before = metrics.bytes();
  double figures[kMetrics] = {};
  CHECK(metrics.measure(look.looked, figures, kNever), "cancelled");
  CHECK(before >= 5000 * 49 && metrics.bytes() == before, "%d bytes, then %d", int(before),
        int(metrics.bytes()));
}

TEST(a_look_is_left_when_asked) {
  Look look(5 * kPiece / 2);
  Metrics metrics = wanting({kSubsetAccuracy, kF1, kRocAuc, kAveragePrecision, kBrier});
  double whole[kMetrics] = {};
  metrics.measure(look.looked, whole, kNever);
  int looks = 0;
  for (bool done = false; !done; looks += 1 + looks / 16) {
    int left = looks;
    double figures[kMetrics] = {};
    done = metrics.measure(look.looked, figures, after(&left));
    CHECK(done || left == -1, "goes on after it was asked to leave, after %d", looks);
    if (!done) continue;
    for (int i = 0; i < kMetrics; ++i) CHECK(same(figures[i], whole[i]), "%s", metric_names[i]);
  }
  // Of each label three pieces of each pass: 6 digits twice, and a dozen more.
  CHECK(looks > 2 * 3 * 18, "%d looks", looks);
}
