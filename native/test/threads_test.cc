#include "core/threads.h"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/floating_point_mode.h"
#include "numbers.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

using namespace densely;

// A sanitizer has an operator new of its own.
#if defined(__GNUC__) && !defined(DENSELY_SANITIZE)
#define DENSELY_COUNTS_ALLOCATIONS 1

namespace {
std::atomic<int64_t> allocations{0};
}

__attribute__((noinline)) void* operator new(size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
__attribute__((noinline)) void operator delete(void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete(void* memory, size_t) noexcept { std::free(memory); }
#endif

namespace {

constexpr int kRounds = 20'000 / kThin;

// Every piece once, by a worker that has its number for itself.
void check_fork(Team& team, int64_t pieces) {
  std::vector<int> times(static_cast<size_t>(pieces), 0);
  std::vector<std::atomic<int>> at_work(static_cast<size_t>(team.width()));
  std::atomic<int> wrong{0};
  team.each(pieces, [&](int64_t piece, int worker) {
    if (worker < 0 || worker >= team.width() || piece < 0 || piece >= pieces) {
      wrong++;
      return;
    }
    if (at_work[worker].fetch_add(1) != 0) wrong++;
    times[static_cast<size_t>(piece)]++;
    at_work[worker].fetch_sub(1);
  });
  for (const int count : times) wrong += count != 1;
  CHECK(wrong == 0, "%d wrong of %d pieces, width %d", wrong.load(), static_cast<int>(pieces),
        team.width());
}

void wait_for(const std::atomic<int>& count, int goal) {
  while (count.load() < goal) std::this_thread::yield();
}

}  // namespace

TEST(every_piece_is_done_once) {
  for (const int cores : {1, 2, 3, 4, 8}) {
    Pool pool(cores);
    for (const int threads : {1, 2, 4, 8, 1024}) {
      Team team(&pool, threads);
      CHECK(team.width() == std::min(cores, threads), "width %d of %d cores, %d threads",
            team.width(), cores, threads);
      for (const int64_t pieces : {0, 1, 2, 3, 7, 8, 64, 1000}) check_fork(team, pieces);
    }
  }
  Team alone(nullptr, 8);
  CHECK(alone.width() == 1, "width %d without a pool", alone.width());
  check_fork(alone, 10);
}

TEST(a_worker_begins_with_its_own_range) {
  constexpr int kWorkers = 3, kPieces = 12;
  Pool pool(kWorkers);
  Team team(&pool, kWorkers);
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> begun{0};
    int64_t first[kWorkers] = {-1, -1, -1};
    // Nobody goes on before all have come.
    team.each(kPieces, [&](int64_t piece, int worker) {
      if (first[worker] >= 0) return;
      first[worker] = piece;
      ++begun;
      wait_for(begun, kWorkers);
    });
    for (int worker = 0; worker < kWorkers; ++worker) {
      CHECK(first[worker] / (kPieces / kWorkers) == worker, "worker %d began with piece %d", worker,
            static_cast<int>(first[worker]));
    }
  }
}

TEST(ranges_follow_each_other) {
  Pool pool(4);
  Team team(&pool, 4);
  std::vector<int64_t> numbers(64, 0);
  for (int64_t round = 0; round < kRounds; ++round) {
    team.each(1 + round % 64, [&](int64_t piece, int) { numbers[piece] += round; });
  }
  std::vector<int64_t> expected(64, 0);
  for (int64_t round = 0; round < kRounds; ++round) {
    for (int64_t piece = 0; piece <= round % 64; ++piece) expected[piece] += round;
  }
  CHECK(numbers == expected, "a piece was lost or done twice");
}

TEST(helpers_help) {
  Pool pool(4);
  Team team(&pool, 3);
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> here{0};
    team.each(3, [&](int64_t, int) {
      here++;
      wait_for(here, 3);  // ends only when three are at work at once
    });
  }
}

