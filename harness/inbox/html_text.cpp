#include "harness/inbox/html_text.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/hiding.hpp"

#include <libxml/HTMLparser.h>

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
// Of HTML Living Standard section 13.5, what mails use beyond the names of HTML 4, which libxml2 knows.
constexpr auto more_entities = std::to_array<entity>({{"ZeroWidthSpace", "\u200b"},
                                                      {"NoBreak", "\u2060"},
                                                      {"apos", "'"},
                                                      {"colon", ":"},
                                                      {"comma", ","},
                                                      {"period", "."},
                                                      {"num", "#"},
                                                      {"lpar", "("},
                                                      {"rpar", ")"},
                                                      {"dash", "\u2010"},
                                                      {"numsp", "\u2007"},
                                                      {"puncsp", "\u2008"},
                                                      {"hairsp", "\u200a"}});

std::string named_reference(std::string_view name) {
  const auto more = std::ranges::find(more_entities, name, &entity::name);
  if (more != more_entities.end()) return std::string(more->text);
  std::string text;
  const std::string wanted(name);
  const auto* known = htmlEntityLookup(reinterpret_cast<const xmlChar*>(wanted.c_str()));
  if (known != nullptr) append_code_point(text, known->value);
  return text;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

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

// Those of ISO 8859-1, and these few, need no semicolon (section 13.2.5.73).
bool needs_no_semicolon(std::string_view name, std::string_view text) {
  if (name == "amp" || name == "lt" || name == "gt" || name == "quot") return true;
  return text.size() == 2 && (text.front() == '\xc2' || text.front() == '\xc3');
}

// `text` begins with '&'. Appends what it stands for and returns the length of the reference.
std::size_t append_reference(std::string& out, std::string_view text) {
  constexpr std::size_t longest = 20;
  const auto within = text.substr(1, longest);
  const auto size = static_cast<std::size_t>(
      std::ranges::find_if_not(within, [](char c) { return is_alphanumeric(c) || c == '#'; }) - within.begin());
  const auto name = within.substr(0, size);
  const std::size_t semicolon = size < within.size() && within[size] == ';' ? 1 : 0;
  if (const auto point = numeric_reference(name); point && append_code_point(out, *point)) return 1 + size + semicolon;
  for (auto length = size; length >= 2; --length) {
    const auto meant = named_reference(name.substr(0, length));
    const bool ended = length == size && semicolon == 1;
    if (meant.empty() || !(ended || needs_no_semicolon(name.substr(0, length), meant))) continue;
    out += meant;
    return 1 + length + (ended ? 1 : 0);
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

// `text` begins with "<!--". Also "<!-->", "<!--->" and "--!>" end a comment (section 13.2.5.43 and the following).
std::size_t comment_end(std::string_view text) {
  if (text.substr(4).starts_with('>')) return 5;
  if (text.substr(4).starts_with("->")) return 6;
  for (auto at = text.find("--", 4); at != std::string_view::npos; at = text.find("--", at + 1)) {
    const auto after = text.substr(at + 2);
    if (after.starts_with('>')) return at + 3;
    if (after.starts_with("!>")) return at + 4;
  }
  return text.size();
}

// `text` begins with '<'. A comment, a declaration and the like have no name.
std::optional<tag> read_tag(std::string_view text) {
  if (text.starts_with("<!--")) return tag{{}, false, {}, comment_end(text)};
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

bool is_hidden(const tag& one, const style_sheet& styles) {
  if (one.attributes.empty() && styles.empty()) return false;
  if (attribute(one.attributes, "hidden") && one.name != "input") return true;
  if (hides(attribute(one.attributes, "style").value_or(""))) return true;
  return styles.hides(one.name, attribute(one.attributes, "class").value_or(""),
                      attribute(one.attributes, "id").value_or(""));
}

// An older mail that is answered, as mail programs mark it. Others use <blockquote> for looks.
bool is_quotation(const tag& one) {
  if (one.name == "blockquote") return iequals(attribute(one.attributes, "type").value_or(""), "cite");
  return one.name == "div" && attribute(one.attributes, "class").value_or("").contains("gmail_quote");
}

// What a field of a form shows.
std::string_view value_shown(const tag& one) {
  constexpr auto shown = std::to_array<std::string_view>({"", "text", "tel", "number", "email", "button", "submit"});
  const auto type = ascii_lower(attribute(one.attributes, "type").value_or(""));
  return is_one_of(shown, type) ? attribute(one.attributes, "value").value_or("") : std::string_view();
}

// What is seen, while the tags go by.
class page {
 public:
  page(std::size_t size, const style_sheet& styles) : styles_(styles) { out_.reserve(size); }

  [[nodiscard]] std::size_t size() const { return out_.size(); }

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
    const bool is_void = is_one_of(voids, one.name);
    if (!one.closes && !is_void && (is_one_of(struck_out, one.name) || is_hidden(one, styles_))) {
      hider_ = one.name;
      depth_ = 1;
    }
    follow_quotation(one);
    widen_gap(one.name);
    if (one.name == "input" && !is_hidden(one, styles_)) add_text(value_shown(one));
  }

  // Text with references.
  void add_text(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
      if (text[i] != '&') {
        add(text[i++]);
        continue;
      }
      std::string meant;
      i += append_reference(meant, text.substr(i));
      add(std::string_view(meant));
    }
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

  void follow_quotation(const tag& one) {
    if (quotation_.empty()) {
      if (one.closes || !is_quotation(one)) return;
      quotation_ = one.name;
      quotations_ = 1;
    } else if (one.name == quotation_) {
      quotations_ = one.closes ? quotations_ - 1 : quotations_ + 1;
      if (quotations_ == 0) quotation_.clear();
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
      if (!quotation_.empty()) out_ += "> ";
    } else if (gap.cell) {
      if (!out_.empty()) out_ += '\t';
    } else if (gap.space) {
      out_ += ' ';
    }
  }

  const style_sheet& styles_;
  std::string out_;
  white gap_;          // before the next character
  std::string hider_;  // the name of the element that hides what is in it, and how many of that name are open
  std::size_t depth_ = 0;
  std::string quotation_;  // the same of the element that quotes an older mail
  std::size_t quotations_ = 0;
};

// The style sheets of the mail itself.
style_sheet styles_of(std::string_view html) {
  style_sheet styles;
  for (std::size_t i = html.find('<'); i < html.size(); i = html.find('<', i)) {
    const auto found = read_tag(html.substr(i));
    i += found ? found->length : 1;
    if (!found || found->closes || !is_one_of(skipped, found->name)) continue;
    const auto end = skip_content(html, i, found->name);
    if (found->name == "style") styles.add(html.substr(i, end - i));
    i = end;
  }
  return styles;
}

}  // namespace

std::string text_of_html(std::string_view html, std::size_t most) {
  const auto styles = styles_of(html);
  page seen(std::min(html.size(), most), styles);
  std::size_t i = 0;
  while (i < html.size() && seen.size() < most) {
    const auto found = html[i] == '<' ? read_tag(html.substr(i)) : std::nullopt;
    if (!found) {
      const auto end = std::min(html.find('<', i + 1), html.size());
      seen.add_text(html.substr(i, end - i));
      i = end;
      continue;
    }
    i += found->length;
    seen.add(*found);
    const bool is_text = found->name == "textarea";
    if (found->closes || (!is_text && !is_one_of(skipped, found->name))) continue;
    const auto end = skip_content(html, i, found->name);
    if (is_text) seen.add_text(html.substr(i, end - i));
    i = end;
  }
  return seen.take();
}

}  // namespace parcours::inbox
