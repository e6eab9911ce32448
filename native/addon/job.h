// Work on a thread of its own, and the promise of its result.
#pragma once
#include <napi.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "../core/kernels.h"
#include "shared_pool.h"

namespace densely {

// When a job is to leave: at its caller's flag, or with its environment.
class Leaving {
 public:
  explicit Leaving(const std::atomic<int32_t>* flag) : flag_(flag) {}

  Cancel when(const std::atomic<bool>& abandoned) {
    abandoned_ = &abandoned;
    return {asked, this};
  }

 private:
  static bool asked(const void* leaving) {
    const Leaving& self = *static_cast<const Leaving*>(leaving);
    return self.abandoned_->load(std::memory_order_relaxed) ||
           self.flag_->load(std::memory_order_relaxed) != 0;
  }

  const std::atomic<int32_t>* const flag_;
  const std::atomic<bool>* abandoned_ = nullptr;
};

class Work {
 public:
  virtual ~Work() = default;
  // On the job's thread; leaves soon after `abandoned` becomes true.
  virtual void run(const std::atomic<bool>& abandoned) = 0;
  // On the JavaScript thread after a run: what the promise resolves with. A refusal rejects it.
  virtual Napi::Value result(Napi::Env env) const = 0;
  // Memory that it holds by itself.
  virtual int64_t bytes() const = 0;
};

// Never on libuv's pool: that would starve fs and dns, hold up process.exit() until the work ends
// and abort the process at worker.terminate(). The thread is joined wherever the job can end: when
// it settles, in the clean-up hook of the environment, in the finalizer of the thread-safe
// function.
class Job {
 public:
  // `held` is kept alive until the end; `done` is called on the JavaScript thread right before the
  // promise is settled, unless the environment goes down. Nothing is called by a start that fails.
  static Napi::Promise start(Napi::Env env, std::unique_ptr<Work> work, Napi::Object held,
                             std::function<void()> done);
  ~Job();

 private:
  Job(Napi::Env env, std::unique_ptr<Work> work, Napi::Object held, std::function<void()> done);
  void open();
  void launch();
  void run() noexcept;
  void abandon();
  void settle();
  Napi::Value result() const;
  void unhook();

  static void on_environment_end(void* job);
  static void on_done(napi_env env, napi_value function, void* job, void* data);
  static void on_finalize(napi_env env, void* job, void* hint);

  enum class Failure { kNone, kOutOfMemory, kUnknown };

  const SharedPool pool_;  // for as long as the thread may use it
  Napi::Env env_;
  std::unique_ptr<Work> work_;
  Napi::ObjectReference held_;
  std::function<void()> done_;
  Napi::Promise::Deferred deferred_;
  napi_threadsafe_function function_ = nullptr;
  bool hooked_ = false;
  std::atomic<bool> abandoned_{false};
  std::thread thread_;
  // Written by the thread, read after the join.
  Failure failure_ = Failure::kNone;
};

}  // namespace densely
