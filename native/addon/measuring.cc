#include "measuring.h"

#include <algorithm>
#include <string>

#include "arguments.h"

namespace densely {
namespace {

void must_be_below(Napi::Env env, const char* what, int64_t given, int64_t end) {
  if (given < end) return;
  refuse(env, Code::kShape, what,
         " must be below " + std::to_string(end) + ", not " + std::to_string(given));
}

}  // namespace

std::unique_ptr<Measuring> measuring_of(const Napi::CallbackInfo& info, size_t first,
                                        int64_t examples, int64_t outputs) {
  if (info[first].IsUndefined()) return nullptr;
  return std::unique_ptr<Measuring>(new Measuring(info, first, examples, outputs));
}

Measuring::Measuring(const Napi::CallbackInfo& info, size_t first, int64_t examples,
                     int64_t outputs)
    : looked_(examples, outputs) {
  const Napi::Value weights = info[first + kWeights], middle = info[first + kMiddle];
  const Napi::Value units = info[first + kUnits];
  read_metrics(info[first], info[first + kFigures]);
  looked_.positive = boolean(info[first + kPositive], "positive") ? 1 : 0;
  if (!middle.IsNull()) looked_.middle = integer(middle, "middle", 0);
  must_be_below(info.Env(), "middle", looked_.middle, outputs);
  read_truth(info, first);
  if (!units.IsNull()) read_units(units);
  if (!weights.IsNull()) {
    looked_.weights = span<double>(weights, "counts", examples, Memory::kShared).data;
  }
  metrics_.reserve(looked_, targets_ ? targets_->rows() : 0);
}

Measuring::~Measuring() = default;

void Measuring::read_metrics(Napi::Value metrics, Napi::Value figures) {
  const Span<uint8_t> places = span<uint8_t>(metrics, "metrics");
  wanted_.assign(places.data, places.data + places.length);
  for (const int metric : wanted_) {
    must_be_below(metrics.Env(), "metrics", metric, kMetrics);
    metrics_.want(metric);
  }
  figures_ = span<double>(figures, "figures", places.length, Memory::kShared).data;
}

void Measuring::read_truth(const Napi::CallbackInfo& info, size_t first) {
  const int64_t m = looked_.examples;
  if (!info[first + kCodes].IsNull()) {
    looked_.codes = span<uint32_t>(info[first + kCodes], "codes", m, Memory::kShared).data;
    return;
  }
  targets_.emplace(info, first + kTargets, "targets", Memory::kShared);
  must_be(info.Env(), "targets.rows", targets_->rows(), looked_.middle < 0 ? looked_.outputs : 1);
  must_be(info.Env(), "targets.cols", targets_->cols(), m);
}

// Of each target: warp, divisor, offset, the smallest and the largest prediction, how many values
// its quantiles have, these, and of each value the number of the last quantile.
void Measuring::read_units(Napi::Value value) {
  constexpr int64_t kHead = 6;
  const Span<double> given = span<double>(value, "units", Memory::kShared);
  const double* at = given.data;
  int64_t left = given.length;
  while (left >= kHead) {
    const double warp = at[0], count = at[5];
    const double least = warp == kQuantiles ? 1 : 0;
    if (!(count >= least && count <= static_cast<double>(left - kHead) / 2)) break;
    TargetUnits units{};
    units.warp = warp == kQuantiles ? kQuantiles : warp == kLogarithm ? kLogarithm : kNoWarp;
    units.divisor = at[1];
    units.offset = at[2];
    units.low = at[3];
    units.high = at[4];
    units.quantiles.count = static_cast<int64_t>(count);
    units.quantiles.values = at + kHead;
    units.quantiles.last = units.quantiles.values + units.quantiles.count;
    units_.push_back(units);
    at += kHead + 2 * units.quantiles.count;
    left -= kHead + 2 * units.quantiles.count;
  }
  must_be(value.Env(), "units.length", given.length, given.length - left);
  must_be(value.Env(), "units", static_cast<int64_t>(units_.size()),
          targets_ ? targets_->rows() : 0);
  looked_.units = units_.data();
}

void Measuring::run(const float* outputs, double cost, Cancel cancel) {
  looked_.singles = outputs;
  measure(cost, cancel);
}

void Measuring::run(const double* outputs, double cost, Cancel cancel) {
  looked_.doubles = outputs;
  measure(cost, cancel);
}

void Measuring::measure(double cost, Cancel cancel) {
  if (targets_) {
    looked_.targets = targets_->open(cancel);
    if (!looked_.targets) return;
  }
  double figures[kMetrics] = {};
  metrics_.measure(looked_, figures, cancel);
  figures[kCostMetric] = cost;
  for (size_t i = 0; i < wanted_.size(); ++i) figures_[i] = figures[wanted_[i]];
}

void Measuring::check(Napi::Env env) const {
  if (targets_) targets_->check(env);
  must_be_below(env, "codes", metrics_.largest_code(), looked_.classes());
}

int64_t Measuring::bytes() const {
  const size_t own = units_.capacity() * sizeof(TargetUnits) + wanted_.capacity();
  return metrics_.bytes() + (targets_ ? targets_->bytes() : 0) + static_cast<int64_t>(own);
}

}  // namespace densely
