#include "jobs.h"

#include <memory>
#include <utility>

#include "column_work.h"
#include "entry.h"
#include "job.h"

namespace densely {
namespace {

using Read = std::unique_ptr<Work> (*)(const Napi::CallbackInfo& info);

template <Read read>
Napi::Value start(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array held = Napi::Array::New(env);
  for (size_t i = 0; i < info.Length(); ++i) held.Set(held.Length(), info[i]);
  return enter(env, [&]() -> Napi::Value {
    std::unique_ptr<Work> work = read(info);
    const int64_t bytes = work->bytes();
    const Napi::Promise promise = Job::start(env, std::move(work), held, [env, bytes] {
      Napi::MemoryManagement::AdjustExternalMemory(env, -bytes);
    });
    Napi::MemoryManagement::AdjustExternalMemory(env, bytes);
    return promise;
  });
}

}  // namespace

void export_jobs(Napi::Env env, Napi::Object exports) {
  exports.Set("moments", Napi::Function::New<start<moments_work>>(env, "moments"));
  exports.Set("scale", Napi::Function::New<start<scale_work>>(env, "scale"));
}

}  // namespace densely
