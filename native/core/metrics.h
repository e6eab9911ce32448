// Figures of examples whose outputs are known, in float64. lib/backend/metrics/ does the same
// operations in the same order.
#pragma once
#include "looked.h"
#include "ranking.h"

namespace densely {

enum Metric {
  kCostMetric,
  kAccuracy,
  kBalancedAccuracy,
  kSubsetAccuracy,
  kF1,
  kRocAuc,
  kAveragePrecision,
  kBrier,
  kMse,
  kRmse,
  kMae,
  kR2,
  kMetrics
};
inline constexpr const char* metric_names[kMetrics] = {"cost",
                                                       "accuracy",
                                                       "balancedAccuracy",
                                                       "subsetAccuracy",
                                                       "f1",
                                                       "rocAuc",
                                                       "averagePrecision",
                                                       "brier",
                                                       "mse",
                                                       "rmse",
                                                       "mae",
                                                       "r2"};

class Metrics {
 public:
  void want(int metric) { wanted_[metric] = true; }
  // Memory for a look, so that `measure` need allocate none. Of classes `targets` is 0.
  void reserve(const Looked& looked, int64_t targets);
  // figures[metric] of those that are wanted, but for the cost; false when cancelled.
  bool measure(const Looked& looked, double* figures, Cancel cancel);
  // Classes from `classes()` of the look on are none, and count nowhere.
  int64_t largest_code() const { return largest_code_; }
  int64_t bytes() const;

 private:
  bool wants(int metric) const { return wanted_[metric]; }
  bool wants_confusion() const;
  bool wants_ranking() const { return wants(kRocAuc) || wants(kAveragePrecision); }
  bool wants_values() const;

  void sum_weights(Walk* walk);

  void of_classes(double* figures, Walk* walk);
  void count_classes(Walk* walk);
  void of_confusion(double* figures, Walk* walk);
  void read_scores(Walk* walk);
  double brier_of_classes(Walk* walk) const;

  void of_labels(double* figures, Walk* walk);
  void of_label(double* figures, int* ranked, Walk* walk);
  double label_f1(Walk* walk);
  double brier(Walk* walk) const;
  double right_weight(Walk* walk) const;

  void of_values(double* figures, Walk* walk);
  void of_value(double* figures, Walk* walk) const;
  void read_target(int64_t target, Walk* walk);

  bool wanted_[kMetrics] = {};
  const Looked* looked_ = nullptr;
  double total_ = 0;          // of the weights
  Buffer<double> p_, y_;      // of one target, or of two classes: what is said, what is
  Buffer<double> cells_;      // what was said of the classes: rows are what is
  Buffer<double> levels_;     // an example's quantiles
  Buffer<uint8_t> is_wrong_;  // of each example: some label
  Ranking ranking_;
  int64_t largest_code_ = -1;
};

}  // namespace densely
