#include "inference.h"

#include <algorithm>

#include "cost_lanes.h"
#include "weights.h"

namespace densely {
namespace {

// Numbers that the products can read where they lie, or null.
template <class T>
const View<T>* as_it_is(const Query<T>& query, const AnyView& x) {
  const View<T>* view = std::get_if<View<T>>(&x);
  return view && !view->ordered() && !query.features ? view : nullptr;
}

bool lies_by_example(const AnyView& x) {
  return std::visit([](const auto& view) { return view.row_stride < view.col_stride; }, x);
}

}  // namespace

template <class T>
void Inference<T>::reserve(int64_t m, bool want_cost) {
  const Plan& plan = network_.plan();
  block_ = network_.predict_block(m);
  network_.reserve_predict(m);
  x_.reserve(plan.inputs() * block_ * network_.width());
  if (!want_cost) return;
  y_.reserve(plan.outputs() * block_ * network_.width());
  costs_.reserve(m);
}

template <class T>
bool Inference<T>::run(const Query<T>& query, Answer* answer, Cancel cancel) {
  const int64_t m = cols_of(query.x);
  reserve(m, query.y != nullptr);
  query_ = &query;
  cancel_ = cancel;
  wrong_ = m;
  if (!network_.predict(query.parameters, m, *this, query.out, query.logits, cancel)) return false;
  answer->wrong = wrong_ < m ? wrong_.load() : -1;
  if (query.y) answer->cost = mean_cost(m);
  return true;
}

template <class T>
bool Inference<T>::take(int64_t first, int64_t n, int worker, View<T>* x) {
  const AnyView from = columns_of(query_->x, first, n);
  int64_t wrong = -1;
  if (const View<T>* here = as_it_is(*query_, from)) {
    *x = *here;
    if (query_->look) wrong = first_not_finite(*here);
  } else {
    const int64_t rows = rows_of(from);
    T* to = x_.data() + worker * rows * block_;
    *x = lies_by_example(from) ? View<T>{to, rows, n, 1, rows} : View<T>{to, rows, n, n, 1};
    const Target<T> target{to, x->row_stride, x->col_stride};
    if (!scale(query_->features, from, target, &wrong, cancel_)) return false;
  }
  if (wrong >= 0) found_wrong(first + wrong);
  return true;
}

template <class T>
bool Inference<T>::give(int64_t first, int64_t n, int worker, const T* logits, T* outputs) {
  const Plan& plan = network_.plan();
  const int64_t rows = plan.outputs();
  if (!query_->logits) unscale(query_->targets, n, rows, outputs);
  if (!query_->y) return true;
  T* y = y_.data() + worker * rows * block_;
  int64_t wrong;  // makes the cost NaN
  const AnyView from = columns_of(*query_->y, first, n);
  if (!scale(query_->targets, from, Target<T>{y, n, 1}, &wrong, cancel_)) return false;
  network_.kernels().cost_terms[plan.loss](rows, n, n, logits, y, network_.loss_numbers(),
                                           costs_.data() + first);
  return true;
}

template <class T>
void Inference<T>::found_wrong(int64_t example) {
  int64_t before = wrong_.load(std::memory_order_relaxed);
  while (example < before && !wrong_.compare_exchange_weak(before, example)) continue;
}

template <class T>
double Inference<T>::mean_cost(int64_t m) const {
  double total = 0;
  for (int64_t first = 0; first < m; first += kBlock) {
    CostLanes lanes;
    const T* weights = query_->weights ? query_->weights + first : nullptr;
    lanes.add<T>(std::min(kBlock, m - first), costs_.data() + first, weights);
    total += lanes.sum();
  }
  return total / total_weight(query_->weights, nullptr, m);
}

template class Inference<float>;
template class Inference<double>;

}  // namespace densely
