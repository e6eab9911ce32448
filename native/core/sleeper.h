// Waiting for another thread: a bounded spin, then sleep.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#include <condition_variable>
#include <mutex>
#endif
#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace densely {

// Fork-joins of a training step follow each other within this time. A longer spin would take the
// core from others.
constexpr std::chrono::microseconds kSpin{40};

inline void relax() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Whether it became true within kSpin.
template <class Condition>
bool spin_until(Condition condition) {
  constexpr int kLooks = 64;  // between two looks at the clock
  for (int i = 0; i < kLooks; ++i) {
    if (condition()) return true;
    relax();
  }
  const auto end = std::chrono::steady_clock::now() + kSpin;
  do {
    // Beside other programs the one that is waited for may need this very core.
    std::this_thread::yield();
    for (int i = 0; i < kLooks; ++i) {
      if (condition()) return true;
      relax();
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

// Where one thread sleeps; any other may wake it. On Linux a futex: the condition variable of newer
// C++ libraries would not load with older ones.
class Sleeper {
 public:
  // Returns when `awake` is true. It reads an atomic variable in sequentially consistent order;
  // whoever changes that does so in the same order, and calls wake() afterwards.
  template <class Condition>
  void sleep_until(Condition awake) {
    for (;;) {
      asleep_.store(1);
      if (awake()) break;
      wait();
    }
    asleep_.store(0);
  }

  void wake() {
    if (asleep_.load() != 0 && asleep_.exchange(0) != 0) notify();
  }

 private:
#if defined(__linux__)
  void wait() { futex(FUTEX_WAIT_PRIVATE); }
  void notify() { futex(FUTEX_WAKE_PRIVATE); }
  void futex(int operation) { syscall(SYS_futex, &asleep_, operation, 1, nullptr, nullptr, 0); }
#else
  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return asleep_.load() == 0; });
  }
  void notify() {
    { const std::lock_guard<std::mutex> lock(mutex_); }
    changed_.notify_one();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
#endif

  std::atomic<uint32_t> asleep_{0};
};

}  // namespace densely
