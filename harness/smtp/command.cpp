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

// What stands behind "FROM" or "TO" and its colon, and whether there was a blank before the colon.
struct behind_colon {
  std::string_view text;
  bool blank_before = false;
};
std::optional<behind_colon> after_colon(std::string_view keyword, std::string_view argument) {
  if (!iequals(argument.substr(0, keyword.size()), keyword)) return std::nullopt;
  argument.remove_prefix(keyword.size());
  const auto colon = argument.find_first_not_of(" \t");
  if (colon == std::string_view::npos || argument[colon] != ':') return std::nullopt;
  return behind_colon{argument.substr(colon + 1), colon > 0};
}

// RFC 5321 section 3.3.
constexpr std::string_view no_blanks = ", no blank may stand beside the colon (RFC 5321 section 3.3)";

std::expected<path, reply> path_after(std::string_view keyword, std::string_view argument, std::string_view enhanced,
                                      grammar by) {
  const auto given = after_colon(keyword, argument);
  const std::string wanted = "expected " + std::string(keyword) + ":<address>";
  if (!given) return bad_syntax("5.5.4", wanted);
  const bool strict = by == grammar::strict;
  if (strict && given->blank_before) return bad_syntax("5.5.4", wanted + std::string(no_blanks));
  if (strict && (given->text.starts_with(' ') || given->text.starts_with('\t'))) {
    return bad_syntax(enhanced, wanted + std::string(no_blanks));
  }
  const auto parsed = strict ? parse_path(given->text) : parse_lenient_path(given->text);
  if (!parsed) return bad_syntax(enhanced, parsed.error());
  if (!parsed->rest.empty() && !parsed->rest.starts_with(' '))
    return bad_syntax("5.5.4", "space expected after address");
  return *parsed;
}

refused unknown_parameter() { return refused(reply{555, "5.5.4 Parameter not recognized"}); }

// RFC 3461 section 4: printable ASCII but "+" and "=", and "+" with two upper-case hexadecimal digits.
bool is_xtext(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      const auto pair = text.substr(i + 1, 2);
      if (pair.size() != 2 || pair.find_first_not_of(digits) != std::string_view::npos) return false;
      i += 2;
    } else if (text[i] <= ' ' || text[i] > '~' || text[i] == '=') {
      return false;
    }
  }
  return !text.empty();
}

bool is_unitext(std::string_view text) {
  const auto allowed = [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f' && c != '='; };
  return !text.empty() && is_utf8(text) && std::ranges::all_of(text, allowed);
}

// Of what is_xtext() holds for.
std::string decoded_xtext(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int code = text[i];
    if (text[i] == '+') {
      std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16);
      i += 2;
    }
    out += static_cast<char>(code);
  }
  return out;
}

// RFC 3461 sections 4.2 and 4.4: what xtext stands for is printable ASCII, since it is to stand in a notification.
bool is_printable_xtext(std::string_view text) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  return is_xtext(text) && std::ranges::all_of(decoded_xtext(text), printable);
}

bool set_once(std::string& to, std::string value) {
  if (!to.empty()) return false;
  to = std::move(value);
  return true;
}

// Each of these puts one "KEYWORD=value" into `into`; false if the value is not what the keyword takes, or comes twice.
bool apply_size(std::string_view value, mail_parameters& into) {
  if (into.size) return false;
  into.size = parse_size(value);
  return into.size.has_value();
}

bool apply_ret(std::string_view value, mail_parameters& into) {
  if (!iequals(value, "FULL") && !iequals(value, "HDRS")) return false;
  return set_once(into.return_content, ascii_upper(value));
}

bool apply_envid(std::string_view value, mail_parameters& into) {
  constexpr std::size_t longest = 100;
  return value.size() <= longest && is_printable_xtext(value) && set_once(into.id, std::string(value));
}

// RFC 4954 section 5: a mailbox as xtext, or "<>".
bool apply_auth(std::string_view value, mail_parameters& into) {
  if (value == "<>") return set_once(into.submitter, "<>");
  if (!is_xtext(value)) return false;
  auto mailbox = decoded_xtext(value);
  return is_address(mailbox) && set_once(into.submitter, std::move(mailbox));
}

bool apply_notify(std::string_view value, delivery_request& into) {
  const auto words = split(value, ',');
  const auto known = [](std::string_view word) {
    return iequals(word, "SUCCESS") || iequals(word, "FAILURE") || iequals(word, "DELAY");
  };
  const bool never = words.size() == 1 && iequals(words[0], "NEVER");
  return (never || std::ranges::all_of(words, known)) && set_once(into.notify, ascii_upper(value));
}

