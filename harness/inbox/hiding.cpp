#include "harness/inbox/hiding.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parcours::inbox {

namespace {

constexpr std::string_view white = " \t\r\n\f";

struct declaration {
  std::string_view property;
  std::string_view value;  // how it begins
  bool whole;              // nothing follows but a unit
};
constexpr auto hiding = std::to_array<declaration>({{"display", "none", false},
                                                    {"visibility", "hidden", false},
                                                    {"visibility", "collapse", false},
                                                    {"opacity", "0", true},
                                                    {"font-size", "0", true},
                                                    {"max-height", "0", true},
                                                    {"max-width", "0", true},
                                                    {"mso-hide", "all", false},
                                                    {"text-decoration", "line-through", false},
                                                    {"text-decoration-line", "line-through", false}});

bool is_zero(std::string_view value) {
  const auto end = std::min(value.find_first_not_of("0."), value.size());
  return end > 0 && (end == value.size() || value[end] < '0' || value[end] > '9');
}

bool hides_text(std::string_view property, std::string_view value) {
  return std::ranges::any_of(hiding, [&](const declaration& one) {
    return one.property == property && (one.whole ? is_zero(value) : value.starts_with(one.value));
  });
}

std::string without_comments(std::string_view css) {
  std::string out;
  while (!css.empty()) {
    const auto begin = std::min(css.find("/*"), css.size());
    out += css.substr(0, begin);
    css.remove_prefix(begin);
    if (css.empty()) break;
    const auto end = css.find("*/", 2);
    css.remove_prefix(end == std::string_view::npos ? css.size() : end + 2);
  }
  return out;
}

// Where the block ends whose '{' stands at `begin`.
std::size_t block_end(std::string_view css, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t i = begin; i < css.size(); ++i) {
    if (css[i] == '{') ++depth;
    if (css[i] == '}' && --depth == 0) return i;
  }
  return css.size();
}

bool is_simple(std::string_view selector) {
  return !selector.empty() && selector.find_first_of(" \t\r\n>+~:[*") == std::string_view::npos &&
         std::ranges::count_if(selector.substr(1), [](char c) { return c == '.' || c == '#'; }) <= 1;
}

}  // namespace

bool hides(std::string_view declarations) {
  const auto lower = ascii_lower(declarations);
  for (const auto one : split(lower, ';')) {
    const auto colon = one.find(':');
    if (colon == std::string_view::npos) continue;
    if (hides_text(trim(one.substr(0, colon)), trim(one.substr(colon + 1)))) return true;
  }
  return false;
}

void style_sheet::add(std::string_view css) {
  const auto plain = without_comments(css);
  for (std::size_t i = 0; i < plain.size();) {
    const auto open = plain.find('{', i);
    if (open == std::string::npos) return;
    auto selectors = trim(std::string_view(plain).substr(i, open - i));
    if (selectors.starts_with("<!--")) selectors = trim(selectors.substr(4));
    const auto end = block_end(plain, open);
    if (const auto statement = selectors.rfind(';'); statement != std::string_view::npos) {  // "@import …;"
      selectors = trim(selectors.substr(statement + 1));
    }
    if (!selectors.starts_with('@')) add_rule(selectors, std::string_view(plain).substr(open + 1, end - open - 1));
    i = end + 1;
  }
}

void style_sheet::add_rule(std::string_view selectors, std::string_view declarations) {
  if (!inbox::hides(declarations)) return;
  for (const auto each : split(selectors, ',')) {
    const auto one = trim(each);
    if (is_simple(one)) hidden_.insert(std::string(one));
  }
}

bool style_sheet::hides(std::string_view element, std::string_view classes, std::string_view id) const {
  if (hidden_.empty()) return false;
  if (hidden_.contains(element) || (!id.empty() && hides_one(element, '#', id))) return true;
  while (!classes.empty()) {
    classes.remove_prefix(std::min(classes.find_first_not_of(white), classes.size()));
    const auto name = classes.substr(0, classes.find_first_of(white));
    if (!name.empty() && hides_one(element, '.', name)) return true;
    classes.remove_prefix(name.size());
  }
  return false;
}

bool style_sheet::hides_one(std::string_view element, char sign, std::string_view name) const {
  std::string selector(1, sign);
  selector += name;
  return hidden_.contains(selector) || hidden_.contains(std::string(element) + selector);
}

}  // namespace parcours::inbox
