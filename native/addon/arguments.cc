#include "arguments.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <vector>

#include "../core/limits.h"
#include "instance.h"

namespace densely {
namespace {

// Node leaves the type alone for element types that it does not know.
constexpr napi_typedarray_type kUnknown = napi_int8_array;

template <class T>
struct Element;
template <>
struct Element<float> {
  static constexpr napi_typedarray_type kType = napi_float32_array;
  static constexpr const char* kName = "a Float32Array";
};
template <>
struct Element<double> {
  static constexpr napi_typedarray_type kType = napi_float64_array;
  static constexpr const char* kName = "a Float64Array";
};
template <>
struct Element<uint32_t> {
  static constexpr napi_typedarray_type kType = napi_uint32_array;
  static constexpr const char* kName = "a Uint32Array";
};
template <>
struct Element<int32_t> {
  static constexpr napi_typedarray_type kType = napi_int32_array;
  static constexpr const char* kName = "an Int32Array";
};
template <>
struct Element<uint8_t> {
  static constexpr napi_typedarray_type kType = napi_uint8_array;
  static constexpr const char* kName = "a Uint8Array";
};

std::string plain(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.16g", value);
  return digits;
}

std::string shortened(const std::string& given) {
  constexpr size_t kMost = 60;
  return given.size() <= kMost ? given : given.substr(0, kMost) + "...";
}

std::string constructor_name(Napi::Value value) {
  const Napi::Value constructor = value.As<Napi::Object>().Get("constructor");
  if (!constructor.IsFunction()) return "an object";
  const Napi::Value given = constructor.As<Napi::Object>().Get("name");
  const std::string name = given.IsString() ? given.As<Napi::String>().Utf8Value() : "";
  if (name.empty()) return "an object";
  const bool vowel = std::strchr("AEIOUaeiou", name[0]) && name[0] != 'U';
  return (vowel ? "an " : "a ") + shortened(name);
}

// The element type is told by the array itself, never assumed.
template <class T>
Span<T> read(Napi::Value value, const char* name, napi_value* buffer) {
  napi_typedarray_type type = kUnknown;
  size_t length = 0;
  void* data = nullptr;
  const napi_status status =
      napi_get_typedarray_info(value.Env(), value, &type, &length, &data, buffer, nullptr);
  if (status != napi_ok || type != Element<T>::kType) {
    refuse(value.Env(), Code::kDtype, name,
           std::string(" must be ") + Element<T>::kName + ", not " + describe(value));
  }
  return {static_cast<T*>(data), static_cast<int64_t>(length)};
}

template <class T>
void check_length(Napi::Env env, const Span<T>& numbers, const char* name, int64_t length) {
  if (numbers.length == length) return;
  refuse(
      env, Code::kShape, name,
      " must have " + std::to_string(length) + " elements, not " + std::to_string(numbers.length));
}

template <class T>
Span<T> read_shared(Napi::Value value, const char* name) {
  napi_value buffer;
  const Span<T> numbers = read<T>(value, name, &buffer);
  // An empty array is never touched, wherever it lies.
  if (numbers.length > 0 && Napi::Value(value.Env(), buffer).IsArrayBuffer()) {
    refuse(value.Env(), Code::kOption, name,
           " must lie on a SharedArrayBuffer, not on an ArrayBuffer");
  }
  return numbers;
}

// Whether (count - 1) * stride fits below `room`. Without a stride a few numbers would stand for
// any number of them, and a call could go on for ever.
bool fits(int64_t count, int64_t stride, int64_t room) {
  return count <= 1 || (stride > 0 && count - 1 <= (room - 1) / stride);
}

template <class T>
View<T> checked_view(Napi::Env env, const Span<T>& storage, const int64_t (&sizes)[4],
                     const char* name) {
  const View<T> v{storage.data, sizes[0], sizes[1], sizes[2], sizes[3]};
  if (v.rows == 0 || v.cols == 0) return v;
  const int64_t n = storage.length;
  if (n > 0 && fits(v.rows, v.row_stride, n) &&
      fits(v.cols, v.col_stride, n - (v.rows - 1) * v.row_stride)) {
    return v;
  }
  refuse(env, Code::kShape, name,
         " of " + std::to_string(v.rows) + " x " + std::to_string(v.cols) + " with strides " +
             std::to_string(v.row_stride) + ", " + std::to_string(v.col_stride) +
             " must lie inside its storage of " + std::to_string(n) + " elements");
}

}  // namespace

std::string describe(Napi::Value value) {
  switch (value.Type()) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return value.As<Napi::Boolean>().Value() ? "true" : "false";
    case napi_number:
      return plain(value.As<Napi::Number>().DoubleValue());
    case napi_string:
      return "\"" + shortened(value.As<Napi::String>().Utf8Value()) + "\"";
    case napi_symbol:
      return "a symbol";
    case napi_bigint:
      return "a bigint";
    case napi_function:
      return "a function";
    default:
      return constructor_name(value);
  }
}

