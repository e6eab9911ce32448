// The seam between the portable core and the per-ISA code: one table of plain functions per ISA and
// element type. Everything above this table is compiled once, everything behind it once per ISA.
// The arithmetic rules (orders of summation, fused multiply-add, NaN) are those of kernels.inl.
#pragma once
#include <cstdint>

namespace densely {

enum { kActivations = 7, kLosses = 3, kOptimizers = 3, kFunctions = 6 };

// Names in the order of the tables below, from activations.h, losses.h and optimizers.h.
extern const char* const (&activation_names)[kActivations];
extern const char* const (&loss_names)[kLosses];
extern const char* const (&optimizer_names)[kOptimizers];
extern const char* const (&function_names)[kFunctions];  // exp expm1 log log1p tanh sigmoid
extern const bool (&activation_has_slope)[kActivations];
extern const bool (&activation_needs_input)[kActivations];  // derivative cannot be had from a alone
extern const int (&optimizer_slots)[kOptimizers];           // state numbers per parameter
extern const int (&optimizer_constants)[kOptimizers];       // numbers fixed for a run
extern const int (&optimizer_scalars)[kOptimizers];         // numbers that change with each step

// Examples per block of a sum over examples; block results are added in ascending order.
constexpr int64_t kBlock = 4096;

// Element (r, c) is data[r * row_stride + c * col_stride].
template <class T>
struct View {
  const T* data;
  int64_t rows, cols, row_stride, col_stride;
};

// Asked between tiles of a large product, so that a run can be left within a millisecond of work.
struct Cancel {
  bool (*asked)(const void* context);
  const void* context;
  bool operator()() const { return asked && asked(context); }
};

// c = start + a * b: a (M, K), b (K, N), c (M, N) with unit column stride; start has M numbers, one
// per row, or is null (every sum begins at +0).
template <class T>
struct Product {
  View<T> a, b;
  T* c;
  int64_t c_row_stride;
  const T* start;
};

template <class T>
struct Kernels {
  // Numbers of T that the `pack` argument of the products must hold.
  int64_t pack_length;
  // Ascending k, one accumulator per element. Returns false when cancelled half-way.
  bool (*product)(const Product<T>& p, T* pack, Cancel cancel);
  // Lanes: 16 (float) or 8 (double) partial sums over k, then the tree. M, N <= 8, start is null.
  void (*product_lanes)(const Product<T>& p, T* pack);
  // out[r] = sum over c of x[r * stride + c], from +0; ascending or in lanes.
  void (*row_sums)(int64_t rows, int64_t cols, const T* x, int64_t stride, bool lanes, T* out);
  // out[r] = sum over c of fma(d, z > 0 ? 0 : z): the slope gradient of parametric ReLU, per unit.
  void (*slope_sums)(int64_t rows, int64_t cols, const T* d, const T* z, int64_t stride, bool lanes,
                     T* out);
  void (*value[kActivations])(int64_t n, const T* z, T slope, T* a);
  void (*derivative[kActivations])(int64_t n, const T* z, const T* a, T slope, T* out);
  // d *= g'(z, a)
  void (*chain[kActivations])(int64_t n, const T* z, const T* a, T slope, T* d);
  // z, a, y are (outputs, m), contiguous row by row.
  void (*output[kLosses])(int64_t outputs, int64_t m, const T* z, T* a);
  // Sum over examples (not yet divided by m), from the logits z or from the outputs a.
  double (*cost[kLosses])(int64_t outputs, int64_t m, const T* z, const T* y);
  double (*output_cost[kLosses])(int64_t outputs, int64_t m, const T* a, const T* y);
  void (*subtract)(int64_t n, const T* a, const T* b, T* out);  // out = a - b
  void (*add)(int64_t n, const T* x, T* y);                     // y = y + x
  void (*scale)(int64_t n, T factor, T* x);                     // x = x * factor
  // slots: optimizer_slots arrays of n numbers, array s at slots + s * slot_stride.
  void (*update[kOptimizers])(int64_t n, T* w, const T* g, T* slots, int64_t slot_stride,
                              const T* constants, const T* scalars);
  void (*function[kFunctions])(int64_t n, const T* x, T* y);
};

struct Isa {
  const char* name;  // "scalar", "avx2", "avx512", "neon"
  const Kernels<float>* f32;
  const Kernels<double>* f64;
};

template <class T>
const Kernels<T>& kernels_of(const Isa& isa);
template <>
inline const Kernels<float>& kernels_of<float>(const Isa& isa) {
  return *isa.f32;
}
template <>
inline const Kernels<double>& kernels_of<double>(const Isa& isa) {
  return *isa.f64;
}

// The ISAs that this CPU can run, best first; the last one is always scalar. `isas` receives at
// most kIsas pointers; returns how many.
constexpr int kIsas = 4;
int supported_isas(const Isa* isas[kIsas]);
// Those of them whose self-test gives the stored bits; scalar is always one.
int available_isas(const Isa* isas[kIsas]);

}  // namespace densely
