// Text that looks as if it were more than text: "$code", "{{code}}", “code”. Internal to this library.
#pragma once

#include "harness/journey/scope.hpp"

namespace parcours::journey {

/// Warnings, as the text is valid as it stands: "plain-variable", "typographic-quotes", "control-character".
void warn_of_lookalikes(const yaml::node& scalar, const scope& known, diagnostics& out);

}  // namespace parcours::journey
