#include "harness/journey/template_text.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_variable_name(std::string_view name) {
  if (name.ends_with(')')) {
    const auto open = name.find('(');
    if (open == std::string_view::npos || !all_digits(name.substr(open + 1, name.size() - open - 2))) return false;
    name = name.substr(0, open);
  }
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, allowed) && !name.ends_with('.') &&
         !name.contains("..");
}

/// Collects the pieces of one text; literals that meet become one piece.
class cutter {
 public:
  cutter(std::string_view text, std::vector<bad_piece>& problems) : text_(text), problems_(problems) {}

  std::vector<piece> run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      const auto dollar = text_.find('$', at);
      literal(at, dollar == std::string_view::npos ? text_.size() : dollar);
      if (dollar == std::string_view::npos) break;
      at = dollar + special(dollar);
    }
    return std::move(pieces_);
  }

 private:
  void literal(std::size_t from, std::size_t to) { literal_as(from, to, text_.substr(from, to - from)); }

  void literal_as(std::size_t from, std::size_t to, std::string_view meaning) {
    if (from == to) return;
    if (pieces_.empty() || pieces_.back().variable) pieces_.push_back({"", false, from, 0});
    pieces_.back().text += meaning;
    pieces_.back().length += to - from;
  }

  /// What a '$' begins; returns how long it is.
  std::size_t special(std::size_t at) {
    const auto rest = text_.substr(at);
    if (rest.starts_with("$${")) {
      literal_as(at, at + 3, "${");
      return 3;
    }
    if (!rest.starts_with("${")) {
      literal(at, at + 1);
      return 1;
    }
    const auto end = rest.find('}');
    if (end == std::string_view::npos) {
      problems_.push_back({"unclosed-variable", "'${' has no closing '}'", at, rest.size()});
      return rest.size();
    }
    const auto name = rest.substr(2, end - 2);
    if (is_variable_name(name)) {
      pieces_.push_back({std::string(name), true, at, end + 1});
    } else {
      problems_.push_back({"bad-variable", fmt::format("'{}' cannot be the name of a variable", name), at, end + 1});
    }
    return end + 1;
  }

  std::string_view text_;
  std::vector<bad_piece>& problems_;
  std::vector<piece> pieces_;
};

}  // namespace

std::vector<piece> cut(std::string_view text, std::vector<bad_piece>& problems) { return cutter(text, problems).run(); }

bool is_identifier(std::string_view name) {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c); };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, allowed);
}

namespace {

/// "${ code }" and "${{code}}" say which variable is meant.
std::string hint_of(std::string_view written) {
  const auto first = written.find_first_not_of("${ ");
  const auto last = written.find_last_not_of("} ");
  if (first != std::string_view::npos && last != std::string_view::npos && first <= last) {
    const auto name = written.substr(first, last + 1 - first);
    if (is_variable_name(name) && written.ends_with('}')) return fmt::format("write '${{{}}}'", name);
  }
  return "write '$${' for the two characters '${' themselves";
}

}  // namespace

template_text parse_template(const yaml::node& scalar, diagnostics& out) {
  std::vector<bad_piece> problems;
  template_text made{{}, scalar.span};
  for (auto& each : cut(scalar.text, problems)) {
    auto span = each.variable ? yaml::span_within(scalar, each.offset, each.length) : scalar.span;
    made.segments.push_back({std::move(each.text), each.variable, std::move(span)});
  }
  for (const auto& each : problems) {
    out.push_back({each.code,
                   each.message,
                   yaml::span_within(scalar, each.offset, each.length),
                   hint_of(std::string_view(scalar.text).substr(each.offset, each.length)),
                   {}});
  }
  return made;
}

result<std::string> resolve(const template_text& text, const resolver& values) {
  std::string made;
  for (const auto& each : text.segments) {
    if (!each.variable) {
      made += each.text;
    } else if (const auto value = values(each.text)) {
      made += *value;
    } else {
      return fail("unset-variable", fmt::format("'${{{}}}' has no value", each.text));
    }
  }
  return made;
}

result<duration> resolve_duration(const template_text& text, const resolver& values) {
  const auto length = resolve(text, values);
  if (!length) return std::unexpected(length.error());
  return parse_duration(*length);
}

std::string unresolved(const template_text& text) {
  std::string made;
  for (const auto& each : text.segments) made += each.variable ? fmt::format("${{{}}}", each.text) : each.text;
  return made;
}

}  // namespace parcours::journey
