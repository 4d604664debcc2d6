// Which charset a page is in: HTML standard, sections 13.2.3.2 (encoding sniffing) and 13.2.3.3, "prescan a byte stream
// to determine its encoding". As browsers do, what stands in a script or a title is passed over, and the search goes on
// beyond the first 1024 bytes as long as they are the head's.
#include "harness/html/charset.hpp"

#include "harness/base/text.hpp"
#include "harness/html/document.hpp"
#include "harness/html/white_space.hpp"

#include <algorithm>

namespace parcours::html {
namespace {

constexpr std::size_t searched_always = 1024;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What stands in the page itself is ASCII, whatever it says: a page that says UTF-16 there is not in it.
encoding as_said_within(encoding said) {
  if (said.is_utf_16()) return encoding::utf_8();
  return said.name() == "x-user-defined" ? encoding::windows_1252() : said;
}

// Section 2.5.3, "extracting a character encoding from a meta element".
std::optional<encoding> charset_in_content(std::string_view content) {
  constexpr std::string_view word = "charset";
  const auto lower = ascii_lower(content);
  for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at)) {
    at = std::min(lower.find_first_not_of(white_space, at + word.size()), lower.size());
    if (at == lower.size() || lower[at] != '=') continue;
    at = lower.find_first_not_of(white_space, at + 1);
    if (at == std::string::npos) return std::nullopt;
    const auto rest = std::string_view(lower).substr(at);
    if (rest.front() != '"' && rest.front() != '\'') {
      return encoding::labelled(rest.substr(0, rest.find_first_of(" \t\n\f\r;")));
    }
    const auto end = rest.find(rest.front(), 1);
    return end == std::string_view::npos ? std::nullopt : encoding::labelled(rest.substr(1, end - 1));
  }
  return std::nullopt;
}

// What the attributes of a <meta> say; the first of a name counts.
class meta {
 public:
  void take(std::string_view name, std::string_view value) {
    if (has_word(seen_, name)) return;
    seen_.append(name).append(" ");
    if (name == "http-equiv") pragma_ = iequals(value, "content-type");
    if (name == "charset") own_ = encoding::labelled(value);
    if (name == "content") content_ = charset_in_content(value);
  }
  [[nodiscard]] std::optional<encoding> says() const {
    if (has_word(seen_, "charset")) return own_;
    return pragma_ ? content_ : std::nullopt;
  }

 private:
  std::string seen_;
  bool pragma_ = false;
  std::optional<encoding> own_;
  std::optional<encoding> content_;
};

class prescan {
 public:
  explicit prescan(std::string_view page) : page_(page) {}

