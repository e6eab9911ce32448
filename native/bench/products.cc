// Matrix products of the core beside OpenBLAS and oneDNN where their libraries are installed:
// GFLOP/s on one thread, contenders in turn, medians, ratios in one run.
//   cmake -B build-bench -DDENSELY_BENCH=ON && cmake --build build-bench
//   build-bench/bench_products [squares|networks|edges|forms] [f32|f64] [SECONDS] [ROUNDS]
// OPENBLAS_CORETYPE=SKYLAKEX on AMD's processors with AVX-512: OpenBLAS 0.3.21 takes AVX2 there.
#include <dlfcn.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>

#include "../core/floating_point_mode.h"
#include "../core/kernels.h"
#include "timing.h"

using namespace densely;

namespace {

// c (M, N) = op(a) (M, K) op(b) (K, N), all row by row
struct Shape {
  const char* name;
  bool ta, tb;
  int64_t m, n, k;
};

template <class T>
struct Operands {
  explicit Operands(const Shape& s) : shape(s), a(s.m * s.k), b(s.k * s.n), c(s.m * s.n) {
    uint32_t seed = 1;
    for (auto* list : {&a, &b}) {
      for (T& x : *list) {
        seed = seed * 1664525u + 1013904223u;
        x = static_cast<T>(seed >> 8) / (1 << 24) - T(0.5);
      }
    }
  }
  int lda() const { return static_cast<int>(shape.ta ? shape.m : shape.k); }
  int ldb() const { return static_cast<int>(shape.tb ? shape.k : shape.n); }
  View<T> view_a() const {
    return {a.data(), shape.m, shape.k, shape.ta ? 1 : shape.k, shape.ta ? shape.m : 1};
  }
  View<T> view_b() const {
    return {b.data(), shape.k, shape.n, shape.tb ? 1 : shape.n, shape.tb ? shape.k : 1};
  }

