// How many cores this process may keep busy.
#pragma once
#include <string>

namespace densely {

// The smaller of what the scheduler allows this thread and of the container's CPU limit, at
// least 1.
int usable_cores();
// CPUs that the scheduler may put this thread on.
int affinity_cores();
// Whole CPUs of the limit of this process's control groups (version 1 or 2) and of those above
// them, at least 1; 0 without a limit. `root` stands before /proc and /sys, for tests.
int container_cores(const std::string& root = "");

}  // namespace densely
