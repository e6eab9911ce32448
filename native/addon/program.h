// A compiled network with its workspace, as a JavaScript class. It keeps the instruction set and
// the threads that were selected when it was made.
#pragma once
#include <napi.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "engine.h"

namespace densely {

class Program : public Napi::ObjectWrap<Program> {
 public:
  static Napi::Function define(Napi::Env env);

  // dtype, sizes, activations, loss, its numbers
  explicit Program(const Napi::CallbackInfo& info);
  void Finalize(Napi::Env env) override;

 private:
  void forward(const Napi::CallbackInfo& info);
  Napi::Value cost(const Napi::CallbackInfo& info);
  Napi::Value output_cost(const Napi::CallbackInfo& info);
  void gradient(const Napi::CallbackInfo& info);
  Napi::Value infer(const Napi::CallbackInfo& info);
  void hold(const Napi::CallbackInfo& info);
  static napi_value predict_held(napi_env env, napi_callback_info info);
  Napi::Value infer_async(const Napi::CallbackInfo& info);
  Napi::Value cost_gradient(const Napi::CallbackInfo& info);
  Napi::Value gradient_async(const Napi::CallbackInfo& info);
  Napi::Value train(const Napi::CallbackInfo& info);
  Napi::Value train_at_once(const Napi::CallbackInfo& info);

  std::unique_ptr<Work> chunk(const Napi::CallbackInfo& info, Napi::Array held);
  // A job; `done` is called when it has ended, unless the environment goes down.
  Napi::Value start(Napi::Env env, std::unique_ptr<Work> work, Napi::Array held,
                    std::function<void()> done);
  void report_memory(Napi::Env env);

  std::unique_ptr<Engine> engine_;
  bool training_ = false;
  int64_t training_bytes_ = 0;
  int64_t jobs_bytes_ = 0;
  int64_t reported_ = 0;  // bytes that V8 knows of
};

}  // namespace densely
