#include "core/train.h"

#include <chrono>
#include <memory>
#include <thread>

#include "check.h"
#include "reference.h"

using namespace densely;

namespace {

enum { kSgd, kMomentum, kAdam };

// A whole run: data, parameters and the plan of its steps, to be handed down in chunks.
template <class T>
struct Run {
  Run(const Spec& s, int opt, int64_t examples, uint64_t seed)
      : spec(s), plan(s), optimizer(opt), m(examples) {
    Lcg lcg(seed);
    parameters = lcg.numbers<T>(plan.parameters, 0.5);
    x = lcg.numbers<T>(plan.inputs() * m, 1.5);
    y = targets<T>(lcg, spec.loss, plan.outputs(), m);
    slots.assign(parameters.size() * optimizer_slots[optimizer], T(0));
    snapshot.assign(parameters.size(), T(0));
    if (optimizer == kMomentum) constants = {T(0.9)};
    if (optimizer == kAdam) constants = {T(0.9), T(0.1), T(0.999), T(0.001), T(1e-8)};
  }

  void full_batch(int64_t steps) {
    flags.assign(steps, kCountCost | kEmitCost);
    add_scalars(steps);
  }

  // Every epoch a new order, the last batch of an epoch shorter.
  void mini_batches(int epochs, int64_t batch, uint64_t seed) {
    Lcg lcg(seed);
    ends = {0};
    for (int epoch = 0; epoch < epochs; ++epoch) {
      std::vector<uint32_t> examples(m);
      for (int64_t i = 0; i < m; ++i) examples[i] = static_cast<uint32_t>(i);
      for (int64_t i = m - 1; i > 0; --i) std::swap(examples[i], examples[lcg.bits() % (i + 1)]);
      for (int64_t first = 0; first < m; first += batch) {
        ends.push_back(static_cast<uint32_t>(order.size() + std::min(first + batch, m)));
        flags.push_back(first + batch >= m ? kCountCost | kEmitCost : kCountCost);
      }
      order.insert(order.end(), examples.begin(), examples.end());
    }
    add_scalars(static_cast<int64_t>(flags.size()));
  }

  void add_scalars(int64_t steps) {
    double power1 = 1, power2 = 1;
    for (int64_t s = 0; s < steps; ++s) {
      power1 *= 0.9;
      power2 *= 0.999;
      if (optimizer == kAdam) {
        scalars.push_back(static_cast<T>(0.01 / (1 - power1)));
        scalars.push_back(static_cast<T>(std::sqrt(1 / (1 - power2))));
      } else {
        scalars.push_back(static_cast<T>(optimizer == kSgd ? 1.2 : 0.1));
      }
    }
  }

  Chunk<T> chunk(int64_t first, int64_t steps, double* costs) {
    Chunk<T> c{};
    c.parameters = parameters.data();
    c.slots = slots.data();
    c.snapshot = snapshot.data();
    c.carry = carry;
    c.x = example_major ? View<T>{x.data(), plan.inputs(), m, 1, plan.inputs()}
                        : View<T>{x.data(), plan.inputs(), m, m, 1};
    c.y = {y.data(), plan.outputs(), m, m, 1};
    c.optimizer = optimizer;
    c.constants = constants.data();
    c.scalars = scalars.data() + first * optimizer_scalars[optimizer];
    c.steps = steps;
    c.ends = ends.empty() ? nullptr : ends.data() + first;
    c.order = order.empty() ? nullptr : order.data();
    c.flags = flags.data() + first;
    c.costs = costs;
    c.cancel = cancel.get();
    return c;
  }

  int64_t all_steps() const { return static_cast<int64_t>(flags.size()); }

  // Returns the recorded costs.
  std::vector<double> go(const Isa& isa, int64_t chunk_steps) {
    Trainer<T> trainer(spec, kernels_of<T>(isa));
    std::vector<double> costs(flags.size());
    int64_t recorded = 0;
    for (int64_t first = 0; first < all_steps(); first += chunk_steps) {
      const int64_t steps = std::min(chunk_steps, all_steps() - first);
      const Progress done = trainer.run(chunk(first, steps, costs.data() + recorded));
      recorded += done.recorded;
      if (done.steps < steps) break;
    }
    costs.resize(recorded);
    return costs;
  }

