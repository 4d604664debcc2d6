#include "harness/html/style.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace parcours::html {

namespace {

constexpr std::string_view white = " \t\r\n\f";

struct declaration {
  std::string_view property;
  std::string_view value;  // how it begins; "" is zero
};
constexpr auto absent =
    std::to_array<declaration>({{"display", "none"}, {"visibility", "hidden"}, {"visibility", "collapse"}});
constexpr auto faint = std::to_array<declaration>({{"opacity", ""},
                                                   {"max-height", ""},
                                                   {"max-width", ""},
                                                   {"mso-hide", "all"},
                                                   {"text-decoration", "line-through"},
                                                   {"text-decoration-line", "line-through"}});

bool is_zero(std::string_view value) {
  const auto end = std::min(value.find_first_not_of("0."), value.size());
  return end > 0 && (end == value.size() || value[end] < '0' || value[end] > '9');
}

bool is_one_of(std::span<const declaration> all, std::string_view property, std::string_view value) {
  return std::ranges::any_of(all, [&](const declaration& one) {
    return one.property == property && (one.value.empty() ? is_zero(value) : value.starts_with(one.value));
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

void hiding::add(const hiding& other) {
  absent = absent || other.absent;
  faint = faint || other.faint;
  if (other.tiny) tiny = other.tiny;
}

hiding hiding_of(std::string_view declarations) {
  hiding found;
  const auto lower = ascii_lower(declarations);
  for (const auto one : split(lower, ';')) {
    const auto colon = one.find(':');
    if (colon == std::string_view::npos) continue;
    const auto property = trim(one.substr(0, colon));
    const auto value = trim(one.substr(colon + 1));
    found.absent = found.absent || is_one_of(absent, property, value);
    found.faint = found.faint || is_one_of(faint, property, value);
    if (property == "font-size" && value != "inherit") found.tiny = is_zero(value);
  }
  return found;
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
  const auto does = hiding_of(declarations);
  if (does.says_nothing()) return;
  for (const auto each : split(selectors, ',')) {
    const auto one = trim(each);
    if (is_simple(one)) rules_[std::string(one)].add(does);
  }
}

hiding style_sheet::of(std::string_view element, std::string_view classes, std::string_view id) const {
  hiding found;
  if (const auto rule = rules_.find(element); rule != rules_.end()) found.add(rule->second);
  while (!classes.empty()) {
    classes.remove_prefix(std::min(classes.find_first_not_of(white), classes.size()));
    const auto name = classes.substr(0, classes.find_first_of(white));
    if (!name.empty()) add_found(found, element, '.', name);
    classes.remove_prefix(name.size());
  }
  if (!id.empty()) add_found(found, element, '#', id);
  return found;
}

void style_sheet::add_found(hiding& to, std::string_view element, char sign, std::string_view name) const {
  std::string selector(1, sign);
  selector += name;
  if (const auto rule = rules_.find(selector); rule != rules_.end()) to.add(rule->second);
  selector.insert(0, element);
  if (const auto rule = rules_.find(selector); rule != rules_.end()) to.add(rule->second);
}

}  // namespace parcours::html
