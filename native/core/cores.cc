#include "cores.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>
#if defined(__linux__)
#include <sched.h>
#endif

namespace densely {
namespace {

class File {
 public:
  explicit File(const std::string& path) : file_(std::fopen(path.c_str(), "r")) {}
  ~File() {
    if (file_) std::fclose(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // The next line without its end; false after the last one.
  bool line(std::string* out) {
    out->clear();
    int c = EOF;
    while (file_ && (c = std::getc(file_)) != EOF && c != '\n')
      out->push_back(static_cast<char>(c));
    return c != EOF || !out->empty();
  }

 private:
  std::FILE* file_;
};

std::string first_line(const std::string& path) {
  std::string line;
  File(path).line(&line);
  return line;
}

// Whole CPUs in "quota period", both in microseconds; 0 for "max", "-1" or nothing.
int whole_cpus(const std::string& limit) {
  char* rest = nullptr;
  const double quota = std::strtod(limit.c_str(), &rest);
  const double period = std::strtod(rest, nullptr);
  if (!(quota > 0) || !(period > 0)) return 0;
  return std::max(1, static_cast<int>(std::min(quota / period, 1e6)));
}

int version_2(const std::string& folder) { return whole_cpus(first_line(folder + "/cpu.max")); }

int version_1(const std::string& folder) {
  return whole_cpus(first_line(folder + "/cpu.cfs_quota_us") + " " +
                    first_line(folder + "/cpu.cfs_period_us"));
}

// The smallest limit from a group up to the top. Inside a container the top may be the group
// itself, whatever its path says.
int smallest(const std::string& mount, std::string path, int (*limit)(const std::string& folder)) {
  int least = 0;
  for (;;) {
    while (!path.empty() && path.back() == '/') path.pop_back();
    const int cpus = limit(mount + path);
    if (cpus > 0 && (least == 0 || cpus < least)) least = cpus;
    if (path.empty()) return least;
    path.resize(path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/'));
  }
}

bool has_cpu(const std::string& controllers) {
  return ("," + controllers + ",").find(",cpu,") != std::string::npos;
}

int lower(int a, int b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); }

}  // namespace

int affinity_cores() {
#if defined(__linux__)
  // A set must have room for every CPU that the kernel knows.
  for (int room = 1024; room <= 1 << 20; room *= 2) {
    cpu_set_t* set = CPU_ALLOC(room);
    if (!set) break;
    const size_t size = CPU_ALLOC_SIZE(room);
    const bool known = sched_getaffinity(0, size, set) == 0;
    const int count = known ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    if (count > 0) return count;
  }
#endif
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int container_cores(const std::string& root) {
  int least = 0;
  File groups(root + "/proc/self/cgroup");
  // ID:CONTROLLERS:PATH; version 2 has no controllers
  for (std::string line; groups.line(&line);) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1), mount = root + "/sys/fs/cgroup";
    if (controllers.empty()) {
      least = lower(least, smallest(mount, path, version_2));
    } else if (has_cpu(controllers)) {
      least = lower(least, smallest(mount + "/cpu", path, version_1));
      least = lower(least, smallest(mount + "/" + controllers, path, version_1));
    }
  }
  return least;
}

int usable_cores() { return lower(affinity_cores(), container_cores()); }

}  // namespace densely
