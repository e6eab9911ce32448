// What a team does has the bits of what one thread does: products, passes, whole runs.
#include <memory>
#include <string>

#include "check.h"
#include "core/split.h"
#include "core/train.h"
#include "numbers.h"
#include "predict.h"
#include "reference.h"

using namespace densely;

namespace {

enum { kIdentity, kSigmoid, kTanh, kRelu, kLeakyRelu, kPrelu, kElu };
constexpr int kSgd = index_in<Sgd>(Optimizers{}), kMomentum = index_in<Momentum>(Optimizers{}),
              kAdam = index_in<Adam>(Optimizers{});

constexpr int kWidths[] = {2, 3, 8};

// --- products ------------------------------------------------------------------------------------

struct Shape {
  int64_t m, n, k;
};

// Around the edges of parts and tiles; wide, tall, few columns, one row.
const Shape kShapes[] = {{65, 65, 64},   {128, 128, 128}, {129, 127, 65},  {16, 2000, 20},
                         {2000, 16, 20}, {1, 5000, 60},   {5000, 1, 60},   {3, 300, 400},
                         {300, 3, 400},  {31, 33, 1000},  {257, 1000, 13}, {784, 128, 30}};

template <class T>
View<T> seen(const std::vector<T>& data, int64_t rows, int64_t cols, bool transposed) {
  return transposed ? View<T>{data.data(), rows, cols, 1, rows}
                    : View<T>{data.data(), rows, cols, cols, 1};
}

template <class T>
void check_product(const Isa& isa, Team& team, const Shape& s, int form, bool special) {
  const Kernels<T>& kernels = kernels_of<T>(isa);
  Random random(static_cast<uint64_t>(s.m + 7 * s.n + 13 * s.k + form));
  const auto numbers = [&](int64_t n) {
    return special ? random.sprinkled<T>(n) : random.numbers<T>(n);
  };
  const auto a = numbers(s.m * s.k), b = numbers(s.k * s.n), start = numbers(s.m);
  const int64_t stride = s.n + form;
  std::vector<T> alone(static_cast<size_t>(s.m * stride), T(-1)), shared = alone;
  std::vector<T> pack(static_cast<size_t>(kernels.pack_length * team.width()));
  Product<T> p{seen(a, s.m, s.k, form & 1), seen(b, s.k, s.n, form & 2), alone.data(), stride,
               form == 3 ? nullptr : start.data()};
  CHECK(kernels.product(p, pack.data(), kNever), "cancelled");
  p.c = shared.data();
  CHECK(product(&team, kernels, p, pack.data(), kNever), "cancelled");
  const int64_t at = difference(alone, shared);
  CHECK(at < 0, "%s %s %dx%dx%d form %d width %d differs at %d", isa.name, dtype<T>(),
        static_cast<int>(s.m), static_cast<int>(s.n), static_cast<int>(s.k), form, team.width(),
        static_cast<int>(at));
}

}  // namespace

TEST(products) {
  Pool pool(8);
  for (const int width : kWidths) {
    Team team(&pool, width);
    int count = 0;
    for (const Isa* isa : isas()) {
      for (const Shape& shape : kShapes) {
        for (int form = 0; form < 4; ++form) {
          // Without fused multiply-adds of its own the last one is slow.
          if (count++ % (isa == isas().back() ? 4 * kThin : kThin) != 0) continue;
          check_product<float>(*isa, team, shape, form, count % 3 == 0);
          check_product<double>(*isa, team, shape, form, count % 5 == 0);
        }
      }
    }
  }
}

TEST(parts_cover_the_product_once) {
  for (const Shape& s : kShapes) {
    for (int width = 2; width <= 64; width *= 2) {
      std::vector<float> c(static_cast<size_t>(s.m * s.n), 0);
      const Product<float> p{
          {c.data(), s.m, s.k, s.k, 1}, {c.data(), s.k, s.n, s.n, 1}, c.data(), s.n, nullptr};
      const Cut cut = cut_of(p, width);
      CHECK(cut.pieces() >= 1 && cut.pieces() <= kPiecesEach * width, "%d pieces for width %d",
            static_cast<int>(cut.pieces()), width);
      for (int64_t i = 0; i < cut.pieces(); ++i) {
        const Product<float> part = part_of(p, cut, i);
        for (int64_t r = 0; r < part.a.rows; ++r) {
          for (int64_t j = 0; j < part.b.cols; ++j) part.c[r * s.n + j] += 1;
        }
      }
      const bool once = std::all_of(c.begin(), c.end(), [](float n) { return n == 1; });
      CHECK(once, "%dx%dx%d width %d", static_cast<int>(s.m), static_cast<int>(s.n),
            static_cast<int>(s.k), width);
    }
  }
}

