// The mail server of `parcours serve` as its options have it.
#pragma once

#include "harness/cli/options.hpp"
#include "mocks/world/world.hpp"

namespace parcours::cli {

/// False once what is wrong with a file was told.
bool read_mail_server(const serve_options& chosen, mocks::world::options& to);

}  // namespace parcours::cli
