#include "ranking.h"

#include <cstring>
#include <limits>
#include <utility>

namespace densely {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kDigit = 11;  // binary digits that are looked at in one pass
constexpr uint64_t kMask = (uint64_t{1} << kDigit) - 1;
constexpr uint64_t kSign = uint64_t{1} << 63;

// -0 is 0.
uint64_t key_of(double score) {
  const double number = score + 0.0;
  uint64_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return bits & kSign ? ~bits : bits | kSign;
}

}  // namespace

void Ranking::reserve(int64_t m) {
  keys_.reserve(m);
  order_.reserve(m);
  next_.reserve(m);
  for (Buffer<double>& of : of_) of.reserve(m);
}

void Ranking::rank(const Looked& looked, const double* scores, const double* second, Walk* walk) {
  const int64_t m = looked.examples;
  reserve(m);
  groups_ = 0;
  total_[0] = total_[1] = 0;
  ordered_ = read_keys(m, scores, walk);
  if (!ordered_) return;
  sort(m, walk);
  uint64_t key = 0;  // of a NaN: no score has it
  walk->each(m, [&](int64_t i) {
    const uint32_t j = order_.data()[i];
    if (keys_.data()[j] != key) {
      key = keys_.data()[j];
      of_[0].data()[groups_] = of_[1].data()[groups_] = 0;
      ++groups_;
    }
    const double weight = looked.weight(j);
    const bool is_second = second[j] == 1;
    of_[is_second].data()[groups_ - 1] += weight;
    total_[is_second] += weight;
  });
}

bool Ranking::read_keys(int64_t m, const double* scores, Walk* walk) {
  bool ordered = true;
  walk->each(m, [&](int64_t j) {
    if (scores[j] != scores[j]) ordered = false;
    keys_.data()[j] = key_of(scores[j]);
    order_.data()[j] = static_cast<uint32_t>(j);
  });
  return ordered;
}

// From the last binary digits on (Knuth, The Art of Computer Programming 3, section 5.2.5).
void Ranking::sort(int64_t m, Walk* walk) {
  for (int shift = 0; shift < 64 && !walk->cancelled(); shift += kDigit) {
    sort_by_digit(m, shift, walk);
  }
}

void Ranking::sort_by_digit(int64_t m, int shift, Walk* walk) {
  int64_t starts[kMask + 1] = {};
  const auto digit = [&](int64_t place) { return keys_.data()[place] >> shift & kMask; };
  walk->each(m, [&](int64_t j) { ++starts[digit(j)]; });
  if (walk->cancelled() || m == 0 || starts[digit(0)] == m) return;
  int64_t start = 0;
  for (int64_t& at : starts) start += std::exchange(at, start);
  walk->each(m, [&](int64_t i) {
    const uint32_t place = order_.data()[i];
    next_.data()[starts[digit(place)]++] = place;
  });
  std::swap(order_, next_);
}

std::optional<double> Ranking::roc_auc(Walk* walk) const {
  if (!ordered_) return kNaN;
  if (total_[0] == 0 || total_[1] == 0) return std::nullopt;
  const double* lower = of_[0].data();
  const double* higher = of_[1].data();
  double below = 0, ordered = 0;
  walk->each(groups_, [&](int64_t i) {
    ordered += higher[i] * (below + lower[i] / 2);
    below += lower[i];
  });
  return ordered / (total_[0] * total_[1]);
}

std::optional<double> Ranking::average_precision(int positive, Walk* walk) const {
  if (!ordered_) return kNaN;
  if (total_[positive] == 0) return std::nullopt;
  const double* own = of_[positive].data();
  const double* others = of_[1 - positive].data();
  double found = 0, said = 0, sum = 0;
  walk->each(groups_, [&](int64_t k) {
    const int64_t i = positive == 1 ? groups_ - 1 - k : k;
    found += own[i];
    said += own[i] + others[i];
    if (own[i] > 0) sum += own[i] * (found / said);
  });
  return sum / total_[positive];
}

int64_t Ranking::bytes() const {
  return keys_.bytes() + order_.bytes() + next_.bytes() + of_[0].bytes() + of_[1].bytes();
}

}  // namespace densely
