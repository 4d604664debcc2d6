// Searches a text for many patterns in one pass (Aho and Corasick, 1975). The number of steps is at most twice the
// length of the text, however many patterns there are and however similar they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace parcours {

class automaton {
 public:
  using state = std::uint32_t;
  static constexpr state start = 0;

  /// Returns the state that represents `pattern`, which must not be empty. Do not call it after link().
  state insert(std::string_view pattern);
  /// Call it once, after the last insert().
  void link();

  /// The state that `byte` leads to. Adds the number of nodes visited to `steps`.
  state next(state from, unsigned char byte, std::size_t& steps) const {
    for (; from != start; from = nodes_[from].fail) {
      ++steps;
      if (const state to = child(from, byte); to != start) return to;
    }
    ++steps;
    return first_[byte];
  }
  /// The states of the patterns that end at `at`, longest first: begin with ending(at) and continue with shorter().
  /// `start` ends the list.
  [[nodiscard]] state ending(state at) const { return nodes_[at].ending; }
  [[nodiscard]] state shorter(state at) const { return nodes_[nodes_[at].fail].ending; }

 private:
  struct node {
    unsigned char byte = 0;
    state child = start;    // the first child
    state sibling = start;  // the next child of the same parent
    state fail = start;     // state of the longest proper suffix that is a prefix of a pattern
    state ending = start;   // the longest pattern that ends here: this state or a shorter one
  };
  [[nodiscard]] state child(state from, unsigned char byte) const {
    state each = nodes_[from].child;
    while (each != start && nodes_[each].byte != byte) each = nodes_[each].sibling;
    return each;
  }

  std::vector<node> nodes_{1};
  std::array<state, 256> first_{};  // the children of `start`
};

}  // namespace parcours
