// What a look at m examples has: what a network says of them, and what is.
#pragma once
#include "any_view.h"
#include "target_units.h"

namespace densely {

struct Looked {
  Looked(int64_t m, int64_t n) : examples(m), outputs(n) {}

  // How many classes there are: one output says two.
  int64_t classes() const { return outputs > 2 ? outputs : 2; }
  // What example j counts.
  double weight(int64_t j) const;
  double output(int64_t i) const;
  // What is, of a target of example j.
  double truth(int64_t j, int64_t target) const;
  // The number of the class that is said of example j.
  int64_t chosen(int64_t j) const;
  // What is said of a target of example j, in its units; of quantiles the one nearest 0.5, once
  // they ascend. `levels` has room for them.
  double predicted(int64_t j, int64_t target, double* levels) const;

  int64_t examples, outputs;           // m, n
  const float* singles = nullptr;      // (m, n), example by example, scaled back by the network:
  const double* doubles = nullptr;     // one of the two
  const TargetUnits* units = nullptr;  // of each target, where there is more to be undone
  int64_t middle = -1;                 // of quantiles: the output of the level nearest 0.5
  const uint32_t* codes = nullptr;     // m class numbers; null: the targets are no classes
  const AnyView* targets = nullptr;    // (n_y, m) in their own units, where they are no classes
  const double* weights = nullptr;     // m; null: each counts 1
  int positive = 1;                    // of two classes the one that is looked for

 private:
  double own(int64_t at, int64_t target) const;
};

// Is a label true by its probability?
inline bool is_true(double probability) { return probability > 0.5; }

}  // namespace densely
