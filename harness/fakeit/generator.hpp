// A Faker for insured people in Morocco (locale fr_MA): people, identifiers and text that look real and belong to
// nobody.
#pragma once

#include "harness/base/random.hpp"
#include "harness/base/result.hpp"
#include "harness/fakeit/identifiers.hpp"
#include "harness/fakeit/person.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace parcours::fakeit {

/// Generates synthetic data. The same random source and rules give the same values on every machine and compiler. Not
/// thread-safe.
///
/// The data describes no real person: RIBs carry a bank code that no bank has, e-mail addresses are under example.com
/// or .test (RFC 2606), and everything else is drawn uniformly. A generated phone number may be in use, since Morocco
/// reserves no range for fiction: never send anything to it.
class generator {
 public:
  /// Throws std::invalid_argument if the bank code is not three digits.
  explicit generator(random_source random, identifier_rules rules = {});

  /// A complete person. AMO numbers, registrations of the same issuer and e-mail addresses do not repeat within one
  /// generator, as long as their length allows new values.
  [[nodiscard]] struct person person();

  /// One value of a kind: see kinds(). Errors: "unknown-kind" (with the most similar name), "bad-argument".
  [[nodiscard]] result<std::string> draw(std::string_view kind);

  /// Like draw(), but this generator returns no value of a kind twice. Error "exhausted" if 1,000 consecutive draws
  /// give no new value.
  [[nodiscard]] result<std::string> draw_unique(std::string_view kind);

  /// `pattern` with each {{kind}} replaced by a draw: "{{user_name}}{{digits(3)}}@example.com". Errors of draw(), and
  /// "bad-template" for unclosed braces.
  [[nodiscard]] result<std::string> text(std::string_view pattern);

  /// The names that draw() accepts, including the issuers of the rules. A name of the form "digits(n)" takes a length
  /// from 1 to 1,000. Valid during the lifetime of the generator.
  [[nodiscard]] std::vector<std::string_view> kinds() const;

  [[nodiscard]] const identifier_rules& rules() const { return rules_; }

 private:
  struct entry;
  static const entry table[];

  std::string cin();
  std::string phone(std::string_view trunk);
  std::string user_name(std::string_view given, std::string_view family);
  std::string email(std::string_view given, std::string_view family);
  std::string rib();
  std::string uuid();
  std::string birth_date();
  std::string sentence();
  result<std::string> draw_sized(std::string_view name, std::string_view argument);
  template <class Draw>
  result<std::string> fresh(std::string_view kind, Draw draw_one);
  template <class Draw>
  std::string fresh_or_any(std::string_view kind, Draw draw_one);

  random_source random_;
  identifier_rules rules_;
  std::map<std::string, std::unordered_set<std::string>, std::less<>> seen_;
};

}  // namespace parcours::fakeit
