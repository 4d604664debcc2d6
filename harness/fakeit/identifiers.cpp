#include "harness/fakeit/identifiers.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parcours::fakeit {
namespace {

constexpr std::array<bank, 6> banks{{{"007", "Attijariwafa bank"},
                                     {"011", "Bank of Africa (BMCE)"},
                                     {"013", "BMCI"},
                                     {"021", "Crédit du Maroc"},
                                     {"022", "Saham Bank (ex Société Générale Maroc)"},
                                     {"230", "CIH Bank"}}};

constexpr std::size_t account_length = 22;
constexpr std::size_t rib_length = 24;

unsigned mod_97(std::string_view digits, unsigned rest = 0) {
  for (const char digit : digits) rest = (rest * 10 + static_cast<unsigned>(digit - '0')) % 97;
  return rest;
}

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

// libphonenumber, MA, mobile: 6(?:[0-79]\d|8[0-247-9])\d{6}|7(?:[016-8]\d|2[0-8]|5[0-5])\d{6}
constexpr bool is_mobile_prefix(unsigned prefix) {
  const unsigned tens = prefix / 10 % 10;
  const unsigned ones = prefix % 10;
  if (prefix / 100 == 6) return tens != 8 || (ones != 3 && ones != 5 && ones != 6);
  if (prefix / 100 != 7) return false;
  return tens <= 1 || (tens >= 6 && tens <= 8) || (tens == 2 && ones <= 8) || (tens == 5 && ones <= 5);
}

constexpr std::size_t prefix_count = [] {
  std::size_t count = 0;
  for (unsigned prefix = 0; prefix < 1000; ++prefix) count += is_mobile_prefix(prefix) ? 1 : 0;
  return count;
}();

constexpr auto prefixes = [] {
  std::array<std::uint16_t, prefix_count> out{};
  std::size_t at = 0;
  for (std::uint16_t prefix = 0; prefix < 1000; ++prefix)
    if (is_mobile_prefix(prefix)) out[at++] = prefix;
  return out;
}();

}  // namespace

std::string_view to_string(issuer_kind kind) { return kind == issuer_kind::employer ? "employer" : "pension_fund"; }

std::span<const bank> known_banks() { return banks; }

std::optional<std::string> rib_key(std::string_view account) {
  if (account.size() != account_length || !all_digits(account)) return std::nullopt;
  return two_digits(97 - mod_97("00", mod_97(account)));
}

rib_check check_rib(std::string_view rib) {
  if (rib.size() != rib_length || !all_digits(rib)) return rib_check::not_24_digits;
  return rib_key(rib.substr(0, account_length)) == rib.substr(account_length) ? rib_check::ok : rib_check::wrong_key;
}

std::optional<std::string> iban_of(std::string_view rib) {
  if (rib.size() != rib_length || !all_digits(rib)) return std::nullopt;
  // M is 22 and A is 10 (ISO 13616); the check digits themselves count as 00.
  const std::string check = two_digits(98 - mod_97("221000", mod_97(rib)));
  return fmt::format("MA{}{}", check, rib);
}

iban_check check_iban(std::string_view iban) {
  constexpr std::size_t head = 4;
  if (iban.size() != head + rib_length || !iban.starts_with("MA") || !all_digits(iban.substr(2)))
    return iban_check::malformed;
  const std::string_view rib = iban.substr(head);
  if (iban_of(rib) != iban) return iban_check::wrong_check_digits;
  return check_rib(rib) == rib_check::ok ? iban_check::ok : iban_check::wrong_rib_key;
}

bool is_mobile_phone(std::string_view number) {
  const std::string_view national = number.starts_with("+212") ? number.substr(4)
                                    : number.starts_with("0")  ? number.substr(1)
                                                               : std::string_view();
  if (national.size() != 9 || !all_digits(national)) return false;
  const int prefix = (national[0] - '0') * 100 + (national[1] - '0') * 10 + (national[2] - '0');
  return is_mobile_prefix(static_cast<unsigned>(prefix));
}

std::span<const std::uint16_t> mobile_prefixes() { return prefixes; }

}  // namespace parcours::fakeit
