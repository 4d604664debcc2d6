#include "harness/journey/scope.hpp"

#include "harness/base/text.hpp"
#include "harness/journey/names.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace parcours::journey {

namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_subscriber_field(std::string_view name) { return is_one_of(name, subscriber_fields) || near_miss_named(name); }

/// Cuts "subscriber.amo" after its first dot; the second half is empty where there is none.
std::pair<std::string_view, std::string_view> cut_name(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return {name, {}};
  return {name.substr(0, dot), name.substr(dot + 1)};
}

}  // namespace

std::optional<near_miss> near_miss_named(std::string_view name) {
  constexpr std::string_view prefix = "near_";
  const auto last = name.rfind('_');
  if (!name.starts_with(prefix) || last < prefix.size()) return std::nullopt;
  const auto digits = name.substr(last + 1);
  std::size_t place = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), place);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || digits.starts_with('0'))
    return std::nullopt;
  const auto* const field =
      std::ranges::find(near_fields, name.substr(prefix.size(), last - prefix.size()), &near_field::name);
  if (field == near_fields.end() || place > field->longest) return std::nullopt;
  return near_miss{field->name, place};
}

void scope::check(const template_text& text, diagnostics& out) {
  for (const auto& each : text.segments) {
    if (!each.variable) continue;
    const auto space = cut_name(each.text).first;
    const bool known = knows(each.text) && !is_filled_in(each.text);
    if (known && (space == "env" || space == "secret")) external.emplace(each.text, each.span);
    if (known) continue;
    auto hint = nearest_to(each.text);
    if (!hint.empty()) hint = fmt::format("did you mean '{}'?", hint);
    if (space == "world" && !world) hint = "write the address itself, as `parcours serve --ready-file` tells it";
    out.push_back(
        {"unknown-variable", fmt::format("nothing defines '${{{}}}'", each.text), each.span, std::move(hint), {}});
  }
}

std::string scope::nearest_to(std::string_view name) const {
  const auto all = candidates();
  const std::vector<std::string_view> views(all.begin(), all.end());
  return nearest(name, views).value_or("");
}

bool scope::is_filled_in(std::string_view name) const {
  const auto [space, rest] = cut_name(name);
  return std::ranges::find(filled_in, space == "case" ? rest : name) != filled_in.end();
}

bool scope::knows(std::string_view name) const {
  const auto [space, rest] = cut_name(name);
  if (is_filled_in(name)) return true;
  if (rest.empty()) return names.contains(space);
  if (space == "subscriber") return people && is_subscriber_field(rest);
  if (space == "others") return people && knows_person(rest);
  if (space == "fake") return fake && knows_kind(rest);
  if (space == "world") return world && is_one_of(rest, world_fields);
  return space == "env" || space == "secret";
}

bool scope::knows_person(std::string_view rest) const {
  const auto [who, field] = cut_name(rest);
  return others.contains(who) && is_subscriber_field(field);
}

bool scope::knows_kind(std::string_view kind) const {
  const std::string sized = std::string(kind.substr(0, kind.find('('))) + "(n)";
  return fake_kinds.empty() || is_one_of(kind.ends_with(')') ? sized : kind, fake_kinds);
}

std::vector<std::string> scope::candidates() const {
  std::vector<std::string> all(names.begin(), names.end());
  for (const auto& name : filled_in) all.insert(all.end(), {name, "case." + name});
  for (const auto field : subscriber_fields) {
    if (people) all.push_back(fmt::format("subscriber.{}", field));
    for (const auto& who : others) all.push_back(fmt::format("others.{}.{}", who, field));
  }
  for (const auto field : world_fields) {
    if (world) all.push_back(fmt::format("world.{}", field));
  }
  for (const auto kind : fake_kinds) all.push_back(fmt::format("fake.{}", kind));
  return all;
}

}  // namespace parcours::journey
