#include "plan.h"

#include <algorithm>

namespace densely {

Plan::Plan(const Spec& spec) : loss(spec.loss) {
  for (size_t l = 1; l < spec.sizes.size(); ++l) {
    Layer layer;
    layer.inputs = spec.sizes[l - 1];
    layer.units = spec.sizes[l];
    layer.activation = l <= spec.activations.size() ? spec.activations[l - 1] : kNone;
    const bool hidden = layer.activation != kNone;
    const bool has_slope = hidden && activation_has_slope[layer.activation];

    layer.first_unit = units;
    layer.first_slope_unit = slope_units;
    layer.weights = parameters;
    layer.bias = layer.weights + layer.units * layer.inputs;
    parameters = layer.bias + layer.units;
    layer.slope = has_slope ? parameters++ : kNone;

    units += layer.units;
    if (has_slope) slope_units += layer.units;
    if (hidden && activation_needs_input[layer.activation]) needs_input = true;
    widest = std::max(widest, layer.units);
    largest_layer = std::max(largest_layer, layer.units * (layer.inputs + 1));
    layers.push_back(layer);
  }
}

}  // namespace densely
