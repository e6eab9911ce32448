#include "metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace densely {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double f1_of(double found, double said, double support) {
  return said + support == 0 ? 0 : (2 * found) / (said + support);
}

}  // namespace

bool Metrics::wants_confusion() const {
  return wants(kAccuracy) || wants(kBalancedAccuracy) || wants(kF1);
}

bool Metrics::wants_values() const {
  return wants(kMse) || wants(kRmse) || wants(kMae) || wants(kR2);
}

void Metrics::reserve(const Looked& looked, int64_t targets) {
  const int64_t m = looked.examples, classes = looked.classes();
  const bool is_classes = targets == 0;
  if (is_classes && wants_confusion()) cells_.reserve(classes * classes);
  if (wants_ranking()) ranking_.reserve(m);
  if (!is_classes || looked.outputs == 1) {
    p_.reserve(m);
    y_.reserve(m);
  }
  if (wants(kSubsetAccuracy)) is_wrong_.reserve(m);
  if (looked.middle >= 0) levels_.reserve(looked.outputs);
}

bool Metrics::measure(const Looked& looked, double* figures, Cancel cancel) {
  Walk walk(cancel);
  reserve(looked, looked.targets ? rows_of(*looked.targets) : 0);
  looked_ = &looked;
  largest_code_ = -1;
  sum_weights(&walk);
  if (looked.codes) {
    of_classes(figures, &walk);
  } else if (wants_values()) {
    of_values(figures, &walk);
  } else {
    of_labels(figures, &walk);
  }
  return !walk.cancelled();
}

void Metrics::sum_weights(Walk* walk) {
  total_ = static_cast<double>(looked_->examples);
  if (!looked_->weights) return;
  total_ = 0;
  walk->each(looked_->examples, [&](int64_t j) { total_ += looked_->weights[j]; });
}

// --- classes ------------------------------------------------------------------------------------

void Metrics::of_classes(double* figures, Walk* walk) {
  if (wants_confusion()) {
    count_classes(walk);
    of_confusion(figures, walk);
  }
  const bool is_one = looked_->outputs == 1;
  if (wants_ranking() || (wants(kBrier) && is_one)) read_scores(walk);
  if (wants(kBrier)) figures[kBrier] = is_one ? brier(walk) : brier_of_classes(walk);
  if (!wants_ranking()) return;
  ranking_.rank(*looked_, p_.data(), y_.data(), walk);
  figures[kRocAuc] = ranking_.roc_auc(walk).value_or(kNaN);
  figures[kAveragePrecision] = ranking_.average_precision(looked_->positive, walk).value_or(kNaN);
}

void Metrics::count_classes(Walk* walk) {
  const int64_t classes = looked_->classes();
  double* cells = cells_.data();
  walk->each(classes * classes, [&](int64_t i) { cells[i] = 0; });
  const auto count = [&](int64_t j) {
    const int64_t code = looked_->codes[j];
    largest_code_ = std::max(largest_code_, code);
    if (code < classes) cells[code * classes + looked_->chosen(j)] += looked_->weight(j);
  };
  walk->each(looked_->examples, count, looked_->outputs);
}

void Metrics::of_confusion(double* figures, Walk* walk) {
  const int64_t classes = looked_->classes();
  const double* cells = cells_.data();
  double right = 0, recalls = 0, known = 0, said = 0;
  walk->each(
      classes,
      [&](int64_t c) {
        const double* row = cells + c * classes;
        double support = 0;
        for (int64_t i = 0; i < classes; ++i) support += row[i];
        right += row[c];
        said += row[looked_->positive];
        if (support > 0) {
          recalls += row[c] / support;
          ++known;
        }
      },
      classes);
  const double* positive = cells + looked_->positive * classes;
  double support = 0;
  for (int64_t i = 0; i < classes; ++i) support += positive[i];
  figures[kAccuracy] = right / total_;
  figures[kBalancedAccuracy] = recalls / known;
  figures[kF1] = f1_of(positive[looked_->positive], said, support);
}

// Of two classes: the probability of the second, and the class.
void Metrics::read_scores(Walk* walk) {
  walk->each(looked_->examples, [&](int64_t j) {
    p_.data()[j] = looked_->output(j * looked_->outputs);
    y_.data()[j] = looked_->codes[j];
  });
}

// The sum over the classes.
double Metrics::brier_of_classes(Walk* walk) const {
  const int64_t n = looked_->outputs;
  double sum = 0;
  walk->each(
      looked_->examples,
      [&](int64_t j) {
        double squares = 0;
        for (int64_t c = 0; c < n; ++c) {
          const double error = looked_->output(j * n + c) - (looked_->codes[j] == c ? 1 : 0);
          squares += error * error;
        }
        sum += looked_->weight(j) * squares;
      },
      n);
  return sum / total_;
}

// --- labels -------------------------------------------------------------------------------------

