#include "core/train.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <thread>

#include "check.h"
#include "core/dropout.h"
#include "reference.h"

using namespace densely;

namespace {

constexpr int kSgd = index_in<Sgd>(Optimizers{}), kMomentum = index_in<Momentum>(Optimizers{}),
              kAdam = index_in<Adam>(Optimizers{});

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
    c.weights = weights.empty() ? nullptr : weights.data();
    c.optimizer = optimizer;
    c.constants = constants.data();
    c.scalars = scalars.data() + first * optimizer_scalars[optimizer];
    c.penalties = penalties.empty() ? nullptr : penalties.data() + first * kPenalties;
    c.segments = segments.empty() ? nullptr : segments.data();
    c.segment_count = static_cast<int64_t>(segments.size());
    c.steps = steps;
    c.ends = ends.empty() ? nullptr : ends.data() + first;
    c.order = order.empty() ? nullptr : order.data();
    c.flags = flags.data() + first;
    c.costs = costs;
    c.cancel = cancel.get();
    c.reduce = reduce;
    c.clips = clips.empty() ? nullptr : clips.data() + first * kClips;
    c.smoothing = smoothing.empty() ? nullptr : smoothing.data() + first;
    c.average = average.empty() ? nullptr : average.data();
    c.averaging = averaging.empty() ? nullptr : averaging.data() + first;
    if (!thresholds.empty()) {
      c.dropout = {7, kFirstStep + static_cast<uint64_t>(first), places.data() + first,
                   thresholds.data() + first * hidden()};
    }
    return c;
  }

  static constexpr uint64_t kFirstStep = (uint64_t{1} << 32) - 3;
  int64_t hidden() const { return static_cast<int64_t>(plan.layers.size()) - 1; }
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

  uint64_t hash() const { return fnv(average, fnv(snapshot, fnv(slots, fnv(parameters)))); }

  Spec spec;
  Plan plan;
  int optimizer;
  int64_t m;
  bool example_major = false;
  std::vector<T> parameters, slots, snapshot, x, y, weights, constants, scalars;
  std::vector<double> penalties, clips, smoothing, averaging;
  std::vector<T> average;
  std::vector<uint32_t> places, thresholds;
  std::vector<Segment> segments;
  Reduce<T> reduce;
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

