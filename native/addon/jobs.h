// Jobs that need no network, as functions that answer promises.
#pragma once
#include <napi.h>

namespace densely {

void export_jobs(Napi::Env env, Napi::Object exports);

}  // namespace densely
