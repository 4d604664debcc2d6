#include "harness/inbox/html_text.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace parcours::inbox {

namespace {

// Not <head>, whose tags may be left out: what it holds is among these or empty.
constexpr auto skipped = std::to_array<std::string_view>({"style", "script", "title", "template", "noscript"});
constexpr auto struck_out = std::to_array<std::string_view>({"del", "s", "strike"});
constexpr auto inlines = std::to_array<std::string_view>(
    {"a",   "abbr", "b", "bdi",  "bdo",   "big",  "cite",   "code",   "del", "em",  "font", "i", "img", "ins",
     "kbd", "mark", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt",   "u", "wbr"});
constexpr auto rows = std::to_array<std::string_view>({"tr", "table", "thead", "tbody", "tfoot"});
constexpr auto voids = std::to_array<std::string_view>(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"});

constexpr std::string_view html_space = " \t\r\n";

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

struct entity {
  std::string_view name;
  std::string_view text;
};
// HTML Living Standard section 13.5, those that a French mail needs.
constexpr std::array<entity, 36> entities = {
    {{"shy", "\u00ad"}, {"zwnj", "\u200c"},   {"zwj", "\u200d"},  {"lrm", "\u200e"},
     {"rlm", "\u200f"}, {"thinsp", "\u2009"}, {"ensp", "\u2002"}, {"ZeroWidthSpace", "\u200b"},
     {"amp", "&"},      {"lt", "<"},          {"gt", ">"},        {"quot", "\""},
     {"apos", "'"},     {"nbsp", "\u00a0"},   {"eacute", "é"},    {"Eacute", "É"},
     {"egrave", "è"},   {"Egrave", "È"},      {"ecirc", "ê"},     {"agrave", "à"},
     {"Agrave", "À"},   {"acirc", "â"},       {"ccedil", "ç"},    {"ocirc", "ô"},
     {"icirc", "î"},    {"iuml", "ï"},        {"ucirc", "û"},     {"ugrave", "ù"},
     {"deg", "°"},      {"laquo", "«"},       {"raquo", "»"},     {"rsquo", "’"},
     {"ndash", "–"},    {"mdash", "—"},       {"hellip", "…"},    {"copy", "©"}}};

std::optional<std::uint32_t> numeric_reference(std::string_view name) {
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  if (hex) name.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
  if (problem != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return point > 0 ? std::optional(point) : std::nullopt;
}

// `text` begins with '&'. Appends what it stands for and returns the length of the reference.
std::size_t append_reference(std::string& out, std::string_view text) {
  const auto end = text.substr(0, 20).find(';');
  if (end != std::string_view::npos) {
    const auto name = text.substr(1, end - 1);
    if (const auto point = numeric_reference(name); point && append_code_point(out, *point)) return end + 1;
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
  std::string name;  // lower case
  bool closes = false;
  std::string_view attributes;
  std::size_t length = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Where the tag that `text` begins with ends; quoted attribute values may hold '>'.
std::size_t tag_end(std::string_view text) {
  char quote = '\0';
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i + 1;
    }
  }
  return text.size();
}

// `text` begins with '<'. A comment, a declaration and the like have no name.
std::optional<tag> read_tag(std::string_view text) {
  if (text.starts_with("<!--")) {
    const auto end = text.find("-->", 4);
    return tag{{}, false, {}, end == std::string_view::npos ? text.size() : end + 3};
  }
  const bool closes = text.starts_with("</");
  const char first = text.size() > 1 ? text[1] : ' ';
  if (!closes && !is_letter(first) && first != '!' && first != '?') return std::nullopt;
  tag found{{}, closes, {}, tag_end(text)};
  if (first == '!' || first == '?') return found;
  auto inside = text.substr(closes ? 2 : 1, found.length - (closes ? 2 : 1));
  if (inside.ends_with('>')) inside.remove_suffix(1);
  const auto name = inside.substr(0, inside.find_first_of(" \t\r\n/"));
  found.name = ascii_lower(name);
  found.attributes = trim(inside.substr(name.size()));
  return found;
}

// Where the end tag of an element stands whose content is no markup.
std::size_t skip_content(std::string_view html, std::size_t from, std::string_view name) {
  for (auto at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    if (iequals(html.substr(at + 2, name.size()), name)) return at;
  }
  return html.size();
}

// The value that `all` begins with, which is taken off it.
std::string_view take_value(std::string_view& all) {
  const char quote = all.empty() ? '\0' : all.front();
  const bool quoted = quote == '"' || quote == '\'';
  if (quoted) all.remove_prefix(1);
  const auto value = all.substr(0, quoted ? all.find(quote) : all.find_first_of(html_space));
  all.remove_prefix(std::min(all.size(), value.size() + (quoted ? 1 : 0)));
  return value;
}

// The value of an attribute, "" if it has none.
std::optional<std::string_view> attribute(std::string_view all, std::string_view wanted) {
  while (true) {
    all.remove_prefix(std::min(all.find_first_not_of(" \t\r\n/"), all.size()));
    if (all.empty()) return std::nullopt;
    const auto name = all.substr(0, all.find_first_of(" \t\r\n/=", 1));
    all.remove_prefix(name.size());
    std::string_view value;
    if (const auto rest = trim(all); rest.starts_with('=')) {
      all = trim(rest.substr(1));
      value = take_value(all);
    }
    if (iequals(name, wanted)) return value;
  }
}

bool is_hidden(const tag& one) {
  if (one.attributes.empty()) return false;
  if (attribute(one.attributes, "hidden")) return true;
  auto style = ascii_lower(attribute(one.attributes, "style").value_or(""));
  std::erase_if(style, [](char c) { return html_space.contains(c); });
  return style.contains("display:none") || style.contains("visibility:hidden");
}

// What is seen, while the tags go by.
class page {
 public:
  explicit page(std::size_t size) { out_.reserve(size); }

  void add(char c) {
    if (!hider_.empty()) return;
    if (html_space.contains(c)) {  // a line end in the source is a space (HTML's white space)
      gap_.space = true;
    } else {
      close_gap();
      out_ += c;
    }
  }

  void add(std::string_view text) {
    for (const char c : text) add(c);
  }

  void add(const tag& one) {
    if (!hider_.empty()) return leave_hidden(one);
    if (!one.closes && !is_one_of(voids, one.name) && (is_one_of(struck_out, one.name) || is_hidden(one))) {
      hider_ = one.name;
      depth_ = 1;
    }
    widen_gap(one.name);
  }

  std::string take() {
    close_gap();
    return std::move(out_);
  }

 private:
  struct white {
    bool space = false;
    bool cell = false;
    bool row = false;
    std::size_t lines = 0;
  };

  void leave_hidden(const tag& one) {
    if (one.name == hider_) {
      // The end tag of a paragraph may be left out: another one ends it.
      depth_ = one.closes || one.name == "p" ? depth_ - 1 : depth_ + 1;
      if (depth_ > 0) return;
      hider_.clear();
      add(one);
    }
  }

  void widen_gap(std::string_view name) {
    if (name == "td" || name == "th") {
      gap_.cell = true;
    } else if (!name.empty() && !is_one_of(inlines, name)) {
      ++gap_.lines;
      gap_.row = gap_.row || is_one_of(rows, name);
    }
  }

  // The blocks within a cell do not part it from the next one, but a new row does.
  void close_gap() {
    const auto gap = std::exchange(gap_, {});
    if (gap.lines > 0 && (gap.row || !gap.cell)) {
      out_.append(std::min<std::size_t>(gap.lines, 2), '\n');
    } else if (gap.cell) {
      if (!out_.empty()) out_ += '\t';
    } else if (gap.space) {
      out_ += ' ';
    }
  }

  std::string out_;
  white gap_;          // before the next character
  std::string hider_;  // the name of the element that hides what is in it, and how many of that name are open
  std::size_t depth_ = 0;
};

}  // namespace

std::string text_of_html(std::string_view html) {
  page seen(html.size());
  std::size_t i = 0;
  while (i < html.size()) {
    if (html[i] == '&') {
      std::string text;
      i += append_reference(text, html.substr(i));
      seen.add(std::string_view(text));
      continue;
    }
    const auto found = html[i] == '<' ? read_tag(html.substr(i)) : std::nullopt;
    if (!found) {
      seen.add(html[i++]);
      continue;
    }
    i += found->length;
    seen.add(*found);
    if (!found->closes && is_one_of(skipped, found->name)) i = skip_content(html, i, found->name);
  }
  return seen.take();
}

}  // namespace parcours::inbox
