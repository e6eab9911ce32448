#include "functions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "../core/split.h"
#include "arguments.h"
#include "entry.h"
#include "instance.h"

namespace densely {
namespace {

template <class T>
T* pack_of(Instance& instance, int width) {
  const int64_t length = instance.kernels<T>().pack_length * width;
  const int64_t bytes = length * static_cast<int64_t>(sizeof(T));
  return reinterpret_cast<T*>(instance.pack.reserve(bytes / sizeof(double) + 1));
}

// a (M, K), b (K, N), out (M, N) row by row
template <class T>
void multiply(Instance& instance, const View<T>& a, const View<T>& b, T* out) {
  const int64_t rows = a.rows, cols = b.cols, depth = a.cols;
  if (rows == 0 || cols == 0) return;
  if (depth == 0) {
    std::fill_n(out, rows * cols, T(0));
    return;
  }
  const Product<T> whole{a, b, out, cols, nullptr};
  const Kernels<T>& kernels = instance.kernels<T>();
  if (in_lanes(rows, cols, depth)) {
    kernels.product_lanes(whole, nullptr, pack_of<T>(instance, 1));
    return;
  }
  if (cut_of(whole, instance.threads).pieces() == 1) {
    kernels.product(whole, pack_of<T>(instance, 1), kNever);
    return;
  }
  Team team(instance.pool.get(), instance.threads);
  product(&team, kernels, whole, pack_of<T>(instance, team.width()), kNever);
}

template <class T>
void matmul(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const View<T> a = view<T>(info, 0, "a");
  const View<T> b = view<T>(info, kViewArguments, "b");
  if (a.cols != b.rows) {
    refuse(env, Code::kShape, "b.rows",
           " must be " + std::to_string(a.cols) + " (the columns of a), not " +
               std::to_string(b.rows));
  }
  const int64_t length = product_of(env, a.rows, b.cols, "out");
  multiply(Instance::of(env), a, b, span<T>(info[2 * kViewArguments], "out", length).data);
}

template <class T>
void evaluate(const Napi::CallbackInfo& info) {
  const int function = option(info[0], "functionName", function_names, kFunctions);
  const Span<T> x = span<T>(info[1], "x");
  const Span<T> out = span<T>(info[2], "out", x.length);
  Instance::of(info.Env()).kernels<T>().function[function](x.length, x.data, out.data);
}

template <class T>
void value(const Napi::CallbackInfo& info) {
  const int activation = option(info[0], "activationName", activation_names, kActivations);
  const T slope = static_cast<T>(number(info[2], "slope"));
  const Span<T> z = span<T>(info[1], "z");
  const Span<T> out = span<T>(info[3], "out", z.length);
  Instance::of(info.Env()).kernels<T>().value[activation](z.length, z.data, slope, out.data);
}

template <class T>
void derivative(const Napi::CallbackInfo& info) {
  constexpr int64_t kPart = 1024;
  T a[kPart];
  const int activation = option(info[0], "activationName", activation_names, kActivations);
  const T slope = static_cast<T>(number(info[2], "slope"));
  const Span<T> z = span<T>(info[1], "z");
  const Span<T> out = span<T>(info[3], "out", z.length);
  const Kernels<T>& kernels = Instance::of(info.Env()).kernels<T>();
  for (int64_t i = 0; i < z.length; i += kPart) {
    const int64_t n = std::min(kPart, z.length - i);
    kernels.value[activation](n, z.data + i, slope, a);
    kernels.derivative[activation](n, z.data + i, a, slope, out.data + i);
  }
}

// The numbers of an optimizer arrive as doubles and are rounded once.
template <class T>
std::vector<T> rounded(Napi::Value value, const char* name, int length) {
  const Span<double> given = span<double>(value, name, length);
  return std::vector<T>(given.data, given.data + given.length);
}

template <class T>
void update(const Napi::CallbackInfo& info) {
  const int optimizer = option(info[0], "optimizerName", optimizer_names, kOptimizers);
  const Span<T> w = span<T>(info[1], "parameters");
  const Span<T> g = span<T>(info[2], "gradient", w.length);
  const Span<T> slots = span<T>(info[3], "slots", w.length * optimizer_slots[optimizer]);
  const std::vector<T> constants = rounded<T>(info[4], "constants", optimizer_constants[optimizer]);
  const std::vector<T> scalars = rounded<T>(info[5], "scalars", optimizer_scalars[optimizer]);
  Instance::of(info.Env())
      .kernels<T>()
      .update[optimizer](w.length, w.data, g.data, T(1), slots.data, w.length, constants.data(),
                         scalars.data());
}

// What the machine gives at most: the limit that the benchmark draws.
template <class T>
double probe(const Napi::CallbackInfo& info) {
  static constexpr const char* names[kProbes] = {"fma", "divide", "read", "update"};
  constexpr int64_t kLeast = 16;
  const int kind = option(info[0], "probeName", names, kProbes);
  const Span<T> x = span<T>(info[1], "x");
  const int64_t times = integer(info[2], "times", 0);
  if (x.length < kLeast) {
    refuse(info.Env(), Code::kShape, "x.length",
           " must be 16 or more, not " + std::to_string(x.length));
  }
  return Instance::of(info.Env()).kernels<T>().probe[kind](x.length, times, x.data);
}

using Call = void (*)(const Napi::CallbackInfo&);

// The array at `at` tells the element type of the whole call.
template <Call f32, Call f64>
void by_dtype(const Napi::CallbackInfo& info, size_t at, const char* name) {
  enter(info.Env(), [&] { is_float64(info[at], name) ? f64(info) : f32(info); });
}

void select(const Napi::CallbackInfo& info) {
  Instance& instance = Instance::of(info.Env());
  std::string allowed;
  for (int i = 0; i < instance.isa_count; ++i) {
    const char* name = instance.isas[i]->name;
    if (info[0].IsString() && info[0].As<Napi::String>().Utf8Value() == name) {
      instance.selected = instance.isas[i];
      return;
    }
    allowed += (i ? ", " : "") + std::string(name);
  }
  refuse(info.Env(), Code::kBackend, "isa",
         " must be one that this machine can run: " + allowed + ", not " + describe(info[0]));
}

// For matmul, and for the programs made from now on.
void use_threads(const Napi::CallbackInfo& info) {
  Instance::of(info.Env()).threads = thread_count(info[0], "threads");
}

}  // namespace

void export_functions(Napi::Env env, Napi::Object exports) {
  const auto add = [&](const char* name, auto call) {
    exports.Set(name, Napi::Function::New(env, call, name));
  };
  add("select", select);
  add("useThreads", use_threads);
  add("matmul", [](const Napi::CallbackInfo& info) {
    by_dtype<matmul<float>, matmul<double>>(info, 0, "a");
  });
  add("evaluate", [](const Napi::CallbackInfo& info) {
    by_dtype<evaluate<float>, evaluate<double>>(info, 1, "x");
  });
  add("value",
      [](const Napi::CallbackInfo& info) { by_dtype<value<float>, value<double>>(info, 1, "z"); });
  add("derivative", [](const Napi::CallbackInfo& info) {
    by_dtype<derivative<float>, derivative<double>>(info, 1, "z");
  });
  add("update", [](const Napi::CallbackInfo& info) {
    by_dtype<update<float>, update<double>>(info, 1, "parameters");
  });
  add("probe", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const double done = enter(info.Env(), [&] {
      return is_float64(info[1], "x") ? probe<double>(info) : probe<float>(info);
    });
    return Napi::Number::New(info.Env(), done);
  });
}

}  // namespace densely
