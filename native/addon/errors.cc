#include "errors.h"

namespace densely {
namespace {

Napi::Error of_class(Napi::Env env, Code code, const std::string& message) {
  switch (code) {
    case Code::kShape:
      return Napi::RangeError::New(env, message);
    case Code::kDtype:
    case Code::kOption:
      return Napi::TypeError::New(env, message);
    case Code::kBackend:
      break;
  }
  return Napi::Error::New(env, message);
}

}  // namespace

void refuse(Napi::Env env, Code code, const std::string& argument, const std::string& says) {
  static constexpr const char* kNames[] = {"ERR_SHAPE", "ERR_DTYPE", "ERR_OPTION", "ERR_BACKEND"};
  Napi::Error error = of_class(env, code, argument + says);
  error.Set("code", kNames[static_cast<int>(code)]);
  error.Set("argument", argument);
  throw error;
}

void refuse_memory(Napi::Env env) {
  refuse(env, Code::kBackend, "memory",
         " is not enough for the workspace of this call: give it fewer examples at a time");
}

}  // namespace densely
