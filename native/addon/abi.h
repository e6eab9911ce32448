// What both languages must know.
#pragma once
#include <napi.h>

#include "../core/plan.h"

namespace densely {

// In the form of lib/backend/abi.ts, which compares the two.
Napi::Object abi_of(Napi::Env env);
// The tensors of a network, as lib/network/tensors.ts places them.
Napi::Array layout_of(Napi::Env env, const Plan& plan);

}  // namespace densely
