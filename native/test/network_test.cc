#include "core/network.h"

#include <algorithm>
#include <string>

#include "check.h"
#include "core/served.h"
#include "leaving.h"
#include "predict.h"
#include "reference.h"

using namespace densely;

namespace {

enum {
  kIdentity,
  kSigmoid,
  kTanh,
  kRelu,
  kLeakyRelu,
  kPrelu,
  kElu,
  kGelu,
  kSilu,
  kMish,
  kSelu,
  kSoftplus
};

struct Case {
  Spec spec;
  int64_t m;
};

const Case kCases[] = {
    {{{2, 4, 1}, {kTanh}, kBinary}, 400},  // lanes
    {{{4, 1}, {}, kBinary}, 63},           // one example short of lanes
    {{{4, 1}, {}, kBinary}, 64},
    {{{5, 7, 6, 3}, {kPrelu, kElu}, kClasses}, 37},
    {{{3, 8, 8, 2}, {kSigmoid, kPrelu}, kSquares}, 131},  // slopes in lanes
    {{{9, 8, 1}, {kRelu}, kBinary}, 100},                 // layer 1 not in lanes, 2 is
    {{{70, 33, 10}, {kLeakyRelu}, kClasses}, 29},
    {{{2, 5, 2}, {kPrelu}, kSquares}, 9001},            // three blocks, lanes
    {{{9, 5, 11, 3}, {kElu, kPrelu}, kClasses}, 4999},  // two blocks, ascending
    {{{3, 2, 2}, {kIdentity}, kClasses}, 4096},
    {{{300, 20, 4}, {kTanh}, kClasses}, 1},
    {{{3, 9, 2}, {kTanh}, kAbsolute}, 70},
    {{{4, 6, 3}, {kElu}, kHuber, {0.3}}, 133},
    {{{2, 5, 2}, {kRelu}, kPoisson}, 4999},
    {{{3, 8, 5}, {kTanh}, kQuantiles, {0.05, 0.3, 0.5, 0.75, 0.95}}, 4200},
    {{{4, 7, 8, 2}, {kGelu, kSilu}, kSquares}, 75},  // narrow
    {{{12, 19, 21, 3}, {kMish, kGelu}, kClasses}, 33},
    {{{6, 5, 30, 2}, {kSoftplus, kSelu}, kBinary}, 70},
    // with a linear path
    {{{2, 4, 1}, {kTanh}, kBinary, {}, true}, 400},      // all in lanes
    {{{3, 9, 2}, {kRelu}, kSquares, {}, true}, 70},      // the path alone
    {{{9, 8, 1}, {kSigmoid}, kBinary, {}, true}, 4999},  // all but the path
    {{{300, 20, 4}, {kPrelu}, kClasses, {}, true}, 1},   // Z transposed, K in blocks
    {{{270, 33, 7, 10}, {kElu, kGelu}, kClasses, {}, true}, 29},
    {{{40, 3, 1}, {kRelu}, kSquares, {}, true}, 8200},  // three blocks, Wx the largest tensor
};

template <class T>
const char* dtype() {
  return sizeof(T) == 4 ? "float32" : "float64";
}

// The same matrix (rows, m) row by row, column by column, and with gaps.
template <class T>
std::vector<T> laid_out(const std::vector<T>& x, int64_t rows, int64_t m, int layout, View<T>* v) {
  const int64_t rs = layout == 0 ? m : layout == 1 ? 1 : 2 * m + 3;
  const int64_t cs = layout == 0 ? 1 : layout == 1 ? rows : 2;
  std::vector<T> data((rows - 1) * rs + (m - 1) * cs + 1, T(-77));
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t e = 0; e < m; ++e) data[r * rs + e * cs] = x[r * m + e];
  }
  *v = {data.data(), rows, m, rs, cs};
  return data;
}

