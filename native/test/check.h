// A test program in one header: TEST(name) { ... CHECK(condition, format, ...); ... }
// Prints a line per test, `N passed, N failed` at the end, and exits with 1 if any failed.
#pragma once
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <vector>

namespace densely {
namespace check {

constexpr int kFailuresShown = 5;  // per test

struct Test {
  const char* name;
  void (*body)();
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

inline int& failures() {
  static int count = 0;
  return count;
}

inline bool add(const char* name, void (*body)()) {
  tests().push_back({name, body});
  return true;
}

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
inline void
fail(const char* file, int line, const char* format, ...) {
  if (++failures() > kFailuresShown) return;
  std::printf("  %s:%d: ", file, line);
  va_list arguments;
  va_start(arguments, format);
  std::vprintf(format, arguments);
  va_end(arguments);
  std::printf("\n");
}

inline int run_all() {
  int failed = 0;
  for (const Test& test : tests()) {
    failures() = 0;
    test.body();
    if (failures() == 0) {
      std::printf("ok %s\n", test.name);
    } else {
      std::printf("FAIL %s (%d checks)\n", test.name, failures());
      failed++;
    }
    std::fflush(stdout);
  }
  std::printf("%d passed, %d failed\n", static_cast<int>(tests().size()) - failed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace check
}  // namespace densely

#define TEST(test_name)                                                              \
  static void test_name();                                                           \
  static const bool test_name##_added = densely::check::add(#test_name, &test_name); \
  static void test_name()

#define CHECK(condition, ...)                                                \
  do {                                                                       \
    if (!(condition)) densely::check::fail(__FILE__, __LINE__, __VA_ARGS__); \
  } while (false)

int main() { return densely::check::run_all(); }
