// What the machine may refuse to a process: descriptors, threads, memory. None of it is a bug, and each has a remedy.
#pragma once

#include "harness/base/result.hpp"

#include <cstddef>
#include <exception>
#include <optional>
#include <system_error>

namespace parcours {

/// "out-of-descriptors", "out-of-threads" or "out-of-memory", with the limit and what lifts it; nothing for errors of
/// another kind.
[[nodiscard]] std::optional<error> shortage(const std::error_code& code);
[[nodiscard]] std::optional<error> shortage(const std::exception& thrown);

/// "out-of-descriptors" unless this process can open `wanted` files and sockets more.
[[nodiscard]] result<void> spare_descriptors(std::size_t wanted);

}  // namespace parcours
