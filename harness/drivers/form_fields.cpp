// The fields of a page's forms, for evidence: as they stand, and as they must have stood when a form was sent.
#include "harness/base/text.hpp"
#include "harness/drivers/form_state.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace parcours::drivers {
namespace {

std::string kind_of(const document& in, const control& of) {
  if (of.kind == control_kind::select || of.kind == control_kind::textarea) return std::string(in.tag(of.node));
  return ascii_lower(in.attribute_or(of.node, "type", "text"));
}

}  // namespace

std::vector<filled_field> form_state::fields() const {
  std::vector<filled_field> all;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const auto& one = at(i);
    if (one.is_button()) continue;
    all.push_back({std::string(one.shown_name()), std::string(one.name), kind_of(page_.tree(), one), value_of(i)});
  }
  return all;
}

// What is sent does not name its form: most of its names tell.
node_id form_state::form_with(const entries& sent) const {
  std::map<node_id, std::size_t> fitting;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const auto& one = at(i);
    const bool named = std::ranges::any_of(sent, [&](const auto& pair) { return pair.first == one.name; });
    if (named && one.form != no_node) ++fitting[one.form];
  }
  const auto best = std::ranges::max_element(fitting, {}, [](const auto& pair) { return pair.second; });
  return best == fitting.end() ? no_node : best->first;
}

void form_state::restore(const entries& sent) {
  const auto form = form_with(sent);
  if (form == no_node) return;
  auto left = sent;
  for (auto& [name, value] : left) value = html::decode(value, charset_of(form)).text;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (at(i).form == form && !at(i).is_button() && !at(i).disabled) restore(i, left);
  }
}

void form_state::restore(std::size_t field, entries& left) {
  const auto& one = at(field);
  auto& now = states_[field];
  const auto take = [&left, &one](const std::string* value) -> std::optional<std::string> {
    const auto found = std::ranges::find_if(
        left, [&](const auto& pair) { return pair.first == one.name && (value == nullptr || pair.second == *value); });
    if (found == left.end()) return std::nullopt;
    auto taken = std::move(found->second);
    left.erase(found);
    return taken;
  };
  if (one.kind == control_kind::checkbox || one.kind == control_kind::radio) {
    now.checked = take(&now.value).has_value();
  } else if (one.kind == control_kind::select) {
    for (auto& each : now.options) each.selected = take(&each.value).has_value();
  } else if (auto value = take(nullptr)) {
    now.value = std::move(*value);
  }
}

}  // namespace parcours::drivers
