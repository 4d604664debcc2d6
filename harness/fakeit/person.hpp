// A synthetic insured person, and typical mistakes in entering that person's numbers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parcours::fakeit {

/// One fictitious person with consistent numbers. Nobody real is described: see generator for how this is ensured.
struct person {
  std::string given_name;
  std::string family_name;
  std::string cin;                ///< national identity card: one or two letters, five or six digits
  std::string phone;              ///< mobile, national form: "06…" or "07…"
  std::string email;              ///< under example.com or .test (RFC 2606)
  std::string amo;                ///< registration number of the compulsory health insurance
  std::string affiliation;        ///< the mutuelle's number on the same card, easily mistaken for the AMO number
  std::string issuer;             ///< organisation that assigned `registration`: "ppr", "cmr", …
  std::string registration;       ///< identifier from the employer or pension fund
  std::string registration_kind;  ///< "employer" or "pension_fund"
  std::string rib;                ///< 24 digits with a valid key
  std::string iban;               ///< of that RIB
  std::string e_mandat;

  friend bool operator==(const person&, const person&) = default;
};

struct person_field {
  std::string_view name;
  std::string person::* value;
};
/// All fields with their names, in the order of the struct.
[[nodiscard]] std::span<const person_field> person_fields();
/// The field with this name, owned by `who`; nullptr if there is none.
[[nodiscard]] const std::string* find_field(const person& who, std::string_view name);

// Near misses, for testing what a portal refuses. A RIB must have passed check_rib() and an identifier must consist of
// one or more digits; otherwise std::logic_error.

/// The same account with another key, which is also wrong for a test that checks only mod 97.
[[nodiscard]] std::string with_wrong_key(std::string_view rib);
/// The same account with the key that a bare "mod 97 is 0" test mistakes for the right one: 00 for 97, 98 for 01, 99
/// for 02. Nothing for other keys, which have no such alias.
[[nodiscard]] std::optional<std::string> with_alias_key(std::string_view rib);
/// The account with two adjacent, different digits swapped (the last such pair), so that the key is wrong.
[[nodiscard]] std::string with_transposed_digits(std::string_view rib);

/// The same length with the last digit increased by one (9 becomes 0). The result may be somebody else's identifier.
[[nodiscard]] std::string near_miss(std::string_view identifier);
/// The same length with the digit at `place` (counted from 1) increased by one (9 becomes 0). Nothing if there is no
/// such digit.
[[nodiscard]] std::optional<std::string> near_miss_at(std::string_view identifier, std::size_t place);
/// The same for a RIB's bank, city or account (place 1 to 22), with a valid key: only a comparison with the real RIB
/// can detect it.
[[nodiscard]] std::optional<std::string> near_rib_at(std::string_view rib, std::size_t place);
/// With spaces between groups of three digits, as cards print long numbers.
[[nodiscard]] std::string with_spaces(std::string_view identifier);
/// The result of a spreadsheet that treats it as a number: without leading zeros.
[[nodiscard]] std::string without_leading_zeros(std::string_view identifier);

}  // namespace parcours::fakeit
