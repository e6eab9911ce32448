// The one way to refuse: a JavaScript TypeError or RangeError with a `code`.
#pragma once
#include <napi.h>

#include <string>

namespace densely {

enum class Code { kShape, kDtype, kOption, kBackend };

// ERR_SHAPE is a RangeError, ERR_DTYPE and ERR_OPTION are TypeErrors, ERR_BACKEND is an Error.
Napi::Error make_error(Napi::Env env, Code code, const std::string& message);
constexpr const char* kNoMemory = "not enough memory for the workspace of this call";
[[noreturn]] void refuse(Napi::Env env, Code code, const std::string& message);

}  // namespace densely
