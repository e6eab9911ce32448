#include "core/cores.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "check.h"

using namespace densely;
namespace fs = std::filesystem;

namespace {

using Files = std::vector<std::pair<const char*, const char*>>;

// What the files below a root of their own tell.
int told(const Files& files) {
  char name[] = "densely-cores-XXXXXX";
#if defined(_WIN32)
  const fs::path root = fs::temp_directory_path() / name;
#else
  static int count = 0;
  const fs::path root = fs::temp_directory_path() /
                        (std::string(name) + std::to_string(reinterpret_cast<uintptr_t>(&files)) +
                         std::to_string(count++));
#endif
  fs::remove_all(root);
  for (const auto& [path, text] : files) {
    const fs::path file = root / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  const int cores = container_cores(root.string());
  fs::remove_all(root);
  return cores;
}

constexpr const char* kGroups = "proc/self/cgroup";

}  // namespace

TEST(this_process) {
  CHECK(affinity_cores() >= 1, "affinity %d", affinity_cores());
  CHECK(usable_cores() >= 1 && usable_cores() <= affinity_cores(), "usable %d", usable_cores());
}

TEST(no_limit) {
  CHECK(told({}) == 0, "without files");
  CHECK(told({{kGroups, ""}}) == 0, "an empty file");
  CHECK(told({{kGroups, "0::/\n"}}) == 0, "no cpu.max");
  CHECK(told({{kGroups, "0::/\n"}, {"sys/fs/cgroup/cpu.max", "max 100000\n"}}) == 0, "max");
  CHECK(told({{kGroups, "nonsense\n\n:\n::\n1:cpu\n"}}) == 0, "nonsense");
  CHECK(told({{kGroups, "0::/\n"}, {"sys/fs/cgroup/cpu.max", "x y\n"}}) == 0, "no numbers");
  CHECK(told({{kGroups, "4:cpu,cpuacct:/\n"},
              {"sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"},
              {"sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}}) == 0,
        "-1");
}

TEST(version_2) {
  const auto limit = [](const char* text) {
    return told({{kGroups, "0::/\n"}, {"sys/fs/cgroup/cpu.max", text}});
  };
  CHECK(limit("100000 100000\n") == 1, "1");
  CHECK(limit("250000 100000") == 2, "2.5");
  CHECK(limit("800000 100000\n") == 8, "8");
  CHECK(limit("5000 100000\n") == 1, "a twentieth");
}

TEST(version_2_groups_above) {
  const Files files = {{kGroups, "0::/a/b/c\n"},
                       {"sys/fs/cgroup/a/cpu.max", "300000 100000\n"},
                       {"sys/fs/cgroup/a/b/cpu.max", "max 100000\n"},
                       {"sys/fs/cgroup/a/b/c/cpu.max", "900000 100000\n"}};
  CHECK(told(files) == 3, "%d", told(files));
}

TEST(version_1) {
  // In a container the path is the host's; the mount shows the group itself.
  const Files files = {{kGroups, "12:pids:/docker/x\n3:cpuacct,cpu:/docker/x\n"},
                       {"sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000\n"},
                       {"sys/fs/cgroup/cpu/cpu.cfs_period_us", "50000\n"}};
  CHECK(told(files) == 4, "%d", told(files));
  const Files joined = {{kGroups, "3:cpu,cpuacct:/a\n0::/\n"},
                        {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "200000\n"},
                        {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n"}};
  CHECK(told(joined) == 2, "%d", told(joined));
}
