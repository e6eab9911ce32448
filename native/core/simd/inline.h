// What the compilers call the same thing differently.
#pragma once

#if defined(_MSC_VER) && !defined(__clang__)
#define DENSELY_INLINE __forceinline
#define DENSELY_INLINE_LAMBDA
#else
#define DENSELY_INLINE inline __attribute__((always_inline))
#define DENSELY_INLINE_LAMBDA __attribute__((always_inline))
#endif

// Loops over arrays of vectors must vanish, or the vectors live in memory.
#if defined(__clang__)
#define DENSELY_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define DENSELY_UNROLL _Pragma("GCC unroll 16")
#else
#define DENSELY_UNROLL
#endif
