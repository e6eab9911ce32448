// Work over the columns of a caller's table on a thread: their moments, and their scaling.
#pragma once
#include <napi.h>

#include <memory>

#include "job.h"

namespace densely {

// m (7), out: shared, four numbers for each row; cancel
std::unique_ptr<Work> moments_work(const Napi::CallbackInfo& info);
// offset, divisor, clip, from (7), to (5), cancel
std::unique_ptr<Work> scale_work(const Napi::CallbackInfo& info);

}  // namespace densely
