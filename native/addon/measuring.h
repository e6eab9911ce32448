// What is to be measured of examples that go through a network, as arguments.
#pragma once
#include <napi.h>

#include <memory>
#include <optional>
#include <vector>

#include "../core/metrics.h"
#include "placement.h"

namespace densely {

// metrics (a Uint8Array of their places), figures (written: one for each), codes (null: no
// classes), targets (7; null of classes), weights (null: each counts 1), whether the second of two
// classes is the positive one, the output that is told of quantiles (null: they are none), units
// (null: the scaler gives them; see read_units).
class Measuring {
 public:
  static constexpr size_t kFigures = 1, kCodes = 2, kTargets = 3;
  static constexpr size_t kWeights = kTargets + kPlacementArguments, kPositive = kWeights + 1;
  static constexpr size_t kMiddle = kPositive + 1, kUnits = kMiddle + 1;

  // The arguments from `first` on. Takes all its memory here.
  Measuring(const Napi::CallbackInfo& info, size_t first, int64_t examples, int64_t outputs);
  ~Measuring();
  // On the job's thread.
  void run(const float* outputs, double cost, Cancel cancel);
  void run(const double* outputs, double cost, Cancel cancel);
  // Refuses a class that is none, and targets that lie outside.
  void check(Napi::Env env) const;
  int64_t bytes() const;

 private:
  void read_metrics(Napi::Value metrics, Napi::Value figures);
  void read_truth(const Napi::CallbackInfo& info, size_t first);
  void read_units(Napi::Value value);
  void measure(double cost, Cancel cancel);

  std::vector<uint8_t> wanted_;
  double* figures_ = nullptr;
  Metrics metrics_;
  Looked looked_;
  std::optional<Placement> targets_;
  std::vector<TargetUnits> units_;
};

// Null where the call has no such arguments.
std::unique_ptr<Measuring> measuring_of(const Napi::CallbackInfo& info, size_t first,
                                        int64_t examples, int64_t outputs);

}  // namespace densely
