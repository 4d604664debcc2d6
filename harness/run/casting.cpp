#include "harness/run/casting.hpp"

#include <algorithm>

namespace parcours::run {

namespace {

cast_member draw(const journey::subscriber_spec& spec, fakeit::identifier_rules rules, random_source random) {
  if (!spec.registered_with.empty()) {
    std::erase_if(rules.issuers, [&](const fakeit::issuer& one) { return one.name != spec.registered_with; });
  }
  return {fakeit::generator(random, std::move(rules)).person(), spec};
}

}  // namespace

cast draw_cast(const journey::journey& what, const fakeit::identifier_rules& rules, std::uint64_t seed) {
  const random_source random(seed);
  cast people{draw(what.subscriber, rules, random.derive("subscriber")), {}};
  for (const auto& [name, spec] : what.others) {
    people.others.emplace(name, draw(spec, rules, random.derive("others." + name)));
  }
  return people;
}

std::optional<std::string> field_of(const fakeit::person& who, std::string_view name) {
  if (const auto* plain = fakeit::find_field(who, name)) return *plain;
  if (name == "name") return who.given_name + " " + who.family_name;
  if (name == "wrong_key_rib") return fakeit::with_wrong_key(who.rib);
  if (name == "transposed_rib") return fakeit::with_transposed_digits(who.rib);
  const auto cut = name.find("_with_");
  const auto base = cut == std::string_view::npos ? nullptr : fakeit::find_field(who, name.substr(0, cut));
  if (base == nullptr) return std::nullopt;
  const auto mistake = name.substr(cut);
  if (mistake == "_with_spaces") return fakeit::with_spaces(*base);
  if (mistake == "_with_slip") return fakeit::near_miss(*base);
  return std::nullopt;
}

std::string describe(const fakeit::person& who) { return "AMO " + who.amo + ", RIB " + who.rib + " (synthetic)"; }

}  // namespace parcours::run
