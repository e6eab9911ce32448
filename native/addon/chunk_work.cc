#include "chunk_work.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "arguments.h"

namespace densely {
namespace {

template <class U, class T>
std::vector<U> copied(const Span<T>& from) {
  return std::vector<U>(from.data, from.data + from.length);
}

template <class T>
int64_t bytes_of(const std::vector<T>& numbers) {
  return static_cast<int64_t>(numbers.capacity() * sizeof(T));
}

void read_five(Napi::Value value, const char* name, Napi::Value* five) {
  if (!value.IsArray() || value.As<Napi::Array>().Length() != kViewArguments) {
    refuse(value.Env(), Code::kOption, name,
           " must be [storage, rows, cols, rowStride, colStride], not " + describe(value));
  }
  for (uint32_t i = 0; i < kViewArguments; ++i) five[i] = value.As<Napi::Array>().Get(i);
}

// The kSegmentFields numbers of a segment that lies from `least` on, before `end`.
Segment segment_of(Napi::Env env, const double* numbers, int64_t least, int64_t end) {
  const double offset = numbers[kOffset], length = numbers[kLength];
  const bool inside = offset >= static_cast<double>(least) && length >= 1 &&
                      offset + length <= static_cast<double>(end);
  if (!inside || offset != std::floor(offset) || length != std::floor(length)) {
    const auto told = [env](double x) { return describe(Napi::Number::New(env, x)); };
    refuse(env, Code::kShape, "segments",
           " must lie one behind another in the " + std::to_string(end) + " parameters, not at " +
               told(offset) + " with length " + told(length));
  }
  Segment segment{static_cast<int64_t>(offset), static_cast<int64_t>(length), numbers[kRate], {}};
  std::copy_n(numbers + kPenaltyFactors, static_cast<int>(kPenalties), segment.penalties);
  return segment;
}

// One of them that is not allowed is named.
template <class U, class Allowed>
void check_numbers(Napi::Env env, const std::string& name, const std::vector<U>& numbers,
                   const char* range, Allowed allowed) {
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (allowed(numbers[i])) continue;
    const double wrong = static_cast<double>(numbers[i]);
    refuse(env, Code::kOption, element_name(name, i),
           std::string(" must be ") + range + ", not " + describe(Napi::Number::New(env, wrong)));
  }
}

bool in_unit_interval(double x) { return x >= 0 && x <= 1; }

void check_rows(Napi::Env env, const char* name, int64_t rows, int64_t allowed) {
  if (rows == allowed) return;
  refuse(env, Code::kShape, std::string(name) + ".rows",
         " must be " + std::to_string(allowed) + ", not " + std::to_string(rows));
}

}  // namespace

template <class T>
void read_data(const View<T>& x, const View<T>& y, Napi::Value weights, const Plan& plan,
               Chunk<T>* chunk) {
  const Napi::Env env = weights.Env();
  check_rows(env, "x", x.rows, plan.inputs());
  check_rows(env, "y", y.rows, plan.outputs());
  const int64_t examples = x.cols, labelled = y.cols;
  if (examples < 1 || examples > UINT32_MAX) {
    refuse(env, Code::kShape, "x.cols",
           " must be between 1 and 4294967295, not " + std::to_string(examples));
  }
  if (labelled != examples) {
    refuse(env, Code::kShape, "y.cols",
           " must be " + std::to_string(examples) + " (the columns of x), not " +
               std::to_string(labelled));
  }
  chunk->x = x;
  chunk->y = y;
  if (!weights.IsNull()) {
    chunk->weights = span<T>(weights, "weights", examples, Memory::kShared).data;
  }
}

