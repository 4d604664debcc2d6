// Finds the process that uses a port that we cannot listen on.
#pragma once

#include "harness/ports/stream.hpp"

#include <optional>
#include <string>

namespace parcours::net {

/// "process 4711 (mailpit)": the process that listens on this port at this address or at all addresses; if all
/// addresses are wanted, any process that listens on the port. Nothing if it cannot be determined: the process belongs
/// to another user or container, or the system has no /proc.
[[nodiscard]] std::optional<std::string> port_holder(const ports::endpoint& where);

}  // namespace parcours::net
