// A list of types: the concepts of one kind in the order of their tables.
#pragma once

namespace densely {

template <class... C>
struct List {
  static constexpr int size = sizeof...(C);
};

}  // namespace densely
