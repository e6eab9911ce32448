#include "hardware_fma.h"

#include <cmath>

namespace densely {

// Compiled with the instruction where the baseline lacks it, so std::fma is that instruction.
template <class T>
void hardware_fma(int64_t n, const T* x, const T* y, const T* z, T* out) {
  for (int64_t i = 0; i < n; i++) out[i] = std::fma(x[i], y[i], z[i]);
}

template void hardware_fma(int64_t, const float*, const float*, const float*, float*);
template void hardware_fma(int64_t, const double*, const double*, const double*, double*);

}  // namespace densely
