// A test program in one header: TEST(name) { ... CHECK(condition, format, ...); ... }
// Prints a line per test, and exits with 1 if any failed. Arguments choose tests by their names; it
// exits with 77 where this build has none of them.
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

inline bool is_named(const char* name, int count, char** names) {
  for (int i = 0; i < count; i++) {
    if (std::strcmp(names[i], name) == 0) return true;
  }
  return count == 0;
}

// Runs the tests of these names, or all.
inline int run(int count, char** names) {
  int ran = 0, failed = 0;
  for (const Test& test : tests()) {
    if (!is_named(test.name, count, names)) continue;
    ran++;
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
  if (ran == 0) return 77;
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

int main(int argc, char** argv) { return densely::check::run(argc - 1, argv + 1); }
