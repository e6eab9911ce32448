#include "predict_work.h"

namespace densely {

template <class T>
PredictWork<T>::PredictWork(const Spec& spec, const Kernels<T>& kernels,
                            const Prediction<T>& prediction, const std::atomic<int32_t>* cancel,
                            Pool* pool, int threads)
    : network_(spec, kernels),
      prediction_(prediction),
      cancel_(cancel),
      pool_(pool),
      threads_(threads) {
  const Sharing<T> sharing(network_, pool_, threads_);
  network_.reserve_predict(prediction.examples);
}

template <class T>
bool PredictWork<T>::cancelled(const void* work) {
  const PredictWork& self = *static_cast<const PredictWork*>(work);
  return self.abandoned_->load(std::memory_order_relaxed) ||
         self.cancel_->load(std::memory_order_relaxed) != 0;
}

template <class T>
void PredictWork<T>::run(const std::atomic<bool>& abandoned) {
  abandoned_ = &abandoned;
  const Sharing<T> sharing(network_, pool_, threads_);
  const auto& [parameters, examples, input, out] = prediction_;
  network_.predict(parameters, examples, input, out, {cancelled, this});
}

template class PredictWork<float>;
template class PredictWork<double>;

}  // namespace densely
