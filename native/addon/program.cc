#include "program.h"

#include <atomic>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "../core/limits.h"
#include "abi.h"
#include "arguments.h"
#include "entry.h"
#include "instance.h"
#include "job.h"

namespace densely {
namespace {

void at_most(Napi::Env env, const std::string& name, int64_t given, int64_t most) {
  if (given <= most) return;
  refuse(env, Code::kShape, name,
         " must be at most " + std::to_string(most) + ", not " + std::to_string(given));
}

std::vector<int64_t> read_sizes(Napi::Value value) {
  const Napi::Array sizes = array(value, "sizes");
  const uint32_t count = sizes.Length();
  if (count < 2) {
    refuse(value.Env(), Code::kShape, "sizes",
           " must have at least 2 elements (inputs and outputs), not " + std::to_string(count));
  }
  std::vector<int64_t> read;
  for (uint32_t i = 0; i < count; ++i) {
    const int64_t size = integer(sizes.Get(i), element_name("sizes", i), 1);
    at_most(value.Env(), element_name("sizes", i), size, kMaxUnits);
    at_most(value.Env(), "sizes.layers", i, kMaxLayers);
    read.push_back(size);
  }
  return read;
}

std::vector<int> read_activations(Napi::Value value, size_t hidden_layers) {
  const Napi::Array names = array(value, "activations");
  if (names.Length() != hidden_layers) {
    refuse(value.Env(), Code::kShape, "activations",
           " must have " + std::to_string(hidden_layers) +
               " elements, one for each hidden layer, not " + std::to_string(names.Length()));
  }
  std::vector<int> read;
  for (uint32_t i = 0; i < hidden_layers; ++i) {
    read.push_back(
        option(names.Get(i), element_name("activations", i), activation_names, kActivations));
  }
  return read;
}

// As many as the loss takes; may be left out where that is none.
std::vector<double> read_loss_numbers(Napi::Value value, int loss, int64_t outputs) {
  const int64_t count = loss_number_count(loss, outputs);
  if (value.IsUndefined() && count == 0) return {};
  const Span<double> given = span<double>(value, "lossNumbers", count);
  return std::vector<double>(given.data, given.data + given.length);
}

// Is there a path from the inputs to the outputs? May be left out where there is none.
bool read_linear(Napi::Value value, size_t hidden_layers) {
  if (value.IsUndefined()) return false;
  if (!value.IsBoolean()) {
    refuse(value.Env(), Code::kOption, "linear", " must be true or false, not " + describe(value));
  }
  const bool linear = value.As<Napi::Boolean>();
  if (linear && hidden_layers == 0) {
    refuse(value.Env(), Code::kShape, "linear", " must be false: there are no hidden layers");
  }
  return linear;
}

// What a job keeps alive: the program first.
Napi::Array holder(const Napi::CallbackInfo& info) {
  Napi::Array held = Napi::Array::New(info.Env());
  held.Set(0u, info.This());
  return held;
}

napi_property_descriptor raw_method(const char* name, napi_callback callback) {
  return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_default, nullptr};
}

}  // namespace

Napi::Function Program::define(Napi::Env env) {
  return DefineClass(
      env, "Program",
      {InstanceMethod<&Program::forward>("forward"), InstanceMethod<&Program::cost>("cost"),
       InstanceMethod<&Program::output_cost>("outputCost"),
       InstanceMethod<&Program::gradient>("gradient"), InstanceMethod<&Program::infer>("infer"),
       InstanceMethod<&Program::infer_async>("inferAsync"), InstanceMethod<&Program::hold>("hold"),
       raw_method("predictHeld", &Program::predict_held),
       InstanceMethod<&Program::cost_gradient>("costGradient"),
       InstanceMethod<&Program::gradient_async>("gradientAsync"),
       InstanceMethod<&Program::train>("train"),
       InstanceMethod<&Program::train_at_once>("trainAtOnce")});
}

Program::Program(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Program>(info) {
  static constexpr const char* kDtypes[] = {"float32", "float64"};
  enter(info.Env(), [&] {
    const int dtype = option(info[0], "dtype", kDtypes, 2);
    Spec spec;
    spec.sizes = read_sizes(info[1]);
    spec.activations = read_activations(info[2], spec.sizes.size() - 2);
    spec.loss = option(info[3], "loss", loss_names, kLosses);
    spec.loss_numbers = read_loss_numbers(info[4], spec.loss, spec.sizes.back());
    spec.linear = read_linear(info[5], spec.activations.size());
    at_most(info.Env(), "sizes.parameters", Plan(spec).parameters, kMaxParameters);
    const Instance& instance = Instance::of(info.Env());
    engine_ = dtype ? make_engine<double>(spec, instance) : make_engine<float>(spec, instance);
  });
  info.This().As<Napi::Object>().DefineProperty(Napi::PropertyDescriptor::Value(
      "layout", layout_of(info.Env(), engine_->plan()), napi_enumerable));
}

void Program::Finalize(Napi::Env env) {
  if (reported_ > 0) Napi::MemoryManagement::AdjustExternalMemory(env, -reported_);
}

void Program::forward(const Napi::CallbackInfo& info) {
  enter(info.Env(), [&] { engine_->forward(info); });
  report_memory(info.Env());
}

Napi::Value Program::cost(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), enter(info.Env(), [&] { return engine_->cost(info); }));
}

