// Many patterns looked for in one pass over a text (Aho and Corasick, 1975): the steps are bounded by twice the text's
// length, however many and however alike the patterns are.
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

  /// The state that stands for `pattern`, which must not be empty. Not after link().
  state insert(std::string_view pattern);
  /// To be called once, after the last insert().
  void link();

  /// Where `byte` leads. `steps` counts what was looked at.
  state next(state from, unsigned char byte, std::size_t& steps) const {
    for (; from != start; from = nodes_[from].fail) {
      ++steps;
      if (const state to = child(from, byte); to != start) return to;
    }
    ++steps;
    return first_[byte];
  }
  /// The states of the patterns that end at `at`, longest first: begin with ending(at), go on with shorter(); `start`
  /// ends the list.
  [[nodiscard]] state ending(state at) const { return nodes_[at].ending; }
  [[nodiscard]] state shorter(state at) const { return nodes_[nodes_[at].fail].ending; }

 private:
  struct node {
    unsigned char byte = 0;
    state child = start;    // its first
    state sibling = start;  // the next child of the same parent
    state fail = start;     // of the longest text that ends here and begins a pattern
    state ending = start;   // the longest pattern that ends here: itself or a shorter one
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
