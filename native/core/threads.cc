#include "threads.h"

#include <algorithm>
#include <system_error>

#include "floating_point_mode.h"

namespace densely {
namespace {

// A generation in the upper 40 bits of a word; never 0, so that no mail is kIdle.
constexpr int kLowBits = 24, kWorkerBits = 12;
constexpr uint64_t kLow = (uint64_t{1} << kLowBits) - 1;
constexpr uint64_t kLastGeneration = (uint64_t{1} << 40) - 2;
constexpr uint64_t kIdle = 0, kStop = ~uint64_t{0};
constexpr int64_t kMostPieces = kLow;
constexpr int kMostWorkers = 1 << kWorkerBits;

constexpr uint64_t word(uint64_t generation, uint64_t low) { return generation << kLowBits | low; }
constexpr uint64_t generation_of(uint64_t word) { return word >> kLowBits; }
constexpr int slot_of(uint64_t mail) { return static_cast<int>((mail & kLow) >> kWorkerBits); }
constexpr int worker_of(uint64_t mail) { return static_cast<int>(mail & (kMostWorkers - 1)); }

}  // namespace

Pool::Pool(int cores)
    : cores_(std::clamp(cores, 1, kMostWorkers)),
      helpers_(new Helper[static_cast<size_t>(cores_ - 1)]),
      slots_(new Slot[kSlots]) {}

Pool::~Pool() {
  const int started = started_.load();
  for (int i = 0; i < started; ++i) {
    helpers_[i].mail.store(kStop);
    helpers_[i].sleeper.wake();
  }
  for (int i = 0; i < started; ++i) helpers_[i].thread.join();
}

// Where no thread can be started there are fewer helpers.
void Pool::start(int helpers) {
  if (started_.load(std::memory_order_acquire) >= helpers) return;
  const std::lock_guard<std::mutex> lock(starting_);
  try {
    for (int i = started_.load(); i < helpers; ++i) {
      helpers_[i].thread = std::thread(&Pool::run, this, &helpers_[i]);
      started_.store(i + 1, std::memory_order_release);
    }
  } catch (const std::system_error&) {
  }
}

void Pool::run(Helper* helper) noexcept {
  const FloatingPointMode mode;
  const auto has_mail = [helper] { return helper->mail.load() != kIdle; };
  for (;;) {
    if (!spin_until(has_mail)) helper->sleeper.sleep_until(has_mail);
    uint64_t mail = helper->mail.load();
    if (mail == kStop) return;
    take(&slots_[slot_of(mail)], generation_of(mail), worker_of(mail));
    // Not if more has come from the same caller.
    helper->mail.compare_exchange_strong(mail, kIdle);
  }
}

// Does pieces of that generation while there are any; answers how many.
int64_t Pool::take(Slot* slot, uint64_t generation, int worker) {
  int64_t taken = 0;
  for (int i = 0; i < kRanges; ++i) {
    taken += take_from(&slot->ranges[(worker + i) % kRanges], slot, generation, worker);
  }
  return taken;
}

int64_t Pool::take_from(Range* range, Slot* slot, uint64_t generation, int worker) {
  int64_t taken = 0;
  uint64_t left = range->left.load(std::memory_order_acquire);
  while (generation_of(left) == generation && (left & kLow) > 0) {
    // Read before the piece is taken, of that generation if it is: the next one begins only when
    // all pieces of this one are done.
    const Call call = slot->call.load(std::memory_order_relaxed);
    const void* context = slot->context.load(std::memory_order_relaxed);
    const int64_t first = range->first.load(std::memory_order_relaxed);
    if (!range->left.compare_exchange_weak(left, left - 1, std::memory_order_acq_rel)) continue;
    try {
      call(context, first + static_cast<int64_t>(left & kLow) - 1, worker);
    } catch (...) {
      if (!slot->failed.exchange(true)) slot->failure = std::current_exception();
    }
    ++taken;
    if (worker > 0) {
      slot->done.fetch_add(1);
      slot->caller.wake();
    }
    left = range->left.load(std::memory_order_acquire);
  }
  return taken;
}

// Helpers that are idle, or still on their way back from this very caller.
void Pool::ask(int slot, uint64_t generation, int helpers) {
  const int allowed = std::min(started_.load(std::memory_order_acquire),
                               cores_ - callers_.load(std::memory_order_relaxed));
  for (int i = 0, worker = 1; i < allowed && worker <= helpers; ++i) {
    Helper& helper = helpers_[i];
    uint64_t mail = helper.mail.load(std::memory_order_relaxed);
    if (mail != kIdle && slot_of(mail) != slot) continue;
    const uint64_t low = static_cast<uint64_t>(slot) << kWorkerBits | static_cast<uint64_t>(worker);
    if (!helper.mail.compare_exchange_strong(mail, word(generation, low)) &&
        !(mail == kIdle && helper.mail.compare_exchange_strong(mail, word(generation, low)))) {
      continue;
    }
    helper.sleeper.wake();
    ++worker;
  }
}

int Pool::share() const {
  const int callers = std::max(1, callers_.load(std::memory_order_relaxed));
  return (std::max(0, cores_ - callers) + callers - 1) / callers;
}

Team::Team(Pool* pool, int threads) : pool_(pool) {
  if (!pool_) return;
  pool_->callers_.fetch_add(1);
  const int most = std::min(threads, pool_->cores_);
  for (int i = 0; most > 1 && slot_ < 0 && i < Pool::kSlots; ++i) {
    if (!pool_->slots_[i].taken.exchange(true)) slot_ = i;
  }
  if (slot_ < 0) return;
  width_ = most;
  pool_->start(width_ - 1);
}

Team::~Team() {
  if (slot_ >= 0) pool_->slots_[slot_].taken.store(false);
  if (pool_) pool_->callers_.fetch_sub(1);
}

int Team::helpers_for(int64_t pieces) const {
  if (width_ == 1 || pieces < 2 || pieces > kMostPieces) return 0;
  const int useful = static_cast<int>(std::min<int64_t>(width_, pieces)) - 1;
  return std::min(useful, pool_->share());
}

void Team::fork(int64_t pieces, int helpers, Pool::Call call, const void* context) {
  Pool::Slot& slot = pool_->slots_[slot_];
  slot.generation = slot.generation % kLastGeneration + 1;
  slot.call.store(call, std::memory_order_relaxed);
  slot.context.store(context, std::memory_order_relaxed);
  slot.done.store(0, std::memory_order_relaxed);
  const int ranges = std::min(helpers + 1, Pool::kRanges);
  for (int i = 0; i < ranges; ++i) {
    const int64_t first = pieces * i / ranges, end = pieces * (i + 1) / ranges;
    slot.ranges[i].first.store(first, std::memory_order_relaxed);
    slot.ranges[i].left.store(word(slot.generation, static_cast<uint64_t>(end - first)),
                              std::memory_order_release);
  }
  pool_->ask(slot_, slot.generation, helpers);
  const int64_t others = pieces - pool_->take(&slot, slot.generation, 0);
  const auto whole = [&] { return slot.done.load() == others; };
  if (!spin_until(whole)) slot.caller.sleep_until(whole);
  if (slot.failed.exchange(false)) std::rethrow_exception(std::move(slot.failure));
}

}  // namespace densely
