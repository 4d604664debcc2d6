// Decodes the content codings of bodies (RFC 9110 section 8.4.1).
#pragma once

#include "harness/base/result.hpp"
#include "harness/http/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::http {

/// The value of Accept-Encoding: the codings that decode_content() supports. It also supports x-gzip and identity.
inline constexpr std::string_view accepted_codings = "gzip, deflate, br";
/// More codings than this on one body are an error.
inline constexpr std::size_t most_codings = 5;

/// Undoes the codings of `body` that `headers` lists. An empty body is not decoded. Errors: "unknown-content-coding";
/// "unknown-transfer-coding" for any except chunked; "bad-content-coding" for a body that is truncated, corrupt or
/// followed by more data; "response-too-large" above `limit` bytes, even between two codings. The messages continue a
/// sentence that begins "… answered with ".
[[nodiscard]] result<std::string> decode_content(std::string body, const fields& headers, std::size_t limit);

}  // namespace parcours::http