template <class T>
void matches_rules(const Case& c, const Isa& isa) {
  Lcg lcg(static_cast<uint64_t>(c.m));
  const Reference<T> reference(c.spec);
  const int64_t m = c.m;
  const auto p = lcg.numbers<T>(reference.plan().parameters, 0.7);
  const auto x = lcg.numbers<T>(c.spec.sizes.front() * m, 2);
  const auto y = targets<T>(lcg, c.spec.loss, c.spec.sizes.back(), m);
  std::vector<T> z, a;
  reference.forward(p, x, m, &z, &a);
  const auto gradient = reference.gradient(p, x, y, m, z, a);

  Network<T> network(c.spec, kernels_of<T>(isa));
  for (int layout = 0; layout < 3; ++layout) {
    View<T> xv, yv;
    const auto x_data = laid_out(x, c.spec.sizes.front(), m, layout, &xv);
    const auto y_data = laid_out(y, c.spec.sizes.back(), m, layout, &yv);
    std::vector<T> z2(z.size()), a2(a.size()), out(p.size());
    network.forward(p.data(), xv, z2.data(), a2.data());
    CHECK(same_bits(z, z2), "z %s %s m %d layout %d", isa.name, dtype<T>(), int(m), layout);
    CHECK(same_bits(a, a2), "a %s %s m %d layout %d", isa.name, dtype<T>(), int(m), layout);
    network.gradient(p.data(), xv, yv, z.data(), a.data(), out.data());
    CHECK(same_bits(gradient, out), "gradient %s %s m %d layout %d", isa.name, dtype<T>(), int(m),
          layout);
  }
}

template <class T>
double numeric(Network<T>& network, std::vector<T> p, size_t i, const View<T>& x,
               const std::vector<T>& y, std::vector<T>* z) {
  const T h = static_cast<T>(1e-5) * std::max(T(1), std::abs(p[i]));
  const T middle = p[i];
  const T* last = z->data() + network.plan().layers.back().first_unit * x.cols;
  std::vector<T> a(z->size());
  p[i] = middle + h;
  network.forward(p.data(), x, z->data(), a.data());
  const double above = network.cost(x.cols, last, y.data());
  p[i] = middle - h;
  network.forward(p.data(), x, z->data(), a.data());
  return (above - network.cost(x.cols, last, y.data())) / (2 * static_cast<double>(h));
}

// Central differences are wrong across a kink: no unit may come near its own, no output one of its
// loss.
bool near_kink(const Plan& plan, const std::vector<double>& z, const std::vector<double>& y,
               int64_t m) {
  const auto is_near = [](double v) { return std::abs(v) < 1e-3; };
  const auto outputs = z.begin() + (plan.units - plan.outputs()) * m;
  const double kink = plan.loss == kHuber ? numbers_for(kHuber, 1)[0] : 0;
  const auto at_kink = [=](double v, double t) { return is_near(std::abs(v - t) - kink); };
  const bool bends = plan.loss == kAbsolute || plan.loss == kHuber || plan.loss == kQuantiles;
  return std::any_of(z.begin(), outputs, is_near) ||
         (bends && !std::equal(outputs, z.end(), y.begin(),
                               [=](double v, double t) { return !at_kink(v, t); }));
}

double difference_ratio(const Spec& spec, const Isa& isa, uint64_t seed) {
  constexpr int64_t kExamples = 6;
  Network<double> network(spec, kernels_of<double>(isa));
  const Plan& plan = network.plan();
  for (;; seed += 1000) {
    Lcg lcg(seed);
    const auto p = lcg.numbers<double>(plan.parameters, 0.8);
    const auto x = lcg.numbers<double>(plan.inputs() * kExamples, 1.5);
    const auto y = targets<double>(lcg, spec.loss, plan.outputs(), kExamples);
    const View<double> xv{x.data(), plan.inputs(), kExamples, kExamples, 1};
    const View<double> yv{y.data(), plan.outputs(), kExamples, kExamples, 1};
    std::vector<double> z(plan.units * kExamples), a(z.size()), g(p.size());
    network.forward(p.data(), xv, z.data(), a.data());
    if (near_kink(plan, z, y, kExamples)) continue;
    network.gradient(p.data(), xv, yv, z.data(), a.data(), g.data());
    double difference = 0, length = 0;
    for (size_t i = 0; i < p.size(); ++i) {
      const double d = numeric(network, p, i, xv, y, &z) - g[i];
      difference += d * d;
      length += g[i] * g[i];
    }
    return std::sqrt(difference / length);
  }
}

