// CSS as far as it hides text from who looks at it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::html {

/// What declarations (the value of a style attribute, the body of a rule) hide.
struct hiding {
  bool absent = false;                      ///< display: none, visibility: hidden or collapse: all below is hidden
  bool faint = false;                       ///< struck out, transparent, without height or width, hidden from Outlook
  std::optional<bool> tiny = std::nullopt;  ///< font-size: 0, or another size, which what is below inherits

  void add(const hiding& other);
  [[nodiscard]] bool says_nothing() const { return !absent && !faint && !tiny; }
};
[[nodiscard]] hiding hiding_of(std::string_view declarations);

/// The rules of a document that hide. Only selectors of one element, class or id count, or an element with one of
/// these; rules for some media only (@media) do not.
class style_sheet {
 public:
  void add(std::string_view css);
  [[nodiscard]] bool empty() const { return rules_.empty(); }
  /// `classes` as the attribute has them.
  [[nodiscard]] hiding of(std::string_view element, std::string_view classes, std::string_view id) const;

 private:
  void add_rule(std::string_view selectors, std::string_view declarations);
  void add_found(hiding& to, std::string_view element, char sign, std::string_view name) const;
  std::map<std::string, hiding, std::less<>> rules_;  // by "p", ".a", "#b", "p.a", "p#b"
};

}  // namespace parcours::html
