// Keeps web pages of elsewhere from using a console that listens on the user's own machine.
#pragma once

#include "harness/http/message.hpp"
#include "harness/ports/stream.hpp"
#include "mocks/api/router.hpp"

#include <optional>
#include <string>

namespace parcours::mocks::api {

/// Why a request is refused, as the answer: 421 where its Host is neither a loopback name nor `host`, the address that
/// was chosen to listen on (DNS rebinding makes a stranger's name point here), 403 where a browser sent it for a page
/// of another origin, unless it is a mere look (GET, HEAD, OPTIONS) at a route that is shown to anyone. Nothing: go on.
/// Clients other than browsers send neither Origin nor Sec-Fetch-Site and pass.
[[nodiscard]] std::optional<http::response> refusal(const http::request& what, const std::string& host, shown to);

}  // namespace parcours::mocks::api
