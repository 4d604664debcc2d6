// Everyone whom the portal knows, and by which numbers.
#pragma once

#include "mocks/portal/person.hpp"

#include <functional>
#include <list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::portal {

/// Made beside the world where it is large, and then put in place of another. People stay where they are when it is
/// moved.
class population {
 public:
  population() = default;
  explicit population(std::span<const subscriber> all);
  explicit population(std::vector<person> all);
  population(population&&) = default;
  population& operator=(population&&) = default;
  population(const population&) = delete;
  population& operator=(const population&) = delete;

  person& add(person who);
  person& add(subscriber who);
  /// `who` must be one of them.
  void remove(const person* who);

  /// In the order of adding.
  [[nodiscard]] const std::list<person>& all() const { return all_; }
  [[nodiscard]] std::vector<person*> places();  ///< everyone, in the order of all()
  [[nodiscard]] person* with_amo(std::string_view amo) const;
  [[nodiscard]] person* at(std::string_view issuer, std::string_view registration) const;
  /// The first, by their AMO numbers, of whom it holds.
  [[nodiscard]] person* first_of(const std::function<bool(const subscriber&)>& holds) const;

 private:
  // No identifier that can be entered holds a line end.
  static std::string registration_key(std::string_view issuer, std::string_view registration);

  std::list<person> all_;  // a list: sessions point into it
  std::map<std::string, person*, std::less<>> by_amo_;
  std::multimap<std::string, person*, std::less<>> by_registration_;
};

}  // namespace parcours::mocks::portal
