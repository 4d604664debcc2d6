// Regular expressions whose time is bounded, whoever writes them and whatever text they are tried on.
#pragma once

#include "harness/base/result.hpp"

#include <cstddef>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// An ECMAScript regular expression over characters, not bytes: "é?" means what it says. Its time never grows
/// exponentially, so back-references are refused. Not for hot paths.
class regex {
 public:
  static constexpr std::size_t longest = 256;          ///< bytes of the expression
  static constexpr std::size_t longest_line = 50'000;  ///< characters; what a line has beyond them is not looked at
  static constexpr std::size_t longest_match = 500;    ///< characters; a longer one may be missed in a line of 2,000

  /// Error "bad-regex": not well formed, empty, too long, back-references, or counts like {1000} that multiply above
  /// 1,000.
  [[nodiscard]] static result<regex> compile(std::string_view pattern);

  /// The first match in any line of `text`: the whole of it, then its groups ("" for one that took no part). '.', '^'
  /// and
  /// '$' stay within a line.
  [[nodiscard]] std::optional<std::vector<std::string>> search(std::string_view text) const;
  [[nodiscard]] std::size_t groups() const { return compiled_.mark_count(); }
  [[nodiscard]] const std::string& pattern() const { return pattern_; }  ///< as it was given to compile()
  /// Whether search() looks at all of `text`: none of its lines is longer than longest_line.
  [[nodiscard]] static bool sees_all(std::string_view text);

 private:
  regex(std::wregex compiled, std::string_view pattern) : compiled_(std::move(compiled)), pattern_(pattern) {}
  std::wregex compiled_;
  std::string pattern_;
};

}  // namespace parcours
