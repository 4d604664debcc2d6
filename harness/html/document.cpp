#include "harness/html/document.hpp"

#include "harness/html/white_space.hpp"

#include <algorithm>

namespace parcours::html {

document::document() : nodes_{{.content = {}, .parent = no_node, .end = 1}} {}

std::optional<std::string_view> document::attribute(node_id id, std::string_view name) const {
  const auto& item = nodes_[id];
  for (std::uint32_t i = 0; i < item.attributes; ++i) {
    const auto& found = attributes_[item.first_attribute + i];
    if (view(found.name) == name) return view(found.value);
  }
  return std::nullopt;
}

std::vector<std::pair<std::string_view, std::string_view>> document::attributes(node_id id) const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  const auto& item = nodes_[id];
  for (std::uint32_t i = 0; i < item.attributes; ++i) {
    const auto& [name, value] = attributes_[item.first_attribute + i];
    all.emplace_back(view(name), view(value));
  }
  return all;
}

node_id document::ancestor(node_id id, std::string_view tag) const {
  for (auto up = parent(id); up != no_node; up = parent(up)) {
    if (is(up, tag)) return up;
  }
  return no_node;
}

node_id document::form(node_id id) const {
  const auto found = std::ranges::lower_bound(owners_, std::pair(id, node_id{0}));
  return found != owners_.end() && found->first == id ? found->second : ancestor(id, "form");
}

std::string document::raw_text(node_id id) const {
  std::string all;
  for (auto below = id; below < end(id); ++below) all += text(below);
  return all;
}

bool has_word(std::string_view words, std::string_view wanted) {
  for (std::size_t at = words.find(wanted); at != std::string_view::npos; at = words.find(wanted, at + 1)) {
    const auto after = at + wanted.size();
    if ((at == 0 || is_white(words[at - 1])) && (after == words.size() || is_white(words[after]))) return true;
  }
  return false;
}

}  // namespace parcours::html
