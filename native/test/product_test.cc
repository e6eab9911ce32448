// The products against the rules' own loops in std::fma: equal bits for every shape, storage and
// ISA.
#include <algorithm>

#include "check.h"
#include "numbers.h"

namespace densely {
namespace {

constexpr int kForms = 3;    // row by row, column by column, with gaps both ways
constexpr int kOrders = 3;   // as it lies, rows chosen, columns chosen
constexpr int64_t kPad = 3;  // numbers between the rows of c, which must stay as they are

struct Shape {
  int64_t m, n, k;
};

// rows * cols numbers in one of the forms; chosen rows or columns lie from last to first, with
// others between them.
template <class T>
struct Stored {
  Stored(const std::vector<T>& x, int64_t rows, int64_t cols, int form, int ordered = 0) {
    const int64_t lying_rows = ordered == 1 ? 2 * rows : rows;
    const int64_t lying_cols = ordered == 2 ? 2 * cols : cols;
    const int64_t row_stride = form == 0 ? lying_cols : form == 1 ? 1 : 2 * lying_cols + 1;
    const int64_t col_stride = form == 0 ? 1 : form == 1 ? lying_rows : 2;
    const int64_t last = (lying_rows - 1) * row_stride + (lying_cols - 1) * col_stride;
    // Not one number more, so that the address sanitizer sees a read past the end.
    data.assign(rows > 0 && cols > 0 ? static_cast<size_t>(last + 1) : 0, T(-77));
    for (int64_t i = ordered == 1 ? rows : ordered == 2 ? cols : 0; i > 0; i--) {
      order.push_back(static_cast<uint32_t>(2 * i - 1));
    }
    view = {data.data(), rows, cols, row_stride, col_stride};
    if (ordered == 1) view.row_order = order.data();
    if (ordered == 2) view.col_order = order.data();
    for (int64_t r = 0; r < rows; r++) {
      for (int64_t c = 0; c < cols; c++) at(r, c) = x[r * cols + c];
    }
  }
  T& at(int64_t r, int64_t c) {
    return data[static_cast<size_t>(view.row(r) - view.data + (view.col(c) - view.data))];
  }

