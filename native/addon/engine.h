// A Program's calls for one element type.
#pragma once
#include <napi.h>

#include <functional>
#include <memory>

#include "../core/kernels.h"
#include "../core/plan.h"

namespace densely {

class Work;

class Engine {
 public:
  virtual ~Engine() = default;
  virtual const Plan& plan() const = 0;
  virtual void forward(const Napi::CallbackInfo& info) = 0;
  virtual double cost(const Napi::CallbackInfo& info) = 0;
  virtual double output_cost(const Napi::CallbackInfo& info) = 0;
  virtual void gradient(const Napi::CallbackInfo& info) = 0;
  virtual void predict(const Napi::CallbackInfo& info) = 0;
  virtual std::unique_ptr<Work> train(Napi::Object options, Napi::Array held) = 0;
  // Workspace of the calls, and of training; the latter only while no job runs.
  virtual int64_t bytes() const = 0;
  virtual int64_t training_bytes() const = 0;
};

template <class T>
std::unique_ptr<Engine> make_engine(const Spec& spec, const Kernels<T>& kernels);

}  // namespace densely
