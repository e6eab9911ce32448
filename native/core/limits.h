// What a network, and a call, may have at most.
#pragma once
#include <cstdint>

namespace densely {

constexpr int64_t kMaxUnits = int64_t{1} << 24;  // of a layer, and inputs
constexpr int64_t kMaxLayers = 2048;
constexpr int64_t kMaxParameters = int64_t{1} << 30;
constexpr int kMaxThreads = 1024;

}  // namespace densely
