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
GradientWork<T>::GradientWork(const Napi::CallbackInfo& info, const Spec& spec,
                              const Kernels<T>& kernels)
    : trainer_(spec, kernels),
      out_(parameters_at<T>(info, kOut, "out", trainer_.plan())),
      leaving_(shared_flag(info[kCancel], "cancel")) {
  const View<T> x = view<T>(info, kX, "x", Memory::kShared);
  const View<T> y = view<T>(info, kY, "y", Memory::kShared);
  read_data(x, y, info[kWeights], trainer_.plan(), &chunk_);
  chunk_.parameters = parameters_at<T>(info, 0, "parameters", trainer_.plan());
  chunk_.steps = 1;
}

template <class T>
void GradientWork<T>::use(Pool* pool, int threads) {
  chunk_.pool = pool;
  chunk_.threads = threads;
}

template <class T>
void GradientWork<T>::run(const std::atomic<bool>& abandoned) {
  trainer_.gradient(chunk_, out_, leaving_.when(abandoned));
}

template class GradientWork<float>;
template class GradientWork<double>;

}  // namespace densely
