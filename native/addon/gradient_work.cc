#include "gradient_work.h"

#include "chunk_work.h"

namespace densely {
namespace {

template <class T>
T* parameters_at(const Napi::CallbackInfo& info, size_t at, const char* name, const Plan& plan) {
  return span<T>(info[at], name, plan.parameters, Memory::kShared).data;
}

}  // namespace

template <class T>
GradientAsked<T>::GradientAsked(const Napi::CallbackInfo& info, const Plan& plan)
    : out(parameters_at<T>(info, kOut, "out", plan)) {
  const View<T> x = view<T>(info, kX, "x", Memory::kShared);
  const View<T> y = view<T>(info, kY, "y", Memory::kShared);
  read_data(x, y, info[kWeights], plan, &chunk);
  chunk.parameters = parameters_at<T>(info, 0, "parameters", plan);
  chunk.steps = 1;
}

template <class T>
void GradientAsked<T>::use(Pool* pool, int threads) {
  chunk.pool = pool;
  chunk.threads = threads;
}

template <class T>
GradientWork<T>::GradientWork(const Napi::CallbackInfo& info, const Spec& spec,
                              const Kernels<T>& kernels)
    : trainer_(spec, kernels),
      asked_(info, trainer_.plan()),
      leaving_(shared_flag(info[GradientAsked<T>::kCancel], "cancel")) {}

template <class T>
void GradientWork<T>::run(const std::atomic<bool>& abandoned) {
  trainer_.gradient(asked_.chunk, asked_.out, &cost_, leaving_.when(abandoned));
}

template struct GradientAsked<float>;
template struct GradientAsked<double>;
template class GradientWork<float>;
template class GradientWork<double>;

}  // namespace densely
