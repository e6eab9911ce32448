// Examples as they come, through a network: the bits of scaling, forward and cost, whoever shares
// the work.
#include "core/inference.h"

#include <cmath>

#include "check.h"
#include "core/served.h"
#include "layouts.h"
#include "leaving.h"
#include "reference.h"

using namespace densely;

namespace {

enum { kIdentity, kSigmoid, kTanh, kRelu, kLeakyRelu, kPrelu, kElu, kGelu, kSilu, kMish };

struct Case {
  Spec spec;
  int64_t m;
};

const Case kCases[] = {
    {{{2, 4, 1}, {kTanh}, kBinary}, 400},
    {{{7, 16, 5, 3}, {kElu, kPrelu}, kClasses}, 700},
    {{{33, 20, 2}, {kRelu}, kSquares}, 1},
    {{{5, 8, 18, 9, 2}, {kGelu, kSilu, kMish}, kSquares}, 90},
    {{{3, 1100}, {}, kClasses}, 300},           // in narrower blocks
    {{{4, 8, 1}, {kSigmoid}, kSquares}, 9001},  // three blocks of costs
    {{{4, 8, 2}, {kTanh}, kHuber, {0.5}}, 300},
    {{{4, 8, 3}, {kTanh}, kQuantiles, {0.1, 0.5, 0.9}}, 700},
    {{{33, 20, 2}, {kRelu}, kSquares, {}, true}, 300},
};

template <class T, class From>
class Asked {
 public:
  Asked(const Case& c, int layout, int order, bool scales)
      : random(static_cast<uint64_t>(c.m)),
        m(c.m),
        x(random, c.spec.sizes.front(), m, layout, order),
        y(random, c.spec.sizes.back(), m, layout, order),
        features(scaler(c.spec.sizes.front(), scales)),
        targets(scaler(c.spec.sizes.back(), scales && c.spec.loss == kSquares)) {}

  OwnScaler scaler(int64_t n, bool scales) {
    if (!scales) return {};
    return {random.numbers<double>(n, 10), std::vector<double>(static_cast<size_t>(n), 37), {}};
  }
  Query<T> query(const T* parameters, const AnyView* wanted, T* out,
                 const T* weights = nullptr) const {
    return {parameters, features.get(), targets.get(), x.view, wanted, weights, out};
  }

  Random random;
  const int64_t m;
  Laid<From> x, y;
  OwnScaler features, targets;
};

// (n, m) row by row, scaled by the plain formula.
template <class T, class From>
std::vector<T> scaled(Laid<From>& x, const Scaler& scaler) {
  std::vector<T> out;
  for (int64_t r = 0; r < x.view.rows; ++r) {
    for (int64_t c = 0; c < x.view.cols; ++c) {
      out.push_back(static_cast<T>(densely::scaled(scaler, r, static_cast<double>(x.at(r, c)))));
    }
  }
  return out;
}

// Weights of 1 change no bit; others are the sum by the plain formula, of costs of examples alone.
template <class T, class From>
void weighted_cost(const Asked<T, From>& asked, Network<T>& network, const T* p, double plain) {
  const AnyView wanted = asked.y.view;
  const int64_t m = asked.m, outputs = network.plan().outputs();
  std::vector<T> out(static_cast<size_t>(m * outputs));
  Answer answer;
  Inference<T> inference(network);
  std::vector<T> weights(static_cast<size_t>(m), T{1});
  inference.run(asked.query(p, &wanted, out.data(), weights.data()), &answer, kNever);
  CHECK(answer.cost == plain, "weights of 1: %g, not %g", answer.cost, plain);
  double total = 0, sum = 0;
  for (int64_t j = 0; j < m; ++j) {
    const AnyView x = columns_of(asked.x.view, j, 1), y = columns_of(wanted, j, 1);
    Query<T> one = asked.query(p, &y, out.data());
    one.x = x;
    Answer alone;
    inference.run(one, &alone, kNever);
    const T weight = static_cast<T>(j % 5) / 4;
    weights[static_cast<size_t>(j)] = weight;
    total += static_cast<double>(weight) * alone.cost;
    sum += static_cast<double>(weight);
  }
  if (sum == 0) return;
  inference.run(asked.query(p, &wanted, out.data(), weights.data()), &answer, kNever);
  const double expected = total / sum;
  CHECK(std::fabs(answer.cost - expected) <= 1e-12 * std::fabs(expected), "weighted: %g, not %g",
        answer.cost, expected);
}

template <class T, class From>
void is_the_composition(const Case& c, const Isa& isa, int layout, int order, bool scales) {
  Asked<T, From> asked(c, layout, order, scales);
  if (layout == kByExample) asked.features.clip = {0.5, &isa.f64->clip};
  Network<T> network(c.spec, kernels_of<T>(isa));
  const Plan& plan = network.plan();
  const int64_t m = c.m, outputs = plan.outputs();
  const auto p = asked.random.template numbers<T>(plan.parameters, 0.5);
  const auto x = scaled<T>(asked.x, asked.features.get());
  const auto y = scaled<T>(asked.y, asked.targets.get());
  std::vector<T> z(static_cast<size_t>(plan.units * m)), a(z.size());
  network.forward(p.data(), {x.data(), plan.inputs(), m, m, 1}, z.data(), a.data());
  const int64_t last = plan.layers.back().first_unit * m;
  std::vector<T> expected(static_cast<size_t>(outputs * m));
  for (int64_t j = 0; j < m; ++j) {
    for (int64_t r = 0; r < outputs; ++r) {
      expected[static_cast<size_t>(j * outputs + r)] = a[static_cast<size_t>(last + r * m + j)];
    }
  }
  unscale(asked.targets.get(), m, outputs, expected.data());

  const AnyView wanted = asked.y.view;
  std::vector<T> out(expected.size());
  Answer answer;
  CHECK(Inference<T>(network).run(asked.query(p.data(), &wanted, out.data()), &answer, kNever),
        "cancelled");
  const char* name = isa.name;
  CHECK(same_bits(expected, out), "outputs %s %s m %d layout %d order %d", name, dtype<T>(), int(m),
        layout, order);
  CHECK(answer.cost == network.cost(m, z.data() + last, y.data()), "cost %s %s m %d", name,
        dtype<T>(), int(m));
  CHECK(answer.wrong == -1, "wrong %d", int(answer.wrong));

  weighted_cost(asked, network, p.data(), answer.cost);

  std::vector<T> alone(out.size());
  Served<T> served(plan, network.kernels(), p.data(), asked.features, asked.targets);
  std::vector<From> rows;
  for (int64_t j = 0; j < m; ++j) {
    for (int64_t r = 0; r < plan.inputs(); ++r) rows.push_back(asked.x.at(r, j));
  }
  CHECK(served.predict(m, rows.data(), alone.data()) == -1, "served finds something wrong");
  CHECK(same_bits(out, alone), "served %s %s m %d", name, dtype<T>(), int(m));
}

template <class T>
void shared_out(const Case& c, Pool* pool) {
  Asked<T, double> asked(c, kByFeature, kOrderedCols, true);
  asked.x.at(1, c.m / 2) = INFINITY;
  asked.x.at(0, c.m - 1) = INFINITY;
  Network<T> network(c.spec, kernels_of<T>(*all_isas().front()));
  const auto p = asked.random.template numbers<T>(network.plan().parameters, 0.5);
  const AnyView wanted = asked.y.view;
  std::vector<T> alone(static_cast<size_t>(c.m * network.plan().outputs()));
  Answer answer;
  Inference<T>(network).run(asked.query(p.data(), &wanted, alone.data()), &answer, kNever);
  for (const int threads : {2, 3, 8}) {
    const Sharing<T> sharing(network, pool, threads);
    std::vector<T> out(alone.size());
    Answer shared;
    Inference<T>(network).run(asked.query(p.data(), &wanted, out.data()), &shared, kNever);
    CHECK(difference(alone, out) < 0, "%d threads: outputs", threads);
    CHECK(same(answer.cost, shared.cost), "%d threads: cost", threads);
    CHECK(answer.wrong >= 0 && answer.wrong == shared.wrong, "%d threads: wrong %d, not %d",
          threads, int(shared.wrong), int(answer.wrong));
  }
}

}  // namespace

