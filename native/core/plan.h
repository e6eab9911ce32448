// A network as numbers only: sizes of the layers and where their parameters lie in the one flat
// buffer. Per layer l = 1 ... L: W (units * inputs, row by row), b (units), and then, only if the
// activation has a learnt slope, alpha (1). Last, only of a network with a linear path from its
// inputs to its outputs, Wx (n_L * n_0, row by row).
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernels.h"

namespace densely {

struct Spec {
  std::vector<int64_t> sizes;    // n_0 ... n_L, L >= 1
  std::vector<int> activations;  // of the L - 1 hidden layers
  int loss;
  std::vector<double> loss_numbers = {};  // as many as loss_number_count says
  bool linear = false;                    // with a path; there are hidden layers then
};

// The numbers that a loss takes of a network with so many outputs.
inline int64_t loss_number_count(int loss, int64_t outputs) {
  return loss_numbers[loss] + loss_numbers_per_output[loss] * outputs;
}

constexpr int kNone = -1;

enum Role { kWeight, kBias, kSlope, kLinear, kRoles };
constexpr const char* role_names[kRoles] = {"weight", "bias", "slope", "linear"};

// A tensor of the network, row by row from `offset` in the flat buffer.
struct Place {
  Role role;
  int64_t layer;  // 1 ... L
  int64_t rows, cols, offset;
};

struct Layer {
  int64_t inputs, units;
  int64_t first_unit;             // units of the layers before: where its Z and A begin
  int64_t weights, bias;          // offsets in the flat buffer
  std::optional<int64_t> slope;   // likewise, of a learnt one
  std::optional<int64_t> linear;  // likewise, of Wx, in the last layer of a network with a path
  int64_t first_slope_unit;       // units with a slope in the layers before
  int activation;                 // kNone for the last layer

  bool narrow() const { return inputs <= kNarrow && units <= kNarrow; }
  template <class T>
  T slope_in(const T* parameters) const {
    return slope ? parameters[*slope] : T(0);
  }
};

struct Plan {
  explicit Plan(const Spec& spec);

  int64_t inputs() const { return layers.front().inputs; }
  int64_t outputs() const { return layers.back().units; }

  std::vector<Layer> layers;
  std::vector<Place> places;  // in the order of the flat buffer
  int loss;
  int64_t parameters = 0;     // length of the flat buffer
  int64_t units = 0;          // of all layers: numbers of Z (or A) per example
  int64_t slope_units = 0;    // of the layers with a learnt slope
  int64_t widest = 0;         // units of the widest layer
  int64_t largest_layer = 0;  // weights and biases of the largest layer, or of the path
  bool needs_input = false;   // a hidden derivative needs Z besides A

 private:
  int64_t place(Role role, int64_t layer, int64_t rows, int64_t cols);
};

inline Plan::Plan(const Spec& spec) : loss(spec.loss) {
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
    if (spec.linear && !hidden) {
      layer.linear = place(kLinear, number, layer.units, spec.sizes[0]);
      largest_layer = std::max(largest_layer, layer.units * spec.sizes[0]);
    }
    layers.push_back(layer);
  }
}

inline int64_t Plan::place(Role role, int64_t layer, int64_t rows, int64_t cols) {
  const int64_t offset = parameters;
  places.push_back({role, layer, rows, cols, offset});
  parameters += rows * cols;
  return offset;
}

}  // namespace densely
