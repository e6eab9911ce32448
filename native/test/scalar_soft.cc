// The scalar ISA as it is on a CPU without fused multiply-add.
#define DENSELY_SOFT_FMA
#define isa_scalar isa_scalar_soft
#include "../core/isa_scalar.cc"
