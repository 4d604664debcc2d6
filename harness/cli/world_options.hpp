// --policy and --defect: what the bundled mocks are told to be.
#pragma once

#include "harness/environments/bundled.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::cli {

/// By their names; nothing once a name that is unknown was told.
[[nodiscard]] std::optional<mocks::portal::defect_set> read_defects(const std::vector<std::string>& names);

/// Nothing once a mistake was told.
[[nodiscard]] std::optional<environments::world_overlay> read_overlay(const std::string& policy_file,
                                                                      const std::vector<std::string>& defects,
                                                                      std::string_view color);

}  // namespace parcours::cli