template <class T>
void rows_predict_alone(const Spec& spec, const Isa& isa) {
  Lcg lcg(9);
  Network<T> network(spec, kernels_of<T>(isa));
  const int64_t m = 700, inputs = spec.sizes.front(), outputs = spec.sizes.back();
  const auto p = lcg.numbers<T>(network.plan().parameters, 0.5);
  const auto x = lcg.numbers<T>(inputs * m, 2);
  std::vector<T> all(outputs * m), alone(outputs * m), part(outputs * m);
  predict(network, p.data(), m, x.data(), all.data());
  for (int64_t e = 0; e < m; ++e) {
    predict(network, p.data(), 1, x.data() + e * inputs, alone.data() + e * outputs);
  }
  predict(network, p.data(), 313, x.data(), part.data());
  predict(network, p.data(), m - 313, x.data() + 313 * inputs, part.data() + 313 * outputs);
  CHECK(same_bits(all, alone), "one by one, %s %s", isa.name, dtype<T>());
  std::vector<T> served(all.size());
  Served<T>(network.plan(), network.kernels(), p.data(), {}, {})
      .predict(m, x.data(), served.data());
  CHECK(same_bits(all, served), "served, %s %s", isa.name, dtype<T>());
  CHECK(same_bits(all, part), "in two parts, %s %s", isa.name, dtype<T>());

  std::vector<T> z(network.plan().units * m), a(z.size());
  network.forward(p.data(), {x.data(), inputs, m, 1, inputs}, z.data(), a.data());
  const T* last = a.data() + network.plan().layers.back().first_unit * m;
  bool same = true;
  for (int64_t e = 0; e < m; ++e) {
    for (int64_t r = 0; r < outputs; ++r) same = same && last[r * m + e] == all[e * outputs + r];
  }
  CHECK(same, "predict is forward, %s %s", isa.name, dtype<T>());
}

// Left at any look it has written whole examples from the first on, with their bits, and no other.
template <class T>
void prediction_is_left(const Spec& spec, const Isa& isa) {
  Lcg lcg(11);
  Network<T> network(spec, kernels_of<T>(isa));
  const int64_t m = 600, outputs = spec.sizes.back();
  const auto p = lcg.numbers<T>(network.plan().parameters, 0.5);
  const auto x = lcg.numbers<T>(spec.sizes.front() * m, 2);
  std::vector<T> all(outputs * m);
  predict(network, p.data(), m, x.data(), all.data());
  int64_t before = 0;
  for (int looks = 0;; ++looks) {
    int left = looks;
    std::vector<T> out(all.size(), T(-77));
    const bool whole = predict(network, p.data(), m, x.data(), out.data(), after(&left));
    const auto end = std::find(out.begin(), out.end(), T(-77));
    const int64_t written = end - out.begin();
    CHECK(written % outputs == 0 && written >= before, "%d numbers", int(written));
    CHECK(std::equal(out.begin(), end, all.begin()), "bits after %d looks", looks);
    CHECK(std::count(end, out.end(), T(-77)) == out.end() - end, "untouched behind the end");
    CHECK(whole == (written == m * outputs), "%d of %d", int(written), int(m * outputs));
    before = written;
    if (whole) {
      CHECK(looks > m / 256, "%d looks", looks);
      break;
    }
    CHECK(left == -1, "goes on after it was asked to leave");
  }
}

// The fused sums of a training step give the bits of forward, cost and gradient.
template <class T>
void step_is_composition(const Case& c, const Isa& isa) {
  Lcg lcg(5);
  Network<T> network(c.spec, kernels_of<T>(isa));
  const Plan& plan = network.plan();
  const auto p = lcg.numbers<T>(plan.parameters, 0.7);
  const auto x = lcg.numbers<T>(plan.inputs() * c.m, 2);
  const auto y = targets<T>(lcg, c.spec.loss, plan.outputs(), c.m);
  const View<T> xv{x.data(), plan.inputs(), c.m, c.m, 1}, yv{y.data(), plan.outputs(), c.m, c.m, 1};
  std::vector<T> z(plan.units * c.m), a(z.size()), expected(p.size()), sums(p.size());
  network.forward(p.data(), xv, z.data(), a.data());
  const double cost = network.cost(c.m, z.data() + plan.layers.back().first_unit * c.m, y.data());
  network.gradient(p.data(), xv, yv, z.data(), a.data(), expected.data());

  network.begin(c.m, true, sums.data());
  for (int64_t first = 0; first < c.m; first += kBlock) {
    const int64_t n = std::min(kBlock, c.m - first);
    std::vector<T> columns(plan.outputs() * n);
    kernels_of<T>(isa).gather(yv, nullptr, first, n, columns.data(), n);
    const View<T> part{x.data() + first, plan.inputs(), n, c.m, 1};
    CHECK(network.add(p.data(), part, columns.data(), nullptr, kNever), "not cancelled");
  }
  const double count = static_cast<double>(c.m), step_cost = network.finish() / count;
  network.kernels().scale(plan.parameters, static_cast<T>(1.0 / count), sums.data());
  CHECK(step_cost == cost, "cost %s %s m %d: %a %a", isa.name, dtype<T>(), int(c.m), step_cost,
        cost);
  CHECK(same_bits(sums, expected), "sums %s %s m %d", isa.name, dtype<T>(), int(c.m));
}

