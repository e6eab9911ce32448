// Layers of at most kNarrow inputs and units: one pass over the examples with the activation
// applied before the store. Every sum is the chain that a product (gemm.inl) makes.

// a = g(W x + b): W (units, inputs), x (inputs, m), a (units, m)
template <class V, class A>
void narrow_forward(const NarrowLayer<typename V::T>& layer, const typename V::T* x,
                    int64_t x_stride, typename V::T* a) {
  each_part<V>(layer.m, [&](auto part) DENSELY_INLINE_LAMBDA {
    using W = typename decltype(part)::Vector;
    const W slope = W::set1(layer.slope);
    const typename V::T* w = layer.weights;
    for (int64_t u = 0; u < layer.units; u++) {
      W z = W::set1(layer.bias[u]);
      for (int64_t k = 0; k < layer.inputs; k++) {
        z = fma(W::set1(*w++), part.load(x + k * x_stride), z);
      }
      part.store(a + u * layer.stride, A::value(z, slope));
    }
  });
}

// out = (W^T d) * g'(z, a): d (units, m), z and a (inputs, m) of the layer below, out (inputs, m)
template <class V, class A>
void narrow_error(const NarrowLayer<typename V::T>& layer, const typename V::T* d,
                  const typename V::T* z, const typename V::T* a, int64_t a_stride,
                  typename V::T* out) {
  each_part<V>(layer.m, [&](auto part) DENSELY_INLINE_LAMBDA {
    using W = typename decltype(part)::Vector;
    const W slope = W::set1(layer.slope);
    for (int64_t k = 0; k < layer.inputs; k++) {
      W sum = number<W>(0);
      for (int64_t u = 0; u < layer.units; u++) {
        sum =
            fma(W::set1(layer.weights[u * layer.inputs + k]), part.load(d + u * layer.stride), sum);
      }
      const W g = A::derivative(part.load(z + k * a_stride), part.load(a + k * a_stride), slope);
      part.store(out + k * layer.stride, without_tiny(sum * g));
    }
  });
}

// One example: a = g(W x + b), with W stored input by input, so that the units are neighbours.
template <class V, class A>
void row_forward(int64_t inputs, int64_t units, const typename V::T* weights,
                 const typename V::T* bias, typename V::T slope, const typename V::T* x,
                 typename V::T* a) {
  each_part<V>(units, [=](auto part) DENSELY_INLINE_LAMBDA {
    using W = typename decltype(part)::Vector;
    W z = part.load(bias);
    for (int64_t k = 0; k < inputs; k++) {
      z = fma(W::set1(x[k]), part.load(weights + k * units), z);
    }
    part.store(a, A::value(z, W::set1(slope)));
  });
}
