// Uninitialised numbers on a cache-line boundary. Grows, never shrinks; what it held is lost.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace densely {

template <class T>
class Buffer {
 public:
  T* reserve(int64_t count) {
    if (count > capacity_) grow(count);
    return data_;
  }
  T* data() const { return data_; }
  int64_t bytes() const { return capacity_ * static_cast<int64_t>(sizeof(T)); }

 private:
  static constexpr size_t kLine = 64;

  void grow(int64_t count) {
    // The old numbers go first, so that both are never held at once.
    memory_.reset();
    data_ = nullptr;
    capacity_ = 0;
    size_t space = static_cast<size_t>(count) * sizeof(T) + kLine;
    memory_.reset(new unsigned char[space]);
    void* start = memory_.get();
    data_ = static_cast<T*>(std::align(kLine, space - kLine, start, space));
    capacity_ = count;
  }

  std::unique_ptr<unsigned char[]> memory_;
  T* data_ = nullptr;
  int64_t capacity_ = 0;
};

}  // namespace densely
