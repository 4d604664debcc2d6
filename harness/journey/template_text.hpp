// Text of a journey or target file with variables in it: "0${subscriber.amo}".
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/base/duration.hpp"
#include "harness/base/result.hpp"
#include "harness/yaml/document.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey {

/// A piece of a template: literal text, or the name of a variable without "${" and "}".
struct segment {
  std::string text;
  bool variable = false;
  source_span span;
};

/// Parsed once, when the file is read. A literal has at most one segment.
struct template_text {
  std::vector<segment> segments;
  source_span span;

  [[nodiscard]] bool constant() const { return segments.empty() || (segments.size() == 1 && !segments[0].variable); }
  /// The text of a constant.
  [[nodiscard]] std::string_view literal() const { return segments.empty() ? std::string_view() : segments[0].text; }
};

/// Gives the value of a variable by its name ("subscriber.amo", "code"); nothing if it has none.
using resolver = std::function<std::optional<std::string>(std::string_view name)>;

/// Names are letters, digits, '_', '-' and '.', beginning with a letter or '_', with a count in brackets where a kind
/// of synthetic data takes one ("fake.digits(6)"); "$${" stands for "${". Errors go to `out` with their place in the
/// scalar: "unclosed-variable", "bad-variable".
[[nodiscard]] template_text parse_template(const yaml::node& scalar, diagnostics& out);

/// Error "unset-variable" for the first variable to which `values` has no answer.
[[nodiscard]] result<std::string> resolve(const template_text& text, const resolver& values);
/// The same, as a length of time; also the errors of parse_duration().
[[nodiscard]] result<duration> resolve_duration(const template_text& text, const resolver& values);

/// A template written as it stands in a file: "${subscriber.amo}", for reports that must not show values.
[[nodiscard]] std::string unresolved(const template_text& text);

/// A scalar's text cut into pieces; each piece's source is text.substr(offset, length).
struct piece {
  std::string text;
  bool variable = false;
  std::size_t offset = 0;
  std::size_t length = 0;
};
struct bad_piece {
  std::string code;
  std::string message;
  std::size_t offset = 0;
  std::size_t length = 0;
};
[[nodiscard]] std::vector<piece> cut(std::string_view text, std::vector<bad_piece>& problems);

/// True for what may name a variable of a journey: a letter or '_', then letters, digits and '_'.
[[nodiscard]] bool is_identifier(std::string_view name);

}  // namespace parcours::journey
