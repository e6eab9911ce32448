#include "looked.h"

#include <limits>

namespace densely {

double Looked::weight(int64_t j) const { return weights ? weights[j] : 1; }

double Looked::output(int64_t i) const { return singles ? double{singles[i]} : doubles[i]; }

double Looked::truth(int64_t j, int64_t target) const {
  const auto element = [=](const auto& view) {
    return static_cast<double>(view.row(target)[view.col(j) - view.data]);
  };
  return std::visit(element, *targets);
}

// Of two classes the positive one where its probability is above 0.5.
int64_t Looked::chosen(int64_t j) const {
  if (outputs == 1) return positive == 0 ? !(output(j) < 0.5) : is_true(output(j));
  int64_t best = 0;
  for (int64_t c = 1; c < outputs; ++c) {
    if (output(j * outputs + c) > output(j * outputs + best)) best = c;
  }
  return best;
}

double Looked::predicted(int64_t j, int64_t target, double* levels) const {
  if (middle < 0) return own(j * outputs + target, target);
  for (int64_t i = 0; i < outputs; ++i) {
    const double value = own(j * outputs + i, target);
    int64_t place = i;
    for (; place > 0 && levels[place - 1] > value; --place) levels[place] = levels[place - 1];
    levels[place] = value;
  }
  return levels[middle];
}

// Rounded as the network's outputs are.
double Looked::own(int64_t at, int64_t target) const {
  const double said = output(at);
  if (!units) return said;
  if (!singles) return units[target].value(said, std::numeric_limits<double>::max());
  const double largest = double{std::numeric_limits<float>::max()};
  return double{static_cast<float>(units[target].value(said, largest))};
}

}  // namespace densely
