// The process's one pool of threads, shared by all environments: together they keep no more cores
// busy than there are. It lives while somebody holds it; the last one joins its threads, so that
// none runs when the binary is unloaded. A process that exits takes them with it, as they are.
#pragma once
#include "../core/threads.h"

namespace densely {

class SharedPool {
 public:
  SharedPool();
  ~SharedPool();
  SharedPool(const SharedPool&) = delete;
  SharedPool& operator=(const SharedPool&) = delete;

  Pool* get() const { return pool_; }

 private:
  Pool* pool_;
};

}  // namespace densely
