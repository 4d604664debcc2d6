#include "harness/drivers/form_state.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::drivers {
namespace {

// The standard's value sanitisation: one line, and no blanks around an address.
std::string sanitized(const document& in, const control& of, std::string_view value) {
  if (of.kind != control_kind::text) return std::string(value);
  const auto type = in.attribute_or(of.node, "type");
  if (iequals(type, "email") || iequals(type, "url")) value = trim(value);
  std::string line(value);
  std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
  return line;
}

// Section 4.10.21.4: every line break is sent as CR LF.
std::string with_crlf(std::string_view text) {
  if (text.find_first_of("\r\n") == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\r' || text[i] == '\n') {
      out += "\r\n";
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string initial_text(const document& in, const control& of) {
  if (of.kind != control_kind::textarea) return std::string(in.attribute_or(of.node, "value"));
  return in.raw_text(of.node);
}

std::string option_label(const document& in, node_id option) {
  const auto label = in.attribute_or(option, "label");
  return label.empty() ? shown_line(in, option) : normalized(label);
}

std::string_view of_submitter_or_form(const document& in, node_id button, node_id form, std::string_view name) {
  const auto own = button == no_node ? std::nullopt : in.attribute(button, "form" + std::string(name));
  return own.value_or(in.attribute_or(form, name));
}

}  // namespace

form_state::form_state(const page& of) : page_(of) {
  const auto controls = page_.controls();
  states_.reserve(controls.size());
  for (const auto& one : controls) states_.push_back(initial(one));
  keep_one_radio();
}

form_state::state form_state::initial(const control& of) const {
  const auto& tree = page_.tree();
  state fresh;
  if (of.kind == control_kind::select) {
    fresh.options = initial_options(of);
  } else if (of.kind == control_kind::checkbox || of.kind == control_kind::radio) {
    fresh.value = tree.attribute_or(of.node, "value", "on");
    fresh.checked = tree.has(of.node, "checked");
  } else {
    fresh.value = sanitized(tree, of, initial_text(tree, of));
  }
  return fresh;
}

std::vector<form_state::option> form_state::initial_options(const control& of) const {
  const auto& tree = page_.tree();
  std::vector<option> all;
  for (auto id = of.node + 1; id < tree.end(of.node); ++id) {
    if (!tree.is(id, "option")) continue;
    const auto group = tree.ancestor(id, "optgroup");
    const bool disabled = tree.has(id, "disabled") || (group != no_node && tree.has(group, "disabled"));
    const auto value = tree.attribute(id, "value");
    all.push_back({id, value ? std::string(*value) : shown_line(tree, id), disabled, tree.has(id, "selected")});
  }
  if (tree.has(of.node, "multiple")) return all;
  // A drop-down list shows exactly one: the last that is marked, else the first that may be chosen.
  const auto marked = std::ranges::find_if(all.rbegin(), all.rend(), &option::selected);
  const auto shown = marked == all.rend() ? std::ranges::find(all, false, &option::disabled) : std::prev(marked.base());
  for (auto one = all.begin(); one != all.end(); ++one) one->selected = one == shown;
  return all;
}

// Of several radio buttons of a group that the page has marked, the last one stays.
void form_state::keep_one_radio() {
  for (auto i = states_.size(); i-- > 0;) {
    if (at(i).kind != control_kind::radio || !states_[i].checked) continue;
    uncheck_group_of(i);
    states_[i].checked = true;
  }
}

void form_state::uncheck_group_of(std::size_t radio) {
  const auto& picked = at(radio);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const bool same = i == radio || (!picked.name.empty() && at(i).name == picked.name && at(i).form == picked.form);
    if (at(i).kind == control_kind::radio && same) states_[i].checked = false;
  }
}

result<void> form_state::changeable(const control& of) const {
  if (of.disabled) return fail("field-disabled", fmt::format("'{}' is disabled", of.shown_name()));
  if (of.read_only) return fail("field-read-only", fmt::format("'{}' can only be read", of.shown_name()));
  return {};
}

result<void> form_state::fill(std::size_t field, std::string_view value) {
  const auto& one = at(field);
  if (one.kind == control_kind::select) return choose(field, value);
  if (one.kind != control_kind::text && one.kind != control_kind::textarea) {
    return fail("not-a-text-field", fmt::format("nothing can be typed into '{}'", one.shown_name()));
  }
  if (auto may = changeable(one); !may) return may;
  std::erase_if(raw_, [&](const auto& set) { return set.first == one.name; });
  states_[field].value = sanitized(page_.tree(), one, value);
  return {};
}

result<void> form_state::choose(std::size_t field, std::string_view wanted) {
  const auto& one = at(field);
  if (one.kind != control_kind::select) {
    return fail("not-a-select", fmt::format("'{}' has no options to choose from", one.shown_name()));
  }
  if (auto may = changeable(one); !may) return may;
  auto& options = states_[field].options;
  const auto text = normalized(wanted);
  auto found = std::ranges::find_if(
      options, [&](const option& o) { return !o.disabled && option_label(page_.tree(), o.node) == text; });
  if (found == options.end()) {
    found = std::ranges::find_if(options, [&](const option& o) { return !o.disabled && o.value == wanted; });
  }
  if (found == options.end()) return no_such_option(field, wanted);
  if (!page_.tree().has(one.node, "multiple")) {
    for (auto& other : options) other.selected = false;
  }
  found->selected = true;
  return {};
}

std::unexpected<error> form_state::no_such_option(std::size_t field, std::string_view wanted) const {
  std::vector<std::string> labels;
  for (const auto& one : states_[field].options) {
    if (!one.disabled) labels.push_back(option_label(page_.tree(), one.node));
  }
  const std::vector<std::string_view> there(labels.begin(), labels.end());
  const auto near = nearest(wanted, there);
  return fail("no-such-option", fmt::format("'{}' has no option '{}'; it has '{}'{}", at(field).shown_name(), wanted,
                                            fmt::join(there, "', '"), near ? "; did you mean '" + *near + "'?" : ""));
}

result<void> form_state::check(std::size_t field, bool on) {
  const auto& one = at(field);
  if (one.kind != control_kind::checkbox && one.kind != control_kind::radio) {
    return fail("not-a-checkbox", fmt::format("'{}' is no box to tick", one.shown_name()));
  }
  if (one.disabled) return changeable(one);
  if (one.kind == control_kind::radio) {
    if (!on) return fail("radio-button", fmt::format("'{}' is a radio button: pick another one", one.shown_name()));
    uncheck_group_of(field);
  }
  states_[field].checked = on;
  return {};
}

void form_state::set_raw(std::string name, std::optional<std::string> value) {
  std::erase_if(raw_, [&](const auto& set) { return set.first == name; });
  raw_.emplace_back(std::move(name), std::move(value));
}

std::string form_state::value_of(std::size_t field) const {
  const auto& now = states_[field];
  const auto kind = at(field).kind;
  if (kind == control_kind::select) {
    const auto chosen = std::ranges::find_if(now.options, &option::selected);
    return chosen == now.options.end() ? std::string{} : chosen->value;
  }
  const bool box = kind == control_kind::checkbox || kind == control_kind::radio;
  return box && !now.checked ? std::string{} : now.value;
}

void form_state::reset(node_id form) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (at(i).form == form) states_[i] = initial(at(i));
  }
  keep_one_radio();
}

