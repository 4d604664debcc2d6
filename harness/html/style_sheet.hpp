// The rules in the <style> elements of a document.
#pragma once

#include "harness/html/document.hpp"
#include "harness/html/selector.hpp"
#include "harness/html/style.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::html {

/// True for a list of media queries (Media Queries Level 4) of which one holds on a screen of 1280 pixels. Of
/// conditions only min-width and max-width are known; any other does not hold.
[[nodiscard]] bool is_for_screens(std::string_view media);

/// Only the rules whose declarations count (style.hpp) and whose selectors are understood (selector.hpp): what is
/// dynamic (:hover), generated (::before) or found by its neighbours (a + b, :first-child) does not apply.
class style_sheet {
 public:
  void add(std::string_view css);
  [[nodiscard]] bool empty() const { return rules_.empty(); }
  /// What the rules say of an element. It takes from `steps` what it did, and knows no rule when they are used up.
  void apply(const document& in, node_id element, style& to, std::size_t& steps) const;

 private:
  struct rule {
    selector from;
    std::uint32_t precedence = 0;
    std::size_t declarations = 0;
  };
  using index = std::map<std::string, std::vector<std::size_t>, std::less<>>;

  void add_statements(std::string_view css, std::size_t depth);
  void add_block(std::string_view head, std::string_view body, std::size_t depth);
  void add_rule(std::string_view selectors, std::string_view body);
  void add_candidates(std::string_view key, std::vector<std::size_t>& to) const;

  std::vector<std::vector<declaration>> declarations_;
  std::vector<rule> rules_;
  index by_key_;  // "#id", ".class", "tag" or "*": what a selector asks of the element itself
};

}  // namespace parcours::html
