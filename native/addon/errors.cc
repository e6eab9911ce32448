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

Napi::Error make_error(Napi::Env env, Code code, const std::string& message) {
  static constexpr const char* kNames[] = {"ERR_SHAPE", "ERR_DTYPE", "ERR_OPTION", "ERR_BACKEND"};
  Napi::Error error = of_class(env, code, message);
  error.Set("code", kNames[static_cast<int>(code)]);
  return error;
}

void refuse(Napi::Env env, Code code, const std::string& message) {
  throw make_error(env, code, message);
}

}  // namespace densely
