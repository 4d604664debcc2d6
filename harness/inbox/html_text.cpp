#include "harness/inbox/html_text.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace parcours::inbox {

namespace {

constexpr std::array<std::string_view, 6> skipped = {"head", "style", "script", "title", "template", "noscript"};
constexpr std::array<std::string_view, 22> inlines = {"a",    "abbr",   "b",   "bdi", "bdo",  "big", "cite", "code",
                                                      "em",   "font",   "i",   "kbd", "mark", "s",   "samp", "small",
                                                      "span", "strong", "sub", "sup", "tt",   "u"};

struct entity {
  std::string_view name;
  std::string_view text;
};
// HTML Living Standard section 13.5, those that a French mail needs.
constexpr std::array<entity, 28> entities = {
    {{"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},  {"nbsp", "\u00a0"},
     {"eacute", "é"}, {"Eacute", "É"}, {"egrave", "è"}, {"Egrave", "È"}, {"ecirc", "ê"}, {"agrave", "à"},
     {"Agrave", "À"}, {"acirc", "â"},  {"ccedil", "ç"}, {"ocirc", "ô"},  {"icirc", "î"}, {"iuml", "ï"},
     {"ucirc", "û"},  {"ugrave", "ù"}, {"deg", "°"},    {"laquo", "«"},  {"raquo", "»"}, {"rsquo", "’"},
     {"ndash", "–"},  {"mdash", "—"},  {"hellip", "…"}, {"copy", "©"}}};

void append_code_point(std::string& out, std::uint32_t point) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xc0 | (point >> 6U));
  } else if (point < 0x10000) {
    byte(0xe0 | (point >> 12U));
    byte(0x80 | ((point >> 6U) & 0x3fU));
  } else {
    byte(0xf0 | (point >> 18U));
    byte(0x80 | ((point >> 12U) & 0x3fU));
    byte(0x80 | ((point >> 6U) & 0x3fU));
  }
  byte(0x80 | (point & 0x3fU));
}

std::optional<std::uint32_t> numeric_reference(std::string_view name) {
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  if (hex) name.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
  if (problem != std::errc() || end != name.data() + name.size()) return std::nullopt;
  const bool is_character = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return is_character ? std::optional(point) : std::nullopt;
}

// `text` begins with '&'. Appends what it stands for and returns the length of the reference.
std::size_t append_reference(std::string& out, std::string_view text) {
  const auto end = text.substr(0, 12).find(';');
  if (end != std::string_view::npos) {
    const auto name = text.substr(1, end - 1);
    if (const auto point = numeric_reference(name)) {
      append_code_point(out, *point);
      return end + 1;
    }
    const auto known = std::ranges::find(entities, name, &entity::name);
    if (known != entities.end()) {
      out += known->text;
      return end + 1;
    }
  }
  out += '&';
  return 1;
}

struct tag {
  std::string name;  // lower case, "/" in front of a closing one
  std::size_t length;
};

// `text` begins with '<'; quoted attribute values may hold '>'.
std::optional<tag> read_tag(std::string_view text) {
  const char first = text.size() > 1 ? text[1] : ' ';
  const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
  if (!letter && first != '/' && first != '!' && first != '?') return std::nullopt;
  if (text.starts_with("<!--")) {
    const auto end = text.find("-->", 4);
    return tag{"!--", end == std::string_view::npos ? text.size() : end + 3};
  }
  char quote = '\0';
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return tag{ascii_lower(text.substr(1, text.find_first_of(" \t\r\n/>", 2) - 1)), i + 1};
    }
  }
  return tag{"!", text.size()};
}

// The end of the element that `opened` begins, where its content is not to be read.
std::size_t skip_content(std::string_view html, std::size_t from, const std::string& name) {
  for (auto at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    if (iequals(html.substr(at + 2, name.size()), name)) return at;
  }
  return html.size();
}

bool ends_line(std::string_view name) {
  if (name.starts_with('!')) return false;
  if (name.starts_with('/')) name.remove_prefix(1);
  return std::ranges::find(inlines, name) == inlines.end();
}

}  // namespace

std::string text_of_html(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  std::size_t i = 0;
  while (i < html.size()) {
    if (html[i] == '&') {
      i += append_reference(out, html.substr(i));
      continue;
    }
    const auto found = html[i] == '<' ? read_tag(html.substr(i)) : std::nullopt;
    if (!found) {
      const char c = html[i++];  // a line end in the source is a space (HTML's white space)
      out += c == '\n' || c == '\r' ? ' ' : c;
      continue;
    }
    i += found->length;
    if (std::ranges::find(skipped, found->name) != skipped.end()) i = skip_content(html, i, found->name);
    if (ends_line(found->name)) out += '\n';
  }
  return out;
}

}  // namespace parcours::inbox
