#include "harness/smtp/address.hpp"

#include "harness/base/text.hpp"

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

bool is_domain(std::string_view text) {
  if (text.starts_with('[')) {  // address-literal: dcontent is printable ASCII without brackets and backslash
    const auto allowed = [](char c) { return c > ' ' && c < '\x7f' && c != '[' && c != '\\' && c != ']'; };
    return text.size() > 2 && text.ends_with(']') && std::ranges::all_of(text.substr(1, text.size() - 2), allowed);
  }
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

bool is_address(std::string_view text) {
  const std::string bracketed = "<" + std::string(text) + ">";
  const auto parsed = parse_path(bracketed);
  return parsed && parsed->rest.empty() && parsed->has_domain && parsed->address == text;
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) > 127; });
}

}  // namespace parcours::smtp
