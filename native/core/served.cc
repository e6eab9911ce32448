#include "served.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace densely {

template <class T>
Served<T>::Served(const Plan& plan, const Kernels<T>& kernels, const T* parameters,
                  OwnScaler features, OwnScaler targets)
    : plan_(plan), kernels_(kernels), features_(std::move(features)), targets_(std::move(targets)) {
  T* to = parameters_.reserve(plan.parameters);
  std::copy_n(parameters, plan.parameters, to);
  for (const Layer& layer : plan.layers) {
    const View<T> weights{parameters + layer.weights, layer.inputs, layer.units, 1, layer.inputs};
    kernels.gather(weights, nullptr, 0, layer.units, to + layer.weights, layer.units);
    if (!layer.linear) continue;
    const View<T> path{parameters + *layer.linear, plan.inputs(), layer.units, 1, plan.inputs()};
    kernels.gather(path, nullptr, 0, layer.units, to + *layer.linear, layer.units);
  }
  x_.reserve(plan.inputs());
  for (Buffer<T>& a : a_) a.reserve(plan.widest);
}

template <class T>
void Served<T>::predict_row(const T* x, T* out) {
  const T* p = parameters_.data();
  T* a = a_[0].data();
  T* next = a_[1].data();
  const T* inputs = x;
  for (const Layer& layer : plan_.layers) {
    const int activation = layer.activation == kNone ? kIdentity : layer.activation;
    kernels_.row_forward[activation](layer.inputs, layer.units, p + layer.weights, p + layer.bias,
                                     layer.slope_in(p), x, a);
    // The sums over the inputs go on from those over the hidden units.
    if (layer.linear) {
      kernels_.row_forward[kIdentity](plan_.inputs(), layer.units, p + *layer.linear, a, T(0),
                                      inputs, a);
    }
    x = a;
    std::swap(a, next);
  }
  kernels_.output[plan_.loss](plan_.outputs(), 1, x, out);
}

// As the network reads it: where it lies, or scaled.
template <class T>
template <class From>
const T* Served<T>::example(const From* x, bool look, bool* finite) {
  if constexpr (std::is_same_v<From, T>) {
    if (!features() && !look) return x;
  }
  *finite = scale_example(plan_.inputs(), x, features(), x_.data());
  return x_.data();
}

template <class T>
template <class From>
int64_t Served<T>::predict(int64_t m, const From* input, T* out, bool look) {
  const int64_t inputs = plan_.inputs(), outputs = plan_.outputs();
  int64_t wrong = -1;
  for (int64_t i = 0; i < m; ++i) {
    bool finite = true;
    predict_row(example(input + i * inputs, look, &finite), out + i * outputs);
    unscale(targets(), 1, outputs, out + i * outputs);
    if (!finite && wrong < 0) wrong = i;
  }
  return wrong;
}

template <class T>
int64_t Served<T>::bytes() const {
  return features_.bytes() + targets_.bytes() + parameters_.bytes() + x_.bytes() + a_[0].bytes() +
         a_[1].bytes();
}

template class Served<float>;
template class Served<double>;
template int64_t Served<float>::predict(int64_t, const float*, float*, bool);
template int64_t Served<float>::predict(int64_t, const double*, float*, bool);
template int64_t Served<double>::predict(int64_t, const float*, double*, bool);
template int64_t Served<double>::predict(int64_t, const double*, double*, bool);

}  // namespace densely
