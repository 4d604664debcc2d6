#include "harness/http/message.hpp"

#include "harness/base/text.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>

namespace parcours::http {

std::optional<std::string_view> fields::find(std::string_view name) const {
  const auto found = std::ranges::find_if(items_, [&](const field& item) { return iequals(item.name, name); });
  if (found == items_.end()) return std::nullopt;
  return found->value;
}

void fields::set(std::string_view name, std::string value) {
  std::erase_if(items_, [&](const field& item) { return iequals(item.name, name); });
  add(std::string(name), std::move(value));
}

std::string_view reason_phrase(unsigned status) {
  const auto text = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  return {text.data(), text.size()};
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find_first_of("?#")); }

std::optional<std::string> query_parameter(std::string_view target, std::string_view name) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return std::nullopt;
  for (auto& [key, value] : form_decode(target.substr(mark + 1))) {
    if (key == name) return std::move(value);
  }
  return std::nullopt;
}

std::optional<std::string> address_parameter(std::string_view target, std::string_view name) {
  std::string literal;
  for (const char c : target) c == '+' ? literal.append("%2B") : literal.append(1, c);
  return query_parameter(literal, name);
}

}  // namespace parcours::http
