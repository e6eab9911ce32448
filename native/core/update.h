// What a step does to the parameters once its sums are complete: penalties, clipping, the
// optimizer, segment by segment, and the average of the parameters.
#pragma once
#include <cstdint>
#include <vector>

#include "buffer.h"
#include "chunk.h"
#include "plan.h"

namespace densely {

template <class T>
class Update {
 public:
  Update(const Plan& plan, const Kernels<T>& kernels) : plan_(plan), kernels_(&kernels) {}

  // Memory for the steps of a chunk.
  void reserve(const Chunk<T>& chunk);
  // Of examples that weigh nothing only the average goes on.
  void run(const Chunk<T>& chunk, Team* team, int64_t step, const Sums<T>& sums);
  int64_t bytes() const;

 private:
  struct Step {
    const Chunk<T>& chunk;
    int64_t index;
    const Sums<T>& sums;
  };

  // Parameters that lie side by side and are treated alike; together they are all.
  struct Part {
    int64_t offset, length;
    bool moves;  // else only its average does
    T scalars[kMostScalars];
    GradientTerms<T> terms;

    int64_t end() const { return offset + length; }
  };

  void find_parts(const Step& now);
  void add_part(const Step& now, int64_t offset, int64_t length, const Segment* segment);
  double mixed_squares(const Step& now, const Part* part, int64_t first, int64_t end) const;
  void squares(const Step& now, int64_t first, int64_t end);
  T clipping(const Step& now, Team* team, double limit);
  void move(const Step& now, Team* team, const Part& part) const;

  const Plan& plan_;
  const Kernels<T>* kernels_;
  std::vector<Part> parts_;  // of the step, in ascending order
  Buffer<double> squares_;   // of the gradient's blocks
};

extern template class Update<float>;
extern template class Update<double>;

}  // namespace densely