TEST(inference_is_scaling_forward_and_cost) {
  for (const Isa* isa : all_isas()) {
    int variant = 0;
    for (const Case& c : kCases) {
      for (int layout = 0; layout < kLayouts; ++layout, ++variant) {
        const int order = variant % kOrders;
        const bool scales = variant % 3 != 0;
        is_the_composition<float, double>(c, *isa, layout, order, scales);
        is_the_composition<float, float>(c, *isa, layout, order, scales);
        is_the_composition<double, double>(c, *isa, layout, order, scales);
        is_the_composition<double, float>(c, *isa, layout, order, scales);
        is_the_composition<float, float>(c, *isa, layout, kPlain, false);
      }
    }
  }
}

TEST(threads_change_no_bit) {
  Pool pool(8);
  for (const Case& c : kCases) {
    if (c.m < 100) continue;
    shared_out<float>(c, &pool);
    shared_out<double>(c, &pool);
  }
}

TEST(what_is_not_finite_is_told) {
  const Case c = {{{3, 4, 1}, {kRelu}, kBinary}, 900};
  for (const bool scales : {false, true}) {
    for (const int order : {int{kPlain}, int{kOrderedRows}}) {
      Asked<float, float> asked(c, kByExample, order, scales);
      asked.x.at(2, 700) = -INFINITY;
      asked.x.at(0, 699) = NAN;
      Network<float> network(c.spec, kernels_of<float>(*all_isas().front()));
      const auto p = asked.random.numbers<float>(network.plan().parameters, 0.5);
      std::vector<float> out(900);
      Answer answer;
      Inference<float>(network).run(asked.query(p.data(), nullptr, out.data()), &answer, kNever);
      CHECK(answer.wrong == 699, "%d", int(answer.wrong));
      CHECK(answer.cost != answer.cost, "a cost without targets");
    }
  }
}

TEST(inference_is_left_when_asked) {
  const Case c = {{{40, 33, 3}, {kElu}, kClasses}, 600};
  for (const Isa* isa : all_isas()) {
    Asked<float, double> asked(c, kByExample, kOrderedCols, true);
    Network<float> network(c.spec, kernels_of<float>(*isa));
    const auto p = asked.random.numbers<float>(network.plan().parameters, 0.5);
    const AnyView wanted = asked.y.view;
    int looks = 0;
    for (bool whole = false; !whole; ++looks) {
      int left = looks;
      std::vector<float> out(1800);
      Answer answer;
      whole = Inference<float>(network).run(asked.query(p.data(), &wanted, out.data()), &answer,
                                            after(&left));
      CHECK(whole || left == -1, "goes on after it was asked to leave");
    }
    CHECK(looks > 600 / 256 * 3, "%d looks", looks);
  }
}