// All values are taken out of the object first: a getter may run code that changes arrays.
template <class T>
struct ChunkWork<T>::Values {
  Values(Napi::Object options, const Plan& of)
      : plan(of),
        env(options.Env()),
        parameters(options.Get("parameters")),
        slots(options.Get("slots")),
        snapshot(options.Get("snapshot")),
        carry(options.Get("carry")),
        weights(options.Get("weights")),
        optimizer(options.Get("optimizer")),
        constants(options.Get("constants")),
        scalars(options.Get("scalars")),
        penalties(options.Get("penalties")),
        clips(options.Get("clips")),
        smoothing(options.Get("smoothing")),
        average(options.Get("average")),
        averaging(options.Get("averaging")),
        segments(options.Get("segments")),
        ends(options.Get("ends")),
        order(options.Get("order")),
        flags(options.Get("flags")),
        costs(options.Get("costs")),
        cancel(options.Get("cancel")),
        threads(options.Get("threads")) {
    read_five(options.Get("x"), "x", x);
    read_five(options.Get("y"), "y", y);
    read_dropout(options.Get("dropout"));
    read_keep(options.Get("keep"));
  }

  void read_keep(Napi::Value value) {
    const Napi::Array arrays = array(value, "keep");
    for (uint32_t i = 0; i < arrays.Length(); ++i) keep.push_back(arrays.Get(i));
  }

  void read_dropout(Napi::Value value) {
    drops = !value.IsNull();
    if (!drops) return;
    if (!value.IsObject()) {
      refuse(env, Code::kOption, "dropout",
             " must be null or { seed, step, places, thresholds }, not " + describe(value));
    }
    const Napi::Object dropout = value.As<Napi::Object>();
    seed = dropout.Get("seed");
    step = dropout.Get("step");
    places = dropout.Get("places");
    thresholds = dropout.Get("thresholds");
  }

  const Plan& plan;
  Napi::Env env;
  Napi::Value parameters, slots, snapshot, carry, weights, optimizer, constants, scalars, penalties,
      clips, smoothing, average, averaging, segments, ends, order, flags, costs, cancel, threads;
  std::vector<Napi::Value> keep;
  bool drops;
  Napi::Value seed, step, places, thresholds;  // of dropout
  Napi::Value x[kViewArguments], y[kViewArguments];
};

template <class T>
std::unique_ptr<ChunkWork<T>> ChunkWork<T>::read(Napi::Object options, Trainer<T>& trainer,
                                                 Pool* pool, Napi::Array held) {
  const Values values(options, trainer.plan());
  const Napi::Value arrays[] = {values.parameters, values.slots,  values.snapshot, values.carry,
                                values.weights,    values.costs,  values.cancel,   values.x[0],
                                values.y[0],       values.average};
  for (const Napi::Value& array : arrays) held.Set(held.Length(), array);
  for (const Napi::Value& array : values.keep) held.Set(held.Length(), array);

  std::unique_ptr<ChunkWork> work(new ChunkWork(trainer));
  work->chunk_.optimizer = option(values.optimizer, "optimizer", optimizer_names, kOptimizers);
  work->chunk_.pool = pool;
  work->chunk_.threads = thread_count(values.threads, "threads");
  const View<T> x = view<T>(values.x, "x", Memory::kShared);
  const View<T> y = view<T>(values.y, "y", Memory::kShared);
  read_data(x, y, values.weights, values.plan, &work->chunk_);
  work->read_state(values);
  work->read_steps(values);
  work->read_kept(values);
  work->read_segments(values);
  work->read_order(values);
  work->read_clips(values);
  work->read_dropout(values);
  work->read_smoothing(values);
  work->read_average(values);
  return work;
}

template <class T>
void ChunkWork<T>::read_state(const Values& values) {
  const int64_t n = values.plan.parameters, slots = n * optimizer_slots[chunk_.optimizer];
  chunk_.parameters = span<T>(values.parameters, "parameters", n, Memory::kShared).data;
  chunk_.slots = span<T>(values.slots, "slots", slots, Memory::kShared).data;
  chunk_.snapshot = span<T>(values.snapshot, "snapshot", n, Memory::kShared).data;
  chunk_.carry = shared_span_of_at_least<double>(values.carry, "carry", 2).data;
  chunk_.cancel = shared_flag(values.cancel, "cancel");
}

