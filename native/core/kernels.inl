// The kernels of one ISA: included once by each isa_*.cc, which names its F32 and F64. All of it
// has internal linkage, so that no instruction of this ISA can be linked into code for an older
// CPU.
//
// The rules of arithmetic, which give equal bits on every ISA:
//  - a product-sum is a chain of fused multiply-adds; nothing else is fused, nothing reassociated;
//  - a sum is ascending with one accumulator, or in lanes (lanes.inl), as the caller says;
//  - minimum, maximum and ReLU compare and select, keeping a NaN.
#include DENSELY_SIMD

#include <type_traits>

#include "cost_lanes.h"
#include "dropout.h"
#include "kernels.h"
#include "simd/pair.h"

namespace densely {
namespace {

// Each needs those before it.
// clang-format off
#include "elementwise.inl"
#include "pack.inl"
#include "lanes.inl"
#include "micro.inl"
#include "gemm.inl"
#include "gather.inl"
#include "clip.inl"
#include "dot.inl"
#include "narrow.inl"
#include "update.inl"
#include "probe.inl"
// clang-format on

template <class V, class... A, class... L, class... O, class... F>
constexpr Kernels<typename V::T> make_kernels(List<A...>, List<L...>, List<O...>, List<F...>) {
  return {gather<V>,
          kPackLength<V>,
          product<V>,
          product_lanes<V>,
          row_sums<V>,
          slope_sums<V>,
          {value<V, A>...},
          {derivative<V, A>...},
          {chain<V, A>...},
          {narrow_forward<V, A>...},
          {narrow_error<V, A>...},
          {row_forward<V, A>...},
          {output<V, L>...},
          {error<V, L>...},
          {output_error<V, L>...},
          {cost_sum<V, L, LogitCost>...},
          {cost_sum<V, L, OutputCost>...},
          {cost_and_error<V, L>...},
          {logit_cost_terms<V, L>...},
          weigh<V>,
          smooth<V>,
          drop<V>,
          add<V>,
          scale<V>,
          clip_lines<F64>(),
          {update<V, O>...},
          {update_more<V, O>...},
          average<V>,
          gradient<V>,
          squares<V>,
          {function<V, F>...},
          {probe_fma<V>, probe_divide<V>, probe_read<V>, probe_update<V>}};
}

template <class V>
constexpr Kernels<typename V::T> all_kernels() {
  return make_kernels<V>(Activations{}, Losses{}, Optimizers{}, Functions{});
}

constexpr Kernels<float> kFloat = all_kernels<F32>();
constexpr Kernels<double> kDouble = all_kernels<F64>();

}  // namespace
}  // namespace densely
