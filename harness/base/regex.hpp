// Regular expressions with bounded run time, for untrusted expressions and texts.
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

/// An ECMAScript regular expression on characters, not bytes, so that "é?" works as expected. Its run time never grows
/// exponentially; back-references are therefore refused. Not for performance-critical code.
class regex {
 public:
  static constexpr std::size_t longest = 256;          ///< bytes of the expression
  static constexpr std::size_t longest_line = 50'000;  ///< characters; the rest of a longer line is ignored
  static constexpr std::size_t longest_match = 500;    ///< characters; a longer match may be missed in a line of 2,000

  /// Error "bad-regex": malformed, empty, too long, with back-references, or with repetition counts like {1000} whose
  /// product exceeds 1,000.
  [[nodiscard]] static result<regex> compile(std::string_view pattern);

  /// The whole match, then its groups ("" for a group that did not take part).
  using match = std::vector<std::string>;

  /// The first match in any line of `text`. '.', '^' and '$' apply to single lines.
  [[nodiscard]] std::optional<match> search(std::string_view text) const;
  /// The same for untrusted expressions and texts. `steps` limits how often a character may be examined, at some tens
  /// of nanoseconds each; the steps used are subtracted from it. Error "too-many-steps".
  [[nodiscard]] result<std::optional<match>> search(std::string_view text, std::uint64_t& steps) const;
  [[nodiscard]] std::size_t groups() const { return compiled_.mark_count(); }
  [[nodiscard]] const std::string& pattern() const { return pattern_; }  ///< as passed to compile()
  /// Whether search() examines all of `text`: no line is longer than longest_line.
  [[nodiscard]] static bool sees_all(std::string_view text);

 private:
  regex(std::wregex compiled, std::string_view pattern, std::uint64_t weight)
      : compiled_(std::move(compiled)), pattern_(pattern), weight_(weight) {}
  std::wregex compiled_;
  std::string pattern_;
  std::uint64_t weight_;  // steps per character with the maximum number of states
};

}  // namespace parcours
