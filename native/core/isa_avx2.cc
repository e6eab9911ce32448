#define DENSELY_SIMD "simd/avx2.h"
#include "kernels.inl"

namespace densely {

extern const Isa isa_avx2;
const Isa isa_avx2 = {"avx2", &kFloat, &kDouble};

}  // namespace densely
