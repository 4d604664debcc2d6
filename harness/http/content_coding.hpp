// Content codings (RFC 9110 section 8.4.1): what a server did to a body to make it smaller, undone.
#pragma once

#include "harness/base/result.hpp"
#include "harness/http/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::http {

/// The value of Accept-Encoding: what decode_content() knows. It knows x-gzip and identity as well.
inline constexpr std::string_view accepted_codings = "gzip, deflate, br";
/// A body that was coded more often is an error.
inline constexpr std::size_t most_codings = 5;

/// `body` as it was before the codings that `headers` lists were applied to it. An empty body has none. Errors:
/// "unknown-content-coding", "unknown-transfer-coding" for what is neither known nor chunked, "bad-content-coding" for
/// a body that is cut short, corrupt or followed by more, "response-too-large" above `limit` bytes, between two codings
/// too. Their messages go on after "… answered with ".
[[nodiscard]] result<std::string> decode_content(std::string body, const fields& headers, std::size_t limit);

}  // namespace parcours::http
