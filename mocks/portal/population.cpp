#include "mocks/portal/population.hpp"

#include <iterator>
#include <utility>

namespace parcours::mocks::portal {

population::population(std::span<const subscriber> all) {
  for (const auto& one : all) add(one);
}

population::population(std::vector<person> all) {
  for (auto& one : all) add(std::move(one));
}

std::vector<person*> population::places() {
  std::vector<person*> made;
  made.reserve(all_.size());
  for (auto& one : all_) made.push_back(&one);
  return made;
}

person& population::add(person who) {
  person& added = all_.emplace_back(std::move(who));
  by_amo_[added.data.amo] = &added;
  if (!added.data.registration.empty()) {
    by_registration_.emplace(registration_key(added.data.issuer, added.data.registration), &added);
  }
  return added;
}

person& population::add(subscriber who) {
  person made;
  made.account.active = who.active;
  made.data = std::move(who);
  return add(std::move(made));
}

void population::remove(const person* who) {
  const auto [first, last] = by_registration_.equal_range(registration_key(who->data.issuer, who->data.registration));
  for (auto one = first; one != last;) one = one->second == who ? by_registration_.erase(one) : std::next(one);
  by_amo_.erase(who->data.amo);
  all_.remove_if([&](const person& one) { return &one == who; });
}

person* population::with_amo(std::string_view amo) const {
  const auto found = by_amo_.find(amo);
  return found == by_amo_.end() ? nullptr : found->second;
}

person* population::at(std::string_view issuer, std::string_view registration) const {
  const auto found = by_registration_.find(registration_key(issuer, registration));
  return found == by_registration_.end() ? nullptr : found->second;
}

person* population::first_of(const std::function<bool(const subscriber&)>& holds) const {
  for (const auto& [amo, who] : by_amo_) {
    if (holds(who->data)) return who;
  }
  return nullptr;
}

std::string population::registration_key(std::string_view issuer, std::string_view registration) {
  return std::string(issuer).append("\n").append(registration);
}

}  // namespace parcours::mocks::portal
