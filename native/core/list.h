// A list of types: the concepts of one kind in the order of their tables.
#pragma once

namespace densely {

template <class... C>
struct List {
  static constexpr int size = sizeof...(C);
};

template <class A, class B>
inline constexpr bool same_type = false;
template <class A>
inline constexpr bool same_type<A, A> = true;

// The place of a type in a list that has it.
template <class T, class... C>
constexpr int index_in(List<C...>) {
  int index = 0;
  (void)((same_type<T, C> || (++index, false)) || ...);
  return index;
}

}  // namespace densely
