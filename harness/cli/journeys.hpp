// Finds journey files, reads them all and reports every mistake of all of them in one pass.
#pragma once

#include "harness/cli/options.hpp"
#include "harness/environments/bundled.hpp"
#include "harness/journey/target.hpp"
#include "harness/run/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parcours::cli {

/// What the command line asks for, read; or why the program ends here, already told: 2 for mistakes, 3 for nothing
/// found.
struct loaded {
  std::vector<run::loaded_journey> journeys;
  int code = passed;
  std::size_t warnings = 0;
};

/// `target` describes the portal that the journeys must fit. `secrets` is the file that --secrets names, if any: it is
/// read as nothing else. `overlay` is laid over what each journey says of its world.
[[nodiscard]] loaded load_journeys(const selection_options& chosen,
                                   const std::map<std::string, std::string, std::less<>>& variables,
                                   const journey::target& target, bool color, const std::string& secrets = {},
                                   const environments::world_overlay& overlay = {});

/// The target file, or nothing once its mistakes were told. Empty path: the bundled mock portal's.
[[nodiscard]] std::optional<journey::target> load_target(const std::string& path, bool color,
                                                         const std::string& secrets = {});

}  // namespace parcours::cli
