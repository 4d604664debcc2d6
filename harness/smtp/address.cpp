#include "harness/smtp/address.hpp"

#include "harness/base/text.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <string>

namespace parcours::smtp {

namespace {

bool is_let_dig(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) > 127;
}

bool is_atext(char c) {
  return is_let_dig(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// The length of the quoted string at the beginning of `text`, quotes included; 0 if it is none.
std::size_t quoted_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
    if (i >= text.size() || static_cast<unsigned char>(text[i]) < ' ' || text[i] == '\x7f') return 0;
  }
  return 0;
}

// Local-part = Dot-string / Quoted-string
std::size_t local_part_length(std::string_view text) {
  if (text.starts_with('"')) return quoted_length(text);
  std::size_t i = 0;
  while (i < text.size() && (is_atext(text[i]) || (text[i] == '.' && i > 0 && text[i - 1] != '.'))) ++i;
  return i > 0 && text[i - 1] == '.' ? 0 : i;
}

bool is_label(std::string_view label) {
  const auto allowed = [](char c) { return is_let_dig(c) || c == '-'; };
  return !label.empty() && label.size() <= 63 && is_let_dig(label.front()) && is_let_dig(label.back()) &&
         std::ranges::all_of(label, allowed);
}

// RFC 5321 section 4.1.3. IPv6 is the only tag that is registered.
bool is_address_literal(std::string_view text) {
  if (text.size() < 3 || !text.ends_with(']')) return false;
  const auto inside = text.substr(1, text.size() - 2);
  constexpr std::string_view tag = "IPv6:";
  boost::system::error_code no_address;
  if (!iequals(inside.substr(0, tag.size()), tag)) {
    (void)boost::asio::ip::make_address_v4(inside, no_address);
    return !no_address;
  }
  const auto address = inside.substr(tag.size());
  (void)boost::asio::ip::make_address_v6(address, no_address);
  return !no_address && !address.contains('%');  // a zone is of one machine only
}

bool is_domain(std::string_view text) {
  if (text.starts_with('[')) return is_address_literal(text);
  return std::ranges::all_of(split(text, '.'), is_label);
}

// "@one,@two:" in front of the mailbox must be accepted and should be ignored (RFC 5321 section 4.1.1.3).
std::size_t source_route_length(std::string_view text) {
  if (!text.starts_with('@')) return 0;
  const auto colon = text.find(':');
  return colon == std::string_view::npos ? 0 : colon + 1;
}

}  // namespace

std::expected<path, std::string_view> parse_path(std::string_view text) {
  if (!text.starts_with('<')) return std::unexpected("address must stand in angle brackets");
  text.remove_prefix(1);
  if (text.starts_with('>')) return path{{}, text.substr(1), false};
  text.remove_prefix(source_route_length(text));
  const auto local = local_part_length(text);
  if (local == 0) return std::unexpected("malformed local part");
  if (local > longest_local_part) return std::unexpected("local part longer than 64 octets");
  const bool has_domain = text.substr(local).starts_with('@');
  const auto end = text.find('>', local);
  if (end == std::string_view::npos) return std::unexpected("closing bracket missing");
  if (!has_domain && end != local) return std::unexpected("malformed local part");
  if (has_domain) {
    const auto domain = text.substr(local + 1, end - local - 1);
    if (domain.size() > longest_domain) return std::unexpected("domain longer than 255 octets");
    if (!is_domain(domain)) return std::unexpected("malformed domain");
  }
  if (!is_utf8(text.substr(0, end))) return std::unexpected("address is not UTF-8");
  return path{text.substr(0, end), text.substr(end + 1), has_domain};
}

std::expected<path, std::string_view> parse_lenient_path(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const bool bracketed = text.starts_with('<');
  if (bracketed) text.remove_prefix(1);
  const auto end = bracketed ? text.find('>') : std::min(text.find_first_of(" \t"), text.size());
  if (end == std::string_view::npos) return std::unexpected("closing bracket missing");
  auto address = trim(text.substr(0, end));
  const auto rest = text.substr(end + (bracketed ? 1 : 0));
  address.remove_prefix(source_route_length(address));
  if (address.empty() && !bracketed) return std::unexpected("address missing");
  if (address.size() > longest_local_part + 1 + longest_domain)
    return std::unexpected("address longer than 320 octets");
  const auto forbidden = [](char c) { return (c >= 0 && c <= ' ') || c == '\x7f' || c == '<' || c == '>'; };
  if (!is_utf8(address)) return std::unexpected("address is not UTF-8");
  const std::string strict = "<" + std::string(address) + ">";
  if (std::ranges::any_of(address, forbidden) && !parse_path(strict)) return std::unexpected("malformed address");
  return path{address, rest, address.contains('@')};
}

bool is_address(std::string_view text) {
  const std::string bracketed = "<" + std::string(text) + ">";
  const auto parsed = parse_path(bracketed);
  return parsed && parsed->rest.empty() && parsed->has_domain && parsed->address == text;
}

}  // namespace parcours::smtp
