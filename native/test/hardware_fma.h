// out = x * y + z by the CPU's own instruction.
#pragma once
#include <cstdint>

namespace densely {

template <class T>
void hardware_fma(int64_t n, const T* x, const T* y, const T* z, T* out);

}  // namespace densely
