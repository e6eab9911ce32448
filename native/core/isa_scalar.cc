#define DENSELY_SIMD "simd/scalar.h"
#include "kernels.inl"

namespace densely {

extern const Isa isa_scalar;
const Isa isa_scalar = {"scalar", &kFloat, &kDouble};

}  // namespace densely