void Metrics::of_labels(double* figures, Walk* walk) {
  const int64_t labels = rows_of(*looked_->targets);
  int ranked[2] = {0, 0};
  std::fill_n(figures, int{kMetrics}, 0.0);
  if (wants(kSubsetAccuracy)) {
    walk->each(looked_->examples, [&](int64_t j) { is_wrong_.data()[j] = 0; });
  }
  for (int64_t label = 0; label < labels && !walk->cancelled(); ++label) {
    read_target(label, walk);
    of_label(figures, ranked, walk);
  }
  figures[kF1] /= static_cast<double>(labels);
  figures[kBrier] /= static_cast<double>(labels);
  // Labels that no example has, or every one, have no figure.
  figures[kRocAuc] /= ranked[0];
  figures[kAveragePrecision] /= ranked[1];
  if (wants(kSubsetAccuracy)) figures[kSubsetAccuracy] = right_weight(walk) / total_;
}

// Adds to the sums over labels.
void Metrics::of_label(double* figures, int* ranked, Walk* walk) {
  if (wants(kF1) || wants(kSubsetAccuracy)) figures[kF1] += label_f1(walk);
  if (wants(kBrier)) figures[kBrier] += brier(walk);
  if (!wants_ranking()) return;
  ranking_.rank(*looked_, p_.data(), y_.data(), walk);
  const std::optional<double> of[2] = {ranking_.roc_auc(walk), ranking_.average_precision(1, walk)};
  for (int i = 0; i < 2; ++i) {
    if (!of[i]) continue;
    figures[i == 0 ? kRocAuc : kAveragePrecision] += *of[i];
    ++ranked[i];
  }
}

// Marks the examples that are wrong.
double Metrics::label_f1(Walk* walk) {
  double cells[2][2] = {};
  uint8_t* is_wrong = wants(kSubsetAccuracy) ? is_wrong_.data() : nullptr;
  walk->each(looked_->examples, [&](int64_t j) {
    const bool told = is_true(p_.data()[j]), is = y_.data()[j] == 1;
    if (is_wrong && told != is) is_wrong[j] = 1;
    cells[is][told] += looked_->weight(j);
  });
  return f1_of(cells[1][1], cells[0][1] + cells[1][1], cells[1][0] + cells[1][1]);
}

double Metrics::brier(Walk* walk) const {
  double sum = 0;
  walk->each(looked_->examples, [&](int64_t j) {
    const double error = p_.data()[j] - y_.data()[j];
    sum += looked_->weight(j) * (error * error);
  });
  return sum / total_;
}

double Metrics::right_weight(Walk* walk) const {
  double right = 0;
  walk->each(looked_->examples, [&](int64_t j) {
    if (is_wrong_.data()[j] == 0) right += looked_->weight(j);
  });
  return right;
}

// --- values -------------------------------------------------------------------------------------

void Metrics::of_values(double* figures, Walk* walk) {
  const int64_t targets = rows_of(*looked_->targets);
  std::fill_n(figures, int{kMetrics}, 0.0);
  for (int64_t target = 0; target < targets && !walk->cancelled(); ++target) {
    read_target(target, walk);
    of_value(figures, walk);
  }
  for (const int metric : {kMse, kRmse, kMae, kR2}) figures[metric] /= static_cast<double>(targets);
}

// Adds to the sums over targets.
void Metrics::of_value(double* figures, Walk* walk) const {
  const int64_t m = looked_->examples;
  const double* p = p_.data();
  const double* y = y_.data();
  double middle = 0, squares = 0, distances = 0, spread = 0, first = kNaN;
  bool constant = true;
  walk->each(m, [&](int64_t j) {
    const double weight = looked_->weight(j);
    if (weight == 0) return;
    if (first != first) first = y[j];
    middle += (weight * y[j]) / total_;
    if (y[j] != first) constant = false;
  });
  walk->each(m, [&](int64_t j) {
    const double weight = looked_->weight(j), error = y[j] - p[j], distance = y[j] - middle;
    squares += weight * (error * error);
    distances += weight * std::fabs(error);
    spread += weight * (distance * distance);
  });
  const double mse = squares / total_;
  figures[kMse] += mse;
  figures[kRmse] += std::sqrt(mse);
  figures[kMae] += distances / total_;
  figures[kR2] += constant ? (squares == 0 ? 1 : 0) : 1 - squares / spread;
}

void Metrics::read_target(int64_t target, Walk* walk) {
  const auto read = [&](int64_t j) {
    p_.data()[j] = looked_->predicted(j, target, levels_.data());
    y_.data()[j] = looked_->truth(j, target);
  };
  walk->each(looked_->examples, read, looked_->middle < 0 ? 1 : looked_->outputs);
}

int64_t Metrics::bytes() const {
  return p_.bytes() + y_.bytes() + cells_.bytes() + levels_.bytes() + is_wrong_.bytes() +
         ranking_.bytes();
}

}  // namespace densely
