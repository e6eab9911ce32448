#include "served.h"

#include <algorithm>
#include <utility>

namespace densely {

template <class T>
Served<T>::Served(const Plan& plan, const Kernels<T>& kernels, const T* parameters)
    : plan_(plan), kernels_(kernels) {
  T* to = parameters_.reserve(plan.parameters);
  std::copy_n(parameters, plan.parameters, to);
  for (const Layer& layer : plan.layers) {
    const View<T> weights{parameters + layer.weights, layer.inputs, layer.units, 1, layer.inputs};
    kernels.gather(weights, nullptr, 0, layer.units, to + layer.weights, layer.units);
  }
  for (Buffer<T>& a : a_) a.reserve(plan.widest);
}

template <class T>
void Served<T>::predict_row(const T* x, T* out) {
  const T* p = parameters_.data();
  T* a = a_[0].data();
  T* next = a_[1].data();
  for (const Layer& layer : plan_.layers) {
    const int activation = layer.activation == kNone ? kIdentity : layer.activation;
    kernels_.row_forward[activation](layer.inputs, layer.units, p + layer.weights, p + layer.bias,
                                     layer.slope_in(p), x, a);
    x = a;
    std::swap(a, next);
  }
  kernels_.output[plan_.loss](plan_.outputs(), 1, x, out);
}

template <class T>
void Served<T>::predict(int64_t m, const T* input, T* out) {
  for (int64_t i = 0; i < m; ++i) {
    predict_row(input + i * plan_.inputs(), out + i * plan_.outputs());
  }
}

template class Served<float>;
template class Served<double>;

}  // namespace densely
