// Addresses as MAIL and RCPT carry them: "<local-part@domain>" (RFC 5321 section 4.1.2, RFC 6531 section 3.3).
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>

namespace parcours::smtp {

constexpr std::size_t longest_local_part = 64;  ///< octets, RFC 5321 section 4.5.3.1.1
constexpr std::size_t longest_domain = 255;     ///< octets, RFC 5321 section 4.5.3.1.2

/// A path at the beginning of a command's argument. Both views point into the text that was parsed.
struct path {
  std::string_view address;  ///< without angle brackets and source route; empty for "<>"
  std::string_view rest;     ///< what follows the closing bracket
  bool has_domain = true;    ///< false for "<>" and for "<postmaster>"
};

/// The error is a text for people: what is wrong with the address. UTF-8 is allowed wherever RFC 6531 allows it;
/// whether the session does is for the caller to say.
[[nodiscard]] std::expected<path, std::string_view> parse_path(std::string_view text);

/// As Postfix and Mailpit read it: blanks around the address, brackets or none, any name in front of the domain, which
/// may be missing.
[[nodiscard]] std::expected<path, std::string_view> parse_lenient_path(std::string_view text);

/// `text` as a path, without anything behind it: what an address must be before it may stand in a command.
[[nodiscard]] bool is_address(std::string_view text);

[[nodiscard]] bool is_ascii(std::string_view text);

}  // namespace parcours::smtp
