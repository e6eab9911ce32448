// The one way to refuse: a JavaScript TypeError or RangeError with a `code` and an `argument`.
#pragma once
#include <napi.h>

#include <string>

namespace densely {

enum class Code { kShape, kDtype, kOption, kBackend };

// ERR_SHAPE is a RangeError, ERR_DTYPE and ERR_OPTION are TypeErrors, ERR_BACKEND is an Error.
// Its message is the argument's name with what is said of it.
[[noreturn]] void refuse(Napi::Env env, Code code, const std::string& argument,
                         const std::string& says);
// There is no memory for what a call needs beside its arguments.
[[noreturn]] void refuse_memory(Napi::Env env);

}  // namespace densely
