// Registers the module: names of the concepts, kernels as functions, the class Program.
#include <napi.h>

#include "functions.h"
#include "instance.h"
#include "program.h"

#define DENSELY_TEXT(x) #x
#define DENSELY_TEXT_OF(x) DENSELY_TEXT(x)

namespace densely {
namespace {

Napi::Array names(Napi::Env env, const char* const* from, int count) {
  Napi::Array array = Napi::Array::New(env, static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) array.Set(static_cast<uint32_t>(i), from[i]);
  return array;
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  Instance* instance = new Instance;
  env.SetInstanceData(instance);
  const char* isas[kIsas];
  for (int i = 0; i < instance->isa_count; ++i) isas[i] = instance->isas[i]->name;
  exports.Set("version", DENSELY_TEXT_OF(DENSELY_VERSION));
  exports.Set("isas", names(env, isas, instance->isa_count));
  exports.Set("activations", names(env, activation_names, kActivations));
  exports.Set("losses", names(env, loss_names, kLosses));
  exports.Set("optimizers", names(env, optimizer_names, kOptimizers));
  exports.Set("Program", Program::define(env));
  export_functions(env, exports);
  return exports;
}

NODE_API_MODULE(densely, initialize)

}  // namespace
}  // namespace densely
