#include "abi.h"

#include <initializer_list>
#include <utility>

#include "../core/dropout.h"
#include "../core/limits.h"
#include "../core/metrics.h"
#include "../core/train.h"

namespace densely {
namespace {

using Numbers = std::initializer_list<std::pair<const char*, double>>;

Napi::Object numbers(Napi::Env env, const Numbers& named) {
  Napi::Object object = Napi::Object::New(env);
  for (const auto& [name, number] : named) object.Set(name, number);
  return object;
}

// An object with a key for each name; `describe(i)` is what there is to know of it.
template <class Describe>
Napi::Object by_name(Napi::Env env, const char* const* names, int count, Describe describe) {
  Napi::Object object = Napi::Object::New(env);
  for (int i = 0; i < count; ++i) object.Set(names[i], describe(i));
  return object;
}

Napi::Object places(Napi::Env env, const char* const* names, int count) {
  return by_name(env, names, count, [env](int i) { return Napi::Number::New(env, i); });
}

Napi::Object activations(Napi::Env env) {
  return by_name(env, activation_names, kActivations, [&](int i) {
    Napi::Object activation = Napi::Object::New(env);
    activation.Set("hasSlope", activation_has_slope[i]);
    activation.Set("needsInput", activation_needs_input[i]);
    return activation;
  });
}

Napi::Object losses(Napi::Env env) {
  return by_name(env, loss_names, kLosses, [&](int i) {
    const double all = loss_numbers[i], each = loss_numbers_per_output[i];
    return numbers(env, {{"numbers", all}, {"numbersPerOutput", each}});
  });
}

Napi::Object optimizers(Napi::Env env) {
  return by_name(env, optimizer_names, kOptimizers, [&](int i) {
    const double slots = optimizer_slots[i], constants = optimizer_constants[i];
    const double scalars = optimizer_scalars[i];
    return numbers(env, {{"slots", slots}, {"constants", constants}, {"scalars", scalars}});
  });
}

// What drops units of some examples, by seed, step, layer, place and unit.
Napi::Object draws(Napi::Env env) {
  struct Unit {
    const char* name;
    uint32_t seed;
    uint64_t step;
    uint32_t layer, place, unit;
  };
  constexpr uint32_t kLast = UINT32_MAX;
  const Unit some[] = {
      {"0-0-1-0-0", 0, 0, 1, 0, 0},
      {"1-0-1-0-0", 1, 0, 1, 0, 0},
      {"0-1-2-3-4", 0, 1, 2, 3, 4},
      {"4294967295-4294967297-100-4294967295-65535", kLast, uint64_t{kLast} + 2, 100, kLast, 65535},
      {"20261127-9007199254740991-3-1000000-511", 20261127, (uint64_t{1} << 53) - 1, 3, 1000000,
       511},
  };
  Napi::Object object = Napi::Object::New(env);
  for (const Unit& at : some) {
    const uint32_t layer = key_of(step_key(at.seed, at.step), at.layer);
    object.Set(at.name, draw(key_of(layer, at.place), unit_key(at.unit)));
  }
  return object;
}

Napi::Object limits(Napi::Env env) {
  return numbers(env, {{"units", kMaxUnits},
                       {"layers", kMaxLayers},
                       {"parameters", kMaxParameters},
                       {"threads", kMaxThreads}});
}

}  // namespace

Napi::Object abi_of(Napi::Env env) {
  const auto nothing = [env](int) { return Napi::Object::New(env); };
  Napi::Object abi = Napi::Object::New(env);
  abi.Set("block", static_cast<double>(kBlock));
  abi.Set("lanes", numbers(env, {{"float32", kLanesOf<float>}, {"float64", kLanesOf<double>}}));
  abi.Set("narrow", numbers(env, {{"units", kNarrow}, {"examples", kManyExamples}}));
  abi.Set("limits", limits(env));
  abi.Set("flags", numbers(env, {{"countCost", kCountCost},
                                 {"emitCost", kEmitCost},
                                 {"tellCost", kTellCost},
                                 {"keep", kKeep}}));
  abi.Set("cancel", numbers(env, {{"goOn", kGoOn},
                                  {"stopAfterStep", kStopAfterStep},
                                  {"leaveAtOnce", kLeaveAtOnce}}));
  abi.Set("penalties", numbers(env, {{"decay", kDecay}, {"l2", kL2}, {"l1", kL1}}));
  abi.Set("clips", numbers(env, {{"norm", kNorm}, {"value", kValue}}));
  abi.Set("dropout", draws(env));
  abi.Set("segment", numbers(env, {{"offset", kOffset},
                                   {"length", kLength},
                                   {"rate", kRate},
                                   {"decay", kPenaltyFactors + kDecay},
                                   {"l2", kPenaltyFactors + kL2},
                                   {"l1", kPenaltyFactors + kL1}}));
  abi.Set("roles", by_name(env, role_names, kRoles, nothing));
  abi.Set("functions", by_name(env, function_names, kFunctions, nothing));
  abi.Set("activations", activations(env));
  abi.Set("losses", losses(env));
  abi.Set("optimizers", optimizers(env));
  abi.Set("metrics", places(env, metric_names, kMetrics));
  abi.Set("targetWarps", places(env, target_warp_names, kTargetWarps));
  return abi;
}

Napi::Array layout_of(Napi::Env env, const Plan& plan) {
  Napi::Array layout = Napi::Array::New(env, plan.places.size());
  for (size_t i = 0; i < plan.places.size(); ++i) {
    const Place& from = plan.places[i];
    Napi::Object place = numbers(env, {{"layer", static_cast<double>(from.layer)},
                                       {"rows", static_cast<double>(from.rows)},
                                       {"cols", static_cast<double>(from.cols)},
                                       {"offset", static_cast<double>(from.offset)}});
    place.Set("role", role_names[from.role]);
    layout.Set(static_cast<uint32_t>(i), place);
  }
  return layout;
}

}  // namespace densely
