#include "column_work.h"

#include <string>
#include <utility>

#include "../core/moments.h"
#include "../core/scaling.h"
#include "arguments.h"
#include "placement.h"

namespace densely {
namespace {

class MomentsWork : public Work {
 public:
  explicit MomentsWork(const Napi::CallbackInfo& info)
      : m_(info, 0, "m", Memory::kShared),
        out_(span<double>(info[kPlacementArguments], "out",
                          product_of(info.Env(), 4, m_.rows(), "out"), Memory::kShared)
                 .data),
        moments_(m_.rows()),
        leaving_(shared_flag(info[kPlacementArguments + 1], "cancel")) {}

  void run(const std::atomic<bool>& abandoned) override {
    const Cancel cancel = leaving_.when(abandoned);
    if (const AnyView* m = m_.open(cancel)) moments_.run(*m, out_, cancel);
  }

  Napi::Value result(Napi::Env env) const override {
    m_.check(env);
    return env.Undefined();
  }

  int64_t bytes() const override { return m_.bytes() + moments_.bytes(); }

 private:
  Placement m_;
  double* const out_;
  Moments moments_;
  Leaving leaving_;
};

constexpr size_t kFrom = kScalerArguments, kTo = kFrom + kPlacementArguments;

template <class T>
class ScaleWork : public Work {
 public:
  explicit ScaleWork(const Napi::CallbackInfo& info)
      : from_(info, kFrom, "from", Memory::kShared),
        scaler_(scaler(info, 0, "scaler", from_.rows())),
        to_(target(info)),
        leaving_(shared_flag(info[kTo + kViewArguments], "cancel")) {}

  void run(const std::atomic<bool>& abandoned) override {
    const Cancel cancel = leaving_.when(abandoned);
    if (const AnyView* from = from_.open(cancel)) {
      scale(scaler_.get(), *from, to_, &wrong_, cancel);
    }
  }

  Napi::Value result(Napi::Env env) const override {
    from_.check(env);
    return Napi::Number::New(env, static_cast<double>(wrong_));
  }

  int64_t bytes() const override { return from_.bytes() + scaler_.bytes(); }

 private:
  Target<T> target(const Napi::CallbackInfo& info) const {
    const View<T> to = view<T>(info, kTo, "to", Memory::kShared);
    if (to.rows != from_.rows() || to.cols != from_.cols()) {
      refuse(info.Env(), Code::kShape, "to",
             " must be " + std::to_string(from_.rows()) + " x " + std::to_string(from_.cols()) +
                 " as from, not " + std::to_string(to.rows) + " x " + std::to_string(to.cols));
    }
    return {span<T>(info[kTo], "to", Memory::kShared).data, to.row_stride, to.col_stride};
  }

  Placement from_;
  const OwnScaler scaler_;
  const Target<T> to_;
  Leaving leaving_;
  int64_t wrong_ = -1;
};

}  // namespace

std::unique_ptr<Work> moments_work(const Napi::CallbackInfo& info) {
  return std::unique_ptr<Work>(new MomentsWork(info));
}

std::unique_ptr<Work> scale_work(const Napi::CallbackInfo& info) {
  if (is_float64(info[kTo], "to")) return std::unique_ptr<Work>(new ScaleWork<double>(info));
  return std::unique_ptr<Work>(new ScaleWork<float>(info));
}

}  // namespace densely
