// The seam between the portable core and the per-ISA code: one table of plain functions per ISA and
// element type. Everything above this table is compiled once, everything behind it once per ISA.
// The arithmetic rules (orders of summation, fused multiply-add, NaN) are those of kernels.inl.
#pragma once
#include <cstdint>

#include "activations.h"
#include "losses.h"
#include "math.h"
#include "optimizers.h"

namespace densely {

constexpr int kActivations = Activations::size, kLosses = Losses::size;
constexpr int kOptimizers = Optimizers::size, kFunctions = Functions::size, kProbes = 4;
constexpr int kIdentity = index_in<Identity>(Activations{});
constexpr int kOfLogits = index_in<Squared>(Losses{});  // one whose outputs are the logits
constexpr int kMostScalars = most_scalars(Optimizers{});

// Names in the order of the tables below.
extern const char* const (&activation_names)[kActivations];
extern const char* const (&loss_names)[kLosses];
extern const char* const (&optimizer_names)[kOptimizers];
extern const char* const (&function_names)[kFunctions];
// The target that favours no label, of so many outputs; 0 where targets are no labels.
extern double (*const (&loss_even)[kLosses])(int64_t outputs);
extern const bool (&activation_has_slope)[kActivations];
extern const bool (&activation_needs_input)[kActivations];  // derivative cannot be had from a alone
extern const int (&loss_numbers)[kLosses];                  // numbers for all outputs
extern const int (&loss_numbers_per_output)[kLosses];       // numbers for each output
extern const int (&optimizer_slots)[kOptimizers];           // state numbers per parameter
extern const int (&optimizer_constants)[kOptimizers];       // numbers fixed for a run
extern const int (&optimizer_scalars)[kOptimizers];         // numbers that change with each step

// Examples per block of a sum over examples; block results are added in ascending order.
constexpr int64_t kBlock = 4096;

// Sums of a small product over many k go in lanes: so many chains of float, of double, then a tree.
constexpr int64_t kNarrow = 8, kManyExamples = 64;
template <class T>
constexpr int kLanesOf = 64 / static_cast<int>(sizeof(T));
constexpr bool in_lanes(int64_t rows, int64_t cols, int64_t depth) {
  return rows <= kNarrow && cols <= kNarrow && depth >= kManyExamples;
}

// Element (r, c) is data[r * row_stride + c * col_stride]; with an order row r is row row_order[r]
// of what lies at data, column c its column col_order[c].
template <class T>
struct View {
  const T* data;
  int64_t rows, cols, row_stride, col_stride;
  const uint32_t* row_order = nullptr;
  const uint32_t* col_order = nullptr;