  uint64_t hash() const { return fnv(snapshot, fnv(slots, fnv(parameters))); }

  Spec spec;
  Plan plan;
  int optimizer;
  int64_t m;
  bool example_major = false;
  std::vector<T> parameters, slots, snapshot, x, y, constants, scalars;
  std::vector<uint32_t> ends, order;
  std::vector<uint8_t> flags;
  double carry[2] = {0, 0};
  std::shared_ptr<std::atomic<int32_t>> cancel = std::make_shared<std::atomic<int32_t>>(kGoOn);
};

template <class T>
Run<T> full_batch_run() {
  Run<T> run({{2, 4, 1}, {2}, 0}, kSgd, 400, 3);
  run.full_batch(60);
  return run;
}

template <class T>
Run<T> mini_batch_run(int optimizer) {
  Run<T> run({{6, 17, 9, 3}, {6, 5}, 1}, optimizer, 230, 4);
  run.mini_batches(6, 48, 8);
  return run;
}

template <class T>
Run<T> large_batch_run() {
  Run<T> run({{3, 7, 2}, {5}, 2}, kMomentum, 9000, 5);
  run.full_batch(9);
  return run;
}

// Batches of two blocks and of a few examples; enough features to be read where they lie.
template <class T>
Run<T> wide_batches_run() {
  Run<T> run({{20, 17, 3}, {3}, 1}, kMomentum, 4613, 7);
  run.mini_batches(2, 4600, 9);
  return run;
}

// (rows, cols) column by column
template <class T>
std::vector<T> turned(const std::vector<T>& x, int64_t rows, int64_t cols) {
  std::vector<T> out;
  for (int64_t c = 0; c < cols; ++c) {
    for (int64_t r = 0; r < rows; ++r) out.push_back(x[r * cols + c]);
  }
  return out;
}

template <class T>
void turn(Run<T>& run) {
  run.x = turned(run.x, run.plan.inputs(), run.m);
  run.example_major = true;
}

// However it is cut and whatever the ISA and the layout, one run has one result.
template <class Make>
void one_hash(const char* name, uint64_t expected, Make make) {
  for (const Isa* isa : all_isas()) {
    for (const int64_t steps : {int64_t{1}, int64_t{7}, int64_t{1000000}}) {
      for (const bool example_major : {false, true}) {
        auto run = make();
        if (example_major) turn(run);
        const auto costs = run.go(*isa, steps);
        const uint64_t hash = fnv(costs, run.hash());
        CHECK(hash == expected, "%s %s chunks of %d: 0x%016llx", name, isa->name, int(steps),
              static_cast<unsigned long long>(hash));
      }
    }
  }
}

// A step after the rules: batch by hand, reference gradient, update by the scalar kernel.
template <class T>
std::vector<double> by_hand(Run<T>& run) {
  const Reference<T> reference(run.spec);
  const Kernels<T>& scalar = kernels_of<T>(*all_isas().back());
  std::vector<double> costs;
  double sum = 0, count = 0;
  for (int64_t s = 0; s < run.all_steps(); ++s) {
    const uint32_t* order = run.order.data() + run.ends[s];
    const int64_t n = run.ends[s + 1] - run.ends[s];
    std::vector<T> x(run.plan.inputs() * n), y(run.plan.outputs() * n), z, a;
    for (int64_t e = 0; e < n; ++e) {
      for (int64_t r = 0; r < run.plan.inputs(); ++r) x[r * n + e] = run.x[r * run.m + order[e]];
      for (int64_t r = 0; r < run.plan.outputs(); ++r) y[r * n + e] = run.y[r * run.m + order[e]];
    }
    reference.forward(run.parameters, x, n, &z, &a);
    const T* logits = z.data() + run.plan.layers.back().first_unit * n;
    const double mean =
        scalar.cost[run.spec.loss](run.plan.outputs(), n, logits, y.data()) / double(n);
    sum += mean * double(n);
    count += double(n);
    if (run.flags[s] & kEmitCost) {
      costs.push_back(sum / count);
      sum = count = 0;
      run.snapshot = run.parameters;
    }
    const auto g = reference.gradient(run.parameters, x, y, n, z, a);
    scalar.update[run.optimizer](run.plan.parameters, run.parameters.data(), g.data(), T(1),
                                 run.slots.data(), run.plan.parameters, run.constants.data(),
                                 run.scalars.data() + s * optimizer_scalars[run.optimizer]);
  }
  return costs;
}

// Read where they lie or gathered.
template <class T>
void batches_are_the_rules(const Run<T>& made) {
  Run<T> expected = made;
  const auto expected_costs = by_hand(expected);
  const char* name = optimizer_names[made.optimizer];
  for (const Isa* isa : all_isas()) {
    for (const bool example_major : {false, true}) {
      Run<T> run = made;
      if (example_major) turn(run);
      const auto costs = run.go(*isa, 1000);
      CHECK(same_bits(costs, expected_costs), "costs %s %s", isa->name, name);
      CHECK(same_bits(run.parameters, expected.parameters), "parameters %s %s", isa->name, name);
      CHECK(same_bits(run.slots, expected.slots), "slots %s %s", isa->name, name);
      CHECK(same_bits(run.snapshot, expected.snapshot), "snapshot %s %s", isa->name, name);
    }
  }
}

// Some 10^11 multiply-adds: more than the time that the tests below give it.
Run<float> endless_step() {
  Run<float> run({{64, 4096, 1024, 1}, {2, 5}, 0}, kSgd, 8192, 6);
  run.full_batch(1);
  return run;
}

}  // namespace

