// ${env.NAME}, ${secret.NAME} and --var: values from outside of the files.
#pragma once

#include "harness/base/redactor.hpp"
#include "harness/cli/options.hpp"
#include "harness/journey/target.hpp"
#include "harness/run/environment.hpp"
#include "harness/run/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parcours::cli {

using run::variables;

/// "K=V" each; nothing once a mistake was told.
[[nodiscard]] std::optional<variables> parse_variables(const std::vector<std::string>& given);

struct outside_values {
  variables values;  ///< by full name: "env.HOME", "secret.amo"
  redactor secrets;  ///< all of them
};

/// Looks up everything that the journeys and the target use; nothing once what is missing was told, with its places.
[[nodiscard]] std::optional<outside_values> look_up(const std::vector<run::loaded_journey>& journeys,
                                                    const journey::target& target, const std::string& secrets_file,
                                                    bool color);

}  // namespace parcours::cli
