// A compiled network with its workspace, as a JavaScript class. It keeps the instruction set that
// was selected when it was made.
#pragma once
#include <napi.h>

#include <cstdint>
#include <memory>

#include "engine.h"

namespace densely {

class Program : public Napi::ObjectWrap<Program> {
 public:
  static Napi::Function define(Napi::Env env);

  // dtype, sizes, activations, loss
  explicit Program(const Napi::CallbackInfo& info);
  void Finalize(Napi::Env env) override;

 private:
  void forward(const Napi::CallbackInfo& info);
  Napi::Value cost(const Napi::CallbackInfo& info);
  Napi::Value output_cost(const Napi::CallbackInfo& info);
  void gradient(const Napi::CallbackInfo& info);
  void predict(const Napi::CallbackInfo& info);
  Napi::Value train(const Napi::CallbackInfo& info);

  void report_memory(Napi::Env env);

  std::unique_ptr<Engine> engine_;
  bool busy_ = false;
  int64_t training_bytes_ = 0;
  int64_t reported_ = 0;  // bytes that V8 knows of
};

}  // namespace densely
