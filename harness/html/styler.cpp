#include "harness/html/styler.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>

namespace parcours::html {

namespace {

// As the HTML standard suggests (section 15.3), by tag, sorted. What is not named here is in a line.
enum class kind : std::uint8_t { other, none, block, cell, replaced, control, struck, details, dialog };
struct named_kind {
  std::string_view tag;
  kind is;
};
constexpr auto kinds = std::to_array<named_kind>(
    {{"address", kind::block},  {"area", kind::none},         {"article", kind::block},    {"aside", kind::block},
     {"audio", kind::replaced}, {"base", kind::none},         {"basefont", kind::none},    {"blockquote", kind::block},
     {"body", kind::block},     {"button", kind::control},    {"caption", kind::block},    {"center", kind::block},
     {"datalist", kind::none},  {"dd", kind::block},          {"del", kind::struck},       {"details", kind::details},
     {"dialog", kind::dialog},  {"dir", kind::block},         {"div", kind::block},        {"dl", kind::block},
     {"dt", kind::block},       {"fieldset", kind::block},    {"figcaption", kind::block}, {"figure", kind::block},
     {"footer", kind::block},   {"form", kind::block},        {"h1", kind::block},         {"h2", kind::block},
     {"h3", kind::block},       {"h4", kind::block},          {"h5", kind::block},         {"h6", kind::block},
     {"head", kind::none},      {"header", kind::block},      {"hgroup", kind::block},     {"hr", kind::block},
     {"html", kind::block},     {"iframe", kind::replaced},   {"input", kind::control},    {"legend", kind::block},
     {"li", kind::block},       {"link", kind::none},         {"listing", kind::block},    {"main", kind::block},
     {"menu", kind::block},     {"meta", kind::none},         {"meter", kind::replaced},   {"nav", kind::block},
     {"noembed", kind::none},   {"noframes", kind::none},     {"ol", kind::block},         {"optgroup", kind::block},
     {"option", kind::block},   {"p", kind::block},           {"param", kind::none},       {"plaintext", kind::block},
     {"pre", kind::block},      {"progress", kind::replaced}, {"rp", kind::none},          {"s", kind::struck},
     {"script", kind::none},    {"search", kind::block},      {"section", kind::block},    {"select", kind::control},
     {"strike", kind::struck},  {"style", kind::none},        {"summary", kind::block},    {"table", kind::block},
     {"tbody", kind::block},    {"td", kind::cell},           {"template", kind::none},    {"textarea", kind::control},
     {"tfoot", kind::block},    {"th", kind::cell},           {"thead", kind::block},      {"title", kind::none},
     {"tr", kind::block},       {"ul", kind::block},          {"video", kind::replaced},   {"xmp", kind::block}});
static_assert(std::ranges::is_sorted(kinds, {}, &named_kind::tag));

// Where the tags with each first letter begin: this is asked of every element.
constexpr auto letters = [] {
  std::array<std::uint8_t, 27> begins{};
  for (const auto& one : kinds) {
    for (std::size_t after = static_cast<std::size_t>(one.tag.front() - 'a') + 1; after < begins.size(); ++after) {
      ++begins[after];
    }
  }
  return begins;
}();

kind kind_of(std::string_view tag) {
  const auto letter = static_cast<unsigned char>(tag.front() - 'a');
  if (letter >= letters.size() - 1) return kind::other;
  for (std::size_t i = letters[letter]; i < letters[letter + 1U]; ++i) {
    if (kinds[i].tag == tag) return kinds[i].is;
  }
  return kind::other;
}

kind foreign_kind_of(std::string_view tag) {
  constexpr auto unseen = std::to_array<std::string_view>({"desc", "metadata", "script", "style", "title"});
  return std::ranges::find(unseen, tag) != unseen.end() ? kind::none : kind::other;
}

display display_of(kind one) {
  switch (one) {
    case kind::none:
      return display::none;
    case kind::cell:
      return display::cell;
    case kind::block:
    case kind::details:
    case kind::dialog:
      return display::block;
    default:
      return display::in_line;
  }
}

bool makes_blocks(display one) { return one == display::flex || one == display::in_line_flex; }

}  // namespace

void styler::read_sheet() {
  for (node_id id = 1; id < of_.size(); ++id) {
    if (!of_.is(id, "style")) continue;
    const auto media = of_.attribute_or(id, "media");
    if (trim(media).empty() || is_for_screens(media)) sheet_.add(of_.raw_text(id));
  }
}

node_id styler::first_summary(node_id details) const {
  auto child = details + 1;
  while (child < of_.end(details) && !of_.is(child, "summary")) child = of_.end(child);
  return child;
}

void styler::leave_out(node_id within, node_id but) {
  for (auto child = within + 1; child < of_.end(within); child = of_.end(child)) {
    if (child != but) of_.nodes_[child].rendered = false;
  }
}

style styler::style_of(node_id id) {
  style made;
  if (!sheet_.empty()) sheet_.apply(of_, id, made, steps_);
  if (const auto own = of_.attribute(id, "style")) made.add(declarations_of(*own), of_the_element);
  return made;
}

void styler::apply_rules(node_id id) {
  const auto says = style_of(id);
  auto& node = of_.nodes_[id];
  if (const auto shown = says[property::display]) node.display = static_cast<display>(*shown);
  const bool out_of_line = says.is(property::floating) || says.is(property::positioned);
  if (out_of_line && node.display == display::in_line) node.display = display::block;
  if (const auto invisible = says[property::invisible]) node.invisible = *invisible != 0;
  if (const auto tiny = says[property::tiny]) node.tiny = *tiny != 0;
  for (const auto one : {property::transparent, property::flat, property::narrow, property::struck}) {
    if (says.is(one)) node.faint = true;
  }
}

void styler::apply_to(node_id id) {
  auto& node = of_.nodes_[id];
  const auto& around = of_.nodes_[node.parent];
  const auto what = node.foreign ? foreign_kind_of(of_.tag(id)) : kind_of(of_.tag(id));
  node.display = display_of(what);
  node.invisible = around.invisible;
  node.tiny = around.tiny && what != kind::control;  // which have a size of their own
  node.faint = around.faint || what == kind::struck;
  bool styled = !sheet_.empty();
  bool open = false;
  bool removed = of_.is(id, "template");
  for (std::uint32_t i = 0; i < node.attributes; ++i) {
    const auto& [name, value] = of_.attributes_[node.first_attribute + i];
    const auto key = of_.view(name);
    if (key == "hidden") node.display = display::none;
    if (key == "style") styled = true;
    if (key == "open") open = true;
    if (key == "type" && what == kind::control && iequals(of_.view(value), "hidden"))
      removed = removed || of_.is(id, "input");
  }
  if (what == kind::dialog && !open) node.display = display::none;
  if (styled) apply_rules(id);
  if (makes_blocks(around.display) && node.display == display::in_line) node.display = display::block;
  node.rendered = node.rendered && around.rendered && !removed && node.display != display::none;
  node.hidden = !node.rendered || node.invisible;
  if (what == kind::replaced) leave_out(id);
  if (what == kind::details && !open) leave_out(id, first_summary(id));
}

void styler::apply(bool styled) {
  if (styled) read_sheet();
  for (node_id id = 1; id < of_.size(); ++id) {
    auto& node = of_.nodes_[id];
    if (node.element) {
      apply_to(id);
      continue;
    }
    const auto& around = of_.nodes_[node.parent];
    node.rendered = node.rendered && around.rendered;
    node.hidden = !node.rendered || around.invisible || around.tiny;
    node.faint = around.faint;
  }
}

}  // namespace parcours::html
