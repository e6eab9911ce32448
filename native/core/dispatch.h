// How the ISAs are chosen, open for tests.
#pragma once
#include "kernels.h"

namespace densely {

// A hash of the bits that the kernels give for fixed inputs.
uint64_t fingerprint(const Isa& isa);
// Whether that is the stored hash.
bool self_test(const Isa& isa);
// Those of the `count` candidates that pass, in their order; the last one always does.
int passing_isas(const Isa* const* candidates, int count, const Isa** isas);

}  // namespace densely
