// `parcours run --dry-run`: the plan, and for each journey what would be done; nothing is contacted.
#pragma once

#include "harness/cli/options.hpp"
#include "harness/journey/target.hpp"
#include "harness/run/plan.hpp"

#include <vector>

namespace parcours::cli {

int dry_run(const run_options& chosen, const journey::target& target, const std::vector<run::loaded_journey>& journeys);

}  // namespace parcours::cli