TEST(a_run_has_one_hash) {
  one_hash("full batch float32", 0x32aec9a7774fae59, full_batch_run<float>);
  one_hash("full batch float64", 0x63b141f68a0691fe, full_batch_run<double>);
  one_hash("large batch float32", 0x69f7a355b108ced4, large_batch_run<float>);
  one_hash("large batch float64", 0xcdd4a7dd2ca6cd54, large_batch_run<double>);
  one_hash("adam float32", 0xd72b8ecbc4e4fcb1, [] { return mini_batch_run<float>(kAdam); });
  one_hash("adam float64", 0xa4b94e726e82a7a3, [] { return mini_batch_run<double>(kAdam); });
}

TEST(mini_batches_follow_the_rules) {
  for (const int optimizer : {kSgd, kMomentum, kAdam}) {
    batches_are_the_rules(mini_batch_run<float>(optimizer));
    batches_are_the_rules(mini_batch_run<double>(optimizer));
  }
  batches_are_the_rules(wide_batches_run<float>());
  batches_are_the_rules(wide_batches_run<double>());
}

TEST(full_batch_costs_are_those_of_the_network) {
  Run<double> run = full_batch_run<double>();
  Network<double> network(run.spec, kernels_of<double>(*all_isas().front()));
  std::vector<double> z(run.plan.units * run.m), a(z.size());
  network.forward(run.parameters.data(), {run.x.data(), 2, run.m, run.m, 1}, z.data(), a.data());
  const double first = network.cost(run.m, z.data() + 4 * run.m, run.y.data());
  const auto costs = run.go(*all_isas().front(), 5);
  CHECK(costs.size() == 60, "%d costs", int(costs.size()));
  CHECK(costs[0] == first, "%a %a", costs[0], first);
  CHECK(costs.back() < first, "training lowers the cost: %g to %g", first, costs.back());
}

TEST(steps_without_flags_report_nothing) {
  Run<double> silent = full_batch_run<double>();
  silent.flags.assign(silent.flags.size(), 0);
  Run<double> telling = full_batch_run<double>();
  const auto costs = silent.go(*all_isas().front(), 13);
  telling.go(*all_isas().front(), 13);
  CHECK(costs.empty(), "%d costs", int(costs.size()));
  CHECK(same_bits(silent.parameters, telling.parameters), "a cost changes no state");
  CHECK(silent.snapshot == std::vector<double>(silent.snapshot.size(), 0.0), "no snapshot");
}

