// Layers of at most kNarrow inputs and units: one pass over the examples with the activation
// applied before the store, or in a pass of its own where it is not fused (activations.h). Every
// sum is the chain that a product (gemm.inl) makes.

// Numbers one by one take longer than a pass whatever is done with them.
template <class V, class A>
inline constexpr bool fused = same_type<A, Identity> || (A::fused && V::width > 1);

// body(at, n) for rows of n numbers each, which lie side by side where the strides are n.
template <class Body, class... Stride>
DENSELY_INLINE void each_row(int64_t rows, int64_t n, Body body, Stride... strides) {
  const bool joined = ((strides == n) && ...);
  for (int64_t r = 0; r < (joined ? 1 : rows); r++) body(r, joined ? rows * n : n);
}

// a = g(W x + b): W (units, inputs), x (inputs, m), a (units, m)
template <class V, class A>
void narrow_forward(const NarrowLayer<typename V::T>& layer, const typename V::T* x,
                    int64_t x_stride, typename V::T* a) {
  if constexpr (fused<V, A>) {
    each_part_of_few<V>(layer.m, [&](auto part) DENSELY_INLINE_LAMBDA {
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
  } else {
    narrow_forward<V, Identity>(layer, x, x_stride, a);
    const auto row = [&](int64_t u, int64_t n) {
      typename V::T* z = a + u * layer.stride;
      value<V, A>(n, z, layer.slope, z);
    };
    each_row(layer.units, layer.m, row, layer.stride);
  }
}

// out = (W^T d) * g: d (units, m), out (inputs, m), g a vector by factor(part, k)
template <class V, class Factor>
DENSELY_INLINE void narrow_back(const NarrowLayer<typename V::T>& layer, const typename V::T* d,
                                typename V::T* out, Factor factor) {
  each_part_of_few<V>(layer.m, [&](auto part) DENSELY_INLINE_LAMBDA {
    using W = typename decltype(part)::Vector;
    for (int64_t k = 0; k < layer.inputs; k++) {
      W sum = number<W>(0);
      for (int64_t u = 0; u < layer.units; u++) {
        sum =
            fma(W::set1(layer.weights[u * layer.inputs + k]), part.load(d + u * layer.stride), sum);
      }
      part.store(out + k * layer.stride, without_tiny(sum * factor(part, k)));
    }
  });
}

// out holds g
template <class V>
void narrow_times(const NarrowLayer<typename V::T>& layer, const typename V::T* d,
                  typename V::T* out) {
  narrow_back<V>(layer, d, out, [&](auto part, int64_t k) DENSELY_INLINE_LAMBDA {
    return part.load(out + k * layer.stride);
  });
}

// out = (W^T d) * g'(z, a): d (units, m), z and a (inputs, m) of the layer below, out (inputs, m)
template <class V, class A>
void narrow_error(const NarrowLayer<typename V::T>& layer, const typename V::T* d,
                  const typename V::T* z, const typename V::T* a, int64_t a_stride,
                  typename V::T* out) {
  if constexpr (fused<V, A>) {
    narrow_back<V>(layer, d, out, [&](auto part, int64_t k) DENSELY_INLINE_LAMBDA {
      using W = typename decltype(part)::Vector;
      const W slope = W::set1(layer.slope);
      return A::derivative(part.load(z + k * a_stride), part.load(a + k * a_stride), slope);
    });
  } else {
    const auto row = [&](int64_t k, int64_t n) {
      derivative<V, A>(n, z + k * a_stride, a + k * a_stride, layer.slope, out + k * layer.stride);
    };
    each_row(layer.inputs, layer.m, row, layer.stride, a_stride);
    narrow_times<V>(layer, d, out);
  }
}

// The part's units of W x + b, with W stored input by input, so that the units are neighbours.
template <class Part>
DENSELY_INLINE typename Part::Vector row_sum(Part part, int64_t inputs, int64_t units,
                                             const typename Part::T* weights,
                                             const typename Part::T* bias,
                                             const typename Part::T* x) {
  using W = typename Part::Vector;
  W z = part.load(bias);
  for (int64_t k = 0; k < inputs; k++) {
    z = fma(W::set1(x[k]), part.load(weights + k * units), z);
  }
  return z;
}

// One example: a = g(W x + b), W as above
template <class V, class A>
void row_forward(int64_t inputs, int64_t units, const typename V::T* weights,
                 const typename V::T* bias, typename V::T slope, const typename V::T* x,
                 typename V::T* a) {
  if constexpr (fused<V, A>) {
    each_part_of_few<V>(units, [=](auto part) DENSELY_INLINE_LAMBDA {
      const auto z = row_sum(part, inputs, units, weights, bias, x);
      part.store(a, A::value(z, decltype(part)::Vector::set1(slope)));
    });
  } else if (V::width > 1 && units <= V::width) {
    // A whole vector between the two: what a masked store has written is read late.
    typename V::T z[V::width];
    row_sum(Part<V, false>{0, units}, inputs, units, weights, bias, x).store(z);
    value<V, A>(V::width, z, slope, z);
    Part<V, false>{0, units}.store(a, V::load(z));
  } else {
    row_forward<V, Identity>(inputs, units, weights, bias, slope, x, a);
    value<V, A>(units, a, slope, a);
  }
}
