// Prevents web pages of other sites from using a console that listens on the user's machine.
#pragma once

#include "harness/http/message.hpp"
#include "harness/ports/stream.hpp"
#include "mocks/api/router.hpp"

#include <optional>
#include <string>

namespace parcours::mocks::api {

/// The response that refuses a request, or nothing if it is allowed. 421 if its Host is neither a loopback name nor
/// `host`, the configured listening address; with DNS rebinding, a foreign name resolves to this machine. 403 if a
/// browser sent it on behalf of another origin, unless it is a read (GET, HEAD, OPTIONS) of a route that is shown to
/// anyone. Clients other than browsers send neither Origin nor Sec-Fetch-Site and are allowed.
[[nodiscard]] std::optional<http::response> refusal(const http::request& what, const std::string& host, shown to);

}  // namespace parcours::mocks::api
