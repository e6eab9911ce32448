// A chunk of training steps, read from the options object of Program.train.
#pragma once
#include <napi.h>

#include <memory>
#include <vector>

#include "../core/train.h"
#include "job.h"

namespace densely {

// Gives a chunk its data; weights may be null. Refuses whatever does not fit the network.
template <class T>
void read_data(const View<T>& x, const View<T>& y, Napi::Value weights, const Plan& plan,
               Chunk<T>* chunk);

template <class T>
class ChunkWork : public Work {
 public:
  // Refuses whatever does not fit the network. `held` receives the arrays that the run works on.
  static std::unique_ptr<ChunkWork> read(Napi::Object options, Trainer<T>& trainer, Pool* pool,
                                         Napi::Array held);
  void run(const std::atomic<bool>& abandoned) override;
  Napi::Value result(Napi::Env env) const override;
  int64_t bytes() const override;

 private:
  explicit ChunkWork(Trainer<T>& trainer) : trainer_(trainer) {}

  struct Values;
  void read_state(const Values& values);
  void read_steps(const Values& values);
  void read_kept(const Values& values);
  void read_segments(const Values& values);
  void read_order(const Values& values);
  void read_clips(const Values& values);
  void read_dropout(const Values& values);
  void read_smoothing(const Values& values);
  void read_average(const Values& values);

  Trainer<T>& trainer_;
  Chunk<T> chunk_{};
  // Copies of what is small; the caller may do as it likes with its own.
  std::vector<T> constants_, scalars_;
  std::vector<double> penalties_, clips_, smoothing_, averaging_;
  std::vector<Segment> segments_;
  std::vector<uint32_t> ends_, order_, places_, thresholds_;
  std::vector<uint8_t> flags_;
  std::vector<T*> keep_;
  Progress progress_;
};

extern template void read_data(const View<float>&, const View<float>&, Napi::Value, const Plan&,
                               Chunk<float>*);
extern template void read_data(const View<double>&, const View<double>&, Napi::Value, const Plan&,
                               Chunk<double>*);
extern template class ChunkWork<float>;
extern template class ChunkWork<double>;

}  // namespace densely
