// A Program's calls for one element type.
#pragma once
#include <napi.h>

#include <functional>
#include <memory>

#include "../core/plan.h"

namespace densely {

class Work;
struct Instance;

// What was predicted from parameters that are held.
struct Predicted {
  int64_t wrong;  // the first example with a number that is not finite, or -1
  bool looked;    // for such
  bool many;      // more than took the workspace that was there
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual const Plan& plan() const = 0;
  virtual void forward(const Napi::CallbackInfo& info) = 0;
  virtual double cost(const Napi::CallbackInfo& info) = 0;
  virtual double output_cost(const Napi::CallbackInfo& info) = 0;
  virtual void gradient(const Napi::CallbackInfo& info) = 0;
  virtual double cost_gradient(const Napi::CallbackInfo& info) = 0;
  virtual Napi::Value infer(const Napi::CallbackInfo& info) = 0;
  virtual void hold(const Napi::CallbackInfo& info) = 0;
  // parameters (those that are held), input, out, look
  virtual Predicted predict_held(const Napi::Value* arguments) = 0;
  // What a thread is to do; `held` receives the arrays that it works on.
  virtual std::unique_ptr<Work> infer_async(const Napi::CallbackInfo& info, Napi::Array held) = 0;
  virtual std::unique_ptr<Work> gradient_async(const Napi::CallbackInfo& info,
                                               Napi::Array held) = 0;
  virtual std::unique_ptr<Work> train(Napi::Object options, Napi::Array held) = 0;
  // Workspace of the calls, and of training; the latter only while no job runs.
  virtual int64_t bytes() const = 0;
  virtual int64_t training_bytes() const = 0;
};

// With the instruction set and the threads that are selected now.
template <class T>
std::unique_ptr<Engine> make_engine(const Spec& spec, const Instance& instance);

}  // namespace densely