  bool ordered() const { return row_order || col_order; }
  const T* row(int64_t r) const { return data + (row_order ? row_order[r] : r) * row_stride; }
  const T* col(int64_t c) const { return data + (col_order ? col_order[c] : c) * col_stride; }
  View transposed() const {
    return {data, cols, rows, col_stride, row_stride, col_order, row_order};
  }
  View part(int64_t r, int64_t row_count, int64_t c, int64_t col_count) const {
    View x = *this;
    x.rows = row_count;
    x.cols = col_count;
    if (row_order) {
      x.row_order += r;
    } else {
      x.data += r * row_stride;
    }
    if (col_order) {
      x.col_order += c;
    } else {
      x.data += c * col_stride;
    }
    return x;
  }
};

// Asked between tiles of a large product, so that a run can be left within a millisecond of work.
struct Cancel {
  bool (*asked)(const void* context);
  const void* context;
  bool operator()() const { return asked && asked(context); }
};
constexpr Cancel kNever{nullptr, nullptr};

// What is to be done with each part of a product's c as soon as it is ready and still in cache:
// with rows x columns numbers from `c` on, at the rows' distance that c has.
template <class T>
struct Finish {
  void (*run)(const void* context, T* c, int64_t rows, int64_t columns) = nullptr;
  const void* context = nullptr;
  void operator()(T* c, int64_t rows, int64_t columns) const {
    if (run) run(context, c, rows, columns);
  }
};

// c = start + a * b: a (M, K), b (K, N), c (M, N) with unit column stride; start has M numbers, one
// per row, or is null (every sum begins at +0). Or c += a * b: every sum goes on from what is there
// (K > 0). b alone may have an order.
template <class T>
struct Product {
  View<T> a, b;
  T* c;
  int64_t c_row_stride;
  const T* start;
  Finish<T> finish = {};
  bool resume = false;
};

// A layer of at most kNarrow inputs and units, over m examples, whose A and dZ have rows `stride`
// numbers apart. W is (units, inputs); the slope is that of the activation in question.
template <class T>
struct NarrowLayer {
  int64_t inputs, units, m, stride;
  const T* weights;
  const T* bias;
  T slope;
};

// Of one step: weight decay, and the factors of the penalties' gradients.
template <class T>
struct Penalties {
  T decay, l2, l1;
  bool none_in_gradient() const { return l2 == 0 && l1 == 0; }
  bool none() const { return decay == 0 && none_in_gradient(); }
};

// From sums over examples to the gradient that an optimizer has: g = sum * mean, then g + l2 w + l1
// sign(w) unless both are 0, then g within -most ... most, then g * times.
template <class T>
struct GradientTerms {
  T mean;
  Penalties<T> penalties;
  T most, times;
};

// Dropout of a layer (dropout.h): the keys of neighbouring examples, how many of all draws drop a
// unit, and what a kept one is multiplied by.
template <class T>
struct Dropping {
  const uint32_t* keys;
  uint32_t threshold;
  T scale;
};

// z = (number - offset) / divisor, then z / sqrt(1 + (z / limit)^2), in double, rounded once; `to`
// is elsewhere.
template <class From, class To>
using ClipLine = void (*)(int64_t n, const From* from, const double* offset, const double* divisor,
                          double limit, To* to);

// Each with an offset and a divisor for every number, and with one for all of them.
struct ClipLines {
  ClipLine<float, float> floats[2];
  ClipLine<float, double> widened[2];
  ClipLine<double, float> narrowed[2];
  ClipLine<double, double> doubles[2];

