#define DENSELY_SIMD "simd/avx512.h"
#include "kernels.inl"

namespace densely {

extern const Isa isa_avx512;
const Isa isa_avx512 = {"avx512", &kFloat, &kDouble};

}  // namespace densely
