// What one environment (the main thread or a worker) holds.
#pragma once
#include <napi.h>

#include "../core/buffer.h"
#include "../core/kernels.h"
#include "shared_pool.h"

namespace densely {

struct Instance {
  Instance() : isa_count(available_isas(isas)), selected(isas[0]) {}

  static Instance& of(Napi::Env env) { return *env.GetInstanceData<Instance>(); }

  template <class T>
  const Kernels<T>& kernels() const {
    return kernels_of<T>(*selected);
  }

  const Isa* isas[kIsas];
  int isa_count;
  const Isa* selected;
  SharedPool pool;
  int threads = 1;      // of synchronous calls and predictions, for programs made from now on
  Buffer<double> pack;  // of matmul, for either element type
};

}  // namespace densely
