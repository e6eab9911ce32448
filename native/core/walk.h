// Passes over examples one by one, on one thread. Each is cut into pieces, so that a cancelled run
// ends within about a millisecond of work; from then on nothing is done any more.
#pragma once
#include <algorithm>

#include "pieces.h"

namespace densely {

class Walk {
 public:
  explicit Walk(Cancel cancel) : cancel_(cancel) {}

  // body(i) for 0 ... count - 1, each of which reads so many numbers.
  template <class Body>
  void each(int64_t count, const Body& body, int64_t numbers = 1) {
    const int64_t piece = std::max<int64_t>(1, kPiece / numbers);
    for (int64_t first = 0; first < count && !cancelled(); first += piece) {
      const int64_t end = std::min(count, first + piece);
      for (int64_t i = first; i < end; ++i) body(i);
    }
  }

  bool cancelled() {
    cancelled_ = cancelled_ || cancel_();
    return cancelled_;
  }

 private:
  const Cancel cancel_;
  bool cancelled_ = false;
};

}  // namespace densely
