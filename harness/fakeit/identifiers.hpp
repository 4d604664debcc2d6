// The numbers that the health insurer, employers, pension funds and banks assign to a person in Morocco, and their
// validation. All of them are text: a leading zero is part of the number. Everything here is pure and thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::fakeit {

/// The kind of organisation that assigned an identifier that can be used instead of the AMO number (leaflet, step 3).
enum class issuer_kind { employer, pension_fund };
[[nodiscard]] std::string_view to_string(issuer_kind kind);  ///< "employer", "pension_fund"

struct issuer {
  std::string name;  ///< lower case, also the name of a kind of synthetic data: "ppr"
  issuer_kind kind;
  std::size_t length;  ///< in digits
};

/// Lengths in digits. None of them is published: every value is an assumption and should be set to what the portal
/// under test expects.
struct identifier_rules {
  std::size_t amo_length = 9;          ///< assurance maladie obligatoire; no check digit is known
  std::size_t affiliation_length = 8;  ///< the mutuelle's number, on the same card
  std::size_t e_mandat_length = 10;
  /// The first three digits of generated RIBs. The highest code in any published list of Moroccan banks is below 500,
  /// so 999 belongs to no bank and no generated account can be anyone's.
  std::string bank_code = "999";
  /// The public employers' PPR, SOM and DOTI numbers, and the pension funds CMR and RCAR.
  std::vector<issuer> issuers = {{"ppr", issuer_kind::employer, 7},
                                 {"som", issuer_kind::employer, 7},
                                 {"doti", issuer_kind::employer, 7},
                                 {"cmr", issuer_kind::pension_fund, 8},
                                 {"rcar", issuer_kind::pension_fund, 8}};
};

struct bank {
  std::string_view code;
  std::string_view name;
};
/// Banks whose codes are confirmed by two or more public sources; other published codes contradict each other.
[[nodiscard]] std::span<const bank> known_banks();

/// The two key digits, "01" to "97", for the first 22 digits of a RIB (bank 3, city 3, account 16): 97 − (digits × 100
/// mod 97). Nothing unless there are 22 digits.
[[nodiscard]] std::optional<std::string> rib_key(std::string_view account);

enum class rib_check { ok, not_24_digits, wrong_key };
/// Compares the key with the computed one. Testing only that the whole number mod 97 is 0 would accept the keys 00, 98
/// and 99 for 97, 01 and 02. The bank code is not checked, since the published lists are incomplete.
[[nodiscard]] rib_check check_rib(std::string_view rib);

/// "MA", two check digits (ISO 13616, ISO 7064 MOD 97-10), and the RIB. Nothing unless there are 24 digits. The RIB's
/// key is not checked; if it is right, the check digits are always 64.
[[nodiscard]] std::optional<std::string> iban_of(std::string_view rib);

enum class iban_check { ok, malformed, wrong_check_digits, wrong_rib_key };
/// Checks the electronic format: 28 characters without spaces.
[[nodiscard]] iban_check check_iban(std::string_view iban);

/// A Moroccan mobile number: "+212" or "0" and nine digits, as in libphonenumber's metadata for MA.
[[nodiscard]] bool is_mobile_phone(std::string_view number);

/// The three digits with which the national part of a mobile number can begin, ascending: 600 to 799.
[[nodiscard]] std::span<const std::uint16_t> mobile_prefixes();

}  // namespace parcours::fakeit
