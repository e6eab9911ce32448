#include "dispatch.h"

#include <cstring>
#include <memory>

#include "floating_point_mode.h"

#if defined(__x86_64__) || defined(_M_X64)
#define DENSELY_X64 1
#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#elif defined(__aarch64__) || defined(_M_ARM64)
#define DENSELY_ARM64 1
#endif

namespace densely {

extern const Isa isa_scalar;
#if DENSELY_X64
extern const Isa isa_avx2, isa_avx512;
#elif DENSELY_ARM64
extern const Isa isa_neon;
#endif

namespace {

template <class Concepts>
struct Columns;

template <class... C>
struct Columns<List<C...>> {
  static constexpr const char* names[] = {C::name...};
};

template <class Concepts>
struct ActivationColumns;

template <class... A>
struct ActivationColumns<List<A...>> {
  static constexpr bool has_slope[] = {A::has_slope...};
  static constexpr bool needs_input[] = {A::needs_input...};
};

template <class Concepts>
struct LossColumns;

template <class... L>
struct LossColumns<List<L...>> {
  static constexpr int numbers[] = {L::numbers...};
  static constexpr int numbers_per_output[] = {L::numbers_per_output...};
  static constexpr double (*even[])(int64_t) = {L::even...};
};

template <class Concepts>
struct OptimizerColumns;

template <class... O>
struct OptimizerColumns<List<O...>> {
  static constexpr int slots[] = {O::slots...};
  static constexpr int constants[] = {O::constants...};
  static constexpr int scalars[] = {O::scalars...};
};

}  // namespace

const char* const (&activation_names)[kActivations] = Columns<Activations>::names;
const char* const (&loss_names)[kLosses] = Columns<Losses>::names;
const char* const (&optimizer_names)[kOptimizers] = Columns<Optimizers>::names;
const char* const (&function_names)[kFunctions] = Columns<Functions>::names;
double (*const (&loss_even)[kLosses])(int64_t) = LossColumns<Losses>::even;
const bool (&activation_has_slope)[kActivations] = ActivationColumns<Activations>::has_slope;
const bool (&activation_needs_input)[kActivations] = ActivationColumns<Activations>::needs_input;
const int (&loss_numbers)[kLosses] = LossColumns<Losses>::numbers;
const int (&loss_numbers_per_output)[kLosses] = LossColumns<Losses>::numbers_per_output;
const int (&optimizer_slots)[kOptimizers] = OptimizerColumns<Optimizers>::slots;
const int (&optimizer_constants)[kOptimizers] = OptimizerColumns<Optimizers>::constants;
const int (&optimizer_scalars)[kOptimizers] = OptimizerColumns<Optimizers>::scalars;

namespace {

#if DENSELY_X64

struct Registers {
  uint32_t eax, ebx, ecx, edx;
};

Registers cpuid(uint32_t leaf) {
  Registers r = {};
#if defined(_MSC_VER)
  int out[4];
  __cpuidex(out, static_cast<int>(leaf), 0);
  std::memcpy(&r, out, sizeof r);
#else
  __cpuid_count(leaf, 0, r.eax, r.ebx, r.ecx, r.edx);
#endif
  return r;
}

// The register states that the operating system saves at a task switch.
uint64_t saved_states() {
#if defined(_MSC_VER)
  return _xgetbv(0);
#else
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (static_cast<uint64_t>(high) << 32) | low;
#endif
}

bool all_set(uint64_t word, uint64_t mask) { return (word & mask) == mask; }

int vector_isas(const Isa** isas) {
  constexpr uint32_t kFma = 1u << 12, kXsave = 1u << 27, kAvx = 1u << 28;
  constexpr uint32_t kAvx2 = 1u << 5;
  constexpr uint32_t kAvx512 = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);  // F DQ BW VL
  constexpr uint64_t kYmm = 0x06, kZmm = 0xe6;
  int count = 0;
  if (cpuid(0).eax >= 7 && all_set(cpuid(1).ecx, kFma | kXsave | kAvx)) {
    const uint32_t features = cpuid(7).ebx;
    const uint64_t states = saved_states();
    const bool avx2 = all_set(features, kAvx2) && all_set(states, kYmm);
    if (avx2 && all_set(features, kAvx512) && all_set(states, kZmm)) isas[count++] = &isa_avx512;
    if (avx2) isas[count++] = &isa_avx2;
  }
  return count;
}

#elif DENSELY_ARM64

// Every 64-bit ARM has Advanced SIMD.
int vector_isas(const Isa** isas) {
  isas[0] = &isa_neon;
  return 1;
}

#else

int vector_isas(const Isa**) { return 0; }

#endif

// FNV-1a over the bytes of numbers.
class Hash {
 public:
  template <class T>
  void add(const T* x, int count) {
    for (int i = 0; i < count; i++) {
      unsigned char bytes[sizeof(T)];
      std::memcpy(bytes, x + i, sizeof(T));
      for (unsigned char byte : bytes) value_ = (value_ ^ byte) * 0x100000001b3u;
    }
  }
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0xcbf29ce484222325u;
};

constexpr int kVectors = 64;

// Numbers from -8 to 8 of 23 bits, the same in float and double.
template <class T>
void fill_test_numbers(T* x, int count) {
  uint32_t state = 1;
  for (int i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    const T fraction = static_cast<T>(static_cast<int32_t>(state) >> 9);  // below 2^22
    x[i] = fraction / static_cast<T>(1 << (19 + i % 24 / 6));
  }
}

template <class T>
void add_functions(const Kernels<T>& kernels, const T* x, Hash& hash) {
  T y[kVectors];
  for (auto function : kernels.function) {
    function(kVectors - 1, x, y);
    for (int i = 0; i < kVectors - 1; i++) {
      if (y[i] != y[i]) y[i] = 0;  // the bits of a NaN are not promised
    }
    hash.add(y, kVectors - 1);
  }
}

// Sizes that use whole tiles, edges and, with few columns, the transposed form.
template <class T>
void add_products(const Kernels<T>& kernels, const T* x, T* pack, Hash& hash) {
  constexpr int kRows = 17, kCols = 5, kDepth = 7;
  T c[kRows * kVectors];
  constexpr int kWidths[] = {1, kCols, 2 * kCols + 33};
  for (int cols : kWidths) {
    const View<T> a = {x, kRows, kDepth, 2, 3}, b = {x, kDepth, cols, 1, 1};
    kernels.product({a, b, c, cols, x}, pack, Cancel{nullptr, nullptr});
    hash.add(c, kRows * cols);
  }
  const View<T> a = {x, 3, kVectors - 6, 1, 1}, b = {x, kVectors - 6, 2, 1, 3};
  kernels.product_lanes({a, b, c, 2, nullptr}, nullptr, pack);
  hash.add(c, 6);
}

template <class T>
void add_kernels(const Kernels<T>& kernels, T* pack, Hash& hash) {
  T x[kVectors];
  fill_test_numbers(x, kVectors);
  add_functions(kernels, x, hash);
  add_products(kernels, x, pack, hash);
}

constexpr uint64_t kFingerprint = 0x22c2a69f8189e66fu;

}  // namespace

int supported_isas(const Isa* isas[kIsas]) {
  const int count = vector_isas(isas);
  isas[count] = &isa_scalar;
  return count + 1;
}

uint64_t fingerprint(const Isa& isa) {
  FloatingPointMode mode;
  Hash hash;
  std::unique_ptr<float[]> pack(new float[isa.f32->pack_length]);
  add_kernels(*isa.f32, pack.get(), hash);
  std::unique_ptr<double[]> wide(new double[isa.f64->pack_length]);
  add_kernels(*isa.f64, wide.get(), hash);
  return hash.value();
}

bool self_test(const Isa& isa) { return fingerprint(isa) == kFingerprint; }

int passing_isas(const Isa* const* candidates, int count, const Isa** isas) {
  int passing = 0;
  for (int i = 0; i < count; i++) {
    if (i == count - 1 || self_test(*candidates[i])) isas[passing++] = candidates[i];
  }
  return passing;
}

int available_isas(const Isa* isas[kIsas]) {
  const Isa* supported[kIsas];
  return passing_isas(supported, supported_isas(supported), isas);
}

}  // namespace densely
