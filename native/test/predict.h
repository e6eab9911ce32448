// Predictions of rows that need no scaling.
#pragma once
#include "core/inference.h"

namespace densely {

// input (m, n_0) and out (m, n_L), example by example; false when cancelled
template <class T>
bool predict(Network<T>& network, const T* parameters, int64_t m, const T* input, T* out,
             Cancel cancel = kNever) {
  const int64_t inputs = network.plan().inputs();
  const View<T> x{input, inputs, m, 1, inputs};
  Answer answer;
  return Inference<T>(network).run({parameters, {}, {}, x, nullptr, nullptr, out}, &answer, cancel);
}

}  // namespace densely