// With a linear path, over features that lie in lanes or are read where they lie.
template <class T>
Run<T> path_run(int64_t inputs) {
  Run<T> run({{inputs, 17, 3}, {3}, 1, {}, true}, kAdam, 230, 6);
  run.mini_batches(6, 80, 8);
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

template <class T>
std::vector<Segment> segments_of(const Run<T>& run) {
  if (!run.segments.empty()) return run.segments;
  return {{0, run.plan.parameters, 1, {}}};
}

// What penalties and the limit of values make of a segment's gradient.
template <class T>
void add_by_hand(const Run<T>& run, int64_t step, const Segment& segment, double total,
                 std::vector<T>* g) {
  const double none[kPenalties] = {};
  const double* values = run.penalties.empty() ? none : run.penalties.data() + step * kPenalties;
  const T l2 = static_cast<T>(values[kL2] * segment.penalties[kL2] / total);
  const T l1 = static_cast<T>(values[kL1] * segment.penalties[kL1] / total);
  for (int64_t i = segment.offset; i < segment.offset + segment.length; ++i) {
    const T w = run.parameters[i];
    T& d = (*g)[i];
    if (l2 != 0) d = std::fma(l2, w, d);
    if (l1 != 0) d = d + (w > 0 ? l1 : w < 0 ? -l1 : T(0));
    if (run.clips.empty()) continue;
    const T most = static_cast<T>(run.clips[step * kClips + kValue]);
    d = std::max(-most, std::min(most, d));
  }
}

// The factor of the gradient that its norm's limit makes.
template <class T>
T clipping_by_hand(const Run<T>& run, int64_t step, const std::vector<T>& g) {
  const double limit = run.clips.empty() ? 1e300 : run.clips[step * kClips + kNorm];
  double total = 0;
  for (int64_t first = 0; first < run.plan.parameters; first += kBlock) {
    double lane[8] = {};
    for (const Segment& segment : segments_of(run)) {
      for (int64_t i = segment.offset; i < segment.offset + segment.length; ++i) {
        if (segment.rate == 0 || i / kBlock != first / kBlock) continue;
        lane[i % 8] = std::fma(double(g[i]), double(g[i]), lane[i % 8]);
      }
    }
    total +=
        ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
  }
  const double factor = limit / (std::sqrt(total) + 1e-6);
  return factor < 1 ? static_cast<T>(factor) : T(1);
}

// The update of one segment: decay number by number, then the scalar kernel.
template <class T>
void move_by_hand(Run<T>& run, int64_t step, const Segment& segment, T times, std::vector<T>* g) {
  const double by = run.penalties.empty() ? 0 : run.penalties[step * kPenalties + kDecay];
  const T decay = static_cast<T>(by * segment.rate * segment.penalties[kDecay]);
  for (int64_t i = segment.offset; i < segment.offset + segment.length; ++i) {
    T& w = run.parameters[i];
    if (decay != 0) w = std::fma(-decay, w, w);
    (*g)[i] = (*g)[i] * times;
  }
  const int64_t count = optimizer_scalars[run.optimizer];
  std::vector<T> scalars(run.scalars.begin() + step * count,
                         run.scalars.begin() + (step + 1) * count);
  scalars[0] = static_cast<T>(segment.rate * static_cast<double>(scalars[0]));
  kernels_of<T>(*all_isas().back())
      .update[run.optimizer](segment.length, run.parameters.data() + segment.offset,
                             g->data() + segment.offset, T(1), run.slots.data() + segment.offset,
                             run.plan.parameters, run.constants.data(), scalars.data());
}

template <class T>
void update_by_hand(Run<T>& run, int64_t step, double total, std::vector<T> g) {
  for (const Segment& segment : segments_of(run)) {
    if (segment.rate != 0) add_by_hand(run, step, segment, total, &g);
  }
  const T times = clipping_by_hand(run, step, g);
  for (const Segment& segment : segments_of(run)) {
    if (segment.rate != 0) move_by_hand(run, step, segment, times, &g);
  }
  for (size_t i = 0; i < run.average.size(); ++i) {
    T& mean = run.average[i];
    mean = std::fma(static_cast<T>(run.averaging[step]), run.parameters[i] - mean, mean);
  }
}

// What dropout multiplies A by, number by number.
template <class T>
std::vector<T> factors_by_hand(const Run<T>& run, int64_t step, int64_t n) {
  std::vector<T> factors;
  for (int64_t l = 0; l < run.hidden() && !run.thresholds.empty(); ++l) {
    const uint32_t threshold = run.thresholds[step * run.hidden() + l];
    const T scale = static_cast<T>(65536.0 / (65536.0 - threshold));
    const uint64_t number = Run<T>::kFirstStep + static_cast<uint64_t>(step);
    const uint32_t layer = key_of(step_key(7, number), static_cast<uint32_t>(l + 1));
    for (int64_t u = 0; u < run.plan.layers[l].units; ++u) {
      for (int64_t e = 0; e < n; ++e) {
        const uint32_t example = key_of(layer, run.places[step] + static_cast<uint32_t>(e));
        const uint32_t drawn = draw(example, unit_key(static_cast<uint32_t>(u)));
        factors.push_back(drawn < threshold ? T(0) : scale);
      }
    }
  }
  if (!factors.empty()) factors.resize(run.plan.units * n, T(1));
  return factors;
}

// A step after the rules: batch by hand, reference gradient, update by the scalar kernel.
template <class T>
std::vector<double> by_hand(Run<T>& run) {
  Reference<T> reference(run.spec);
  const Kernels<T>& scalar = kernels_of<T>(*all_isas().back());
  std::vector<double> costs;
  double sum = 0, count = 0;
  for (int64_t s = 0; s < run.all_steps(); ++s) {
    const uint32_t* order = run.order.data() + run.ends[s];
    const int64_t n = run.ends[s + 1] - run.ends[s];
    std::vector<T> x(run.plan.inputs() * n), y(run.plan.outputs() * n), weights, z, a;
    for (int64_t e = 0; e < n; ++e) {
      for (int64_t r = 0; r < run.plan.inputs(); ++r) x[r * n + e] = run.x[r * run.m + order[e]];
      for (int64_t r = 0; r < run.plan.outputs(); ++r) y[r * n + e] = run.y[r * run.m + order[e]];
      if (!run.weights.empty()) weights.push_back(run.weights[order[e]]);
    }
    const double total = Reference<T>::total_weight(weights, n);
    reference.factors = factors_by_hand(run, s, n);
    reference.smoothing = run.smoothing.empty() ? T(0) : static_cast<T>(run.smoothing[s]);
    reference.forward(run.parameters, x, n, &z, &a);
    const T* logits = z.data() + run.plan.layers.back().first_unit * n;
    const T* weight = weights.empty() ? nullptr : weights.data();
    const double mean = scalar.cost[run.spec.loss](run.plan.outputs(), n, logits, y.data(),
                                                   reference.numbers(), weight) /
                        total;
    sum += mean * total;
    count += total;
    if (run.flags[s] & kEmitCost) {
      costs.push_back(sum / count);
      sum = count = 0;
      run.snapshot = run.parameters;
    }
    const auto g = reference.gradient(run.parameters, x, y, n, z, a, weights);
    update_by_hand(run, s, total, g);
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
      CHECK(same_bits(run.average, expected.average), "average %s %s", isa->name, name);
      CHECK(same_bits(run.snapshot, expected.snapshot), "snapshot %s %s", isa->name, name);
    }
  }
}