  std::optional<encoding> run() {
    while (find('<')) {
      if (at_ >= searched_always && !in_head_) return std::nullopt;
      if (rest().starts_with("<!--")) {
        pass_comment();
      } else if (rest().size() > 1 && is_letter(rest()[1])) {
        if (auto found = pass_tag(true)) return found;
      } else if (rest().size() > 2 && rest()[1] == '/' && is_letter(rest()[2])) {
        pass_tag(false);
      } else if (rest().size() > 1 && std::string_view("!/?").contains(rest()[1])) {
        find('>');
      } else {
        ++at_;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::string_view rest() const { return page_.substr(at_); }
  bool find(char c) {
    at_ = std::min(page_.find(c, at_), page_.size());
    return at_ < page_.size();
  }
  void skip(std::string_view any_of) { at_ = std::min(page_.find_first_not_of(any_of, at_), page_.size()); }
  std::string_view take_until(std::string_view any_of) {
    const auto from = at_;
    at_ = std::min(page_.find_first_of(any_of, at_), page_.size());
    return page_.substr(from, at_ - from);
  }

  void pass_comment() {
    const auto from = at_ + 2;  // the dashes that begin it may end it: <!-->
    at_ = std::min({page_.find("-->", from), page_.find("--!>", from), page_.size()});
    find('>');
  }

  std::optional<encoding> pass_tag(bool opens) {
    at_ += opens ? 1 : 2;
    const auto name = ascii_lower(take_until(" \t\n\f\r/>"));
    meta said;
    while (pass_attribute(said)) {
    }
    if (!opens) return std::nullopt;
    if (!has_word("html head meta link base title script style noscript object template", name)) in_head_ = false;
    if (has_word("script style title textarea iframe noembed noframes xmp", name)) pass_raw_text(name);
    const auto found = name == "meta" ? said.says() : std::nullopt;
    return found ? std::optional(as_said_within(*found)) : std::nullopt;
  }

  // Section 13.2.3.3, "get an attribute"; false at the end of the tag.
  bool pass_attribute(meta& said) {
    skip(" \t\n\f\r/");
    if (at_ == page_.size() || page_[at_] == '>') return false;
    const auto from = at_++;
    take_until(" \t\n\f\r/>=");
    const auto name = ascii_lower(page_.substr(from, at_ - from));
    skip(white_space);
    std::string_view value;
    if (rest().starts_with('=')) {
      ++at_;
      skip(white_space);
      value = take_value();
    }
    said.take(name, value);
    return true;
  }

  std::string_view take_value() {
    if (!rest().starts_with('"') && !rest().starts_with('\'')) return take_until(" \t\n\f\r>");
    const auto quote = page_[at_++];
    const auto value = take_until(std::string_view(&quote, 1));
    at_ = std::min(at_ + 1, page_.size());
    return value;
  }

  void pass_raw_text(const std::string& name) {
    while (find('<')) {
      if (rest().starts_with("</") && iequals(rest().substr(2, name.size()), name)) return;
      ++at_;
    }
  }

  std::string_view page_;
  std::size_t at_ = 0;
  bool in_head_ = true;
};

// Section 13.2.3.2, "get an XML encoding".
std::optional<encoding> in_xml_declaration(std::string_view page) {
  if (!page.starts_with("<?xml")) return std::nullopt;
  const auto declaration = page.substr(0, page.find('>'));
  auto at = declaration.find("encoding");
  if (at == std::string_view::npos) return std::nullopt;
  at = declaration.find_first_not_of(white_space, at + 8);
  if (at == std::string_view::npos || declaration[at] != '=') return std::nullopt;
  at = declaration.find_first_not_of(white_space, at + 1);
  if (at == std::string_view::npos || (declaration[at] != '"' && declaration[at] != '\'')) return std::nullopt;
  const auto end = declaration.find(declaration[at], at + 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto said = encoding::labelled(declaration.substr(at + 1, end - at - 1));
  return said ? std::optional(as_said_within(*said)) : std::nullopt;
}

std::optional<encoding> said_within(std::string_view page, self_description by) {
  using namespace std::string_view_literals;
  if (by != self_description::html && by != self_description::xml) return std::nullopt;
  if (page.starts_with("<\0?\0x\0"sv)) return encoding::labelled("utf-16le");
  if (page.starts_with("\0<\0?\0x"sv)) return encoding::labelled("utf-16be");
  const auto found = by == self_description::html ? prescan(page).run() : std::nullopt;
  return found ? found : in_xml_declaration(page);
}

std::optional<charset_choice> by_mark(std::string_view page) {
  if (page.starts_with("\xEF\xBB\xBF")) return charset_choice{encoding::utf_8(), 3};
  if (page.starts_with("\xFE\xFF")) return charset_choice{*encoding::labelled("utf-16be"), 2};
  if (page.starts_with("\xFF\xFE")) return charset_choice{*encoding::labelled("utf-16le"), 2};
  return std::nullopt;
}

}  // namespace

charset_choice choose_charset(std::string_view page, std::optional<std::string_view> label, self_description by) {
  if (const auto marked = by_mark(page)) return *marked;
  if (const auto said = label ? encoding::labelled(*label) : std::nullopt) return {*said};
  if (const auto said = said_within(page, by)) return {*said};
  if (by == self_description::xml || by == self_description::utf_8) return {encoding::utf_8()};
  return {!is_ascii(page) && is_utf8(page) ? encoding::utf_8() : encoding::windows_1252(), 0, true};
}

}  // namespace parcours::html
