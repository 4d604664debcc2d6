// Where the journeys and target files that come with the program are.
#pragma once

#include <filesystem>

namespace parcours::cli {

/// The folder "scenarios": beside an installed program under ../share/parcours, else in the source tree.
[[nodiscard]] std::filesystem::path scenarios_folder();
/// The folder of the manual, likewise.
[[nodiscard]] std::filesystem::path documentation_folder();

}  // namespace parcours::cli
