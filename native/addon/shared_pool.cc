#include "shared_pool.h"

#include <atomic>
#include <thread>
#include <type_traits>

#include "../core/cores.h"

namespace densely {
namespace {

// The addon's only mutable static, without a destructor: at exit other threads still work.
struct Process {
  std::atomic<bool> locked{false};
  int holders = 0;
  Pool* pool = nullptr;
};
Process process;
static_assert(std::is_trivially_destructible<Process>::value, "nothing may run at exit");

class Lock {
 public:
  Lock() {
    while (process.locked.exchange(true, std::memory_order_acquire)) std::this_thread::yield();
  }
  ~Lock() { process.locked.store(false, std::memory_order_release); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
};

}  // namespace

SharedPool::SharedPool() {
  const Lock lock;
  if (!process.pool) process.pool = new Pool(usable_cores());
  ++process.holders;
  pool_ = process.pool;
}

SharedPool::~SharedPool() {
  {
    const Lock lock;
    if (--process.holders > 0) return;
    process.pool = nullptr;
  }
  delete pool_;
}

}  // namespace densely