  template <class From, class To>
  ClipLine<From, To> of(bool one_for_all) const {
    if constexpr (sizeof(From) == sizeof(float)) {
      if constexpr (sizeof(To) == sizeof(float))
        return floats[one_for_all];
      else
        return widened[one_for_all];
    } else {
      if constexpr (sizeof(To) == sizeof(float))
        return narrowed[one_for_all];
      else
        return doubles[one_for_all];
    }
  }
};

template <class T>
struct Kernels {
  // Columns (examples) first ... first + count - 1 of `from`, or those that `order` names there, to
  // `to` (from.rows, count), the rows `stride` numbers apart.
  void (*gather)(const View<T>& from, const uint32_t* order, int64_t first, int64_t count, T* to,
                 int64_t stride);
  // Numbers of T that the `pack` argument of the products must hold.
  int64_t pack_length;
  // Ascending k, one accumulator per element. Returns false when cancelled half-way.
  bool (*product)(const Product<T>& p, T* pack, Cancel cancel);
  // In lanes. M, N <= kNarrow, start is null.
  // row_sums, unless null, receives the sums of a's rows.
  void (*product_lanes)(const Product<T>& p, T* row_sums, T* pack);
  // out[r] = sum over c of x[r * stride + c], from +0; ascending or in lanes.
  void (*row_sums)(int64_t rows, int64_t cols, const T* x, int64_t stride, bool lanes, T* out);
  // out[r] = sum over c of fma(d, z > 0 ? 0 : z): the slope gradient of parametric ReLU, per unit.
  void (*slope_sums)(int64_t rows, int64_t cols, const T* d, const T* z, int64_t stride, bool lanes,
                     T* out);
  void (*value[kActivations])(int64_t n, const T* z, T slope, T* a);
  void (*derivative[kActivations])(int64_t n, const T* z, const T* a, T slope, T* out);
  // d *= g'(z, a), and 0 where that is tiny (math.h)
  void (*chain[kActivations])(int64_t n, const T* z, const T* a, T slope, T* d);
  // a (units, m) = g(W x + b)
  void (*narrow_forward[kActivations])(const NarrowLayer<T>& layer, const T* x, int64_t x_stride,
                                       T* a);
  // out (inputs, m) = (W^T d) * g'(z, a), with g and z, a (inputs, m) of the layer below
  void (*narrow_error[kActivations])(const NarrowLayer<T>& layer, const T* d, const T* z,
                                     const T* a, int64_t a_stride, T* out);
  // a (units) = g(W x + b) for one example; weights are W column by column. a may be b.
  void (*row_forward[kActivations])(int64_t inputs, int64_t units, const T* weights, const T* bias,
                                    T slope, const T* x, T* a);
  // z, a, y, d are (outputs, m), contiguous row by row; numbers are the loss's own.
  void (*output[kLosses])(int64_t outputs, int64_t m, const T* z, T* a);
  // d is the derivative of the cost by z, 0 where tiny
  void (*error[kLosses])(int64_t outputs, int64_t m, const T* z, const T* y, const T* numbers,
                         T* d);
  // The same of n examples' output o, from a = output(z).
  void (*output_error[kLosses])(int64_t o, int64_t n, const T* a, const T* y, const T* numbers,
                                T* d);
  // Sum over examples, each times its weight unless `weights` is null (not yet divided by their
  // sum), from the logits z or from the outputs a.
  double (*cost[kLosses])(int64_t outputs, int64_t m, const T* z, const T* y, const T* numbers,
                          const T* weights);
  double (*output_cost[kLosses])(int64_t outputs, int64_t m, const T* a, const T* y,
                                 const T* numbers, const T* weights);
  // cost and error in one
  double (*cost_and_error[kLosses])(int64_t outputs, int64_t m, const T* z, const T* y,
                                    const T* numbers, const T* weights, T* d);
  // The costs of the first `count` examples one by one, from the logits.
  void (*cost_terms[kLosses])(int64_t outputs, int64_t m, int64_t count, const T* z, const T* y,
                              const T* numbers, T* terms);
  void (*weigh)(int64_t n, const T* weights, T* d);  // d = d * weight, 0 where tiny
  // d = d + epsilon (y - even), 0 where tiny
  void (*smooth)(int64_t n, T epsilon, T even, const T* y, T* d);
  // to = x * 0 where the unit is dropped of an example, else x * scale; to may be x
  void (*drop)(int64_t n, const Dropping<T>& dropping, uint32_t unit, const T* x, T* to);
  void (*add)(int64_t n, const T* x, T* y);  // y = y + x
  void (*scale)(int64_t n, T factor, T* x);  // x = x * factor
  ClipLines clip;
  // The gradient is g * factor. slots: optimizer_slots arrays of n numbers, array s at slots +
  // s * slot_stride.
  void (*update[kOptimizers])(int64_t n, T* w, const T* g, T factor, T* slots, int64_t slot_stride,
                              const T* constants, const T* scalars);
  // The same with more: the gradient is what `terms` make of g and w, which then decays before the
  // optimizer has it. `mean`, unless null, follows: mean + rate (w - mean).
  void (*update_more[kOptimizers])(int64_t n, T* w, const T* g, const GradientTerms<T>& terms,
                                   T* slots, int64_t slot_stride, const T* constants,
                                   const T* scalars, T rate, T* mean);
  void (*average)(int64_t n, T rate, const T* w, T* mean);  // as above
  // out = the gradient that the terms make of g and w
  void (*gradient)(int64_t n, const T* w, const T* g, const GradientTerms<T>& terms, T* out);
  // The sums of its squares in double, of each kBlock numbers: in 8 lanes (lane = place mod 8),
  // then a tree.
  void (*squares)(int64_t n, const T* w, const T* g, const GradientTerms<T>& terms, double* sums);
  void (*function[kFunctions])(int64_t n, const T* x, T* y);
  // What the machine gives at most (probe.inl), in the order fma, divide, read, update: `times`
  // rounds over the n >= 16 numbers of x, which are overwritten. Returns how much was done.
  double (*probe[kProbes])(int64_t n, int64_t times, T* x);
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