TEST(callers_keep_to_the_cores) {
  constexpr int kCores = 3, kCallers = 2;
  Pool pool(kCores);
  std::atomic<int> ready{0}, at_work{0}, most{0}, done{0};
  const auto call = [&] {
    Team team(&pool, kCores);
    ready++;
    wait_for(ready, kCallers);
    for (int round = 0; round < kRounds / 4; ++round) {
      team.each(8, [&](int64_t, int) {
        const int now = at_work.fetch_add(1) + 1;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        at_work.fetch_sub(1);
      });
    }
    done++;
    wait_for(done, kCallers);
  };
  std::thread other(call);
  call();
  other.join();
  CHECK(most <= kCores, "%d at work on %d cores", most.load(), kCores);
}

TEST(many_callers_at_once) {
  constexpr int kCallers = 6;
  Pool pool(4);
  std::vector<std::thread> callers;
  std::atomic<int64_t> sum{0};
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      for (int round = 0; round < kRounds / 40; ++round) {
        Team team(&pool, 1 + (i + round) % 4);
        for (int part = 0; part < 4; ++part) {
          team.each(5, [&](int64_t piece, int) { sum += piece; });
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  const int64_t expected = int64_t{kCallers} * (kRounds / 40) * 4 * 10;
  CHECK(sum == expected, "%lld, not %lld", static_cast<long long>(sum.load()),
        static_cast<long long>(expected));
}

TEST(more_callers_than_slots_work_alone) {
  Pool pool(2);
  std::vector<std::unique_ptr<Team>> teams;
  for (int i = 0; i < 200; ++i) teams.emplace_back(new Team(&pool, 2));
  CHECK(teams.back()->width() == 1, "width %d", teams.back()->width());
  for (const auto& team : teams) check_fork(*team, 9);
  teams.clear();
  Team team(&pool, 2);
  CHECK(team.width() == 2, "width %d when all have gone", team.width());
}

TEST(a_throw_comes_out_when_all_have_ended) {
  Pool pool(4);
  Team team(&pool, 4);
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> done{0};
    bool caught = false;
    try {
      team.each(16, [&](int64_t piece, int) {
        if (piece % 3 == 0) throw std::runtime_error("on purpose");
        done++;
      });
    } catch (const std::runtime_error& error) {
      caught = std::string(error.what()) == "on purpose";
    }
    CHECK(caught && done == 10, "caught %d, %d done", caught, done.load());
    check_fork(team, 16);
  }
}

#if defined(DENSELY_COUNTS_ALLOCATIONS)
TEST(a_fork_allocates_nothing) {
  Pool pool(4);
  Team team(&pool, 4);
  std::atomic<int64_t> sum{0};
  const int64_t before = allocations;
  for (int round = 0; round < 1000; ++round) {
    team.each(8, [&](int64_t piece, int) { sum += piece; });
  }
  CHECK(allocations == before, "%d allocations", static_cast<int>(allocations - before));
}
#endif

TEST(pools_come_and_go) {
  for (int round = 0; round < 200; ++round) {
    Pool pool(1 + round % 5);
    if (round % 3 == 0) continue;
    Team team(&pool, 4);
    if (round % 3 == 1) team.each(4, [](int64_t, int) {});
  }
}

TEST(idle_helpers_sleep) {
  Pool pool(4);
  Team team(&pool, 4);
  check_fork(team, 100);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const std::clock_t before = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const double busy = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  CHECK(busy < 0.02, "%g s of work in 0.2 s of idleness", busy);
}

#if defined(__x86_64__)
TEST(helpers_have_the_default_floating_point_mode) {
  const unsigned int mine = _mm_getcsr();
  _mm_setcsr(mine | 0x8040);  // flush to zero, subnormal numbers are zero
  {
    Pool pool(3);
    Team team(&pool, 3);
    std::atomic<int> here{0}, flushed{0};
    team.each(3, [&](int64_t, int worker) {
      here++;
      wait_for(here, 3);
      volatile double smallest = std::numeric_limits<double>::min();
      if (worker > 0 && smallest / 2 == 0) flushed++;
    });
    CHECK(flushed == 0, "%d helpers flush to zero", flushed.load());
  }
  _mm_setcsr(mine);
}
#endif
