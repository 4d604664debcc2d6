#include "mocks/portal/email.hpp"

#include "harness/base/text.hpp"

#include <algorithm>

namespace parcours::mocks::portal {

namespace {

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_local(char c) { return is_alphanumeric(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").contains(c); }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

}  // namespace

bool is_email(std::string_view address) {
  const auto at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view domain = address.substr(at + 1);
  return std::ranges::all_of(address.substr(0, at), is_local) && domain.size() <= 255 && domain.contains('.') &&
         std::ranges::all_of(split(domain, '.'), is_label);
}

}  // namespace parcours::mocks::portal
