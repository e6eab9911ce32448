// Dropout of the hidden layers in a step: what of A[l] goes on to the next layer, and what of its
// error comes back. Whoever sees a unit of an example, in whatever order, finds it dropped or not
// by its own draw.
#pragma once
#include <algorithm>

#include "buffer.h"
#include "dropout.h"
#include "kernels.h"
#include "plan.h"

namespace densely {

// Of a step: its key, the place of its first example in the epoch, and the threshold of each hidden
// layer; null: nothing is dropped.
struct StepDropout {
  uint32_t key = 0, place = 0;
  const uint32_t* thresholds = nullptr;
};

// A hidden layer's, with matrices (units, m) that may be worked on in parts.
template <class T>
struct LayerDrops {
  const Kernels<T>* kernels;
  Dropping<T> dropping;
  int64_t m;

  // The rows x columns numbers from `at` on, rows m apart.
  void run(int64_t at, int64_t rows, int64_t columns, const T* from, T* to) const {
    const int64_t first = at / m, column = at % m;
    const Dropping<T> part = {dropping.keys + column, dropping.threshold, dropping.scale};
    for (int64_t r = 0; r < rows; ++r) {
      const uint32_t unit = static_cast<uint32_t>(first + r);
      kernels->drop(columns, part, unit, from + at + r * m, to + at + r * m);
    }
  }
};

template <class T>
class Drops {
 public:
  // Memory for blocks of up to m examples.
  void reserve(const Plan& plan, int64_t m) {
    keys_.reserve(hidden(plan) * m);
    kept_.reserve(plan.units * m);
  }

  // Begins a step.
  void begin(const Plan& plan, const StepDropout& step) {
    step_ = step;
    any_ = step.thresholds && std::any_of(step.thresholds, step.thresholds + hidden(plan),
                                          [](uint32_t threshold) { return threshold > 0; });
  }
  bool any() const { return any_; }

  // Of the step's next m examples.
  void next(const Plan& plan, const Kernels<T>& kernels, int64_t m) {
    reserve(plan, m);
    kernels_ = &kernels;
    m_ = m;
    for (int64_t l = 0; l < hidden(plan); ++l) {
      const uint32_t layer = key_of(step_.key, static_cast<uint32_t>(l + 1));
      uint32_t* keys = keys_.data() + l * m;
      for (int64_t j = 0; j < m; ++j) {
        keys[j] = key_of(layer, step_.place + static_cast<uint32_t>(j));
      }
    }
    step_.place += static_cast<uint32_t>(m);
  }

  // A[l] of all layers as they go on, laid out as A
  T* kept() const { return kept_.data(); }
  LayerDrops<T> of(size_t layer) const {
    const uint32_t threshold = step_.thresholds[layer];
    const double scale = static_cast<double>(kDraws) / static_cast<double>(kDraws - threshold);
    const uint32_t* keys = keys_.data() + static_cast<int64_t>(layer) * m_;
    return {kernels_, {keys, threshold, static_cast<T>(scale)}, m_};
  }

  int64_t bytes() const { return keys_.bytes() + kept_.bytes(); }

 private:
  static int64_t hidden(const Plan& plan) { return static_cast<int64_t>(plan.layers.size()) - 1; }

  const Kernels<T>* kernels_ = nullptr;
  StepDropout step_;
  bool any_ = false;
  int64_t m_ = 0;
  Buffer<uint32_t> keys_;
  Buffer<T> kept_;
};

}  // namespace densely
