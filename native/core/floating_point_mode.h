// The default floating-point mode (round to nearest, subnormal numbers kept, no traps) while this
// object lives; the caller's comes back after it. Every entry into the core, on any thread, has
// one.
#pragma once
#include <stdint.h>
#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#elif defined(_M_ARM64)
#include <intrin.h>
#endif

namespace densely {

class FloatingPointMode {
 public:
  FloatingPointMode() : callers_(get()), changed_((callers_ & kControl) != kDefault) {
    if (changed_) set((callers_ & ~kControl) | kDefault);
  }
  ~FloatingPointMode() {
    if (changed_) set(callers_);
  }
  FloatingPointMode(const FloatingPointMode&) = delete;
  FloatingPointMode& operator=(const FloatingPointMode&) = delete;

 private:
#if defined(__x86_64__) || defined(_M_X64)
  using Word = uint32_t;
  static constexpr Word kControl = 0xffc0, kDefault = 0x1f80;  // all but the six sticky flags
  static Word get() { return _mm_getcsr(); }
  static void set(Word word) { _mm_setcsr(word); }
#else
  using Word = uint64_t;
  // FZ, RMode, DN, FZ16, AHP and the traps; all 0 by default
  static constexpr Word kControl = 0x07ff9f07, kDefault = 0;
#if defined(_M_ARM64)
  static Word get() { return static_cast<Word>(_ReadStatusReg(ARM64_FPCR)); }
  static void set(Word word) { _WriteStatusReg(ARM64_FPCR, static_cast<int64_t>(word)); }
#else
  static Word get() {
    Word word;
    asm volatile("mrs %0, fpcr" : "=r"(word));
    return word;
  }
  static void set(Word word) { asm volatile("msr fpcr, %0" : : "r"(word) : "memory"); }
#endif
#endif

  const Word callers_;
  const bool changed_;
};

}  // namespace densely