TEST(small_products_stay_alone) {
  float x = 0;
  const Product<float> p{{&x, 64, 64, 64, 1}, {&x, 64, 64, 64, 1}, &x, 64, nullptr};
  CHECK(cut_of(p, 8).pieces() == 1, "64 x 64 x 64 is cut");
}

TEST(a_cancelled_product_says_so) {
  Pool pool(4);
  Team team(&pool, 4);
  const Kernels<float>& kernels = kernels_of<float>(*isas().back());
  const std::vector<float> a(512 * 512, 1.0f);
  std::vector<float> c(512 * 512), pack(static_cast<size_t>(kernels.pack_length * team.width()));
  const Cancel always{[](const void*) { return true; }, nullptr};
  const Product<float> p{
      {a.data(), 512, 512, 512, 1}, {a.data(), 512, 512, 512, 1}, c.data(), 512, nullptr};
  CHECK(!product(&team, kernels, p, pack.data(), always), "not cancelled");
}

TEST(passes) {
  Pool pool(8);
  for (const int width : {1, 2, 3, 8}) {
    Team team(&pool, width);
    for (const int64_t count : {int64_t{0}, int64_t{1}, kPiece, kPiece + 1, 5 * kPiece + 7}) {
      for (const int64_t numbers : {1, 3, 1000}) {
        std::vector<unsigned char> times(static_cast<size_t>(count), 0);
        const Items items{count, numbers, 16};
        const bool whole =
            in_pieces(&team, items, kNever, [&](int64_t first, int64_t n, int worker) {
              CHECK(first % 16 == 0 && worker < width, "first %d", static_cast<int>(first));
              for (int64_t i = first; i < first + n; ++i) times[static_cast<size_t>(i)]++;
            });
        const bool once = std::all_of(times.begin(), times.end(), [](int n) { return n == 1; });
        CHECK(whole && once, "%d of %d, width %d", static_cast<int>(count),
              static_cast<int>(numbers), width);
      }
    }
    const Cancel always{[](const void*) { return true; }, nullptr};
    CHECK(!in_pieces(&team, {kPiece * 9}, always, [](int64_t, int64_t, int) {}), "not cancelled");
  }
}

// --- networks ------------------------------------------------------------------------------------

namespace {

struct Net {
  Spec spec;
  int optimizer;
  int64_t examples, batch;  // batch 0: all
};

// Each with phases large enough to be shared.
const Net kNets[] = {
    {{{200, 96, 10}, {kRelu}, kClasses}, kAdam, 260, 130},
    {{{20, 40, 12, 3}, {kPrelu, kElu}, kSquares}, kMomentum, 4200, 0},  // two blocks
    {{{3, 100, 1}, {kTanh}, kBinary}, kSgd, 4100, 0},
    {{{20, 150, 90, 40}, {kSigmoid, kPrelu}, kClasses}, kAdam, 250, 125},
    {{{200, 96, 30}, {kRelu}, kClasses, {}, true}, kAdam, 4200, 4150},  // two blocks
};

template <class T>
struct Outcome {
  std::vector<T> parameters, slots, gradient, predicted;
  std::vector<double> costs;
};

template <class T>
struct Problem {
  explicit Problem(const Net& of) : net(of), plan(of.spec), m(of.examples) {
    Lcg lcg(11);
    parameters = lcg.numbers<T>(plan.parameters, 0.3);
    x = lcg.numbers<T>(plan.inputs() * m, 1.5);
    y = targets<T>(lcg, net.spec.loss, plan.outputs(), m);
    for (int64_t i = 0; i < m; ++i) order.push_back(static_cast<uint32_t>((i * 7) % m));
    const uint32_t batch = static_cast<uint32_t>(net.batch);
    for (uint32_t e = 0; batch && e + batch <= order.size(); e += batch) ends.push_back(e + batch);
    if (batch) ends.insert(ends.begin(), 0);
  }

  // Example by example for batches, which pick columns; else feature by feature.
  View<T> data() const {
    const int64_t n = plan.inputs();
    return net.batch ? View<T>{x.data(), n, m, 1, n} : View<T>{x.data(), n, m, m, 1};
  }

