#include "harness/smtp/command.hpp"

#include "harness/base/text.hpp"
#include "harness/smtp/auth.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parcours::smtp {

namespace {

using refused = std::unexpected<reply>;

refused bad_syntax(std::string_view enhanced, std::string_view why) {
  return refused(reply{501, std::string(enhanced) + " Syntax error: " + std::string(why)});
}

std::string_view trim_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// No space may stand on either side of the colon (RFC 5321 section 3.3).
std::expected<path, reply> path_after(std::string_view keyword, std::string_view argument, std::string_view enhanced) {
  if (!iequals(argument.substr(0, keyword.size()), keyword)) {
    return bad_syntax("5.5.4", "expected " + std::string(keyword) + "<address>");
  }
  const auto parsed = parse_path(argument.substr(keyword.size()));
  if (!parsed) return bad_syntax(enhanced, parsed.error());
  if (!parsed->rest.empty() && !parsed->rest.starts_with(' '))
    return bad_syntax("5.5.4", "space expected after address");
  return *parsed;
}

refused unknown_parameter() { return refused(reply{555, "5.5.4 Parameter not recognized"}); }

// Puts one "KEYWORD[=value]" into `into`; false if the value is not what the keyword takes.
bool apply(std::string_view keyword, std::optional<std::string_view> value, mail_parameters& into) {
  if (iequals(keyword, "SIZE")) {
    if (into.size || !value) return false;
    into.size = parse_size(*value);
    return into.size.has_value();
  }
  if (iequals(keyword, "SMTPUTF8")) {
    if (into.utf8 || value) return false;
    return into.utf8 = true;
  }
  if (!value || !(iequals(*value, "8BITMIME") || iequals(*value, "7BIT"))) return false;
  into.eight_bit = iequals(*value, "8BITMIME");
  return true;
}

bool is_known(std::string_view keyword) {
  return iequals(keyword, "SIZE") || iequals(keyword, "BODY") || iequals(keyword, "SMTPUTF8");
}

std::expected<mail_parameters, reply> parse_parameters(std::string_view text, bool extended) {
  mail_parameters parameters;
  bool body_seen = false;
  for (const auto item : split(text, ' ')) {
    if (item.empty()) continue;
    const auto equals = item.find('=');
    const auto keyword = item.substr(0, equals);
    if (!extended || !is_known(keyword)) return unknown_parameter();
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = item.substr(equals + 1);
    const bool repeated = iequals(keyword, "BODY") && std::exchange(body_seen, true);
    if (repeated || !apply(keyword, value, parameters))
      return bad_syntax("5.5.4", "bad value of " + ascii_lower(keyword));
  }
  return parameters;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view value) {
  if (!all_digits(value) || value.size() > 20) return std::nullopt;
  std::uint64_t size = 0;
  const auto problem = std::from_chars(value.data(), value.data() + value.size(), size).ec;
  return problem == std::errc() ? size : UINT64_MAX;
}

command split_command(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return {line, {}};
  return {line.substr(0, space), trim_spaces(line.substr(space))};
}

std::size_t longest_line(std::string_view verb) {
  if (iequals(verb, "AUTH")) return longest_auth_line;
  if (iequals(verb, "MAIL")) return longest_command_line;
  if (iequals(verb, "VRFY") || iequals(verb, "EXPN")) return 512 + 10;
  return 512;
}

std::expected<mail_command, reply> parse_mail(std::string_view argument, bool extended) {
  const auto from = path_after("FROM:", argument, "5.1.7");
  if (!from) return refused(from.error());
  if (!from->has_domain && !from->address.empty()) return bad_syntax("5.1.7", "domain missing");
  const auto parameters = parse_parameters(from->rest, extended);
  if (!parameters) return refused(parameters.error());
  return mail_command{*from, *parameters};
}

std::expected<path, reply> parse_rcpt(std::string_view argument) {
  auto to = path_after("TO:", argument, "5.1.3");
  if (!to) return to;
  // RFC 5321 section 4.5.1: the reserved mailbox "postmaster" may stand without a domain.
  if (!to->has_domain && !iequals(to->address, "postmaster")) return bad_syntax("5.1.3", "domain missing");
  if (!trim_spaces(to->rest).empty()) return unknown_parameter();
  return to;
}

}  // namespace parcours::smtp
