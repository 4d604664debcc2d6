// Formats a scalar: plain if YAML and its readers read it back as the same text, otherwise in the quotes that need the
// fewest escapes.
#include "harness/base/text.hpp"
#include "harness/yaml/draft.hpp"
#include "harness/yaml/odd_characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parcours::yaml {

namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// What nobody can see, or what ends a line for some reader of YAML.
bool needs_escape(std::int32_t code) {
  if (code < 0) return false;  // a malformed byte stays what it is
  if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return true;
  if (code == 0xAD || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF || code == 0x061C) return true;
  return (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F);
}

bool any_needs_escape(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto here = decode_at(text, at);
    if (needs_escape(here.value)) return true;
    at += here.size;
  }
  return false;
}

/// What YAML 1.1 or 1.2 takes for null, true or false, in any case; "=" and "<<" mean something too.
bool is_word_of_yaml(std::string_view text) {
  constexpr std::array<std::string_view, 15> words = {"~", "null", "true", "false", "yes",  "no", "on", "off",
                                                      "y", "n",    ".inf", "+.inf", ".nan", "=",  "<<"};
  return std::ranges::find(words, ascii_lower(text)) != words.end();
}

/// Decimal, octal, hexadecimal, with '_' or ':' between digits, with an exponent, or a date: a little more than what
/// YAML takes for a number.
bool looks_like_a_number(std::string_view text) {
  if (text.empty() || !std::string_view("0123456789+-.").contains(text.front())) return false;
  if (text.find_first_not_of("0123456789abcdefABCDEFxXoO_+-.:tTzZ ") != std::string_view::npos) return false;
  return text.find_first_of("0123456789") != std::string_view::npos;
}

/// A blank of another kind, and a sign at either end that looks like one of YAML's.
bool has_odd_character(std::string_view text) {
  for (auto odd = find_odd(text); odd; odd = find_odd(text, odd->offset + odd->what->text.size())) {
    const bool at_an_end = odd->offset == 0 || odd->offset + odd->what->text.size() == text.size();
    if (at_an_end || odd->what->meant == " ") return true;
  }
  return false;
}

/// Quotes within a plain text are text, but a reader stumbles where they could begin a text.
bool has_loose_quote(std::string_view text) {
  for (auto at = text.find_first_of("'\""); at != std::string_view::npos; at = text.find_first_of("'\"", at + 1)) {
    if (text[at] == '"' || at == 0 || !is_alphanumeric(text[at - 1])) return true;
  }
  return false;
}

/// YAML 1.2 section 7.3.3, and what our own reader warns of.
bool can_be_plain(std::string_view text, context where) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`").contains(text.front()) || text.starts_with("...")) return false;
  if (text.contains(": ") || text.contains(" #") || text.contains("${")) return false;
  if (where == context::flow && text.find_first_of(",?[]{}") != std::string_view::npos) return false;
  if (where == context::flow && text.contains(" :")) return false;
  return text != "~" && text != "<<" && !iequals(text, "null") && !has_loose_quote(text) && !any_needs_escape(text) &&
         !has_odd_character(text);
}

void append_escaped(std::string& to, std::int32_t code, std::string_view bytes) {
  switch (code) {
    case '\n':
      to += "\\n";
      return;
    case '\t':
      to += "\\t";
      return;
    case '\r':
      to += "\\r";
      return;
    case '"':
    case '\\':
      to += '\\';
      to += bytes;
      return;
    default:
      break;
  }
  if (!needs_escape(code)) {
    to += bytes;
  } else {
    to += code < 0x80 ? fmt::format("\\x{:02X}", code) : fmt::format("\\u{:04X}", code);
  }
}

std::string quoted(std::string_view text) {
  const bool has_escapes = text.find_first_of("\\\"") != std::string_view::npos;
  if (has_escapes && !text.contains('\'') && !any_needs_escape(text)) return fmt::format("'{}'", text);
  std::string made = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto here = decode_at(text, at);
    append_escaped(made, here.value, text.substr(at, here.size));
    at += here.size;
  }
  return made + '"';
}

}  // namespace

std::string written_scalar(std::string_view text, bool token, context where) {
  const bool typed = !token && (is_word_of_yaml(text) || looks_like_a_number(text));
  return typed || !can_be_plain(text, where) ? quoted(text) : std::string(text);
}

bool can_be_literal(std::string_view text) {
  if (!text.contains('\n') || text.starts_with(' ') || text.starts_with('\n') || text.ends_with("\n\n")) return false;
  return std::ranges::none_of(split(text, '\n'),
                              [](std::string_view line) { return any_needs_escape(line) || line.ends_with(' '); });
}

}  // namespace parcours::yaml
