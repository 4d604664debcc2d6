#include "harness/html/style.hpp"

#include "harness/base/text.hpp"
#include "harness/html/white_space.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace parcours::html {

namespace {

using value_of = std::pair<std::string_view, std::uint8_t>;

constexpr std::uint8_t no = 0;
constexpr std::uint8_t yes = 1;
constexpr std::uint8_t number_of(display one) { return static_cast<std::uint8_t>(one); }

constexpr auto displays = std::to_array<value_of>({{"none", number_of(display::none)},
                                                   {"block", number_of(display::block)},
                                                   {"inline", number_of(display::in_line)},
                                                   {"inline-block", number_of(display::in_line)},
                                                   {"inline-table", number_of(display::in_line)},
                                                   {"contents", number_of(display::in_line)},
                                                   {"initial", number_of(display::in_line)},
                                                   {"unset", number_of(display::in_line)},
                                                   {"flex", number_of(display::flex)},
                                                   {"grid", number_of(display::flex)},
                                                   {"inline-flex", number_of(display::in_line_flex)},
                                                   {"inline-grid", number_of(display::in_line_flex)},
                                                   {"list-item", number_of(display::block)},
                                                   {"flow-root", number_of(display::block)},
                                                   {"table", number_of(display::block)},
                                                   {"table-row", number_of(display::block)},
                                                   {"table-caption", number_of(display::block)},
                                                   {"table-row-group", number_of(display::block)},
                                                   {"table-header-group", number_of(display::block)},
                                                   {"table-footer-group", number_of(display::block)},
                                                   {"table-cell", number_of(display::cell)},
                                                   {"revert", as_before}});
constexpr auto visibilities = std::to_array<value_of>({{"visible", no},
                                                       {"hidden", yes},
                                                       {"collapse", yes},
                                                       {"initial", no},
                                                       {"inherit", as_before},
                                                       {"unset", as_before},
                                                       {"revert", as_before}});
constexpr auto floats = std::to_array<value_of>({{"left", yes}, {"right", yes}, {"none", no}, {"initial", no}});
constexpr auto positions = std::to_array<value_of>(
    {{"absolute", yes}, {"fixed", yes}, {"relative", no}, {"static", no}, {"sticky", no}, {"initial", no}});

std::optional<std::uint8_t> among(std::span<const value_of> all, std::string_view value) {
  const auto found = std::ranges::find(all, value, &value_of::first);
  return found == all.end() ? std::nullopt : std::optional(found->second);
}

bool is_number_char(char c) { return is_digit(c) || c == '.'; }

// What follows the number with which a value begins.
std::string_view unit_of(std::string_view value) {
  return value.substr(static_cast<std::size_t>(std::ranges::find_if_not(value, is_number_char) - value.begin()));
}

bool is_zero(std::string_view value) {
  const auto number = value.substr(0, value.size() - unit_of(value).size());
  return !number.empty() && number.find_first_not_of("0.") == std::string_view::npos;
}

std::uint8_t size_of(std::string_view value) {
  if (is_zero(value)) return yes;
  const auto unit = unit_of(value);
  constexpr auto relative =
      std::to_array<std::string_view>({"em", "%", "ex", "ch", "larger", "smaller", "inherit", "unset", "revert"});
  return std::ranges::find(relative, unit) != relative.end() ? as_before : no;
}

// Of "font: bold 0/0 Arial": the first length. A number without a unit is a weight, unless it is 0.
std::uint8_t size_in_font(std::string_view value) {
  for (const auto word : split(value, ' ')) {
    const auto size = word.substr(0, word.find('/'));
    if (is_zero(size) || (!size.empty() && is_number_char(size.front()) && !unit_of(size).empty())) {
      return size_of(size);
    }
  }
  return no;
}

std::optional<declaration> declaration_of(std::string_view name, std::string_view value) {
  const auto known = [](property of, std::optional<std::uint8_t> found) {
    return found ? std::optional(declaration{.of = of, .value = *found}) : std::nullopt;
  };
  const auto yes_if = [&](property of, bool holds) { return known(of, holds ? yes : no); };
  if (name == "display") return known(property::display, among(displays, value));
  if (name == "visibility") return known(property::invisible, among(visibilities, value));
  if (name == "font-size") return known(property::tiny, size_of(value));
  if (name == "font") return known(property::tiny, size_in_font(value));
  if (name == "float") return known(property::floating, among(floats, value));
  if (name == "position") return known(property::positioned, among(positions, value));
  if (name == "opacity") return yes_if(property::transparent, is_zero(value));
  if (name == "max-height") return yes_if(property::flat, is_zero(value));
  if (name == "max-width") return yes_if(property::narrow, is_zero(value));
  if (name == "text-decoration" || name == "text-decoration-line") {
    return yes_if(property::struck, value.contains("line-through"));
  }
  return std::nullopt;
}

bool take_important(std::string_view& value) {
  const auto mark = value.rfind('!');
  if (mark == std::string_view::npos || trim(value.substr(mark + 1)) != "important") return false;
  value = trim(value.substr(0, mark));
  return true;
}

}  // namespace

std::size_t css_find(std::string_view css, std::size_t from, std::string_view wanted) {
  std::size_t parentheses = 0;
  for (auto i = from; i < css.size(); ++i) {
    const char c = css[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"' || c == '\'') {
      const char close[] = {c, '\n', '\0'};  // a string ends with its line at the latest
      i = std::min(css.find_first_of(close, i + 1), css.size());
    } else if ((parentheses == 0 || c == '/') && wanted.contains(c)) {
      return i;
    } else if (c == '(') {
      ++parentheses;
    } else if (c == ')' && parentheses > 0) {
      --parentheses;
    }
  }
  return css.size();
}

std::string without_comments(std::string_view css) {
  std::string out;
  while (!css.empty()) {
    const auto next = css_find(css, 0, "/");
    const bool comment = css.substr(next).starts_with("/*");
    out += css.substr(0, comment ? next : next + 1);
    css.remove_prefix(std::min(next + 1, css.size()));
    if (!comment) continue;
    const auto end = css.find("*/", 1);
    css.remove_prefix(end == std::string_view::npos ? css.size() : end + 2);
    out += ' ';
  }
  return out;
}

std::vector<declaration> declarations_of(std::string_view css) {
  std::vector<declaration> all;
  const auto lower = ascii_lower(css.contains("/*") ? without_comments(css) : css);
  const std::string_view text = lower;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = css_find(text, at, ";");
    const auto one = text.substr(at, end - at);
    at = end + 1;
    const auto colon = one.find(':');
    if (colon == std::string_view::npos) continue;
    auto value = trim(one.substr(colon + 1));
    const bool important = take_important(value);
    auto found = declaration_of(trim(one.substr(0, colon)), value);
    if (!found) continue;
    found->important = important;
    all.push_back(*found);
  }
  return all;
}

void style::add(const declaration& one, std::uint32_t precedence) {
  const auto rank = (std::uint64_t{one.important} << 33U) + precedence + 1U;
  auto& best = winners_[static_cast<std::size_t>(one.of)];
  if (rank >= best.rank) best = {one.value, rank};
}

std::optional<std::uint8_t> style::operator[](property of) const {
  const auto value = winners_[static_cast<std::size_t>(of)].value;
  return value == as_before ? std::nullopt : std::optional(value);
}

}  // namespace parcours::html
