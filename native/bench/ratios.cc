// What a step of 784-128-10 with more to do takes beside a plain one: both in turn, on the same
// memory, in thread CPU time; the median of the pairs' ratios and half the width of its 95 %
// interval. The first row is a plain step beside itself.
//   cmake -B build-bench -DDENSELY_BENCH=ON && cmake --build build-bench
//   build-bench/bench_ratios [PAIRS [ISA]]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "../core/floating_point_mode.h"
#include "timing.h"
#include "training.h"

using namespace densely;
using namespace densely::bench;

namespace {

constexpr int64_t kSteps = kStepsPerRun;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What the chunks point to.
struct Extras {
  Extras(const Plan& plan, int64_t examples)
      : places(kSteps),
        thresholds(kSteps * (plan.layers.size() - 1), 13107),
        smoothing(kSteps, 0.1),
        norms(kSteps * kClips, kInfinity),
        values(norms),
        averaging(kSteps, 0.01),
        decay(kSteps * kPenalties, 0.0),
        l2(decay),
        average(plan.parameters, 0.0f),
        weights(examples, 1.5f) {
    for (int64_t s = 0; s < kSteps; ++s) {
      places[s] = static_cast<uint32_t>(s * 128 % examples);
      norms[s * kClips + kNorm] = 0.01;
      values[s * kClips + kValue] = 0.001;
      decay[s * kPenalties + kDecay] = 1e-5;
      l2[s * kPenalties + kL2] = 1e-2;
    }
  }

  std::vector<uint32_t> places, thresholds;
  std::vector<double> smoothing, norms, values, averaging, decay, l2;
  std::vector<float> average, weights;
  Segment all = {0, 0, 1, {1, 1, 1}};
};

struct Row {
  const char* name;
  void (*add)(Chunk<float>* chunk, Extras& extras);
};

void penalize(Chunk<float>* chunk, const std::vector<double>& penalties, Segment* all) {
  chunk->penalties = penalties.data();
  chunk->segments = all;
  chunk->segment_count = 1;
}

const Row kRows[] = {
    {"plain", [](Chunk<float>*, Extras&) {}},
    {"dropout 0.2",
     [](Chunk<float>* c, Extras& e) {
       c->dropout = {1, 0, e.places.data(), e.thresholds.data()};
     }},
    {"label smoothing", [](Chunk<float>* c, Extras& e) { c->smoothing = e.smoothing.data(); }},
    {"clip norm", [](Chunk<float>* c, Extras& e) { c->clips = e.norms.data(); }},
    {"clip value", [](Chunk<float>* c, Extras& e) { c->clips = e.values.data(); }},
    {"average",
     [](Chunk<float>* c, Extras& e) {
       c->average = e.average.data();
       c->averaging = e.averaging.data();
     }},
    {"decay", [](Chunk<float>* c, Extras& e) { penalize(c, e.decay, &e.all); }},
    {"L2", [](Chunk<float>* c, Extras& e) { penalize(c, e.l2, &e.all); }},
    {"weights", [](Chunk<float>* c, Extras& e) { c->weights = e.weights.data(); }},
};

double seconds(Training<float>& training, const Chunk<float>& chunk) {
  training.chunk() = chunk;
  const double begin = now();
  training.run();
  return now() - begin;
}

void measure(const Row& row, const Task& task, const Isa& isa, int pairs) {
  Training<float> training(task, isa);
  Extras extras(training.plan(), task.examples);
  extras.all.length = training.plan().parameters;
  const Chunk<float> plain = training.chunk();
  Chunk<float> more = plain;
  row.add(&more, extras);
  seconds(training, plain);
  seconds(training, more);
  std::vector<double> ratios;
  for (int i = 0; i < pairs; ++i) {
    double with = 0, without = 0;
    if (i % 2) with = seconds(training, more);
    without = seconds(training, plain);
    if (i % 2 == 0) with = seconds(training, more);
    ratios.push_back(with / without);
  }
  std::sort(ratios.begin(), ratios.end());
  const int off = static_cast<int>(0.98 * std::sqrt(pairs));
  const int low = std::max(0, pairs / 2 - off - 1), high = std::min(pairs - 1, pairs / 2 + off);
  std::printf("%-16s %-8s %.4f +- %.4f\n", row.name, isa.name, ratios[ratios.size() / 2],
              (ratios[high] - ratios[low]) / 2);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  const int pairs = count > 1 ? std::atoi(arguments[1]) : 40;
  FloatingPointMode mode;
  const Isa* isas[kIsas];
  const int found = available_isas(isas);
  for (int i = 0; i < found; ++i) {
    if (count > 2 ? std::strcmp(arguments[2], isas[i]->name) != 0 : i == found - 1) continue;
    for (const Row& row : kRows) measure(row, kTasks[1], *isas[i], pairs);
  }
}
