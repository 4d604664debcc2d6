// Who has a port that we cannot have.
#pragma once

#include "harness/ports/stream.hpp"

#include <optional>
#include <string>

namespace parcours::net {

/// "process 4711 (mailpit)", of the one that listens there, or on all addresses, at the port; of any one at the port
/// where all addresses are wanted. Nothing where that cannot be known: a process of another user's, another
/// container's, or a system without /proc.
[[nodiscard]] std::optional<std::string> port_holder(const ports::endpoint& where);

}  // namespace parcours::net
