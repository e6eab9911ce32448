// A dense network over one table of kernels: forward, cost, gradient, prediction and the sums of
// one training step. Shapes are the course's: X (n_0, m), Z[l] and A[l] (n_l, m), contiguous row by
// row; buffers z and a hold the layers 1 ... L one behind another.
#pragma once
#include <vector>

#include "backward.h"
#include "buffer.h"
#include "drops.h"
#include "kernels.h"
#include "plan.h"
#include "threads.h"

namespace densely {

// Where a prediction takes its examples from and what else becomes of its outputs, block by block.
// The workers of a team call it at once, each for blocks of its own.
template <class T>
class Feed {
 public:
  // X (n_0, n) of examples first ... first + n - 1, until the worker's next block; false when
  // cancelled, here and below.
  virtual bool take(int64_t first, int64_t n, int worker, View<T>* x) = 0;
  // Their logits (n_L, n), and their outputs (n, n_L), which are at their place.
  virtual bool give(int64_t first, int64_t n, int worker, const T* logits, T* outputs) = 0;

 protected:
  ~Feed() = default;
};

// What a step learns against.
struct Regularization {
  StepDropout dropout;
  double smoothing = 0;  // of labels
};

template <class T>
class Network {
 public:
  Network(const Spec& spec, const Kernels<T>& kernels)
      : plan_(spec),
        loss_numbers_(spec.loss_numbers.begin(), spec.loss_numbers.end()),
        kernels_(&kernels),
        backward_(plan_) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  const Plan& plan() const { return plan_; }
  const Kernels<T>& kernels() const { return *kernels_; }
  const T* loss_numbers() const { return loss_numbers_.data(); }
  int64_t bytes() const;
  // Shares the calls that follow out to a team; null ends that.
  void use(Team* team) { team_ = team; }

  // z may be a where no derivative needs Z.
  void forward(const T* parameters, const View<T>& x, T* z, T* a);
  // Means over the m examples, from the last layer's logits or from its outputs.
  double cost(int64_t m, const T* z_last, const T* y) const;
  double output_cost(int64_t m, const T* a_last, const T* y) const;
  // y (n_L, m) with any strides
  void gradient(const T* parameters, const View<T>& x, const View<T>& y, const T* z, const T* a,
                T* out);
  // out (m, n_L), example by example. An example's result does not depend on the others. False
  // when cancelled.
  bool predict(const T* parameters, int64_t m, Feed<T>& feed, T* out, bool logits,
               Cancel cancel = kNever);
  // Memory for predictions of up to m examples, so that none need allocate.
  void reserve_predict(int64_t m);
  // Examples of a block of a prediction of m, and workers at most.
  int64_t predict_block(int64_t m) const;
  int width() const { return team_ ? team_->width() : 1; }

  // The sums of a step over m examples: begin, add for each block of kBlock examples in ascending
  // order (the last may be shorter), finish. x may have any strides, y is (n_L, cols of x)
  // contiguous; weights, one per example of the block, multiply its error and its cost unless they
  // are null. add answers false when cancelled, after which only begin may follow. The cost is that
  // of the network as dropout leaves it, and of the labels as they are.
  void begin(int64_t m, bool want_cost, T* sums, const Regularization& against = {});
  bool add(const T* parameters, const View<T>& x, const T* y, const T* weights, Cancel cancel);
  double finish();  // the sum of the costs; 0 if not wanted
  // Memory for steps of up to m examples, so that no step need allocate.
  void reserve(int64_t m, bool dropping = false);

 private:
  // Where a worker takes a block of examples through the layers; without a team for itself.
  struct Bench {
    Team* team;
    T* pack;
    T* layers[2];
  };

  bool forward_layer(const Bench& bench, const T* parameters, const Layer& layer,
                     const View<T>& input, T* z, T* a, Cancel cancel,
                     const LayerDrops<T>* drops = nullptr, T* kept = nullptr) const;
  bool narrow_layer(const T* parameters, const Layer& layer, const View<T>& input, T* a) const;
  bool add_linear(const Bench& bench, const T* parameters, const Layer& layer, const View<T>& x,
                  T* z, Cancel cancel) const;
  bool to_logits(const T* parameters, const View<T>& x, T* z, T* a, Cancel cancel,
                 const Drops<T>* drops = nullptr);
  const T* predict_examples(const Bench& bench, const T* parameters, const View<T>& x, T* out,
                            bool logits, Cancel cancel) const;
  int64_t predict_numbers(int64_t m) const;
  T* pack() { return pack_.reserve(kernels_->pack_length * width()); }

  Plan plan_;
  const std::vector<T> loss_numbers_;  // rounded once
  const Kernels<T>* kernels_;
  Team* team_ = nullptr;
  Backward<T> backward_;

  bool want_cost_ = false;
  T smoothing_ = 0;
  double cost_sum_ = 0;

  Buffer<T> pack_;
  Buffer<T> z_, a_;  // of a training block; z_ only where a derivative needs Z
  Drops<T> drops_;
  Buffer<T> predicted_;
};

// A network whose calls are shared out to helpers of a pool as long as this object lives.
template <class T>
class Sharing {
 public:
  Sharing(Network<T>& network, Pool* pool, int threads) : network_(network), team_(pool, threads) {
    network_.use(&team_);
  }
  ~Sharing() { network_.use(nullptr); }
  Sharing(const Sharing&) = delete;
  Sharing& operator=(const Sharing&) = delete;

  Team* team() { return &team_; }

 private:
  Network<T>& network_;
  Team team_;
};

extern template class Network<float>;
extern template class Network<double>;

}  // namespace densely
