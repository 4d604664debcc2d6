// Regular expressions whose time is bounded, whoever writes them and whatever text they are tried on.
#pragma once

#include "harness/base/result.hpp"

#include <cstddef>
#include <cstdint>
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

  /// A whole match, then its groups ("" for one that took no part).
  using match = std::vector<std::string>;

  /// The first match in any line of `text`. '.', '^' and '$' stay within a line.
  [[nodiscard]] std::optional<match> search(std::string_view text) const;
  /// The same for expressions and texts of strangers: `steps` is how often it may look at a character, some tens of
  /// nanoseconds each; what it has taken is taken off. Error "too-many-steps".
  [[nodiscard]] result<std::optional<match>> search(std::string_view text, std::uint64_t& steps) const;
  [[nodiscard]] std::size_t groups() const { return compiled_.mark_count(); }
  [[nodiscard]] const std::string& pattern() const { return pattern_; }  ///< as it was given to compile()
  /// Whether search() looks at all of `text`: none of its lines is longer than longest_line.
  [[nodiscard]] static bool sees_all(std::string_view text);

 private:
  regex(std::wregex compiled, std::string_view pattern, std::uint64_t weight)
      : compiled_(std::move(compiled)), pattern_(pattern), weight_(weight) {}
  std::wregex compiled_;
  std::string pattern_;
  std::uint64_t weight_;  // steps that it takes to go on by a character, with as many states as it may have
};

}  // namespace parcours
