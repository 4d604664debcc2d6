#include "mocks/portal/email.hpp"

#include "harness/base/text.hpp"

#include <algorithm>

namespace parcours::mocks::portal {

namespace {

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_atom(char c) { return is_alphanumeric(c) || std::string_view("!#$%&'*+/=?^_`{|}~-").contains(c); }

/// A dot-string (RFC 5321, 4.1.2): no dot at either end, nor two in a row.
bool is_dot_string(std::string_view local) {
  return std::ranges::all_of(split(local, '.'),
                             [](std::string_view atom) { return !atom.empty() && std::ranges::all_of(atom, is_atom); });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

}  // namespace

bool is_email(std::string_view address) {
  const auto at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view domain = address.substr(at + 1);
  return is_dot_string(address.substr(0, at)) && domain.size() <= 255 && domain.contains('.') &&
         std::ranges::all_of(split(domain, '.'), is_label);
}

}  // namespace parcours::mocks::portal
