#include "plan.h"

#include <algorithm>

namespace densely {

Plan::Plan(const Spec& spec) : loss(spec.loss) {
  for (size_t l = 1; l < spec.sizes.size(); ++l) {
    Layer layer;
    const int64_t number = static_cast<int64_t>(l);
    layer.inputs = spec.sizes[l - 1];
    layer.units = spec.sizes[l];
    layer.activation = l <= spec.activations.size() ? spec.activations[l - 1] : kNone;
    const bool hidden = layer.activation != kNone;

    layer.first_unit = units;
    layer.first_slope_unit = slope_units;
    layer.weights = place(kWeight, number, layer.units, layer.inputs);
    layer.bias = place(kBias, number, layer.units, 1);
    if (hidden && activation_has_slope[layer.activation]) {
      layer.slope = place(kSlope, number, 1, 1);
      slope_units += layer.units;
    }
    if (hidden && activation_needs_input[layer.activation]) needs_input = true;

    units += layer.units;
    widest = std::max(widest, layer.units);
    largest_layer = std::max(largest_layer, layer.units * (layer.inputs + 1));
    layers.push_back(layer);
  }
}

int64_t Plan::place(Role role, int64_t layer, int64_t rows, int64_t cols) {
  const int64_t offset = parameters;
  places.push_back({role, layer, rows, cols, offset});
  parameters += rows * cols;
  return offset;
}

}  // namespace densely
