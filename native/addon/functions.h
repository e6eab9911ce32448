// The kernels as plain functions on typed arrays.
#pragma once
#include <napi.h>

namespace densely {

void export_functions(Napi::Env env, Napi::Object exports);

}  // namespace densely
