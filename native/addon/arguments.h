// Arguments from JavaScript, checked before use. A span is valid until control goes back to
// JavaScript: read everything that may run a getter first.
#pragma once
#include <napi.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "../core/kernels.h"
#include "../core/scaling.h"
#include "errors.h"

namespace densely {

template <class T>
struct Span {
  T* data;
  int64_t length;
};

// As in JavaScript's view on a matrix: storage, rows, cols, rowStride, colStride.
constexpr size_t kViewArguments = 5;
constexpr int64_t kMaxInteger = int64_t{1} << 53;

// What came, for messages: "a Float64Array", "2.5", "a string".
std::string describe(Napi::Value value);

// "name[i]"
std::string element_name(const std::string& name, size_t i);

Napi::Array array(Napi::Value value, const char* name);
double number(Napi::Value value, const char* name);
// An integer in [least, kMaxInteger].
int64_t integer(Napi::Value value, const std::string& name, int64_t least);
int thread_count(Napi::Value value, const char* name);
// The index of a name in a table.
int option(Napi::Value value, const std::string& name, const char* const* names, int count);
// Numbers of either element type.
struct FloatSpan {
  void* data;
  int64_t length;
  bool is_float64;
};
FloatSpan float_span(Napi::Value value, const char* name);
inline bool is_float64(Napi::Value value, const char* name) {
  return float_span(value, name).is_float64;
}
bool boolean(Napi::Value value, const char* name);
// Refuses another number than the one that is allowed.
void must_be(Napi::Env env, const char* what, int64_t given, int64_t allowed);
// a * b for sizes >= 0, or a refusal above kMaxInteger.
int64_t product_of(Napi::Env env, int64_t a, int64_t b, const char* name);

// kShared refuses arrays that a caller could detach or shrink while a thread works on them.
enum class Memory { kAny, kShared };

template <class T>
Span<T> span(Napi::Value value, const char* name, Memory memory = Memory::kAny);
template <class T>
Span<T> span(Napi::Value value, const char* name, int64_t length, Memory memory = Memory::kAny);
template <class T>
Span<T> shared_span_of_at_least(Napi::Value value, const char* name, int64_t length);
// The first element of a shared Int32Array, which JavaScript may change while a thread works.
const std::atomic<int32_t>* shared_flag(Napi::Value value, const char* name);

// Five values, the first of which is the storage.
template <class T>
View<T> view(const Napi::Value* five, const char* name, Memory memory = Memory::kAny);
template <class T>
View<T> view(const Napi::CallbackInfo& info, size_t first, const char* name,
             Memory memory = Memory::kAny);

// Offset and divisor of n rows, a Float64Array each, and their limit, Infinity where nothing is
// clipped; or null three times.
constexpr size_t kScalerArguments = 3;
OwnScaler scaler(const Napi::CallbackInfo& info, size_t first, const char* name, int64_t n);

}  // namespace densely