  const Net& net;
  const Plan plan;
  const int64_t m;
  std::vector<T> parameters, x, y;
  std::vector<uint32_t> order, ends;
};

constexpr int kConstants = 5, kScalars = 2;

template <class T>
void train(const Problem<T>& problem, const Isa& isa, Pool* pool, int threads, Outcome<T>* out) {
  const Net& net = problem.net;
  const int64_t steps = net.batch ? static_cast<int64_t>(problem.ends.size()) - 1 : 2;
  const T constants[kConstants] = {T(0.9), T(0.1), T(0.999), T(0.001), T(1e-8)};
  const std::vector<T> scalars(static_cast<size_t>(steps * kScalars), T(0.01));
  const std::vector<uint8_t> flags(static_cast<size_t>(steps), kCountCost | kEmitCost);
  const std::atomic<int32_t> cancel{kGoOn};
  double carry[2] = {0, 0};
  std::vector<T> snapshot(out->parameters.size());
  out->slots.assign(out->parameters.size() * optimizer_slots[net.optimizer], T(0));
  out->costs.assign(static_cast<size_t>(steps), 0);
  Chunk<T> chunk{};
  chunk.parameters = out->parameters.data();
  chunk.slots = out->slots.data();
  chunk.snapshot = snapshot.data();
  chunk.carry = carry;
  chunk.x = problem.data();
  chunk.y = {problem.y.data(), problem.plan.outputs(), problem.m, problem.m, 1};
  chunk.optimizer = net.optimizer;
  chunk.constants = constants;
  chunk.scalars = scalars.data();
  chunk.steps = steps;
  chunk.ends = net.batch ? problem.ends.data() : nullptr;
  chunk.order = net.batch ? problem.order.data() : nullptr;
  chunk.flags = flags.data();
  chunk.costs = out->costs.data();
  chunk.cancel = &cancel;
  chunk.pool = pool;
  chunk.threads = threads;
  Trainer<T> trainer(net.spec, kernels_of<T>(isa));
  const Progress done = trainer.run(chunk);
  CHECK(done.steps == steps, "%d of %d steps", static_cast<int>(done.steps),
        static_cast<int>(steps));
}

template <class T>
Outcome<T> outcome_of(const Problem<T>& problem, const Isa& isa, Pool* pool, int threads) {
  Outcome<T> out;
  out.parameters = problem.parameters;
  train(problem, isa, pool, threads, &out);
  Network<T> network(problem.net.spec, kernels_of<T>(isa));
  const Sharing<T> sharing(network, pool, threads);
  const int64_t units = problem.plan.units * problem.m;
  std::vector<T> z(static_cast<size_t>(units)), a(z.size());
  network.forward(out.parameters.data(), problem.data(), z.data(), a.data());
  out.gradient.resize(out.parameters.size());
  const View<T> y{problem.y.data(), problem.plan.outputs(), problem.m, problem.m, 1};
  network.gradient(out.parameters.data(), problem.data(), y, z.data(), a.data(),
                   out.gradient.data());
  out.predicted.resize(static_cast<size_t>(problem.plan.outputs() * problem.m));
  predict(network, out.parameters.data(), problem.m, problem.x.data(), out.predicted.data());
  return out;
}

template <class T>
void one_outcome(const Net& net, Pool* pool) {
  const Problem<T> problem(net);
  for (const Isa* isa : all_isas()) {
    const Outcome<T> alone = outcome_of(problem, *isa, nullptr, 1);
    for (const int threads : {1, 2, 4, 8}) {
      if (isa == all_isas().back() && threads < 8) continue;
      const Outcome<T> shared = outcome_of(problem, *isa, pool, threads);
      const auto check = [&](bool same, const char* what) {
        CHECK(same, "%s %s inputs %d, %d threads: %s", isa->name, dtype<T>(),
              static_cast<int>(problem.plan.inputs()), threads, what);
      };
      check(same_bits(alone.parameters, shared.parameters), "parameters");
      check(same_bits(alone.slots, shared.slots), "slots");
      check(same_bits(alone.costs, shared.costs), "costs");
      check(same_bits(alone.gradient, shared.gradient), "gradient");
      check(same_bits(alone.predicted, shared.predicted), "predictions");
    }
  }
}

}  // namespace

TEST(runs) {
  Pool pool(8);
  for (const Net& net : kNets) {
    one_outcome<float>(net, &pool);
    if (kThin == 1) one_outcome<double>(net, &pool);
  }
}

// Two runs, predictions and products at the same time, on one pool.
TEST(runs_beside_each_other) {
  Pool pool(3);
  const Isa& isa = *all_isas().front();
  const Problem<float> problem(kNets[0]);
  const Outcome<float> alone = outcome_of(problem, isa, nullptr, 1);
  std::vector<std::thread> callers;
  std::atomic<int> different{0};
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < 4; ++round) {
        const Outcome<float> shared = outcome_of(problem, isa, &pool, 3);
        different += !same_bits(alone.parameters, shared.parameters) ||
                     !same_bits(alone.predicted, shared.predicted);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(different == 0, "%d of 16 runs differ", different.load());
}
