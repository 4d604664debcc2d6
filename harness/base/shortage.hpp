// Resources that the machine may refuse to a process: descriptors, threads, memory. A shortage is not a bug, and each
// has a remedy.
#pragma once

#include "harness/base/result.hpp"

#include <cstddef>
#include <exception>
#include <optional>
#include <system_error>

namespace parcours {

/// "out-of-descriptors", "out-of-threads" or "out-of-memory", with the limit and how to raise it; nothing for other
/// kinds of errors.
[[nodiscard]] std::optional<error> shortage(const std::error_code& code);
[[nodiscard]] std::optional<error> shortage(const std::exception& thrown);

/// "out-of-descriptors" unless this process can open `wanted` more files and sockets.
[[nodiscard]] result<void> spare_descriptors(std::size_t wanted);

}  // namespace parcours