// Uneven weights, and segments of every kind: at another rate, frozen, left out, with penalties.
template <class T>
Run<T> weighted_run(int optimizer) {
  Run<T> run = mini_batch_run<T>(optimizer);
  Lcg lcg(12);
  for (int64_t i = 0; i < run.m; ++i) run.weights.push_back(static_cast<T>(lcg.number() + 1));
  for (int64_t s = 0; s < run.all_steps(); ++s) {
    run.penalties.insert(run.penalties.end(), {0.001 / double(s + 1), 0.02, 0.003});
  }
  const int64_t n = run.plan.parameters;
  run.segments = {{0, 30, 1, {1, 1, 1}},
                  {30, 17, 0, {1, 1, 1}},
                  {47, 50, 0.3, {1, 0, 0}},
                  {97, 3, 6, {0, 0.5, 0}},
                  {110, n - 110, 1, {0, 0, 2}}};
  return run;
}

enum { kValues = 1, kNorms = 2, kLabels = 4, kAverages = 8, kDrops = 16 };
constexpr int kEverything = kValues | kNorms | kLabels | kAverages | kDrops;

// Of what a step can do more, some or all, now and then not.
template <class T>
Run<T> regularized_run(int what, Run<T> run) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (int64_t s = 0; s < run.all_steps(); ++s) {
    const double norm = what & kNorms && s % 3 < 2 ? 0.02 : kInfinity;
    const double value = what & kValues ? 0.01 : kInfinity;
    if (what & (kNorms | kValues)) run.clips.insert(run.clips.end(), {norm, value});
    if (what & kLabels) run.smoothing.push_back(s % 4 == 1 ? 0 : 0.1);
    if (what & kAverages) run.averaging.push_back(1.0 / static_cast<double>(s + 2));
    for (int64_t l = 0; what & kDrops && l < run.hidden(); ++l) {
      run.thresholds.push_back(static_cast<uint32_t>((s + l) % 4 * 13107));
    }
    run.places.push_back(s % 2 ? static_cast<uint32_t>(s) * 48 : UINT32_MAX - 20);
  }
  if (what & kAverages) run.average = run.parameters;
  return run;
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
  for (const int64_t inputs : {3, 40}) {
    batches_are_the_rules(path_run<float>(inputs));
    batches_are_the_rules(path_run<double>(inputs));
  }
}

TEST(weights_segments_and_penalties_follow_the_rules) {
  for (const int optimizer : {kSgd, kMomentum, kAdam}) {
    batches_are_the_rules(weighted_run<float>(optimizer));
    batches_are_the_rules(weighted_run<double>(optimizer));
  }
}

TEST(weights_in_two_blocks_follow_the_rules) {
  Run<float> run = wide_batches_run<float>();
  for (int64_t i = 0; i < run.m; ++i) run.weights.push_back(0.5f + static_cast<float>(i % 7));
  batches_are_the_rules(run);
}

TEST(clips_smoothing_averages_and_dropout_follow_the_rules) {
  for (const int what : {+kValues, +kNorms, +kLabels, +kAverages, +kDrops, kEverything}) {
    batches_are_the_rules(regularized_run(what, mini_batch_run<float>(kAdam)));
    batches_are_the_rules(regularized_run(what, mini_batch_run<double>(kSgd)));
    batches_are_the_rules(regularized_run(what, weighted_run<float>(kMomentum)));
  }
  batches_are_the_rules(regularized_run(kEverything, wide_batches_run<float>()));
  batches_are_the_rules(regularized_run(kEverything, wide_batches_run<double>()));
  batches_are_the_rules(regularized_run(kEverything, path_run<float>(5)));
  batches_are_the_rules(regularized_run(kEverything, path_run<double>(40)));
}

