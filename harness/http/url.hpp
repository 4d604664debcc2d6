// Absolute http and https addresses, and references resolved against them (RFC 3986, by Boost.URL).
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
  [[nodiscard]] std::string origin() const;  ///< "http://127.0.0.1:8080"; the scheme's own port is left out
  [[nodiscard]] std::string text() const { return origin() + target; }
  [[nodiscard]] ports::endpoint where() const { return {host, port}; }
};

/// Error "bad-url" for anything but an absolute http or https address.
[[nodiscard]] result<url> parse_url(std::string_view text);
/// `reference` as a browser on `base` follows it: absolute, relative or with a query only.
[[nodiscard]] result<url> resolve(const url& base, std::string_view reference);
/// True for localhost (with the dot of the DNS root behind it too), 127.0.0.0/8 and ::1: what may be contacted without
/// anyone's leave.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace parcours::http
