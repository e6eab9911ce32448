// Registers the module: what both languages know, kernels as functions, jobs, the class Program.
#include <napi.h>

#include "abi.h"
#include "functions.h"
#include "instance.h"
#include "jobs.h"
#include "program.h"

#define DENSELY_TEXT(x) #x
#define DENSELY_TEXT_OF(x) DENSELY_TEXT(x)

namespace densely {
namespace {

Napi::Array names(Napi::Env env, const Isa* const* isas, int count) {
  Napi::Array array = Napi::Array::New(env, static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) array.Set(static_cast<uint32_t>(i), isas[i]->name);
  return array;
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  Instance* instance = new Instance;
  env.SetInstanceData(instance);
  const Isa* supported[kIsas];
  const int supported_count = supported_isas(supported);
  exports.Set("version", DENSELY_TEXT_OF(DENSELY_VERSION));
  exports.Set("cores", instance->pool.get()->cores());
  exports.Set("isas", names(env, instance->isas, instance->isa_count));
  exports.Set("supported", names(env, supported, supported_count));
  exports.Set("abi", abi_of(env));
  exports.Set("Program", Program::define(env));
  export_functions(env, exports);
  export_jobs(env, exports);
  return exports;
}

NODE_API_MODULE(densely, initialize)

}  // namespace
}  // namespace densely
