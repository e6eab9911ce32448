#define DENSELY_SIMD "simd/neon.h"
#include "kernels.inl"

namespace densely {

extern const Isa isa_neon;
const Isa isa_neon = {"neon", &kFloat, &kDouble};

}  // namespace densely
