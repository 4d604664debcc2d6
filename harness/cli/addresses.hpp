// The addresses among the options of serve: read, checked before anything listens, and explained where one is taken.
#pragma once

#include "harness/base/result.hpp"
#include "harness/cli/options.hpp"
#include "harness/ports/stream.hpp"

#include <string>

namespace parcours::cli {

/// HOST:PORT; an IPv6 address stands in brackets. Error "bad-address".
[[nodiscard]] result<ports::endpoint> parse_endpoint(const std::string& text);

/// Errors: "bad-address" where nothing can listen on --host, "same-port" where two options name one port.
[[nodiscard]] result<void> check_addresses(const serve_options& chosen);

/// Why a server could not listen, with who has its port if that can be known.
[[nodiscard]] error with_holder(const error& why, const serve_options& chosen);

}  // namespace parcours::cli
