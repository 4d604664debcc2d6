#include "harness/journey/scope.hpp"

#include "harness/journey/names.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// Cuts "subscriber.amo" after its first dot; the second half is empty where there is none.
std::pair<std::string_view, std::string_view> cut_name(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return {name, {}};
  return {name.substr(0, dot), name.substr(dot + 1)};
}

}  // namespace

void scope::check(const template_text& text, diagnostics& out) {
  for (const auto& each : text.segments) {
    if (!each.variable || knows(each)) continue;
    const auto all = candidates();
    const std::vector<std::string_view> views(all.begin(), all.end());
    out.push_back({"unknown-variable",
                   fmt::format("nothing defines '${{{}}}'", each.text),
                   each.span,
                   yaml::did_you_mean(each.text, views),
                   {}});
  }
}

bool scope::knows(const segment& variable) {
  const auto [space, rest] = cut_name(variable.text);
  if (rest.empty()) return names.contains(space);
  if (space == "subscriber") return people && is_one_of(rest, subscriber_fields);
  if (space == "others") return people && knows_person(rest);
  if (space == "fake") return fake && knows_kind(rest);
  if (space == "world") return world && is_one_of(rest, world_fields);
  if (space != "env" && space != "secret") return false;
  external.emplace(variable.text, variable.span);
  return true;
}

bool scope::knows_person(std::string_view rest) const {
  const auto [who, field] = cut_name(rest);
  return others.contains(who) && is_one_of(field, subscriber_fields);
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
