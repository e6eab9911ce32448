// Helper threads for many callers at once. A caller makes a Team for the time of its work and gives
// it pieces; whoever is free takes the next piece, the caller too. A caller waits only for pieces
// that somebody has begun: a helper that the scheduler keeps away costs nothing.
//
// Each worker begins with a range of its own, the same of every job of as many pieces, and then
// helps out in the others: what a step leaves in a core's cache is there in the next step.
//
// Nobody may keep more cores busy than there are: with n callers at work the helpers 0 ...
// cores - n - 1 may be asked, and a caller asks for its share of them.
#pragma once
#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "sleeper.h"

namespace densely {

constexpr size_t kCacheLine = 64;

class Pool {
 public:
  explicit Pool(int cores);
  // Joins the helpers. No team may be left.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  int cores() const { return cores_; }

 private:
  friend class Team;
  static constexpr int kSlots = 128;  // callers beyond that work alone
  static constexpr int kRanges = 4;   // further workers begin with somebody else's
  using Call = void (*)(const void* context, int64_t piece, int worker);

  // A part of a job's pieces: the first, and generation with the number of those not yet taken.
  struct alignas(kCacheLine) Range {
    std::atomic<int64_t> first{0};
    std::atomic<uint64_t> left{0};
  };

  // What one caller has to do. Generations tell one job from the next.
  struct alignas(kCacheLine) Slot {
    std::atomic<bool> taken{false};
    std::atomic<Call> call{nullptr};
    std::atomic<const void*> context{nullptr};
    uint64_t generation = 0;
    std::exception_ptr failure;  // of the first piece that failed
    std::atomic<bool> failed{false};
    Sleeper caller;
    Range ranges[kRanges];
    alignas(kCacheLine) std::atomic<int64_t> done{0};  // pieces
  };

  struct alignas(kCacheLine) Helper {
    std::atomic<uint64_t> mail{0};  // generation, slot, worker; or kIdle or kStop
    Sleeper sleeper;
    std::thread thread;
  };

  void start(int helpers);
  void run(Helper* helper) noexcept;
  void ask(int slot, uint64_t generation, int helpers);
  int64_t take(Slot* slot, uint64_t generation, int worker);
  int64_t take_from(Range* range, Slot* slot, uint64_t generation, int worker);
  int share() const;

  const int cores_;
  std::unique_ptr<Helper[]> helpers_;  // cores - 1
  std::unique_ptr<Slot[]> slots_;
  std::atomic<int> callers_{0};
  std::atomic<int> started_{0};
  std::mutex starting_;
};

// One caller with its helpers; for the thread that makes it, and not inside a piece.
class Team {
 public:
  // At most `threads` at work, this one included. Without a pool alone.
  Team(Pool* pool, int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // Workers are numbered 0 (the caller) ... width() - 1.
  int width() const { return width_; }

  // body(piece, worker) for each piece, in any order. What a body throws comes out when all others
  // have ended.
  template <class Body>
  void each(int64_t pieces, const Body& body) {
    const auto call = [](const void* context, int64_t piece, int worker) {
      (*static_cast<const Body*>(context))(piece, worker);
    };
    const int helpers = helpers_for(pieces);
    if (helpers > 0) return fork(pieces, helpers, call, &body);
    for (int64_t piece = 0; piece < pieces; ++piece) body(piece, 0);
  }

 private:
  int helpers_for(int64_t pieces) const;
  void fork(int64_t pieces, int helpers, Pool::Call call, const void* context);

  Pool* const pool_;
  int slot_ = -1;
  int width_ = 1;
};

}  // namespace densely
