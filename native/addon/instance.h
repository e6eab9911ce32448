// What one environment (the main thread or a worker) holds. There is nothing static.
#pragma once
#include <napi.h>

#include "../core/buffer.h"
#include "../core/kernels.h"

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
  Buffer<double> pack;  // of matmul, for either element type
};

}  // namespace densely
