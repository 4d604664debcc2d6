// What a text on a page is compared with: plain text, or a regular expression between slashes.
#pragma once

#include "harness/base/regex.hpp"
#include "harness/base/result.hpp"
#include "harness/journey/template_text.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::journey {

/// `text` without the slashes. A constant regular expression is compiled when the file is read.
struct text_pattern {
  template_text text;
  bool is_regex = false;
  std::shared_ptr<const regex> compiled{};
  std::optional<std::string> normalized_text{};  ///< of a text without variables
};

/// Reads "/…/" as a regular expression, anything else as text. Errors as parse_template() and regex::compile(), and
/// "bad-regex" for flags behind the last slash.
[[nodiscard]] text_pattern parse_pattern(const yaml::node& scalar, diagnostics& out);

/// Text must be equal once both are normalized(); a regular expression must be found in the normalised text, the values
/// of its variables taken literally. Errors: "unset-variable", "bad-regex".
[[nodiscard]] result<bool> matches(const text_pattern& wanted, std::string_view seen, const resolver& values);

/// The same for text that is in the form of normalized() already, such as a page's heading.
[[nodiscard]] result<bool> matches_normalized(const text_pattern& wanted, std::string_view seen,
                                              const resolver& values);

/// The wanted text with its variables put in, a regular expression between its slashes: ready to be looked for in many
/// texts. Errors as matches().
class searcher {
 public:
  [[nodiscard]] static result<searcher> of(const text_pattern& wanted, const resolver& values);

  [[nodiscard]] bool is_regex() const { return compiled_ != nullptr; }
  [[nodiscard]] bool equals(std::string_view seen) const;  ///< as matches()
  /// Plain text may stand anywhere in it; a regular expression on one of its lines, or in all of it as one line.
  [[nodiscard]] bool found_in(std::string_view seen) const;

 private:
  std::shared_ptr<const regex> compiled_;
  std::string plain_;  // normalized
};

/// As it is written in a file, slashes included.
[[nodiscard]] std::string unresolved(const text_pattern& pattern);

}  // namespace parcours::journey