template <class T>
void output_cost_is_cost(const Spec& spec) {
  Lcg lcg(6);
  Network<T> network(spec, kernels_of<T>(*all_isas().front()));
  const int64_t m = 5000, n = spec.sizes.back();
  const auto z = lcg.numbers<T>(n * m, 3);
  const auto y = targets<T>(lcg, spec.loss, n, m);
  std::vector<T> a(z.size());
  network.kernels().output[spec.loss](n, m, z.data(), a.data());
  const double from_logits = network.cost(m, z.data(), y.data());
  const double from_outputs = network.output_cost(m, a.data(), y.data());
  const double tolerance = (sizeof(T) == 4 ? 1e-5 : 1e-13) * from_logits;
  CHECK(std::abs(from_logits - from_outputs) <= tolerance, "%.17g %.17g", from_logits,
        from_outputs);
}

}  // namespace

TEST(forward_and_gradient_are_the_rules) {
  for (const Isa* isa : all_isas()) {
    for (const Case& c : kCases) {
      matches_rules<float>(c, *isa);
      matches_rules<double>(c, *isa);
    }
  }
}

TEST(gradient_is_the_slope_of_the_cost) {
  for (int activation = 0; activation < kActivations; ++activation) {
    for (int loss = 0; loss < kLosses; ++loss) {
      const Spec spec{{4, 5, 3, 3}, {activation, activation}, loss, numbers_for(loss, 3)};
      const double ratio = difference_ratio(spec, *all_isas().front(), 1);
      CHECK(ratio <= 1e-7, "%s %s: %g", activation_names[activation], loss_names[loss], ratio);
      Spec with_path = spec;
      with_path.linear = true;
      const double other = difference_ratio(with_path, *all_isas().front(), 1);
      CHECK(other <= 1e-7, "path, %s %s: %g", activation_names[activation], loss_names[loss],
            other);
    }
  }
}

TEST(a_row_predicts_as_in_a_batch) {
  for (const Isa* isa : all_isas()) {
    rows_predict_alone<float>({{7, 16, 5, 3}, {kElu, kPrelu}, kClasses}, *isa);
    rows_predict_alone<double>({{7, 16, 5, 1}, {kTanh, kRelu}, kBinary}, *isa);
    rows_predict_alone<float>({{130, 2}, {}, kSquares}, *isa);
    rows_predict_alone<float>({{33, 100, 70, 3}, {kElu, kTanh}, kSquares}, *isa);
    rows_predict_alone<float>({{5, 9, 35, 2}, {kGelu, kMish}, kSquares}, *isa);
    rows_predict_alone<double>({{6, 33, 5, 2}, {kSilu, kSoftplus}, kSquares}, *isa);
    rows_predict_alone<double>({{3, 1100}, {}, kClasses}, *isa);  // in narrower blocks
    rows_predict_alone<float>({{7, 16, 2}, {kTanh}, kPoisson}, *isa);
    rows_predict_alone<double>({{7, 6, 3}, {kRelu}, kQuantiles, {0.1, 0.5, 0.9}}, *isa);
    rows_predict_alone<float>({{40, 64, 1}, {kRelu}, kBinary, {}, true}, *isa);
    rows_predict_alone<double>({{9, 5, 35}, {kTanh}, kClasses, {}, true}, *isa);
  }
}

TEST(a_prediction_is_left_when_asked) {
  for (const Isa* isa : all_isas()) {
    prediction_is_left<float>({{70, 33, 3}, {kElu}, kClasses}, *isa);
    prediction_is_left<double>({{7, 16, 1}, {kTanh}, kBinary}, *isa);
    prediction_is_left<double>({{3, 1100}, {}, kClasses}, *isa);
    prediction_is_left<float>({{70, 33, 3}, {kElu}, kClasses, {}, true}, *isa);
  }
}

TEST(a_step_is_forward_cost_and_gradient) {
  for (const Isa* isa : all_isas()) {
    for (const Case& c : kCases) {
      step_is_composition<float>(c, *isa);
      step_is_composition<double>(c, *isa);
    }
  }
}

TEST(costs_from_logits_and_outputs_agree) {
  for (int loss = 0; loss < kLosses; ++loss) {
    output_cost_is_cost<float>({{2, 3}, {}, loss, numbers_for(loss, 3)});
    output_cost_is_cost<double>({{2, 3}, {}, loss, numbers_for(loss, 3)});
  }
}
