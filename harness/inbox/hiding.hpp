// CSS as far as it hides text from the reader of a mail.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace parcours::inbox {

/// True if these declarations (the value of a style attribute, the body of a rule) hide their element or strike it out.
[[nodiscard]] bool hides(std::string_view declarations);

/// The rules of a mail that hide. Only selectors of one element, class or id count, or an element with one of these;
/// rules for some media only (@media) do not.
class style_sheet {
 public:
  void add(std::string_view css);
  [[nodiscard]] bool empty() const { return hidden_.empty(); }
  /// `classes` as the attribute has them.
  [[nodiscard]] bool hides(std::string_view element, std::string_view classes, std::string_view id) const;

 private:
  void add_rule(std::string_view selectors, std::string_view declarations);
  [[nodiscard]] bool hides_one(std::string_view element, char sign, std::string_view name) const;
  std::set<std::string, std::less<>> hidden_;  // "p", ".a", "#b", "p.a", "p#b"
};

}  // namespace parcours::inbox
