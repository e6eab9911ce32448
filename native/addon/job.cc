#include "job.h"

#include <new>
#include <system_error>
#include <utility>

#include "../core/floating_point_mode.h"
#include "errors.h"

namespace densely {
namespace {

constexpr const char* kNone =
    ": none can be started for this call; end other work first, or raise the limit of processes "
    "and threads (ulimit -u)";

}  // namespace

Napi::Promise Job::start(Napi::Env env, std::unique_ptr<Work> work, Napi::Object held,
                         std::function<void()> done) {
  std::unique_ptr<Job> job(new Job(env, std::move(work), held, std::move(done)));
  job->open();
  // From here on the finalizer of the thread-safe function owns the job.
  Job* running = job.release();
  const Napi::Promise promise = running->deferred_.Promise();
  running->launch();
  return promise;
}

Job::Job(Napi::Env env, std::unique_ptr<Work> work, Napi::Object held, std::function<void()> done)
    : env_(env),
      work_(std::move(work)),
      held_(Napi::Persistent(held)),
      done_(std::move(done)),
      deferred_(env) {}

Job::~Job() {
  abandon();
  unhook();
}

void Job::open() {
  const Napi::String name = Napi::String::New(env_, "densely:job");
  const napi_status status = napi_create_threadsafe_function(
      env_, nullptr, nullptr, name, 0, 1, this, on_finalize, this, on_done, &function_);
  if (status != napi_ok) refuse(env_, Code::kBackend, "threads", kNone);
}

void Job::launch() {
  // After the thread-safe function has hung in its own hook: hooks run last in, first out, so that
  // the thread has ended when that one runs.
  hooked_ = napi_add_env_cleanup_hook(env_, on_environment_end, this) == napi_ok;
  try {
    thread_ = std::thread(&Job::run, this);
  } catch (const std::system_error&) {
    const Napi::Env env = env_;
    unhook();
    napi_release_threadsafe_function(function_, napi_tsfn_abort);
    refuse(env, Code::kBackend, "threads", kNone);
  }
}

// Touches no JavaScript value.
void Job::run() noexcept {
  try {
    const FloatingPointMode mode;
    work_->run(abandoned_);
  } catch (const std::bad_alloc&) {
    failure_ = Failure::kOutOfMemory;
  } catch (...) {
    failure_ = Failure::kUnknown;
  }
  // A closing function has counted this thread out already.
  const napi_threadsafe_function function = function_;
  if (napi_call_threadsafe_function(function, nullptr, napi_tsfn_nonblocking) == napi_closing) {
    return;
  }
  napi_release_threadsafe_function(function, napi_tsfn_release);
}

void Job::abandon() {
  abandoned_.store(true, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
}

void Job::unhook() {
  if (hooked_) napi_remove_env_cleanup_hook(env_, on_environment_end, this);
  hooked_ = false;
}

void Job::settle() {
  thread_.join();
  unhook();
  done_();
  held_.Reset();
  try {
    deferred_.Resolve(result());
  } catch (const Napi::Error& error) {
    deferred_.Reject(error.Value());
  }
}

Napi::Value Job::result() const {
  if (failure_ == Failure::kNone) return work_->result(env_);
  if (failure_ == Failure::kOutOfMemory) refuse_memory(env_);
  refuse(env_, Code::kBackend, "threads", ": that of this call has failed");
}

void Job::on_environment_end(void* job) {
  Job* self = static_cast<Job*>(job);
  self->hooked_ = false;
  self->abandon();
}

// Without an environment there is nobody to tell; the finalizer follows.
void Job::on_done(napi_env env, napi_value, void* job, void*) {
  if (env == nullptr) return;
  try {
    const Napi::HandleScope scope(env);
    static_cast<Job*>(job)->settle();
  } catch (...) {
    // Only an environment that is being terminated refuses to settle a promise.
  }
}

void Job::on_finalize(napi_env, void* job, void*) { delete static_cast<Job*>(job); }

}  // namespace densely
