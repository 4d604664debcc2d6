// A synthetic insured person, and the mistakes that people make with such a person's numbers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parcours::fakeit {

/// One made-up person whose numbers agree with one another. Nobody is meant: see generator for what makes sure of it.
struct person {
  std::string given_name;
  std::string family_name;
  std::string cin;                ///< national identity card: one or two letters, five or six digits
  std::string phone;              ///< mobile, national form: "06…" or "07…"
  std::string email;              ///< under example.com or .test (RFC 2606)
  std::string amo;                ///< registration number of the compulsory health insurance
  std::string affiliation;        ///< the mutuelle's number on the same card, easily taken for the AMO number
  std::string issuer;             ///< who gave `registration`: "ppr", "cmr", …
  std::string registration;       ///< identifier of the employer or pension fund
  std::string registration_kind;  ///< "employer" or "pension_fund"
  std::string rib;                ///< 24 digits with a right key
  std::string iban;               ///< of that RIB
  std::string e_mandat;

  friend bool operator==(const person&, const person&) = default;
};

struct person_field {
  std::string_view name;
  std::string person::* value;
};
/// Every field by its name, in the order of the struct.
[[nodiscard]] std::span<const person_field> person_fields();
/// The field of that name, owned by `who`; nullptr if there is none.
[[nodiscard]] const std::string* find_field(const person& who, std::string_view name);

// Near misses, for tests of what a portal refuses. A RIB must have passed check_rib(), an identifier must be one or
// more digits: otherwise std::logic_error.

/// The same account with another key, wrong also for those who test only mod 97.
[[nodiscard]] std::string with_wrong_key(std::string_view rib);
/// The same account with the key that a bare "mod 97 is 0" test takes for the right one: 00 for 97, 98 for 01, 99 for
/// 02. Nothing for other keys, which have no alias.
[[nodiscard]] std::optional<std::string> with_alias_key(std::string_view rib);
/// Two unlike neighbouring digits swapped, the last such pair of the account: the key no longer fits.
[[nodiscard]] std::string with_transposed_digits(std::string_view rib);

/// Of the same length, its last digit one higher (9 becomes 0). It may be somebody else's identifier.
[[nodiscard]] std::string near_miss(std::string_view identifier);
/// Of the same length, its digit at `place` (from 1) one higher, 9 becomes 0. Nothing where it has no such place.
[[nodiscard]] std::optional<std::string> near_miss_at(std::string_view identifier, std::size_t place);
/// The same of a RIB's bank, city or account (place 1 to 22), with the key that fits: only a comparison can tell.
[[nodiscard]] std::optional<std::string> near_rib_at(std::string_view rib, std::size_t place);
/// Typed with blanks between groups of three digits, as cards print long numbers.
[[nodiscard]] std::string with_spaces(std::string_view identifier);
/// What remains when a spreadsheet takes it for a number: without its leading zeros.
[[nodiscard]] std::string without_leading_zeros(std::string_view identifier);

}  // namespace parcours::fakeit
