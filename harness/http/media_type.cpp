#include "harness/http/media_type.hpp"

#include "harness/base/text.hpp"

#include <algorithm>

namespace parcours::http {
namespace {

// From its opening quote to the closing one, without backslashes.
std::string take_quoted(std::string_view& rest) {
  std::string value;
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
    value += rest.front();
    rest.remove_prefix(1);
  }
  return value;
}

// Leaves the ';' of the next parameter in front.
std::pair<std::string_view, std::string> take_parameter(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const auto name = rest.substr(0, rest.find_first_of(";="));
  rest.remove_prefix(name.size());
  std::string value;
  if (rest.starts_with('=')) {
    rest.remove_prefix(1);
    value = rest.starts_with('"') ? take_quoted(rest) : std::string(trim(rest.substr(0, rest.find(';'))));
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  }
  return {name, std::move(value)};
}

}  // namespace

media_type media_type::of(std::optional<std::string_view> field) {
  media_type made;
  auto rest = field.value_or(std::string_view());
  made.essence = ascii_lower(trim(rest.substr(0, rest.find(';'))));
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  while (!rest.empty() && !made.charset) {
    rest.remove_prefix(1);
    auto [name, value] = take_parameter(rest);
    if (iequals(name, "charset") && !value.empty()) made.charset = std::move(value);
  }
  return made;
}

bool media_type::is_html() const {
  // Servers that forget the type send pages; so do those that forget the ';' behind it.
  return essence.empty() || essence.starts_with("text/html");
}
bool media_type::is_xml() const {
  return essence == "text/xml" || essence == "application/xml" || essence.ends_with("+xml");
}
bool media_type::is_json() const {
  return essence == "application/json" || essence == "text/json" || essence.ends_with("+json");
}
bool media_type::is_text() const {
  const bool script = essence.starts_with("application/") && essence.ends_with("javascript");
  return is_html() || is_xml() || is_json() || script || essence.starts_with("text/");
}

}  // namespace parcours::http
