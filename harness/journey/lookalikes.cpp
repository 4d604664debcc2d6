#include "harness/journey/lookalikes.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

struct form {
  std::string_view before;
  std::string_view after;
  bool any_name;  // else only the name of a variable that exists
};

/// How a variable is written elsewhere: in mustache and Jinja, in shells, Ruby, logstash, ERB; and with a sign
/// forgotten.
constexpr form forms[] = {
    {"{{", "}}", true}, {"$", "", true},      {"$(", ")", false}, {"#{", "}", false},
    {"%{", "}", false}, {"<%=", "%>", false}, {"{", "}", false},
};

struct lookalike {
  std::size_t length;
  std::string name;
};

/// What one form makes of the text at a place.
std::optional<lookalike> matched(std::string_view text, std::size_t at, const form& how) {
  if (!text.substr(at).starts_with(how.before)) return std::nullopt;
  auto start = at + how.before.size();
  if (!how.after.empty()) start = std::min(text.find_first_not_of(' ', start), text.size());
  auto end = start;
  while (end < text.size() && is_name(text[end])) ++end;
  while (end > start && text[end - 1] == '.') --end;  // of the sentence
  const auto name = text.substr(start, end - start);
  if (name.empty() || !is_identifier(name.substr(0, name.find('.')))) return std::nullopt;
  if (!how.after.empty()) end = std::min(text.find_first_not_of(' ', end), text.size());
  if (!text.substr(end).starts_with(how.after)) return std::nullopt;
  return lookalike{end + how.after.size() - at, std::string(name)};
}

/// "pa$word", "\$name" and "$$name" are nobody's variable.
bool can_begin(std::string_view text, std::size_t at) {
  return at == 0 || (!is_name(text[at - 1]) && !std::string_view("\\$#%{<").contains(text[at - 1]));
}

void warn_of_variables(const yaml::node& scalar, const scope& known, diagnostics& out) {
  const std::string_view text = scalar.text;
  for (auto at = text.find_first_of("{$#%<"); at != std::string_view::npos; at = text.find_first_of("{$#%<", at + 1)) {
    if (!can_begin(text, at)) continue;
    for (const auto& how : forms) {
      const auto found = matched(text, at, how);
      if (!found || (!how.any_name && !known.knows(found->name))) continue;
      const auto near = known.knows(found->name) ? found->name : known.nearest_to(found->name);
      out.push_back({"plain-variable",
                     fmt::format("'{}' is plain text", text.substr(at, found->length)),
                     yaml::span_within(scalar, at, found->length),
                     near.empty() ? "a variable is written '${name}'" : fmt::format("did you mean '${{{}}}'?", near),
                     {},
                     severity::warning});
      break;
    }
  }
}

void warn_of_quotes(const yaml::node& scalar, diagnostics& out) {
  const std::string_view text = scalar.text;
  const bool opened = text.starts_with("\u201C") || text.starts_with("\u201D") || text.starts_with("\u201E");
  const bool closed = text.ends_with("\u201D") || text.ends_with("\u201C");
  if (!scalar.plain || !opened || !closed) return;
  out.push_back({"typographic-quotes",
                 "the typographic quotes are a part of this text",
                 scalar.span,
                 "write \"…\" if they are only to hold it, '“…”' if they are meant",
                 {},
                 severity::warning});
}

void warn_of_controls(const yaml::node& scalar, diagnostics& out) {
  const auto control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r';
  };
  const auto found = std::ranges::find_if(scalar.text, control);
  if (found == scalar.text.end()) return;
  out.push_back({"control-character",
                 fmt::format("an escape puts the control character U+{:04X} into this text",
                             static_cast<unsigned>(static_cast<unsigned char>(*found))),
                 scalar.span,
                 "write '…' around it, where \\ is a character like any other",
                 {},
                 severity::warning});
}

}  // namespace

void warn_of_lookalikes(const yaml::node& scalar, const scope& known, diagnostics& out) {
  if (!scalar.is_scalar()) return;
  warn_of_variables(scalar, known, out);
  warn_of_quotes(scalar, out);
  warn_of_controls(scalar, out);
}

}  // namespace parcours::journey