TEST(a_request_to_stop_is_met_between_steps) {
  for (const int32_t request : {int32_t{kStopAfterStep}, int32_t{kLeaveAtOnce}}) {
    Run<float> run = full_batch_run<float>();
    const auto before = run.parameters;
    *run.cancel = request;
    Trainer<float> trainer(run.spec, kernels_of<float>(*all_isas().front()));
    std::vector<double> costs(run.flags.size());
    const Progress done = trainer.run(run.chunk(0, run.all_steps(), costs.data()));
    CHECK(done.steps == 0 && done.recorded == 0, "steps %d", int(done.steps));
    CHECK(same_bits(run.parameters, before), "parameters unchanged");
  }
}

TEST(stop_after_the_step_finishes_it) {
  constexpr int64_t kSteps = 1000000;
  Run<float> run({{32, 32, 1}, {2}, 0}, kSgd, 200, 6);
  run.full_batch(kSteps);
  std::vector<double> costs(kSteps);
  Progress done;
  std::thread thread([&] {
    Trainer<float> trainer(run.spec, kernels_of<float>(*all_isas().front()));
    done = trainer.run(run.chunk(0, kSteps, costs.data()));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  *run.cancel = kStopAfterStep;
  thread.join();
  CHECK(done.steps < kSteps, "stopped early");
  CHECK(done.steps == done.recorded, "%d steps, %d costs", int(done.steps), int(done.recorded));
}

TEST(leaving_a_step_changes_nothing_and_is_quick) {
  for (const bool by_flag : {false, true}) {
    Run<float> run = endless_step();
    const auto before = run.parameters;
    std::atomic<bool> abandoned{false};
    Progress done;
    double cost = 0;
    std::thread thread([&] {
      Trainer<float> trainer(run.spec, kernels_of<float>(*all_isas().front()));
      Chunk<float> chunk = run.chunk(0, 1, &cost);
      chunk.abandoned = &abandoned;
      done = trainer.run(chunk);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto asked = std::chrono::steady_clock::now();
    if (by_flag) {
      abandoned = true;
    } else {
      *run.cancel = kLeaveAtOnce;
    }
    thread.join();
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - asked;
    CHECK(done.steps == 0 && done.recorded == 0, "left half-way: %d steps", int(done.steps));
    CHECK(same_bits(run.parameters, before), "parameters unchanged");
    CHECK(run.carry[0] == 0 && run.carry[1] == 0, "carry unchanged");
    // Emulated and sanitized builds are slow; what matters is that nobody waits for the step.
    CHECK(waited.count() < 1, "waited %.3f s", waited.count());
  }
}

TEST(divergence_keeps_the_last_finite_parameters) {
  for (const int64_t chunk : {int64_t{1}, int64_t{1000}}) {
    Run<float> run({{3, 5, 2}, {3}, 2}, kSgd, 50, 11);
    run.full_batch(40);
    std::fill(run.scalars.begin() + 10, run.scalars.end(), 1e12f);
    const auto costs = run.go(*all_isas().front(), chunk);
    CHECK(costs.size() < 40 && !std::isfinite(costs.back()), "%d costs", int(costs.size()));
    CHECK(std::isfinite(costs[costs.size() - 2]), "only the last cost is not finite");

    Run<float> shorter({{3, 5, 2}, {3}, 2}, kSgd, 50, 11);
    shorter.full_batch(40);
    std::fill(shorter.scalars.begin() + 10, shorter.scalars.end(), 1e12f);
    shorter.flags.resize(costs.size() - 2);
    shorter.go(*all_isas().front(), chunk);
    CHECK(same_bits(run.snapshot, shorter.parameters), "snapshot of the last finite cost");
    CHECK(run.carry[0] == 0 && run.carry[1] == 0, "carry is empty");
  }
}
