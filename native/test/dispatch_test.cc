#include "../core/dispatch.h"

#include <cstring>

#include "../core/floating_point_mode.h"
#include "check.h"
#include "numbers.h"

namespace densely {
namespace {

void off_by_one_bit(int64_t n, const float* x, float* y) {
  isas().back()->f32->function[0](n, x, y);
  y[n - 1] = from_bits<float>(to_bits(y[n - 1]) ^ 1);
}

bool forgetful_product(const Product<double>& p, double* pack, Cancel cancel) {
  Product<double> without_start = p;
  without_start.start = nullptr;
  return isas().back()->f64->product(without_start, pack, cancel);
}

#if defined(__x86_64__) || defined(_M_X64)
constexpr uint64_t kFlushing = 0x8040;  // FTZ and DAZ
constexpr uint64_t kUpward = 0x4000;
uint64_t get_mode() { return _mm_getcsr() & 0xffc0; }
void set_mode(uint64_t mode) { _mm_setcsr(static_cast<uint32_t>(mode)); }
#elif defined(__aarch64__)
constexpr uint64_t kFlushing = 1u << 24;  // FZ
constexpr uint64_t kUpward = 1u << 22;
uint64_t get_mode() {
  uint64_t word;
  asm volatile("mrs %0, fpcr" : "=r"(word));
  return word;
}
void set_mode(uint64_t mode) { asm volatile("msr fpcr, %0" : : "r"(mode)); }
#endif

// Halves 2^-126 and multiplies the subnormal result by 2 again.
bool keeps_subnormals(const Isa& isa) {
  std::vector<float> x(19, 0x1p-126f);
  isa.f32->scale(19, 0.5f, x.data());
  isa.f32->scale(19, 2.0f, x.data());
  std::vector<double> y(19, 0x1p-1022);
  isa.f64->scale(19, 0.5, y.data());
  isa.f64->scale(19, 2.0, y.data());
  return x == std::vector<float>(19, 0x1p-126f) && y == std::vector<double>(19, 0x1p-1022);
}

}  // namespace

TEST(every_isa_gives_the_stored_bits) {
  for (const Isa* isa : isas()) {
    CHECK(self_test(*isa), "%s: 0x%016llx", isa->name,
          static_cast<unsigned long long>(fingerprint(*isa)));
  }
}

TEST(available_isas_end_with_scalar) {
  const Isa *available[kIsas], *supported[kIsas];
  const int count = available_isas(available);
  CHECK(count == supported_isas(supported), "%d available", count);
  CHECK(std::strcmp(available[count - 1]->name, "scalar") == 0, "%s", available[count - 1]->name);
}

TEST(a_wrong_table_falls_to_the_next) {
  const Isa& good = *isas().back();
  Kernels<float> f32 = *good.f32;
  f32.function[0] = off_by_one_bit;
  Kernels<double> f64 = *good.f64;
  f64.product = forgetful_product;
  const Isa wrong_function = {"wrong function", &f32, good.f64};
  const Isa wrong_product = {"wrong product", good.f32, &f64};
  const Isa* const candidates[] = {&wrong_function, &wrong_product, &good};
  const Isa* passing[3];
  const int count = passing_isas(candidates, 3, passing);
  CHECK(count == 1 && passing[0] == &good, "%d pass", count);
}

TEST(the_callers_floating_point_mode_comes_back) {
  const uint64_t usual = get_mode();
  for (const uint64_t change : {kFlushing, kUpward, kFlushing | kUpward}) {
    for (const Isa* isa : isas()) {
      set_mode(usual | change);
      bool kept;
      {
        FloatingPointMode mode;
        kept = keeps_subnormals(*isa);
      }
      const uint64_t after = get_mode();
      const bool passes = self_test(*isa);
      set_mode(usual);
      CHECK(kept, "%s flushes subnormal numbers", isa->name);
      CHECK(after == (usual | change), "mode 0x%x", static_cast<unsigned>(after));
      CHECK(passes, "%s self-test", isa->name);
    }
  }
}

TEST(the_test_of_the_mode_notices_flushing) {
  const uint64_t usual = get_mode();
  set_mode(usual | kFlushing);
  const bool kept = keeps_subnormals(*isas().back());
  set_mode(usual);
  CHECK(!kept, "flushing had no effect");
}

TEST(names_are_in_the_order_of_the_tables) {
  CHECK(std::strcmp(activation_names[kIdentity], "identity") == 0 &&
            std::strcmp(activation_names[index_in<Elu>(Activations{})], "elu") == 0,
        "activations");
  CHECK(std::strcmp(loss_names[0], "binaryCrossEntropy") == 0, "losses");
  const int adam = index_in<Adam>(Optimizers{});
  CHECK(std::strcmp(optimizer_names[adam], "adam") == 0 && optimizer_slots[adam] == 2,
        "optimizers");
  CHECK(std::strcmp(function_names[3], "log1p") == 0, "functions");
}

}  // namespace densely
