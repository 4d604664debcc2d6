// Addresses in MAIL and RCPT commands: "<local-part@domain>" (RFC 5321 section 4.1.2, RFC 6531 section 3.3).
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>

namespace parcours::smtp {

constexpr std::size_t longest_local_part = 64;  ///< octets, RFC 5321 section 4.5.3.1.1
constexpr std::size_t longest_domain = 255;     ///< octets, RFC 5321 section 4.5.3.1.2

/// A path at the beginning of a command's argument. Both views point into the parsed text.
struct path {
  std::string_view address;  ///< without angle brackets and source route; empty for "<>"
  std::string_view rest;     ///< the text after the closing bracket
  bool has_domain = true;    ///< false for "<>" and for "<postmaster>"
};

/// The error is a message for people that says what is wrong with the address. UTF-8 is accepted wherever RFC 6531
/// allows it; the caller must check whether the session allows it.
[[nodiscard]] std::expected<path, std::string_view> parse_path(std::string_view text);

/// Parses an address as Postfix and Mailpit do: spaces around the address, optional brackets, any local part, and an
/// optional domain.
[[nodiscard]] std::expected<path, std::string_view> parse_lenient_path(std::string_view text);

/// Whether `text` is a path with nothing after it, which is required of an address that is sent in a command.
[[nodiscard]] bool is_address(std::string_view text);

}  // namespace parcours::smtp