std::string element_name(const std::string& name, size_t i) {
  return name + "[" + std::to_string(i) + "]";
}

Napi::Array array(Napi::Value value, const char* name) {
  if (value.IsArray()) return value.As<Napi::Array>();
  refuse(value.Env(), Code::kOption, name, " must be an array, not " + describe(value));
}

double number(Napi::Value value, const char* name) {
  if (value.IsNumber()) return value.As<Napi::Number>().DoubleValue();
  refuse(value.Env(), Code::kOption, name, " must be a number, not " + describe(value));
}

int64_t integer(Napi::Value value, const std::string& name, int64_t least) {
  if (value.IsNumber()) {
    const double d = value.As<Napi::Number>().DoubleValue();
    const bool in_range = d >= static_cast<double>(least) && d <= static_cast<double>(kMaxInteger);
    if (in_range && d == std::floor(d)) return static_cast<int64_t>(d);
  }
  refuse(value.Env(), Code::kShape, name,
         " must be an integer of at least " + std::to_string(least) + ", not " + describe(value));
}

int thread_count(Napi::Value value, const char* name) {
  if (value.IsNumber()) {
    const double d = value.As<Napi::Number>().DoubleValue();
    if (d >= 1 && d <= kMaxThreads && d == std::floor(d)) return static_cast<int>(d);
  }
  refuse(value.Env(), Code::kOption, name,
         " must be an integer between 1 and " + std::to_string(kMaxThreads) + ", not " +
             describe(value));
}

int option(Napi::Value value, const std::string& name, const char* const* names, int count) {
  std::string allowed;
  if (value.IsString()) {
    const std::string given = value.As<Napi::String>().Utf8Value();
    for (int i = 0; i < count; ++i) {
      if (given == names[i]) return i;
    }
  }
  for (int i = 0; i < count; ++i) allowed += (i ? ", " : "") + std::string(names[i]);
  refuse(value.Env(), Code::kOption, name,
         " must be one of " + allowed + ", not " + describe(value));
}

bool boolean(Napi::Value value, const char* name) {
  bool given;
  if (napi_get_value_bool(value.Env(), value, &given) == napi_ok) return given;
  refuse(value.Env(), Code::kOption, name, " must be true or false, not " + describe(value));
}

FloatSpan float_span(Napi::Value value, const char* name) {
  napi_typedarray_type type = kUnknown;
  size_t length = 0;
  void* data = nullptr;
  const napi_status status =
      napi_get_typedarray_info(value.Env(), value, &type, &length, &data, nullptr, nullptr);
  const bool is_float64 = type == napi_float64_array;
  if (status == napi_ok && (is_float64 || type == napi_float32_array)) {
    return {data, static_cast<int64_t>(length), is_float64};
  }
  refuse(value.Env(), Code::kDtype, name,
         " must be a Float32Array or a Float64Array, not " + describe(value));
}

void must_be(Napi::Env env, const char* what, int64_t given, int64_t allowed) {
  if (given == allowed) return;
  refuse(env, Code::kShape, what,
         " must be " + std::to_string(allowed) + ", not " + std::to_string(given));
}

