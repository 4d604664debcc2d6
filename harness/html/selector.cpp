#include "harness/html/selector.hpp"

#include "harness/base/text.hpp"
#include "harness/html/white_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace parcours::html {
namespace {

constexpr std::size_t max_compounds = 32;  // each has one bit of a word in find_all()
constexpr std::size_t max_length = 1000;   // bytes

bool is_name_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         byte >= 0x80;
}

}  // namespace

// Recursive descent over the text; the first thing that it does not know ends it.
class selector_reader {
 public:
  explicit selector_reader(std::string_view text) : text_(text), rest_(trim(text)) {}

  result<selector> read() {
    selector all;
    if (text_.size() > max_length) return fail("bad-selector", "a selector has at most 1,000 bytes");
    while (read_path(all.paths_.emplace_back())) {
      if (rest_.empty()) return all;
      rest_.remove_prefix(1);  // read_path() stops at a comma or at the end
      skip_blanks();
    }
    return fail("bad-selector", fmt::format("'{}' is not a selector that is understood here, from '{}' on: "
                                            "tag, #id, .class, [attr=value], spaces, > and commas are",
                                            text_, rest_));
  }

 private:
  using test = selector::condition::test;

  void skip_blanks() {
    while (!rest_.empty() && is_white(rest_.front())) rest_.remove_prefix(1);
  }

  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view name() {
    if (rest_.empty() || (rest_.front() >= '0' && rest_.front() <= '9')) return {};
    const auto stop = std::ranges::find_if_not(rest_, is_name_char) - rest_.begin();
    const auto found = rest_.substr(0, static_cast<std::size_t>(stop));
    rest_.remove_prefix(found.size());
    return found;
  }

  bool read_path(selector::path& path) {
    bool child = false;
    while (path.size() < max_compounds) {
      if (!read_compound(path.emplace_back())) return false;
      path.back().child = child;
      skip_blanks();
      if (rest_.empty() || rest_.front() == ',') return true;
      child = take('>');
      if (child) skip_blanks();
    }
    return false;
  }

  bool read_compound(selector::compound& into) {
    bool any = take('*');
    if (!any) into.tag = ascii_lower(name());
    any = any || !into.tag.empty();
    while (!rest_.empty()) {
      const char next = rest_.front();
      if (next != '#' && next != '.' && next != '[') break;
      rest_.remove_prefix(1);
      if (!read_condition(next, into.conditions.emplace_back())) return false;
      any = true;
    }
    return any;
  }

  bool read_condition(char kind, selector::condition& into) {
    if (kind == '[') return read_attribute(into);
    into.attribute = kind == '#' ? "id" : "class";
    into.how = kind == '#' ? test::id : test::word;
    into.value = name();
    return !into.value.empty();
  }

  bool read_attribute(selector::condition& into) {
    skip_blanks();
    into.attribute = ascii_lower(name());
    skip_blanks();
    if (into.attribute.empty() || take(']')) return !into.attribute.empty();
    if (!take('=')) return false;
    skip_blanks();
    into.how = test::equal;
    if (!read_value(into.value)) return false;
    skip_blanks();
    return take(']');
  }

  bool read_value(std::string& into) {
    if (rest_.empty()) return false;
    const char quote = rest_.front();
    if (quote != '"' && quote != '\'') {
      into = name();
      return !into.empty();
    }
    const auto close = rest_.find(quote, 1);
    if (close == std::string_view::npos || rest_.substr(0, close).contains('\\')) return false;
    into = rest_.substr(1, close - 1);
    rest_.remove_prefix(close + 1);
    return true;
  }

  std::string_view text_;
  std::string_view rest_;
};

result<selector> selector::parse(std::string_view text) { return selector_reader(text).read(); }

bool selector::matches(const document& in, node_id id, const compound& wanted) {
  if (!wanted.tag.empty() && in.tag(id) != wanted.tag) return false;
  return std::ranges::all_of(wanted.conditions, [&](const condition& one) {
    const auto value = in.attribute(id, one.attribute);
    if (!value) return false;
    if (one.how == condition::test::word) return has_word(*value, one.value);
    return one.how == condition::test::present || *value == one.value;
  });
}

// Right to left. Which ancestor a descendant has may have to be tried, so the steps are counted.
bool selector::ends_at(const document& in, node_id id, std::span<const compound> steps, std::size_t& left) {
  const auto& last = steps.back();
  const auto cost = 1 + in.attribute_count(id) + in.attribute_or(id, "class").size() / 64;
  left -= std::min(left, cost);
  if (left == 0 || !matches(in, id, last)) return false;
  if (steps.size() == 1) return true;
  const auto before = steps.first(steps.size() - 1);
  for (auto up = in.parent(id); up != 0 && up != no_node; up = in.parent(up)) {
    if (ends_at(in, up, before, left)) return true;
    if (last.child || left == 0) return false;
  }
  return false;
}

bool selector::matches(const document& in, node_id id, std::size_t& steps) const {
  return ends_at(in, id, paths_.front(), steps);
}

std::uint32_t selector::specificity() const {
  std::array<std::uint32_t, 3> counts{};
  for (const auto& one : paths_.front()) {
    for (const auto& asked : one.conditions) ++counts[asked.how == condition::test::id ? 0 : 1];
    if (!one.tag.empty()) ++counts[2];
  }
  std::uint32_t all = 0;
  for (const auto count : counts) all = all << 8U | std::min(count, 255U);
  return all;
}

std::string selector::key() const {
  const auto& last = paths_.front().back();
  for (const auto& one : last.conditions) {
    if (one.how == condition::test::id) return "#" + one.value;
  }
  for (const auto& one : last.conditions) {
    if (one.how == condition::test::word) return "." + one.value;
  }
  return last.tag.empty() ? "*" : last.tag;
}

// Bit i of `reached` says that a path's first i + 1 compounds end at this node; `above` gathers the bits of its
// ancestors. So no walk ever turns back, whatever the selector.
std::vector<node_id> selector::find_all(const document& in) const {
  std::vector<bool> found(in.size());
  std::vector<std::uint32_t> reached(in.size());
  std::vector<std::uint32_t> above(in.size());
  for (const auto& steps : paths_) {
    for (node_id id = 1; id < in.size(); ++id) {
      const auto parent = in.parent(id);
      above[id] = above[parent] | reached[parent];
      reached[id] = 0;
      if (!in.is_element(id)) continue;
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto from = steps[i].child ? reached[parent] : above[id];
        const bool led_here = i == 0 || (from >> (i - 1) & 1U) != 0;
        if (led_here && matches(in, id, steps[i])) reached[id] |= 1U << i;
      }
      if ((reached[id] >> (steps.size() - 1) & 1U) != 0) found[id] = true;
    }
  }
  std::vector<node_id> all;
  for (node_id id = 0; id < in.size(); ++id) {
    if (found[id]) all.push_back(id);
  }
  return all;
}

}  // namespace parcours::html