  Shape shape;
  std::vector<T> a, b, c;
};

template <class T>
struct Contender {
  std::string name;
  std::function<void(Operands<T>&)> multiply;
};

template <class T>
Contender<T> own(const Isa& isa, T* pack) {
  const Kernels<T>& kernels = kernels_of<T>(isa);
  return {isa.name, [&kernels, pack](Operands<T>& o) {
            const Shape& s = o.shape;
            const Product<T> p = {o.view_a(), o.view_b(), o.c.data(), s.n, nullptr};
            if (in_lanes(s.m, s.n, s.k)) return kernels.product_lanes(p, nullptr, pack);
            kernels.product(p, pack, kNever);
          }};
}

template <class T>
using Blas = void (*)(int, int, int, int, int, int, T, const T*, int, const T*, int, T, T*, int);
using OneDnn = int (*)(char, char, int64_t, int64_t, int64_t, float, const float*, int64_t,
                       const float*, int64_t, float, float*, int64_t);

template <class T>
void add_open_blas(std::vector<Contender<T>>& list) {
  void* library = dlopen("libopenblas.so.0", RTLD_NOW);
  if (!library) return;
  const auto gemm =
      reinterpret_cast<Blas<T>>(dlsym(library, sizeof(T) == 4 ? "cblas_sgemm" : "cblas_dgemm"));
  list.push_back({"openblas", [gemm](Operands<T>& o) {
                    const Shape& s = o.shape;
                    constexpr int kRowMajor = 101, kAsIs = 111, kTransposed = 112;
                    gemm(kRowMajor, s.ta ? kTransposed : kAsIs, s.tb ? kTransposed : kAsIs,
                         static_cast<int>(s.m), static_cast<int>(s.n), static_cast<int>(s.k), 1,
                         o.a.data(), o.lda(), o.b.data(), o.ldb(), 0, o.c.data(),
                         static_cast<int>(s.n));
                  }});
}

void add_one_dnn(std::vector<Contender<double>>&) {}

void add_one_dnn(std::vector<Contender<float>>& list) {
  void* library = dlopen("libdnnl.so.2", RTLD_NOW);
  if (!library) return;
  const auto gemm = reinterpret_cast<OneDnn>(dlsym(library, "dnnl_sgemm"));
  list.push_back({"onednn", [gemm](Operands<float>& o) {
                    const Shape& s = o.shape;
                    gemm(s.ta ? 'T' : 'N', s.tb ? 'T' : 'N', s.m, s.n, s.k, 1, o.a.data(), o.lda(),
                         o.b.data(), o.ldb(), 0, o.c.data(), s.n);
                  }});
}

std::vector<Shape> shapes_of(const std::string& set) {
  std::vector<Shape> shapes;
  if (set == "squares") {
    for (int64_t n : {64, 128, 256, 384, 512, 768, 1024, 2048}) {
      shapes.push_back({"NN", false, false, n, n, n});
    }
  } else if (set == "edges") {
    for (int64_t n : {64, 128, 256, 512}) {
      for (int64_t d : {-1, 0, 1}) shapes.push_back({"NN", false, false, n + d, n + d, n + d});
    }
  } else if (set == "forms") {
    for (int64_t n : {96, 128, 256, 500, 512, 1024}) {
      for (int form = 0; form < 4; ++form) {
        constexpr const char* kNames[] = {"NN", "NT", "TN", "TT"};
        shapes.push_back({kNames[form], form > 1, form % 2 == 1, n, n, n});
      }
    }
  } else {
    // units, inputs, examples of a layer
    constexpr int64_t kLayers[][3] = {{4, 2, 400},     {1, 4, 400},       {64, 64, 32},
                                      {128, 784, 32},  {128, 784, 128},   {512, 784, 256},
                                      {512, 512, 256}, {1024, 1024, 512}, {10, 128, 128}};
    for (auto& l : kLayers) shapes.push_back({"forward", false, false, l[0], l[2], l[1]});
    for (auto& l : kLayers) shapes.push_back({"dW", false, true, l[0], l[1], l[2]});
    for (auto& l : kLayers) shapes.push_back({"dA", true, false, l[1], l[2], l[0]});
  }
  return shapes;
}

// Products of fewer multiply-adds are printed and stay out of the means.
constexpr int64_t kTiny = 100000;

struct Mean {
  double sum = 0, least = 1e9;
  int count = 0;
  void add(double ratio) {
    sum += std::log(ratio);
    least = std::min(least, ratio);
    ++count;
  }
};

template <class T>
void compare(const std::string& set, double seconds, int rounds) {
  const Isa* isas[kIsas];
  const int found = available_isas(isas);
  std::vector<Contender<T>> list;
  std::vector<std::vector<T>> packs;
  const int own_count = std::max(1, found - 1);
  for (int i = 0; i < own_count; ++i) {
    packs.emplace_back(kernels_of<T>(*isas[i]).pack_length + 16);
    const size_t skip = reinterpret_cast<uintptr_t>(packs.back().data()) % 64 / sizeof(T);
    list.push_back(own<T>(*isas[i], packs.back().data() + (64 / sizeof(T) - skip)));
  }
  add_open_blas(list);
  add_one_dnn(list);
  std::printf("%-26s", sizeof(T) == 4 ? "f32, GFLOP/s" : "f64, GFLOP/s");
  for (auto& contender : list) std::printf("%10s", contender.name.c_str());
  std::printf("   /openblas   /best\n");
  Mean blas, best;
  for (const Shape& s : shapes_of(set)) {
    Operands<T> operands(s);
    std::vector<std::vector<double>> rates(list.size());
    for (auto& contender : list) contender.multiply(operands);
    for (int round = 0; round < rounds; ++round) {
      for (size_t i = 0; i < list.size(); ++i) {
        rates[i].push_back(bench::rate([&] { list[i].multiply(operands); }, seconds));
      }
    }
    std::printf("%-8s%5d%6d%6d ", s.name, int(s.m), int(s.n), int(s.k));
    std::vector<double> medians;
    for (auto& list_of : rates) {
      medians.push_back(bench::median(list_of) * 2e-9 * double(s.m) * double(s.n) * double(s.k));
      std::printf("%10.1f", medians.back());
    }
    double others = 0;
    for (size_t i = own_count; i < medians.size(); ++i) others = std::max(others, medians[i]);
    if (others > 0) {
      if (s.m * s.n * s.k >= kTiny) {
        blas.add(medians[0] / medians[own_count]);
        best.add(medians[0] / others);
      }
      std::printf("%11.2f%9.2f", medians[0] / medians[own_count], medians[0] / others);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  if (blas.count == 0) return;
  std::printf("geometric mean %.3f of openblas (least %.2f), %.3f of the best (least %.2f)\n",
              std::exp(blas.sum / blas.count), blas.least, std::exp(best.sum / best.count),
              best.least);
}

}  // namespace

int main(int count, char** arguments) {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  setenv("OMP_NUM_THREADS", "1", 1);
  FloatingPointMode mode;
  const std::string set = count > 1 ? arguments[1] : "networks";
  const bool wide = count > 2 && !std::strcmp(arguments[2], "f64");
  const double seconds = count > 3 ? std::atof(arguments[3]) : 0.02;
  const int rounds = count > 4 ? std::atoi(arguments[4]) : 7;
  wide ? compare<double>(set, seconds, rounds) : compare<float>(set, seconds, rounds);
}
