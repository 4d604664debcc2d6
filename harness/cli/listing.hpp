// What `parcours list` prints: one line a case, in columns.
#pragma once

#include "harness/run/plan.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace parcours::cli {

/// Id, name and tags; whole, for other programs.
[[nodiscard]] std::string listing(std::span<const run::planned> plan);
/// For people: the folder above its files, no line wider than the terminal.
[[nodiscard]] std::string listing_within(std::span<const run::planned> plan, std::size_t width);

}  // namespace parcours::cli