template <class T>
void ChunkWork<T>::read_steps(const Values& values) {
  const int optimizer = chunk_.optimizer;
  flags_ = copied<uint8_t>(span<uint8_t>(values.flags, "flags"));
  chunk_.steps = static_cast<int64_t>(flags_.size());
  constants_ =
      copied<T>(span<double>(values.constants, "constants", optimizer_constants[optimizer]));
  scalars_ = copied<T>(
      span<double>(values.scalars, "scalars", chunk_.steps * optimizer_scalars[optimizer]));
  chunk_.flags = flags_.data();
  chunk_.constants = constants_.data();
  chunk_.scalars = scalars_.data();

  int64_t recorded = 0;
  for (const uint8_t flags : flags_) {
    if ((flags & ~kKeep) > kTellCost) {
      refuse(values.env, Code::kOption, "flags",
             " must be between 0 and 4, or 8 more, not " + std::to_string(flags));
    }
    if (flags & (kEmitCost | kTellCost)) ++recorded;
  }
  chunk_.costs = shared_span_of_at_least<double>(values.costs, "costs", recorded).data;
}

template <class T>
void ChunkWork<T>::read_kept(const Values& values) {
  const auto kept = std::count_if(flags_.begin(), flags_.end(),
                                  [](uint8_t flags) { return (flags & kKeep) != 0; });
  if (kept != static_cast<int64_t>(values.keep.size())) {
    refuse(values.env, Code::kShape, "keep",
           " must have " + std::to_string(kept) + " elements, one for each flag of 8, not " +
               std::to_string(values.keep.size()));
  }
  for (const Napi::Value& array : values.keep) {
    const std::string name = element_name("keep", keep_.size());
    keep_.push_back(span<T>(array, name.c_str(), values.plan.parameters, Memory::kShared).data);
  }
  chunk_.keep = keep_.data();
}

template <class T>
void ChunkWork<T>::read_segments(const Values& values) {
  if (!values.penalties.IsNull()) {
    const int64_t count = chunk_.steps * kPenalties;
    penalties_ = copied<double>(span<double>(values.penalties, "penalties", count));
    chunk_.penalties = penalties_.data();
  }
  if (values.segments.IsNull()) return;
  const Span<double> given = span<double>(values.segments, "segments");
  if (given.length % kSegmentFields != 0) {
    refuse(values.env, Code::kShape, "segments",
           " must have a multiple of " + std::to_string(kSegmentFields) + " elements, not " +
               std::to_string(given.length));
  }
  int64_t end = 0;
  for (const double* s = given.data; s < given.data + given.length; s += kSegmentFields) {
    segments_.push_back(segment_of(values.env, s, end, values.plan.parameters));
    end = segments_.back().offset + segments_.back().length;
  }
  chunk_.segments = segments_.data();
  chunk_.segment_count = static_cast<int64_t>(segments_.size());
}

template <class T>
void ChunkWork<T>::read_order(const Values& values) {
  if (values.order.IsNull() && values.ends.IsNull()) return;
  order_ = copied<uint32_t>(span<uint32_t>(values.order, "order"));
  ends_ = copied<uint32_t>(span<uint32_t>(values.ends, "ends", chunk_.steps + 1));
  for (size_t s = 0; s < ends_.size(); ++s) {
    if (ends_[s] <= order_.size() && (s == 0 || ends_[s - 1] < ends_[s])) continue;
    refuse(values.env, Code::kShape, "ends",
           " must ascend from step to step and not pass order.length " +
               std::to_string(order_.size()) + ": ends[" + std::to_string(s) + "] is " +
               std::to_string(ends_[s]));
  }
  const auto wrong = std::find_if(order_.begin(), order_.end(),
                                  [&](uint32_t example) { return example >= chunk_.x.cols; });
  if (wrong != order_.end()) {
    refuse(values.env, Code::kShape, "order",
           " must name examples below " + std::to_string(chunk_.x.cols) + ", not " +
               std::to_string(*wrong));
  }
  chunk_.order = order_.data();
  chunk_.ends = ends_.data();
}

