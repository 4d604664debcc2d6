#include "harness/fakeit/person.hpp"

#include "harness/base/text.hpp"
#include "harness/fakeit/identifiers.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace parcours::fakeit {
namespace {

constexpr std::array<person_field, 13> fields{{{"given_name", &person::given_name},
                                               {"family_name", &person::family_name},
                                               {"cin", &person::cin},
                                               {"phone", &person::phone},
                                               {"email", &person::email},
                                               {"amo", &person::amo},
                                               {"affiliation", &person::affiliation},
                                               {"issuer", &person::issuer},
                                               {"registration", &person::registration},
                                               {"registration_kind", &person::registration_kind},
                                               {"rib", &person::rib},
                                               {"iban", &person::iban},
                                               {"e_mandat", &person::e_mandat}}};

constexpr std::size_t key_at = 22;

void require_valid(std::string_view rib) {
  if (check_rib(rib) != rib_check::ok) throw std::logic_error("a near miss is made from a valid RIB");
}

void require_digits(std::string_view identifier) {
  if (!all_digits(identifier)) throw std::logic_error("a near miss is made from an identifier of digits");
}

std::string with_key(std::string_view rib, int key) {
  std::string out(rib.substr(0, key_at));
  out += static_cast<char>('0' + key / 10);
  out += static_cast<char>('0' + key % 10);
  return out;
}

int key_of(std::string_view rib) { return (rib[key_at] - '0') * 10 + (rib[key_at + 1] - '0'); }

}  // namespace

std::span<const person_field> person_fields() { return fields; }

const std::string* find_field(const person& who, std::string_view name) {
  const auto* const field = std::ranges::find(fields, name, &person_field::name);
  return field == fields.end() ? nullptr : &(who.*field->value);
}

std::string with_wrong_key(std::string_view rib) {
  require_valid(rib);
  return with_key(rib, key_of(rib) % 97 + 1);
}

std::optional<std::string> with_alias_key(std::string_view rib) {
  require_valid(rib);
  switch (const int key = key_of(rib)) {
    case 97:
      return with_key(rib, 0);
    case 1:
    case 2:
      return with_key(rib, key + 97);
    default:
      return std::nullopt;
  }
}

std::string with_transposed_digits(std::string_view rib) {
  require_valid(rib);
  std::string out(rib);
  std::size_t at = key_at - 1;
  while (at > 0 && out[at] == out[at - 1]) --at;
  // 22 equal digits: swap into the key, or within it. No valid RIB has 24 equal digits.
  if (at == 0) at = out[key_at] != out[key_at - 1] ? key_at : key_at + 1;
  std::swap(out[at], out[at - 1]);
  return out;
}

std::string near_miss(std::string_view identifier) { return *near_miss_at(identifier, identifier.size()); }

std::optional<std::string> near_miss_at(std::string_view identifier, std::size_t place) {
  require_digits(identifier);
  if (place == 0 || place > identifier.size()) return std::nullopt;
  std::string out(identifier);
  char& digit = out[place - 1];
  digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
  return out;
}

std::optional<std::string> near_rib_at(std::string_view rib, std::size_t place) {
  require_valid(rib);
  const auto account = near_miss_at(rib.substr(0, key_at), place);
  if (!account) return std::nullopt;
  return *account + *rib_key(*account);
}

std::string with_spaces(std::string_view identifier) {
  require_digits(identifier);
  std::string out;
  for (std::size_t i = 0; i < identifier.size(); ++i) {
    if (i > 0 && i % 3 == 0) out += ' ';
    out += identifier[i];
  }
  return out;
}

std::string without_leading_zeros(std::string_view identifier) {
  require_digits(identifier);
  const std::size_t first = std::min(identifier.find_first_not_of('0'), identifier.size() - 1);
  return std::string(identifier.substr(first));
}

}  // namespace parcours::fakeit
