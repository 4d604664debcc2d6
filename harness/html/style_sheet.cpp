#include "harness/html/style_sheet.hpp"

#include "harness/base/text.hpp"
#include "harness/html/white_space.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace parcours::html {

namespace {

constexpr double screen_width = 1280;
constexpr double pixels_of_em = 16;
constexpr std::size_t deepest = 8;  // @media within @supports within …

// Where the block ends whose '{' stands at `begin`.
std::size_t block_end(std::string_view css, std::size_t begin) {
  std::size_t depth = 0;
  for (auto i = begin; i < css.size(); i = css_find(css, i + 1, "{}")) {
    if (css[i] == '{') ++depth;
    if (css[i] == '}' && --depth == 0) return i;
  }
  return css.size();
}

// Of HTML, for browsers of before 1996 (CSS Syntax Module Level 3, section 5.4.1), and white space.
std::size_t skip_marks(std::string_view css, std::size_t from) {
  for (auto before = from + 1; before != from;) {
    before = from;
    from = std::min(css.find_first_not_of(white_space, from), css.size());
    if (css.substr(from).starts_with("<!--")) from += 4;
    if (css.substr(from).starts_with("-->")) from += 3;
  }
  return from;
}

// "(max-width: 600px)"
bool condition_holds(std::string_view condition) {
  const auto colon = condition.find(':');
  if (!condition.starts_with('(') || !condition.ends_with(')') || colon == std::string_view::npos) return false;
  const auto name = trim(condition.substr(1, colon - 1));
  const auto value = trim(condition.substr(colon + 1, condition.size() - colon - 2));
  double number = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
  const auto unit = value.substr(static_cast<std::size_t>(end - value.data()));
  if (failed != std::errc() || (unit != "px" && unit != "em" && unit != "rem" && number != 0)) return false;
  if (unit != "px") number *= pixels_of_em;
  return name == "min-width" ? number <= screen_width : name == "max-width" && number >= screen_width;
}

bool query_holds(std::string_view query) {
  bool holds = !query.empty();
  while (holds && !query.empty()) {
    const auto end = std::min(query.find(" and "), query.size());
    auto part = trim(query.substr(0, end));
    if (part.starts_with("only ")) part = trim(part.substr(5));
    holds = part == "screen" || part == "all" || condition_holds(part);
    query.remove_prefix(std::min(end + 5, query.size()));
  }
  return holds;
}

}  // namespace

bool is_for_screens(std::string_view media) {
  const auto lower = ascii_lower(normalized(media));
  return std::ranges::any_of(split(lower, ','), [](std::string_view one) { return query_holds(trim(one)); });
}

void style_sheet::add(std::string_view css) { add_statements(without_comments(css), 0); }

void style_sheet::add_statements(std::string_view css, std::size_t depth) {
  for (std::size_t at = 0; at < css.size();) {
    at = skip_marks(css, at);
    const auto end = css_find(css, at, css.substr(at).starts_with('@') ? "{;" : "{");
    if (end == css.size()) return;
    const auto head = trim(css.substr(at, end - at));
    at = end + 1;
    if (css[end] != '{') continue;  // "@import …;"
    const auto close = block_end(css, end);
    add_block(head, css.substr(at, close - at), depth);
    at = close + 1;
  }
}

void style_sheet::add_block(std::string_view head, std::string_view body, std::size_t depth) {
  if (!head.starts_with('@')) return add_rule(head, body);
  const auto end = std::min(head.find_first_of(" \t\n\f\r("), head.size());
  const auto name = ascii_lower(head.substr(0, end));
  const auto rest = trim(head.substr(end));
  const bool applies =
      name == "@media" ? is_for_screens(rest) : name == "@layer" || (name == "@supports" && !rest.starts_with("not"));
  if (applies && depth < deepest) add_statements(body, depth + 1);
}

void style_sheet::add_rule(std::string_view selectors, std::string_view body) {
  auto says = declarations_of(body);
  if (says.empty()) return;
  for (const auto each : split(selectors, ',')) {
    auto one = selector::parse(each);
    if (!one) continue;
    by_key_[one->key()].push_back(rules_.size());
    const auto precedence = one->specificity();
    rules_.push_back({std::move(*one), precedence, declarations_.size()});
  }
  declarations_.push_back(std::move(says));
}

void style_sheet::add_candidates(std::string_view key, std::vector<std::size_t>& to) const {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) to.insert(to.end(), found->second.begin(), found->second.end());
}

void style_sheet::apply(const document& in, node_id element, style& to, std::size_t& steps) const {
  std::vector<std::size_t> candidates;
  add_candidates("*", candidates);
  add_candidates(in.tag(element), candidates);
  if (const auto id = in.attribute(element, "id")) add_candidates("#" + std::string(*id), candidates);
  auto classes = in.attribute_or(element, "class");
  while (!classes.empty()) {
    const auto name = classes.substr(0, classes.find_first_of(white_space));
    if (!name.empty()) add_candidates("." + std::string(name), candidates);
    classes.remove_prefix(std::min(name.size() + 1, classes.size()));
  }
  std::ranges::sort(candidates);
  for (const auto which : candidates) {
    const auto& one = rules_[which];
    if (one.from.matches(in, element, steps)) to.add(declarations_[one.declarations], one.precedence);
  }
}

}  // namespace parcours::html