// More numbers than a block, in parts that begin and end anywhere.
TEST(norms_over_many_parts_follow_the_rules) {
  Run<float> made({{70, 120, 9, 3}, {3, 2}, 1}, kSgd, 60, 4);
  made.mini_batches(2, 30, 8);
  Run<float> run = regularized_run(kNorms | kAverages, made);
  batches_are_the_rules(run);
  const int64_t n = run.plan.parameters;
  run.segments = {
      {0, 100, 1, {}}, {100, 4000, 0, {}}, {4200, 3996, 0.5, {}}, {8196, n - 8200, 1, {}}};
  batches_are_the_rules(run);
}

TEST(what_is_cut_into_chunks_drops_and_averages_the_same) {
  const auto make = [] { return regularized_run(kEverything, weighted_run<float>(kAdam)); };
  Run<float> whole = make();
  const auto costs = whole.go(*all_isas().front(), 1000);
  for (const int64_t steps : {1, 3}) {
    Run<float> cut = make();
    CHECK(same_bits(cut.go(*all_isas().front(), steps), costs), "costs of %d", int(steps));
    CHECK(cut.hash() == whole.hash(), "hash of chunks of %d", int(steps));
  }
}

TEST(a_skipped_step_changes_nothing) {
  Run<float> run = regularized_run(kAverages, mini_batch_run<float>(kAdam));
  run.weights.assign(run.m, 0);
  run.average.assign(run.average.size(), 0);
  const auto before = run.parameters;
  double cost = 0;
  std::vector<float> kept(before.size());
  Trainer<float> trainer(run.spec, kernels_of<float>(*all_isas().front()));
  Chunk<float> chunk = run.chunk(0, 1, &cost);
  float* const keep = kept.data();
  chunk.keep = &keep;
  run.flags[0] |= kKeep;
  const Progress done = trainer.run(chunk);
  CHECK(done.skipped == 1, "%d skipped", int(done.skipped));
  CHECK(same_bits(run.parameters, before), "parameters");
  CHECK(same_bits(run.average, std::vector<float>(before.size())), "average");
  CHECK(same_bits(kept, run.average), "the average is kept");
}

TEST(a_norm_that_is_not_finite_clips_nothing) {
  Run<double> plain = mini_batch_run<double>(kSgd);
  for (double& x : plain.x) x *= 1e170;
  Run<double> run = regularized_run(kNorms, plain);
  double cost = 0;
  for (Run<double>* one : {&run, &plain}) {
    Trainer<double> trainer(one->spec, kernels_of<double>(*all_isas().front()));
    trainer.run(one->chunk(0, 1, &cost));
  }
  const auto large = [](double w) { return std::fabs(w) > 1e160; };
  CHECK(std::any_of(plain.parameters.begin(), plain.parameters.end(), large), "no large gradient");
  CHECK(same_bits(run.parameters, plain.parameters), "an infinite norm");
}

TEST(weights_of_one_and_whole_segments_change_no_bit) {
  for (const int64_t examples : {int64_t{230}, int64_t{9000}}) {
    const auto make = [&] {
      return examples == 230 ? mini_batch_run<float>(kAdam) : large_batch_run<float>();
    };
    Run<float> plain = make(), run = make();
    const int64_t n = run.plan.parameters;
    run.weights.assign(examples, 1);
    run.segments = {{0, 20, 1, {1, 1, 1}}, {20, n - 20, 1, {}}};
    run.penalties.assign(run.all_steps() * kPenalties, 0);
    const Isa& isa = *all_isas().front();
    CHECK(same_bits(run.go(isa, 7), plain.go(isa, 1000)), "costs, %d examples", int(examples));
    CHECK(run.hash() == plain.hash(), "hash, %d examples", int(examples));
  }
}

TEST(a_rate_of_zero_freezes) {
  Run<double> run = mini_batch_run<double>(kAdam);
  const auto before = run.parameters;
  const int64_t n = run.plan.parameters;
  run.segments = {{0, 100, 0, {1, 1, 1}}, {100, n - 110, 1, {}}};
  run.penalties.assign(run.all_steps() * kPenalties, 0.1);
  run.go(*all_isas().front(), 1000);
  for (int64_t i = 0; i < n; ++i) {
    const bool still = i < 100 || i >= n - 10;  // those in no segment too
    CHECK((run.parameters[i] == before[i]) == still, "parameter %d", int(i));
    CHECK((run.slots[i] == 0) == still, "slot %d", int(i));
  }
}

