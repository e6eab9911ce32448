// Examples as they come, through a network: what is asked, and the answer on a thread.
#pragma once
#include <napi.h>

#include <memory>
#include <optional>

#include "../core/inference.h"
#include "job.h"
#include "measuring.h"
#include "placement.h"

namespace densely {

// The arguments of Program.infer: parameters, scalers of features and targets (3 each), x (7), y
// (7, null without), weights (null: none), out.
template <class T>
class Question {
 public:
  static constexpr size_t kFeatures = 1, kTargets = kFeatures + kScalerArguments;
  static constexpr size_t kX = kTargets + kScalerArguments, kY = kX + kPlacementArguments;
  static constexpr size_t kWeights = kY + kPlacementArguments, kOut = kWeights + 1;
  static constexpr size_t kLogits = kOut + 1, kArguments = kLogits + 1;

  // Refuses whatever does not fit the network.
  Question(const Napi::CallbackInfo& info, const Plan& plan, Memory memory);

  int64_t examples() const { return x_.cols(); }
  bool wants_cost() const { return y_.has_value(); }
  int64_t bytes() const;
  // False when cancelled. An order that leads outside is found here, and refused by `result`.
  bool answer(Inference<T>& inference, Cancel cancel);
  // {cost, wrong}
  Napi::Value result(Napi::Env env) const;
  const T* outputs() const { return out_; }
  double cost() const { return answer_.cost; }

 private:
  const T* parameters_;
  OwnScaler features_, targets_;
  Placement x_;
  std::optional<Placement> y_;
  const T* weights_ = nullptr;
  T* out_;
  bool logits_;
  Answer answer_;
};

template <class T>
class InferWork : public Work {
 public:
  // Takes all its memory here, so that the thread needs none. `measuring` may be null.
  InferWork(const Spec& spec, const Kernels<T>& kernels, Question<T> question,
            std::unique_ptr<Measuring> measuring, const std::atomic<int32_t>* cancel, Pool* pool,
            int threads);
  void run(const std::atomic<bool>& abandoned) override;
  Napi::Value result(Napi::Env env) const override;
  int64_t bytes() const override;

 private:
  Network<T> network_;
  Inference<T> inference_;
  Question<T> question_;
  const std::unique_ptr<Measuring> measuring_;
  Leaving leaving_;
  Pool* const pool_;
  const int threads_;
};

extern template class Question<float>;
extern template class Question<double>;
extern template class InferWork<float>;
extern template class InferWork<double>;

}  // namespace densely
