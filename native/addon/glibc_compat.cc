// Symbols that gcc 12 takes from a C or C++ library newer than the systems this binary is for.
// Hidden copies keep it loadable there.
#include <cstdlib>
#include <new>

#if defined(__GLIBC__) && defined(__GLIBCXX__)
#define DENSELY_HIDDEN __attribute__((visibility("hidden")))

extern "C" {
// glibc 2.32: whether shared_ptr may leave out its atomics. Never.
extern DENSELY_HIDDEN char __libc_single_threaded;
char __libc_single_threaded = 0;

// libstdc++ 11: std::__throw_bad_array_new_length()
[[noreturn]] DENSELY_HIDDEN void densely_bad_array_new_length() __asm__(
    "_ZSt28__throw_bad_array_new_lengthv");
void densely_bad_array_new_length() { throw std::bad_array_new_length(); }

// libstdc++ 11: std::exception_ptr::_M_release(), called by destructors that are inline since then.
// The destructor of std::nested_exception, which is a table of functions and an exception_ptr, is
// inside every libstdc++ and does the same.
struct DenselyNested {
  const void* functions;
  void* held;
};
void densely_destroy_nested(DenselyNested* nested) noexcept __asm__("_ZNSt16nested_exceptionD1Ev");
DENSELY_HIDDEN void densely_release_exception(void** held) noexcept
    __asm__("_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv");
void densely_release_exception(void** held) noexcept {
  DenselyNested nested{nullptr, *held};
  densely_destroy_nested(&nested);
  *held = nullptr;
}
}
#endif
