// Thread CPU time: on a machine with other work it says what the code costs, wall time does not.
#pragma once
#include <time.h>

#include <algorithm>
#include <vector>

namespace densely {
namespace bench {

inline double now() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Calls per second of CPU time, over at least `seconds`.
template <class Work>
double rate(Work work, double seconds) {
  for (int64_t calls = 1;; calls *= 2) {
    const double begin = now();
    for (int64_t i = 0; i < calls; ++i) work();
    const double used = now() - begin;
    if (used >= seconds) return static_cast<double>(calls) / used;
  }
}

}  // namespace bench
}  // namespace densely
