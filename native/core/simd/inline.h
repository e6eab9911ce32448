// What the compilers call the same thing differently.
#pragma once

#if defined(_MSC_VER) && !defined(__clang__)
#define DENSELY_INLINE __forceinline
#define DENSELY_INLINE_LAMBDA
#define DENSELY_OPAQUE(pointer)
#else
#define DENSELY_INLINE inline __attribute__((always_inline))
#define DENSELY_INLINE_LAMBDA __attribute__((always_inline))
// The compiler forgets where the pointer comes from: it goes on from it, instead of keeping the
// address of every row of a tile in registers that are not there.
#define DENSELY_OPAQUE(pointer) asm("" : "+r"(pointer))
#endif

// Brings the line of a number to be read soon into the second-level cache.
DENSELY_INLINE void fetch(const void* at) {
#if defined(__GNUC__)
  __builtin_prefetch(at, 0, 2);
#else
  (void)at;
#endif
}

// Brings the line of a number to be stored into the first-level cache.
DENSELY_INLINE void fetch_for_store(const void* at) {
#if defined(__GNUC__)
  __builtin_prefetch(at, 1);
#else
  (void)at;
#endif
}

// Loops over arrays of vectors must vanish, or the vectors live in memory.
#if defined(__clang__)
#define DENSELY_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define DENSELY_UNROLL _Pragma("GCC unroll 16")
#else
#define DENSELY_UNROLL
#endif
