// Training steps and predictions per second of the core alone, one thread, every ISA in turn.
//   cmake -B build-bench -DDENSELY_BENCH=ON && cmake --build build-bench
//   build-bench/bench_steps [SECONDS] [ROUNDS] [ISA [ROW]]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "../core/floating_point_mode.h"
#include "../core/inference.h"
#include "../core/served.h"
#include "timing.h"
#include "training.h"

using namespace densely;
using namespace densely::bench;

namespace {

class Predicting {
 public:
  Predicting(const Task& task, const Isa& isa, int64_t rows)
      : network_(task.spec, *isa.f32),
        rows_(rows),
        parameters_(noise<float>(network_.plan().parameters, 0.1, 3)),
        input_(noise<float>(rows * network_.plan().inputs(), 3, 1)),
        out_(rows * network_.plan().outputs()),
        served_(network_.plan(), *isa.f32, parameters_.data(), {}, {}) {}

  void run() {
    if (rows_ == 1) {
      served_.predict(1, input_.data(), out_.data());
      return;
    }
    const int64_t inputs = network_.plan().inputs();
    const View<float> x{input_.data(), inputs, rows_, 1, inputs};
    inference_.run({parameters_.data(), {}, {}, x, nullptr, nullptr, out_.data()}, &answer_,
                   kNever);
  }

 private:
  Network<float> network_;
  Inference<float> inference_{network_};
  Answer answer_;
  int64_t rows_;
  std::vector<float> parameters_, input_, out_;
  Served<float> served_;
};

const Task& kServed = kTasks[3];

template <class T>
double steps(const Task& task, const Isa& isa, double seconds) {
  Training<T> training(task, isa);
  training.run();
  return kStepsPerRun * rate([&] { training.run(); }, seconds);
}

double rows(const Isa& isa, int64_t count, double seconds) {
  Predicting predicting(kServed, isa, count);
  predicting.run();
  return static_cast<double>(count) * rate([&] { predicting.run(); }, seconds);
}

double measured(int row, const Isa& isa, double seconds) {
  if (row == 0) return steps<double>(kTasks[row], isa, seconds);
  if (row < 4) return steps<float>(kTasks[row], isa, seconds);
  return rows(isa, row == 4 ? 1 : 128, seconds);
}

}  // namespace

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 0.2;
  const int rounds = count > 2 ? std::atoi(arguments[2]) : 5;
  const char* only = count > 3 ? arguments[3] : nullptr;
  const char* only_row = count > 4 ? arguments[4] : "";
  FloatingPointMode mode;
  const Isa* isas[kIsas];
  const int found = available_isas(isas);
  const char* const names[] = {kTasks[0].name, kTasks[1].name,  kTasks[2].name,
                               kTasks[3].name, "predict 1 row", "predict 128 rows"};
  for (int row = 0; row < 6; ++row) {
    if (std::strncmp(names[row], only_row, std::strlen(only_row))) continue;
    std::vector<std::vector<double>> rates(found);
    for (int round = 0; round < rounds; ++round) {
      for (int i = 0; i < found; ++i) {
        const bool wanted = only ? !std::strcmp(only, isas[i]->name) : i < found - 1;
        if (wanted) rates[i].push_back(measured(row, *isas[i], seconds));
      }
    }
    std::printf("%-18s", names[row]);
    for (int i = 0; i < found; ++i) {
      if (!rates[i].empty()) std::printf("  %s %12.1f", isas[i]->name, median(rates[i]));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}
