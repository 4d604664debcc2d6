#include "harness/base/automaton.hpp"

namespace parcours {

automaton::state automaton::insert(std::string_view pattern) {
  state at = start;
  for (const char c : pattern) {
    const auto byte = static_cast<unsigned char>(c);
    state to = child(at, byte);
    if (to == start) {
      to = static_cast<state>(nodes_.size());
      nodes_.push_back({byte, start, nodes_[at].child, start, start});
      nodes_[at].child = to;
      if (at == start) first_[byte] = to;
    }
    at = to;
  }
  nodes_[at].ending = at;
  return at;
}

// Breadth first: what a node falls back to is shorter and known before it.
void automaton::link() {
  std::vector<state> order;
  order.reserve(nodes_.size());
  order.push_back(start);
  std::size_t steps = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const state parent = order[i];
    for (state each = nodes_[parent].child; each != start; each = nodes_[each].sibling) {
      node& one = nodes_[each];
      one.fail = parent == start ? start : next(nodes_[parent].fail, one.byte, steps);
      if (one.ending == start) one.ending = nodes_[one.fail].ending;
      order.push_back(each);
    }
  }
}

}  // namespace parcours
