// Absolute http and https URLs, and references resolved against them (RFC 3986, with Boost.URL).
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/stream.hpp"

#include <string>
#include <string_view>

namespace parcours::http {

struct url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< name or address, without brackets
  std::uint16_t port = 80;
  std::string target = "/";  ///< path and query, never a fragment

  [[nodiscard]] bool secure() const { return scheme == "https"; }
  [[nodiscard]] std::string origin() const;  ///< "http://127.0.0.1:8080"; without the scheme's default port
  [[nodiscard]] std::string text() const { return origin() + target; }
  [[nodiscard]] ports::endpoint where() const { return {host, port}; }
};

/// Error "bad-url" for anything but an absolute http or https URL.
[[nodiscard]] result<url> parse_url(std::string_view text);
/// Resolves `reference` as a browser on page `base` does: absolute, relative, or only a query.
[[nodiscard]] result<url> resolve(const url& base, std::string_view reference);
/// True for localhost (also with a trailing dot), 127.0.0.0/8 and ::1: hosts that may be contacted without
/// authorisation.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace parcours::http