template <class T>
void ChunkWork<T>::read_clips(const Values& values) {
  if (values.clips.IsNull()) return;
  clips_ = copied<double>(span<double>(values.clips, "clips", chunk_.steps * kClips));
  check_numbers(values.env, "clips", clips_, "at least 0", [](double x) { return x >= 0; });
  chunk_.clips = clips_.data();
}

template <class T>
void ChunkWork<T>::read_dropout(const Values& values) {
  if (!values.drops) return;
  const int64_t hidden = static_cast<int64_t>(values.plan.layers.size()) - 1;
  const int64_t seed = integer(values.seed, "dropout.seed", 0);
  if (seed > UINT32_MAX) {
    refuse(values.env, Code::kOption, "dropout.seed",
           " must be between 0 and 4294967295, not " + std::to_string(seed));
  }
  const int64_t step = integer(values.step, "dropout.step", 0);
  places_ = copied<uint32_t>(span<uint32_t>(values.places, "dropout.places", chunk_.steps));
  thresholds_ = copied<uint32_t>(
      span<uint32_t>(values.thresholds, "dropout.thresholds", chunk_.steps * hidden));
  check_numbers(values.env, "dropout.thresholds", thresholds_, "between 0 and 65535",
                [](uint32_t x) { return x < 65536; });
  chunk_.dropout = {static_cast<uint32_t>(seed), static_cast<uint64_t>(step), places_.data(),
                    thresholds_.data()};
}

template <class T>
void ChunkWork<T>::read_smoothing(const Values& values) {
  if (values.smoothing.IsNull()) return;
  if (loss_even[values.plan.loss](values.plan.outputs()) == 0) {
    refuse(values.env, Code::kOption, "smoothing",
           " must be null: the targets of " + std::string(loss_names[values.plan.loss]) +
               " are no labels");
  }
  smoothing_ = copied<double>(span<double>(values.smoothing, "smoothing", chunk_.steps));
  check_numbers(values.env, "smoothing", smoothing_, "between 0 and 1", in_unit_interval);
  chunk_.smoothing = smoothing_.data();
}

template <class T>
void ChunkWork<T>::read_average(const Values& values) {
  if (values.average.IsNull() && values.averaging.IsNull()) return;
  const int64_t n = values.plan.parameters;
  chunk_.average = span<T>(values.average, "average", n, Memory::kShared).data;
  averaging_ = copied<double>(span<double>(values.averaging, "averaging", chunk_.steps));
  check_numbers(values.env, "averaging", averaging_, "between 0 and 1", in_unit_interval);
  chunk_.averaging = averaging_.data();
}

template <class T>
void ChunkWork<T>::run(const std::atomic<bool>& abandoned) {
  chunk_.abandoned = &abandoned;
  progress_ = trainer_.run(chunk_);
}

template <class T>
Napi::Value ChunkWork<T>::result(Napi::Env env) const {
  Napi::Object result = Napi::Object::New(env);
  result.Set("steps", static_cast<double>(progress_.steps));
  result.Set("recorded", static_cast<double>(progress_.recorded));
  result.Set("skipped", static_cast<double>(progress_.skipped));
  result.Set("finite", progress_.finite);
  return result;
}

template <class T>
int64_t ChunkWork<T>::bytes() const {
  return bytes_of(constants_) + bytes_of(scalars_) + bytes_of(penalties_) + bytes_of(clips_) +
         bytes_of(smoothing_) + bytes_of(averaging_) + bytes_of(places_) + bytes_of(thresholds_) +
         bytes_of(segments_) + bytes_of(ends_) + bytes_of(order_) + bytes_of(flags_) +
         bytes_of(keep_);
}

template void read_data(const View<float>&, const View<float>&, Napi::Value, const Plan&,
                        Chunk<float>*);
template void read_data(const View<double>&, const View<double>&, Napi::Value, const Plan&,
                        Chunk<double>*);
template class ChunkWork<float>;
template class ChunkWork<double>;

}  // namespace densely