bool apply_orcpt(std::string_view value, delivery_request& into) {
  constexpr std::size_t longest = 500;
  const auto semicolon = value.find(';');
  if (value.size() > longest || semicolon == std::string_view::npos || !is_xtext(value.substr(0, semicolon)))
    return false;
  const auto address = value.substr(semicolon + 1);
  // RFC 6533 section 3: of the type utf-8, and in a transaction with SMTPUTF8, it may be UTF-8 as it is.
  const bool well = iequals(value.substr(0, semicolon), "utf-8") ? is_unitext(address) : is_printable_xtext(address);
  return well && set_once(into.original, std::string(value));
}

// Null value: the keyword stands alone. Nothing: the keyword is unknown.
std::optional<bool> apply(std::string_view keyword, std::optional<std::string_view> value, mail_parameters& into) {
  if (iequals(keyword, "SMTPUTF8")) return !value && !std::exchange(into.utf8, true);
  if (iequals(keyword, "SIZE")) return value && apply_size(*value, into);
  if (iequals(keyword, "RET")) return value && apply_ret(*value, into);
  if (iequals(keyword, "ENVID")) return value && apply_envid(*value, into);
  if (iequals(keyword, "AUTH")) return value && apply_auth(*value, into);
  if (!iequals(keyword, "BODY")) return std::nullopt;
  const bool known = value && (iequals(*value, "8BITMIME") || iequals(*value, "7BIT"));
  return known && !std::exchange(into.body_seen, true);
}

std::optional<bool> apply(std::string_view keyword, std::optional<std::string_view> value, delivery_request& into) {
  if (iequals(keyword, "NOTIFY")) return value && apply_notify(*value, into);
  if (iequals(keyword, "ORCPT")) return value && apply_orcpt(*value, into);
  return std::nullopt;
}

template <class Parameters>
std::expected<Parameters, reply> parse_parameters(std::string_view text, bool extended) {
  Parameters parameters;
  for (const auto item : split(text, ' ')) {
    if (item.empty()) continue;
    const auto equals = item.find('=');
    const auto keyword = item.substr(0, equals);
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = item.substr(equals + 1);
    const auto well = apply(keyword, value, parameters);
    if (!extended || !well) return unknown_parameter();
    if (!*well) return bad_syntax("5.5.4", "bad value of " + ascii_lower(keyword));
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

std::size_t longest_line(std::string_view verb, grammar by) {
  const std::size_t least = by == grammar::lenient ? 2048 : 512;
  if (iequals(verb, "AUTH")) return longest_auth_line;
  if (iequals(verb, "MAIL")) return std::max<std::size_t>(least, 512 + 26 + 10 + 107 + 500);
  if (iequals(verb, "RCPT")) return std::max<std::size_t>(least, 512 + 500);
  return least;
}

std::optional<chunk_command> parse_bdat(std::string_view argument) {
  const auto space = argument.find(' ');
  const auto size = parse_size(argument.substr(0, space));
  if (!size) return std::nullopt;
  const auto mark = space == std::string_view::npos ? std::string_view() : trim_spaces(argument.substr(space));
  return chunk_command{*size, iequals(mark, "LAST"), mark.empty() || iequals(mark, "LAST")};
}

std::expected<mail_command, reply> parse_mail(std::string_view argument, bool extended, grammar by) {
  const auto from = path_after("FROM", argument, "5.1.7", by);
  if (!from) return refused(from.error());
  if (by == grammar::strict && !from->has_domain && !from->address.empty())
    return bad_syntax("5.1.7", "domain missing");
  const auto parameters = parse_parameters<mail_parameters>(from->rest, extended);
  if (!parameters) return refused(parameters.error());
  return mail_command{*from, *parameters};
}

std::expected<rcpt_command, reply> parse_rcpt(std::string_view argument, bool extended, grammar by) {
  const auto to = path_after("TO", argument, "5.1.3", by);
  if (!to) return refused(to.error());
  // RFC 5321 section 4.5.1: the reserved mailbox "postmaster" may stand without a domain.
  const bool complete = to->has_domain || iequals(to->address, "postmaster");
  if (to->address.empty()) return bad_syntax("5.1.3", "address missing");
  if (by == grammar::strict && !complete) return bad_syntax("5.1.3", "domain missing");
  const auto request = parse_parameters<delivery_request>(to->rest, extended);
  if (!request) return refused(request.error());
  return rcpt_command{*to, *request};
}

}  // namespace parcours::smtp
