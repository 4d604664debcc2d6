#include "harness/drivers/controls.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace parcours::drivers {
namespace {

using named_kind = std::pair<std::string_view, control_kind>;

// The types that are not typed into; every other type attribute, known or not, is a text field.
constexpr std::array<named_kind, 8> input_kinds = {{{"hidden", control_kind::hidden},
                                                    {"checkbox", control_kind::checkbox},
                                                    {"radio", control_kind::radio},
                                                    {"file", control_kind::file},
                                                    {"submit", control_kind::submit},
                                                    {"image", control_kind::image},
                                                    {"reset", control_kind::reset},
                                                    {"button", control_kind::button}}};

control_kind typed(const document& in, node_id id, control_kind otherwise) {
  const auto type = in.attribute_or(id, "type");
  const auto* found =
      std::ranges::find_if(input_kinds, [&](const named_kind& one) { return iequals(one.first, type); });
  return found == input_kinds.end() ? otherwise : found->second;
}

std::optional<control_kind> kind_of(const document& in, node_id id) {
  const auto tag = in.tag(id);
  if (tag == "input") return typed(in, id, control_kind::text);
  if (tag == "select") return control_kind::select;
  if (tag == "textarea") return control_kind::textarea;
  if (tag != "button") return std::nullopt;
  const auto kind = typed(in, id, control_kind::submit);
  return kind == control_kind::reset || kind == control_kind::button ? kind : control_kind::submit;
}

// HTML standard section 4.10.18.5: a fieldset disables what is in it, but not what is in its first legend.
bool fieldset_disables(const document& in, node_id id) {
  for (auto set = in.ancestor(id, "fieldset"); set != no_node; set = in.ancestor(set, "fieldset")) {
    if (!in.has(set, "disabled")) continue;
    node_id legend = set + 1;
    while (legend < in.end(set) && !(in.parent(legend) == set && in.is(legend, "legend"))) ++legend;
    if (legend == in.end(set) || !in.contains(legend, id)) return true;
  }
  return false;
}

node_id form_owner(const document& in, const id_index& ids, node_id id) {
  if (const auto named = in.attribute(id, "form")) {
    const auto form = ids.find(*named);
    return form != no_node && in.is(form, "form") ? form : no_node;
  }
  return in.form(id);
}

void add_label(control& to, std::string label) {
  if (!label.empty()) to.labels.push_back(std::move(label));
}

void add_own_labels(const document& in, const id_index& ids, control& to) {
  add_label(to, normalized(in.attribute_or(to.node, "aria-label")));
  if (const auto by = in.attribute(to.node, "aria-labelledby")) add_label(to, ids.texts_of(in, *by));
  if (in.is(to.node, "button")) {
    add_label(to, shown_line(in, to.node));
  } else if (to.kind == control_kind::image) {
    add_label(to, normalized(in.attribute_or(to.node, "alt")));
  } else if (to.is_button()) {
    add_label(to, normalized(in.attribute_or(to.node, "value")));
  }
  const auto placeholder = in.attribute_or(to.node, "placeholder");
  to.hint = normalized(placeholder.empty() ? in.attribute_or(to.node, "title") : placeholder);
}

// What a label element labels: the control that it names by id, else the first one in it (section 4.10.4).
node_id labelled_by(const document& in, const id_index& ids, node_id label) {
  if (const auto id = in.attribute(label, "for")) return ids.find(*id);
  for (auto below = label + 1; below < in.end(label); ++below) {
    const auto kind = kind_of(in, below);
    if (kind && *kind != control_kind::hidden) return below;
  }
  return no_node;
}

}  // namespace

std::string_view control::shown_name() const {
  if (!labels.empty()) return labels.front();
  return hint.empty() ? name : std::string_view(hint);
}

id_index::id_index(const document& in) {
  for (node_id node = 1; node < in.size(); ++node) {
    if (!in.is_element(node)) continue;
    if (const auto id = in.attribute(node, "id")) ids_.emplace_back(*id, node);
  }
  std::ranges::sort(ids_);
}

node_id id_index::find(std::string_view id) const {
  const auto found = std::ranges::lower_bound(ids_, std::pair(id, node_id{0}));
  return found != ids_.end() && found->first == id ? found->second : no_node;
}

std::string id_index::texts_of(const document& in, std::string_view list) const {
  std::string all;
  const auto words = normalized(list);
  for (const auto id : split(words, ' ')) {
    const auto node = find(id);
    if (node == no_node) continue;
    const auto text = shown_line(in, node);
    if (!all.empty() && !text.empty()) all += ' ';
    all += text;
  }
  return all;
}

std::vector<control> find_controls(const document& in, const id_index& ids) {
  std::vector<control> all;
  std::vector<node_id> labels;
  for (node_id id = 1; id < in.size(); ++id) {
    if (in.is(id, "label")) labels.push_back(id);
    const auto kind = kind_of(in, id);
    if (!kind || in.ancestor(id, "template") != no_node || in.ancestor(id, "datalist") != no_node) continue;
    all.push_back({.node = id,
                   .kind = *kind,
                   .form = form_owner(in, ids, id),
                   .name = in.attribute_or(id, "name"),
                   .disabled = in.has(id, "disabled") || fieldset_disables(in, id),
                   .read_only = in.has(id, "readonly")});
  }
  for (const auto label : labels) {
    const auto target = labelled_by(in, ids, label);
    const auto found = std::ranges::lower_bound(all, target, {}, &control::node);
    if (found != all.end() && found->node == target) add_label(*found, shown_line(in, label));
  }
  for (auto& one : all) add_own_labels(in, ids, one);
  return all;
}

}  // namespace parcours::drivers
