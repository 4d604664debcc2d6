// A Faker for the insured of Morocco (locale fr_MA): people, identifiers and text that look right and belong to nobody.
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

/// Draws synthetic data. The same source and rules give the same values on any machine and compiler. Not thread-safe.
///
/// Nobody real is described: RIBs carry a bank code that no bank has, e-mail addresses lie under example.com or .test
/// (RFC 2606), the rest is drawn evenly. A drawn phone number may be in use (Morocco reserves no range for fiction):
/// never send anything to it.
class generator {
 public:
  /// std::invalid_argument if the bank code is not three digits.
  explicit generator(random_source random, identifier_rules rules = {});

  /// A whole person. AMO numbers, registrations of one issuer and e-mail addresses do not repeat within one generator,
  /// as long as their length leaves room for a new one.
  [[nodiscard]] struct person person();

  /// One value of a kind: see kinds(). Errors: "unknown-kind" (with the nearest name), "bad-argument".
  [[nodiscard]] result<std::string> draw(std::string_view kind);

  /// As draw(), but no value of a kind comes twice from this generator. Error "exhausted" when 1,000 draws in a row
  /// gave nothing new.
  [[nodiscard]] result<std::string> draw_unique(std::string_view kind);

  /// `pattern` with each {{kind}} replaced by a draw: "{{user_name}}{{digits(3)}}@example.com". Errors as draw(), and
  /// "bad-template" for braces that are not closed.
  [[nodiscard]] result<std::string> text(std::string_view pattern);

  /// The names that draw() knows, the issuers of the rules among them; one in the form "digits(n)" takes a length, 1 to
  /// 1,000. Valid while the generator lives.
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
