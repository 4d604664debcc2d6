#include "harness/run/personas.hpp"

#include "harness/journey/names.hpp"

#include <algorithm>

namespace parcours::run {

namespace {

persona draw(const journey::subscriber_spec& spec, fakeit::identifier_rules rules, random_source random) {
  const auto wanted = journey::to_string(spec.registered_with);
  std::erase_if(rules.issuers, [wanted](const fakeit::issuer& one) { return one.name != wanted; });
  return {fakeit::generator(random, std::move(rules)).person(), spec};
}

}  // namespace

personas draw_personas(const journey::journey_case& what, const fakeit::identifier_rules& rules, std::uint64_t seed) {
  const random_source random(seed);
  personas people{draw(what.subscriber, rules, random.derive("subscriber")), {}};
  for (const auto& [name, spec] : what.others) {
    people.others.emplace(name, draw(spec, rules, random.derive("others." + name)));
  }
  return people;
}

std::optional<std::string> field_of(const fakeit::person& who, std::string_view name) {
  if (const auto* plain = fakeit::find_field(who, name)) return *plain;
  if (name == "wrong_key_rib") return fakeit::with_wrong_key(who.rib);
  if (name == "transposed_rib") return fakeit::with_transposed_digits(who.rib);
  if (name == "near_amo") return fakeit::near_miss(who.amo);
  if (name == "spaced_amo") return fakeit::with_spaces(who.amo);
  const auto near = journey::near_miss_named(name);
  if (!near) return std::nullopt;
  const auto& whole = *fakeit::find_field(who, near->field);
  return near->field == "rib" ? fakeit::near_rib_at(whole, near->place) : fakeit::near_miss_at(whole, near->place);
}

std::optional<std::string> person_variable(const fakeit::person& who, std::string_view name) {
  constexpr std::string_view family = "subscriber.";
  if (!name.starts_with(family)) return std::nullopt;
  return field_of(who, name.substr(family.size()));
}

std::optional<std::string> variable_of(const personas& people, std::string_view name) {
  constexpr std::string_view family = "others.";
  if (!name.starts_with(family)) return person_variable(people.subscriber.person, name);
  const auto rest = name.substr(family.size());
  const auto dot = rest.find('.');
  const auto found = people.others.find(std::string(rest.substr(0, dot)));
  if (found == people.others.end() || dot == std::string_view::npos) return std::nullopt;
  return field_of(found->second.person, rest.substr(dot + 1));
}

std::string describe(const fakeit::person& who) { return "AMO " + who.amo + ", RIB " + who.rib + " (synthetic)"; }

}  // namespace parcours::run
