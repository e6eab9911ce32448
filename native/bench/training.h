// The networks that are measured, in training.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "../core/train.h"

namespace densely {
namespace bench {

enum { kTanh = 2, kRelu = 3 };
enum { kBinary = 0, kSoftmax = 1 };
constexpr int kSgd = index_in<Sgd>(Optimizers{}), kAdam = index_in<Adam>(Optimizers{});

constexpr int64_t kStepsPerRun = 64;

template <class T>
std::vector<T> noise(int64_t count, double scale, uint32_t seed) {
  std::vector<T> out(count);
  for (T& x : out) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<T>((static_cast<double>(seed >> 8) / (1 << 24) - 0.5) * scale);
  }
  return out;
}

struct Task {
  const char* name;
  Spec spec;
  int64_t examples, batch;  // a batch of 0 takes all
  int optimizer;
};

template <class T>
class Training {
 public:
  Training(const Task& task, const Isa& isa) : trainer_(task.spec, kernels_of<T>(isa)) {
    const int64_t m = task.examples, inputs = task.spec.sizes.front();
    const int64_t outputs = task.spec.sizes.back();
    x_ = noise<T>(inputs * m, 3, 1);
    y_.assign(outputs * m, T(0));
    const auto labels = noise<double>(m, 1, 7);
    for (int64_t i = 0; i < m; ++i) {
      const int64_t label = static_cast<int64_t>((labels[i] + 0.5) * 1000);
      if (outputs > 1) y_[i * outputs + label % outputs] = 1;
      if (outputs == 1) y_[i] = static_cast<T>(label % 2);
    }
    parameters_ = noise<T>(trainer_.plan().parameters, 0.1, 3);
    slots_.assign(parameters_.size() * optimizer_slots[task.optimizer], T(0));
    snapshot_ = parameters_;
    flags_.assign(kStepsPerRun, 0);
    for (int64_t s = 0; s < kStepsPerRun; ++s) add_step(task, s);
    chunk_.parameters = parameters_.data();
    chunk_.slots = slots_.data();
    chunk_.snapshot = snapshot_.data();
    chunk_.carry = carry_;
    const bool whole = task.batch == 0;
    chunk_.x =
        whole ? View<T>{x_.data(), inputs, m, m, 1} : View<T>{x_.data(), inputs, m, 1, inputs};
    chunk_.y = {y_.data(), outputs, m, 1, outputs};
    chunk_.optimizer = task.optimizer;
    chunk_.constants = constants_;
    chunk_.scalars = scalars_.data();
    chunk_.steps = kStepsPerRun;
    chunk_.ends = whole ? nullptr : ends_.data();
    chunk_.order = whole ? nullptr : order_.data();
    chunk_.flags = flags_.data();
    chunk_.cancel = &cancel_;
  }

  void run() { trainer_.run(chunk_); }

  // What else a step does is asked for here.
  Chunk<T>& chunk() { return chunk_; }
  const Plan& plan() const { return trainer_.plan(); }

 private:
  void add_step(const Task& task, int64_t step) {
    if (task.optimizer == kAdam) scalars_.insert(scalars_.end(), {T(0.001), T(1)});
    if (task.optimizer == kSgd) scalars_.push_back(T(0.01));
    for (int64_t i = 0; i < task.batch; ++i) {
      order_.push_back(static_cast<uint32_t>((step * task.batch + i) * 7919 % task.examples));
    }
    ends_.push_back(static_cast<uint32_t>(order_.size()));
  }

  Trainer<T> trainer_;
  Chunk<T> chunk_ = {};
  std::vector<T> x_, y_, parameters_, slots_, snapshot_, scalars_;
  std::vector<uint32_t> ends_ = {0}, order_;
  std::vector<uint8_t> flags_;
  const T constants_[5] = {T(0.9), T(0.1), T(0.999), T(0.001), T(1e-8)};
  double carry_[2] = {};
  std::atomic<int32_t> cancel_{0};
};

inline const Task kTasks[] = {
    {"a 2-4-1", {{2, 4, 1}, {kTanh}, kBinary}, 400, 0, kSgd},
    {"b 784-128-10", {{784, 128, 10}, {kRelu}, kSoftmax}, 2048, 128, kAdam},
    {"c 784-512-512-10", {{784, 512, 512, 10}, {kRelu, kRelu}, kSoftmax}, 1024, 256, kAdam},
    {"d 32-64-64-1", {{32, 64, 64, 1}, {kRelu, kRelu}, kBinary}, 2048, 32, kAdam},
};

}  // namespace bench
}  // namespace densely
