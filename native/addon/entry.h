// What every call into the core has around it.
#pragma once
#include <napi.h>

#include <new>

#include "../core/floating_point_mode.h"
#include "errors.h"

namespace densely {

template <class Body>
auto enter(Napi::Env env, Body body) {
  const FloatingPointMode mode;
  try {
    return body();
  } catch (const std::bad_alloc&) {
    refuse_memory(env);
  }
}

}  // namespace densely