Napi::Value Program::output_cost(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(),
                           enter(info.Env(), [&] { return engine_->output_cost(info); }));
}

void Program::gradient(const Napi::CallbackInfo& info) {
  enter(info.Env(), [&] { engine_->gradient(info); });
  report_memory(info.Env());
}

Napi::Value Program::cost_gradient(const Napi::CallbackInfo& info) {
  const double cost = enter(info.Env(), [&] { return engine_->cost_gradient(info); });
  report_memory(info.Env());
  return Napi::Number::New(info.Env(), cost);
}

Napi::Value Program::infer(const Napi::CallbackInfo& info) {
  const Napi::Value result = enter(info.Env(), [&] { return engine_->infer(info); });
  report_memory(info.Env());
  return result;
}

void Program::hold(const Napi::CallbackInfo& info) {
  enter(info.Env(), [&] { engine_->hold(info); });
  report_memory(info.Env());
}

// The one call that is measured in tenths of a microsecond takes its arguments as they come,
// without the objects that wrap them.
napi_value Program::predict_held(napi_env env, napi_callback_info info) {
  napi_value given[4], self;
  size_t count = 4;
  void* program;
  if (napi_get_cb_info(env, info, &count, given, &self, nullptr) != napi_ok) return nullptr;
  if (napi_unwrap(env, self, &program) != napi_ok) {
    napi_throw_type_error(env, nullptr, "predictHeld must be called on a Program");
    return nullptr;
  }
  try {
    Program& own = *static_cast<Program*>(program);
    const Napi::Value arguments[] = {
        {env, given[0]}, {env, given[1]}, {env, given[2]}, {env, given[3]}};
    const Predicted predicted = enter(env, [&] { return own.engine_->predict_held(arguments); });
    if (predicted.many) own.report_memory(env);
    napi_value wrong = nullptr;
    if (predicted.looked) napi_create_int64(env, predicted.wrong, &wrong);
    return wrong;
  } catch (const Napi::Error& error) {
    error.ThrowAsJavaScriptException();
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return nullptr;
}

Napi::Value Program::infer_async(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Array held = holder(info);
  return enter(env, [&] { return start(env, engine_->infer_async(info, held), held, [] {}); });
}

Napi::Value Program::gradient_async(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Array held = holder(info);
  return enter(env, [&] { return start(env, engine_->gradient_async(info, held), held, [] {}); });
}

// What a chunk asks for; asked after its last getter has run.
std::unique_ptr<Work> Program::chunk(const Napi::CallbackInfo& info, Napi::Array held) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject()) {
    refuse(env, Code::kOption, "chunk", " must be an object, not " + describe(info[0]));
  }
  std::unique_ptr<Work> work = engine_->train(info[0].As<Napi::Object>(), held);
  if (training_)
    refuse(env, Code::kBackend, "train", ": this program is training already, await that first");
  return work;
}

Napi::Value Program::train(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Array held = holder(info);
  return enter(env, [&] {
    std::unique_ptr<Work> work = chunk(info, held);
    const Napi::Value promise = start(env, std::move(work), held, [this] {
      training_ = false;
      training_bytes_ = engine_->training_bytes();
    });
    training_ = true;
    return promise;
  });
}

Napi::Value Program::train_at_once(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Value result = enter(env, [&] {
    static const std::atomic<bool> kAbandoned{false};
    const std::unique_ptr<Work> work = chunk(info, holder(info));
    work->run(kAbandoned);
    training_bytes_ = engine_->training_bytes();
    return work->result(env);
  });
  report_memory(env);
  return result;
}

Napi::Value Program::start(Napi::Env env, std::unique_ptr<Work> work, Napi::Array held,
                           std::function<void()> done) {
  const int64_t bytes = work->bytes();
  const Napi::Promise promise = Job::start(env, std::move(work), held, [this, env, bytes, done] {
    jobs_bytes_ -= bytes;
    done();
    report_memory(env);
  });
  jobs_bytes_ += bytes;
  report_memory(env);
  return promise;
}

void Program::report_memory(Napi::Env env) {
  const int64_t bytes = engine_->bytes() + training_bytes_ + jobs_bytes_;
  if (bytes == reported_) return;
  Napi::MemoryManagement::AdjustExternalMemory(env, bytes - reported_);
  reported_ = bytes;
}

}  // namespace densely