  std::vector<T> data;
  std::vector<uint32_t> order;
  View<T> view;
};

template <class T>
struct Operands {
  Operands(const Shape& s, Random& random)
      : shape(s),
        a(random.numbers<T>(s.m * s.k)),
        b(random.numbers<T>(s.k * s.n)),
        start(random.numbers<T>(s.m)) {
    store();
  }
  void store() {
    stored_a.clear();
    stored_b.clear();
    for (int form = 0; form < kForms; form++) stored_a.emplace_back(a, shape.m, shape.k, form);
    for (int form = 0; form < kForms * kOrders; form++) {
      stored_b.emplace_back(b, shape.k, shape.n, form % kForms, form / kForms);
    }
  }
  Shape shape;
  std::vector<T> a, b, start;
  std::vector<Stored<T>> stored_a, stored_b;
};

// c with kPad numbers between its rows, all of them -5 before
template <class T>
std::vector<T> blank(const Shape& s) {
  return std::vector<T>(static_cast<size_t>(s.m * (s.n + kPad)), T(-5));
}

template <class T>
std::vector<T> naive_product(const Operands<T>& o, bool with_start) {
  const Shape& s = o.shape;
  std::vector<T> c = blank<T>(s);
  for (int64_t i = 0; i < s.m; i++) {
    for (int64_t j = 0; j < s.n; j++) {
      T sum = with_start ? o.start[i] : T(0);
      for (int64_t k = 0; k < s.k; k++) sum = std::fma(o.a[i * s.k + k], o.b[k * s.n + j], sum);
      c[i * (s.n + kPad) + j] = sum;
    }
  }
  return c;
}

template <class T>
std::vector<T> naive_lanes(const Operands<T>& o) {
  constexpr int64_t kLanes = 64 / sizeof(T);
  const Shape& s = o.shape;
  std::vector<T> c = blank<T>(s);
  for (int64_t i = 0; i < s.m; i++) {
    for (int64_t j = 0; j < s.n; j++) {
      T r[kLanes] = {};
      for (int64_t k = 0; k < s.k; k++) {
        r[k % kLanes] = std::fma(o.a[i * s.k + k], o.b[k * s.n + j], r[k % kLanes]);
      }
      for (int64_t h = kLanes / 2; h > 0; h /= 2) {
        for (int64_t q = 0; q < h; q++) r[q] += r[q + h];
      }
      c[i * (s.n + kPad) + j] = r[0];
    }
  }
  return c;
}

template <class T>
void run_product(const Kernels<T>& kernels, const Product<T>& p, bool lanes) {
  // NaN at first, then what earlier products left: no sum may read what was not packed for it.
  static std::vector<T> pack;
  const size_t length = static_cast<size_t>(kernels.pack_length);
  if (pack.size() < length) pack.assign(length, T(NAN));
  if (lanes) {
    kernels.product_lanes(p, nullptr, pack.data());
  } else {
    CHECK(kernels.product(p, pack.data(), kNever), "cancelled by nobody");
  }
}

template <class T>
void equals_naive(const Operands<T>& o, const std::vector<T>& expected, bool with_start,
                  bool lanes) {
  const Shape& s = o.shape;
  for (const Isa* isa : isas()) {
    const int forms_of_b = lanes ? kForms : kForms * kOrders;
    for (int form = 0; form < kForms * forms_of_b; form++) {
      std::vector<T> c = blank<T>(s);
      run_product(kernels_of<T>(*isa),
                  {o.stored_a[form / forms_of_b].view, o.stored_b[form % forms_of_b].view, c.data(),
                   s.n + kPad, with_start ? o.start.data() : nullptr},
                  lanes);
      const int64_t at = difference(expected, c);
      CHECK(at < 0, "%s %s %s (%d, %d, %d) form %d start %d: at %d %a, not %a", isa->name,
            dtype<T>(), lanes ? "lanes" : "product", int(s.m), int(s.n), int(s.k), form,
            int(with_start), int(at), double(c[at]), double(expected[at]));
    }
  }
}

// Against the sum in a wider type: |error| <= (K + 1) u (|start| + sum |a b|).
template <class T>
void is_close(const Operands<T>& o, const std::vector<T>& c, bool with_start) {
  const Shape& s = o.shape;
  const long double unit = std::numeric_limits<T>::epsilon() / 2;
  for (int64_t i = 0; i < s.m; i++) {
    for (int64_t j = 0; j < s.n; j++) {
      long double sum = with_start ? o.start[i] : 0, size = std::fabs(sum);
      for (int64_t k = 0; k < s.k; k++) {
        const long double term = static_cast<long double>(o.a[i * s.k + k]) * o.b[k * s.n + j];
        sum += term;
        size += std::fabs(term);
      }
      const long double error = std::fabs(sum - c[i * (s.n + kPad) + j]);
      const long double bound = static_cast<long double>(s.k + 1) * unit * size;
      CHECK(error <= bound, "%s (%d, %d, %d): error %Lg, bound %Lg", dtype<T>(), int(s.m), int(s.n),
            int(s.k), error, bound);
    }
  }
}

template <class T>
void check_product(const Shape& shape, Random& random) {
  const Operands<T> operands(shape, random);
  for (const bool with_start : {false, true}) {
    const std::vector<T> expected = naive_product(operands, with_start);
    equals_naive(operands, expected, with_start, false);
    if (shape.m * shape.n * shape.k < 20000) is_close(operands, expected, with_start);
  }
}

template <class T>
void check_small_shapes() {
  Random random(1);
  int64_t number = 0;
  for (int64_t m = 1; m <= 17; m++) {
    for (int64_t n = 1; n <= 17; n++) {
      for (int64_t k = 1; k <= 17; k++) {
        if (number++ % kThin == 0) check_product<T>({m, n, k}, random);
      }
    }
  }
}

// Tiles have 4 ... 14 rows and 4 ... 64 columns, blocks 256 of k and as many columns as fill 256
// KB.
template <class T>
void check_edges() {
  Random random(2);
  int64_t number = 0;
  for (const int64_t m : {1, 2, 3, 5, 6, 7, 8, 13, 14, 15, 29}) {
    for (const int64_t n : {1, 3, 7, 9, 15, 17, 31, 33, 48, 63, 65, 129}) {
      for (const int64_t k : {1, 18, 256, 257}) {
        if (number++ % (3 * kThin) == 0) check_product<T>({m, n, k}, random);
      }
    }
  }
  const int64_t span = (1 << 18) / static_cast<int64_t>(sizeof(T)) / 256;  // columns of a block
  for (const int64_t n : {span - 1, span, span + 1, 2 * span + 1}) {
    for (const int64_t m : {2, 15}) check_product<T>({m, n, 256}, random);
  }
  for (const int64_t m : {1, 2, 43}) {
    check_product<T>({m, 5, 513}, random);
    check_product<T>({m, 256 * span + 1, 1}, random);
    check_product<T>({256 * span + 1, m, 1}, random);
  }
  // Strides of a whole number of cache sets, where operands are copied.
  for (const Shape& shape : {Shape{24, 128, 256}, Shape{128, 24, 128}, Shape{48, 256, 48}}) {
    check_product<T>(shape, random);
  }
}

template <class T>
void check_lanes() {
  Random random(3);
  int64_t number = 0;
  for (int64_t m = 1; m <= 8; m++) {
    for (int64_t n = 1; n <= 8; n++) {
      for (const int64_t k : {1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 256, 257, 400}) {
        if (number++ % kThin != 0) continue;
        const Operands<T> operands({m, n, k}, random);
        const std::vector<T> expected = naive_lanes(operands);
        equals_naive(operands, expected, false, true);
        is_close(operands, expected, false);
      }
    }
  }
  for (const int64_t k : {511, 512, 513, 4095, 4096, 4097, 10000}) {
    const Operands<T> operands({3, 5, k}, random);
    equals_naive(operands, naive_lanes(operands), false, true);
  }
}

// A NaN, an infinity or a subnormal number anywhere gives what the plain loop gives.
template <class T>
void check_special_numbers() {
  Random random(4);
  for (int round = 0; round < 400 / kThin; round++) {
    const Shape shape = {1 + random.below(17), 1 + random.below(40), 1 + random.below(30)};
    Operands<T> operands(shape, random);
    operands.a[random.below(shape.m * shape.k)] = random.sprinkled<T>(1)[0];
    operands.b[random.below(shape.k * shape.n)] = random.sprinkled<T>(1)[0];
    operands.store();
    equals_naive(operands, naive_product(operands, true), true, false);
    if (shape.m > 8 || shape.n > 8) continue;
    equals_naive(operands, naive_lanes(operands), false, true);
  }
}

// Products that underflow to -0 in one lane while the others stay at +0.
template <class T>
void check_negative_zero_lane() {
  Random random(5);
  for (int64_t k = 1; k <= 40; k++) {
    Operands<T> operands({2, 3, k}, random);
    for (T& x : operands.a) x = -std::numeric_limits<T>::denorm_min();
    for (T& x : operands.b) x = T(0.25);
    operands.store();
    equals_naive(operands, naive_lanes(operands), false, true);
    equals_naive(operands, naive_product(operands, false), false, false);
  }
}

struct Asker {
  int asked, answer_yes_at;
  static bool ask(const void* context) {
    Asker* self = static_cast<Asker*>(const_cast<void*>(context));
    return ++self->asked == self->answer_yes_at;
  }
};

template <class T>
void check_cancel(const Isa& isa, const Shape& s) {
  const Kernels<T>& kernels = kernels_of<T>(isa);
  Random random(6);
  const Operands<T> o(s, random);
  std::vector<T> c = blank<T>(s), pack(static_cast<size_t>(kernels.pack_length));
  const Product<T> p = {o.stored_a[0].view, o.stored_b[0].view, c.data(), s.n + kPad, nullptr};
  Asker never = {0, -1}, second = {0, 2};
  CHECK(kernels.product(p, pack.data(), {Asker::ask, &never}), "%s went on", isa.name);
  const int millions = static_cast<int>(s.m * s.n * s.k >> 20);
  CHECK(never.asked >= millions / 2 && never.asked <= millions, "%s %s (%d, %d, %d) asked %d times",
        isa.name, dtype<T>(), int(s.m), int(s.n), int(s.k), never.asked);
  CHECK(!kernels.product(p, pack.data(), {Asker::ask, &second}), "%s was left", isa.name);
  CHECK(second.asked == 2, "%s asked again", isa.name);
}

template <class T>
void check_empty(const Isa& isa) {
  const Kernels<T>& kernels = kernels_of<T>(isa);
  std::vector<T> pack(static_cast<size_t>(kernels.pack_length)), c(6, T(-5));
  const T start[2] = {1, 2};
  const T none[1] = {};
  CHECK(kernels.product({{none, 2, 0, 0, 1}, {none, 0, 3, 3, 1}, c.data(), 3, start}, pack.data(),
                        kNever),
        "K = 0");
  CHECK((c == std::vector<T>{1, 1, 1, 2, 2, 2}), "%s: a sum of nothing is its start", isa.name);
  kernels.product({{none, 2, 0, 0, 1}, {none, 0, 3, 3, 1}, c.data(), 3, nullptr}, pack.data(),
                  kNever);
  CHECK((c == std::vector<T>(6, 0)), "%s: a sum of nothing is 0", isa.name);
  kernels.product({{none, 0, 2, 2, 1}, {none, 2, 0, 0, 1}, nullptr, 0, nullptr}, pack.data(),
                  kNever);
}

}  // namespace

TEST(products_of_small_shapes_are_the_rules_loop) {
  check_small_shapes<float>();
  check_small_shapes<double>();
}

TEST(products_at_the_edges_of_blocks_are_the_rules_loop) {
  check_edges<float>();
  check_edges<double>();
}

TEST(products_in_lanes_are_the_rules_loop) {
  check_lanes<float>();
  check_lanes<double>();
}

TEST(products_keep_special_numbers) {
  check_special_numbers<float>();
  check_special_numbers<double>();
}

TEST(untouched_lanes_keep_a_negative_zero) {
  check_negative_zero_lane<float>();
  check_negative_zero_lane<double>();
}

TEST(products_can_be_cancelled) {
  for (const Isa* isa : isas()) {
    for (const Shape& shape : {Shape{160, 200, 220}, Shape{2, 3000, 1024}, Shape{1500, 2, 1024}}) {
      check_cancel<float>(*isa, shape);
      check_cancel<double>(*isa, shape);
    }
  }
}

TEST(products_of_nothing) {
  for (const Isa* isa : isas()) {
    check_empty<float>(*isa);
    check_empty<double>(*isa);
  }
}

}  // namespace densely
