#include "mocks/captcha/multipart.hpp"

#include "harness/base/text.hpp"

namespace parcours::mocks::captcha {

namespace {

constexpr std::size_t longest_boundary = 70;  // RFC 2046 5.1.1

std::string unquoted(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text.substr(0, text.find(';')));
  std::string made;
  for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    made += text[i];
  }
  return made;
}

// The value of a parameter of a header field: `; name=value` or `; name="value"`.
std::optional<std::string> parameter(std::string_view field, std::string_view name) {
  for (auto at = field.find(';'); at != std::string_view::npos; at = field.find(';', at + 1)) {
    const auto here = trim(field.substr(at + 1));
    const auto equals = here.find('=');
    if (equals == std::string_view::npos || !iequals(trim(here.substr(0, equals)), name)) continue;
    return unquoted(trim(here.substr(equals + 1)));
  }
  return std::nullopt;
}

std::optional<std::string> name_in(std::string_view headers) {
  for (const auto line : split(headers, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !iequals(trim(line.substr(0, colon)), "Content-Disposition")) continue;
    const auto value = trim(line.substr(colon + 1));
    if (iequals(trim(value.substr(0, value.find(';'))), "form-data")) return parameter(value, "name");
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> read_multipart(std::string_view content_type,
                                                                               std::string_view body) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return std::nullopt;
  const auto between = "\r\n--" + *boundary;
  if (!body.starts_with(std::string_view(between).substr(2))) return std::nullopt;
  body.remove_prefix(between.size() - 2);

  std::vector<std::pair<std::string, std::string>> parts;
  while (!body.starts_with("--")) {
    const auto begin = body.find("\r\n\r\n");
    const auto end = body.find(between, 2);
    if (!body.starts_with("\r\n") || begin == std::string_view::npos || end == std::string_view::npos ||
        begin + 2 > end || parts.size() == most_parts) {
      return std::nullopt;
    }
    auto name = name_in(body.substr(2, begin));
    if (!name) return std::nullopt;
    const auto content = begin + 4 <= end ? body.substr(begin + 4, end - begin - 4) : std::string_view{};
    parts.emplace_back(std::move(*name), content);
    body.remove_prefix(end + between.size());
  }
  return parts;
}

}  // namespace parcours::mocks::captcha
