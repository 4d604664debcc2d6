#include "harness/journey/lookalikes.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

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
    {"%{", "}", false}, {"<%=", "%>", false}, {"{", "}", false},  {"<", ">", false},
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

struct quote_pair {
  std::string_view open;
  std::string_view close;
};

bool has_inner_space(std::string_view text) {
  constexpr std::string_view spaces[] = {" ", "\u00A0", "\u202F", "\u2009"};
  const auto rest = text.substr(std::string_view("\u00AB").size());
  return std::ranges::any_of(spaces, [rest](std::string_view each) { return rest.starts_with(each); });
}

void warn_of_quotes(const yaml::node& scalar, diagnostics& out) {
  constexpr quote_pair pairs[] = {{"\u201C", "\u201D"}, {"\u201D", "\u201D"}, {"\u201E", "\u201C"},
                                  {"\u201E", "\u201D"}, {"\u201C", "\u201C"}, {"\u2018", "\u2019"},
                                  {"\u2019", "\u2019"}, {"\u00AB", "\u00BB"}};
  const std::string_view text = scalar.text;
  const auto* found = std::ranges::find_if(pairs, [text](const quote_pair& each) {
    return text.size() > each.open.size() && text.starts_with(each.open) && text.ends_with(each.close);
  });
  // French sets a space inside its quotes.
  const bool french = found != std::end(pairs) && found->open == "\u00AB" && has_inner_space(text);
  if (!scalar.plain || found == std::end(pairs) || french) return;
  out.push_back(
      {"typographic-quotes",
       "the typographic quotes are a part of this text",
       scalar.span,
       fmt::format("write \"…\" if they are only to hold it, '{}…{}' if they are meant", found->open, found->close),
       {},
       severity::warning});
}

/// A text that ends with a quote which nothing opens: click: Continuer"
void warn_of_lone_quote(const yaml::node& scalar, diagnostics& out) {
  if (!scalar.plain || !scalar.text.ends_with('"') || std::ranges::count(scalar.text, '"') != 1) return;
  out.push_back({"lone-quote",
                 "the quote that ends this text is a part of it: none opens it",
                 scalar.span,
                 "begin the text with \", or put all of it into '…' if the quote is meant",
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
  warn_of_lone_quote(scalar, out);
  warn_of_controls(scalar, out);
}

}  // namespace parcours::journey