void form_state::add_entries(entries& to, std::size_t field, bool pressed, html::encoding charset) const {
  const auto& one = at(field);
  const auto& now = states_[field];
  if (one.disabled || (one.is_button() && !pressed)) return;
  if (one.kind == control_kind::image) {  // pressed by keyboard: at its corner
    const auto prefix = one.name.empty() ? std::string{} : std::string(one.name) + ".";
    to.emplace_back(prefix + "x", "0");
    to.emplace_back(prefix + "y", "0");
    return;
  }
  if (one.name.empty()) return;
  const std::string name = with_crlf(one.name);
  if (one.kind == control_kind::select) {
    for (const auto& each : now.options) {
      if (each.selected && !each.disabled) to.emplace_back(name, with_crlf(each.value));
    }
  } else if ((one.kind != control_kind::checkbox && one.kind != control_kind::radio) || now.checked) {
    const bool asked = one.kind == control_kind::hidden && iequals(name, "_charset_");
    to.emplace_back(name, asked ? std::string(charset.name()) : with_crlf(now.value));
  }
}

void form_state::apply_raw(entries& to) const {
  for (const auto& [name, value] : raw_) {
    if (!value) {
      std::erase_if(to, [&](const auto& entry) { return entry.first == name; });
      continue;
    }
    const auto found = std::ranges::find(to, name, &entries::value_type::first);
    if (found == to.end()) {
      to.emplace_back(name, *value);
    } else {
      found->second = *value;
    }
  }
}

// Section 4.10.21.4, "pick an encoding for the form". Browsers take commas between the labels too.
html::encoding form_state::charset_of(node_id form) const {
  auto labels = page_.tree().attribute_or(form, "accept-charset");
  constexpr std::string_view separators = " \t\n\f\r,";
  while (!labels.empty()) {
    labels.remove_prefix(std::min(labels.find_first_not_of(separators), labels.size()));
    const auto label = labels.substr(0, labels.find_first_of(separators));
    if (const auto known = html::encoding::labelled(label)) return known->for_output();
    labels.remove_prefix(label.size());
  }
  return page_.source().charset().for_output();
}

std::string form_state::encoded(node_id form, std::optional<std::size_t> button) const {
  const auto charset = charset_of(form);
  entries all;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (at(i).form == form) add_entries(all, i, button == i, charset);
  }
  apply_raw(all);
  if (charset.is_utf_8()) return form_encode(all);
  for (auto& [name, value] : all) {
    name = html::encode(name, charset);
    value = html::encode(value, charset);
  }
  return form_encode(all);
}

result<submission> form_state::submit(node_id form, std::optional<std::size_t> button) const {
  const auto& tree = page_.tree();
  const auto pressed = button ? at(*button).node : no_node;
  const bool post = iequals(of_submitter_or_form(tree, pressed, form, "method"), "post");
  const auto type = of_submitter_or_form(tree, pressed, form, "enctype");
  if (post && (iequals(type, "multipart/form-data") || iequals(type, "text/plain"))) {
    return fail("unsupported-enctype", fmt::format("the form is sent as {}, which this driver does not do", type));
  }
  auto action = trim(of_submitter_or_form(tree, pressed, form, "action"));
  return submission{post ? "POST" : "GET", std::string(action), encoded(form, button)};
}

}  // namespace parcours::drivers