int64_t product_of(Napi::Env env, int64_t a, int64_t b, const char* name) {
  if (a <= 1 || b <= kMaxInteger / a) return a * b;
  refuse(env, Code::kShape, name, " would need more than 2^53 elements");
}

template <class T>
Span<T> span(Napi::Value value, const char* name, Memory memory) {
  return memory == Memory::kShared ? read_shared<T>(value, name) : read<T>(value, name, nullptr);
}

template <class T>
Span<T> span(Napi::Value value, const char* name, int64_t length, Memory memory) {
  const Span<T> numbers = span<T>(value, name, memory);
  check_length(value.Env(), numbers, name, length);
  return numbers;
}

template <class T>
Span<T> shared_span_of_at_least(Napi::Value value, const char* name, int64_t length) {
  const Span<T> numbers = read_shared<T>(value, name);
  if (numbers.length >= length) return numbers;
  refuse(value.Env(), Code::kShape, name,
         " must have at least " + std::to_string(length) + " elements, not " +
             std::to_string(numbers.length));
}

const std::atomic<int32_t>* shared_flag(Napi::Value value, const char* name) {
  static_assert(sizeof(std::atomic<int32_t>) == sizeof(int32_t), "an Int32Array holds atomics");
  return reinterpret_cast<const std::atomic<int32_t>*>(
      shared_span_of_at_least<int32_t>(value, name, 1).data);
}

template <class T>
View<T> view(const Napi::Value* five, const char* name, Memory memory) {
  static constexpr const char* kFields[] = {".rows", ".cols", ".rowStride", ".colStride"};
  int64_t sizes[4];
  for (int i = 0; i < 4; ++i) sizes[i] = integer(five[i + 1], std::string(name) + kFields[i], 0);
  return checked_view(five[0].Env(), span<T>(five[0], name, memory), sizes, name);
}

template <class T>
View<T> view(const Napi::CallbackInfo& info, size_t first, const char* name, Memory memory) {
  Napi::Value five[kViewArguments];
  for (size_t i = 0; i < kViewArguments; ++i) five[i] = info[first + i];
  return view<T>(five, name, memory);
}

static SmoothClip clip_of(Napi::Value value, const std::string& name) {
  const double limit = number(value, name.c_str());
  if (limit == std::numeric_limits<double>::infinity()) return {};
  if (!(limit >= 1e-100 && limit <= 1e100)) {
    refuse(value.Env(), Code::kOption, name,
           " must be between 1e-100 and 1e100, or Infinity, not " + describe(value));
  }
  return {limit, &Instance::of(value.Env()).kernels<double>().clip};
}

OwnScaler scaler(const Napi::CallbackInfo& info, size_t first, const char* name, int64_t n) {
  if (info[first].IsNull() && info[first + 1].IsNull() && info[first + 2].IsNull()) return {};
  const auto numbers = [&](size_t i, const char* field) {
    const std::string full = std::string(name) + field;
    const Span<double> given = span<double>(info[first + i], full.c_str(), n);
    return std::vector<double>(given.data, given.data + given.length);
  };
  return {numbers(0, ".offset"), numbers(1, ".divisor"),
          clip_of(info[first + 2], std::string(name) + ".clip")};
}

template Span<float> span(Napi::Value, const char*, Memory);
template Span<double> span(Napi::Value, const char*, Memory);
template Span<uint32_t> span(Napi::Value, const char*, Memory);
template Span<uint8_t> span(Napi::Value, const char*, Memory);
template Span<float> span(Napi::Value, const char*, int64_t, Memory);
template Span<double> span(Napi::Value, const char*, int64_t, Memory);
template Span<uint32_t> span(Napi::Value, const char*, int64_t, Memory);
template Span<double> shared_span_of_at_least(Napi::Value, const char*, int64_t);
template View<float> view(const Napi::Value*, const char*, Memory);
template View<double> view(const Napi::Value*, const char*, Memory);
template View<float> view(const Napi::CallbackInfo&, size_t, const char*, Memory);
template View<double> view(const Napi::CallbackInfo&, size_t, const char*, Memory);

}  // namespace densely
