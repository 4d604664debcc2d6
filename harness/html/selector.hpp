// CSS selectors, the small part that finds an element when its words do not: Selectors Level 4, sections 5, 6 and 14.
#pragma once

#include "harness/base/result.hpp"
#include "harness/html/document.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::html {

/// tag, *, #id, .class, [attr], [attr=value], joined by nothing, by white space (descendant), by > (child), and lists
/// of these with commas. Anything else (pseudo-classes, +, ~, other operators, escapes) is the error "bad-selector".
class selector {
 public:
  [[nodiscard]] static result<selector> parse(std::string_view text);

  /// Every element that it matches, in tree order. One walk of the tree.
  [[nodiscard]] std::vector<node_id> find_all(const document& in) const;

  // What a style sheet asks, of a selector without commas:
  /// True if it matches this element. Takes from `steps` as it looks at elements; false when they are used up.
  [[nodiscard]] bool matches(const document& in, node_id id, std::size_t& steps) const;
  /// Section 17: ids, classes and attributes, tags, in this order of weight.
  [[nodiscard]] std::uint32_t specificity() const;
  /// What it asks of the element itself, so that it need not be tried on all: "#id", ".class", "tag", or "*".
  [[nodiscard]] std::string key() const;

 private:
  friend class selector_reader;
  struct condition {
    std::string attribute;
    std::string value;
    enum class test { present, equal, word, id } how = test::present;
  };
  struct compound {
    std::string tag;  // "" is any
    std::vector<condition> conditions;
    bool child = false;  // must be a child of what the compound before it matches, not just below it
  };
  using path = std::vector<compound>;

  static bool matches(const document& in, node_id id, const compound& wanted);
  static bool ends_at(const document& in, node_id id, std::span<const compound> steps, std::size_t& left);

  std::vector<path> paths_;
};

}  // namespace parcours::html