TEST(a_step_of_weight_zero_is_skipped) {
  Run<float> run = mini_batch_run<float>(kMomentum);
  run.weights.assign(run.m, 0);
  for (uint32_t e = run.ends[1]; e < run.ends[2]; ++e) run.weights[run.order[e]] = 1;
  Run<float> alone = run;
  std::vector<double> costs(8);
  Trainer<float> trainer(run.spec, kernels_of<float>(*all_isas().front()));
  const Progress done = trainer.run(run.chunk(0, 5, costs.data()));
  CHECK(done.steps == 5 && done.skipped == 4 && done.recorded == 1, "%d of %d skipped",
        int(done.skipped), int(done.steps));
  alone.flags[1] = kCountCost | kEmitCost;
  double cost = 0;
  trainer.run(alone.chunk(1, 1, &cost));
  CHECK(same_bits(run.parameters, alone.parameters), "one step was made");
  CHECK(costs[0] == cost, "%a is not the mean cost %a", costs[0], cost);
}

TEST(a_told_cost_is_the_steps_own_and_nothing_comes_of_it) {
  Run<float> plain(mini_batch_run<float>(kAdam));
  Run<float> recorded = plain, told = plain;
  const int64_t steps = plain.all_steps();
  plain.flags.assign(steps, 0);
  recorded.flags.assign(steps, kCountCost | kEmitCost);
  told.flags.assign(steps, kTellCost);
  const Isa& isa = *all_isas().front();
  const auto before = told.snapshot;
  plain.go(isa, 1000);
  const auto costs = recorded.go(isa, 1000);
  CHECK(same_bits(told.go(isa, 3), costs), "costs of %d steps", int(steps));
  CHECK(same_bits(told.parameters, plain.parameters), "parameters");
  CHECK(same_bits(told.slots, plain.slots), "slots");
  CHECK(same_bits(told.snapshot, before), "a snapshot was taken");
  told.parameters[0] = std::numeric_limits<float>::quiet_NaN();
  double cost = 0;
  Trainer<float> trainer(told.spec, kernels_of<float>(isa));
  const Progress done = trainer.run(told.chunk(0, 1, &cost));
  CHECK(done.steps == 1 && done.recorded == 1 && std::isnan(cost), "%d steps", int(done.steps));
}

namespace {

// What another machine has summed up over its own blocks of the step.
struct Other {
  Run<float>* run;
  int64_t first, count;
};

bool add_others(const void* context, Sums<float>& sums) {
  const Other& other = *static_cast<const Other*>(context);
  Run<float>& run = *other.run;
  Network<float> network(run.spec, kernels_of<float>(*all_isas().front()));
  std::vector<float> gradient(run.plan.parameters);
  const View<float> x{run.x.data() + other.first, run.plan.inputs(), other.count, run.m, 1};
  std::vector<float> y;
  for (int64_t r = 0; r < run.plan.outputs(); ++r) {
    const float* row = run.y.data() + r * run.m + other.first;
    y.insert(y.end(), row, row + other.count);
  }
  network.begin(other.count, true, gradient.data());
  network.add(run.parameters.data(), x, y.data(), nullptr, kNever);
  sums.cost += network.finish();
  sums.weight += static_cast<double>(other.count);
  for (int64_t i = 0; i < run.plan.parameters; ++i) sums.gradient[i] += gradient[i];
  return true;
}

bool refuse_sums(const void*, Sums<float>&) { return false; }

}  // namespace

// A block here and a block there make the step of one machine that has both.
TEST(sums_may_come_from_elsewhere) {
  const auto make = [] {
    Run<float> run({{3, 7, 2}, {2}, 2}, kMomentum, 2 * kBlock - 5, 5);
    run.full_batch(6);
    return run;
  };
  Run<float> whole = make(), half = make();
  Other other{&half, kBlock, half.m - kBlock};
  for (uint32_t e = 0; e < kBlock; ++e) half.order.push_back(e);
  half.ends.assign(1, 0);
  for (int s = 0; s < 6; ++s) {
    half.ends.push_back(static_cast<uint32_t>(half.order.size()));
    for (uint32_t e = 0; s < 5 && e < kBlock; ++e) half.order.push_back(e);
  }
  half.reduce = {add_others, &other};
  const Isa& isa = *all_isas().front();
  CHECK(same_bits(half.go(isa, 6), whole.go(isa, 6)), "costs");
  CHECK(half.hash() == whole.hash(), "one hash");
}

TEST(a_refused_sum_leaves_the_step) {
  Run<float> run = full_batch_run<float>();
  const auto before = run.parameters;
  run.reduce = {refuse_sums, nullptr};
  const auto costs = run.go(*all_isas().front(), 1000);
  CHECK(costs.empty() && same_bits(run.parameters, before), "nothing has changed");
  CHECK(run.carry[0] == 0 && run.carry[1] == 0, "carry unchanged");
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
