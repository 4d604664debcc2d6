// `parcours run --dry-run`: the plan, and for each journey what would be sent and expected; nothing is contacted.
#pragma once

#include "harness/cli/outside.hpp"
#include "harness/run/environment.hpp"

namespace parcours::cli {

/// `factory` is asked what it would refuse and which people it would know.
int dry_run(const run_options& chosen, const journey::target& target, const std::vector<run::loaded_journey>& journeys,
            const run::environment_factory& factory, const variables& given, const outside_values& outside);

}  // namespace parcours::cli
