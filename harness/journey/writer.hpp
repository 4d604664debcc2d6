// Writes a journey as a person would: the keys in the order of docs/journeys.md, defaults left out, comments where they
// belong.
#pragma once

#include "harness/base/result.hpp"
#include "harness/journey/model.hpp"

#include <string>

namespace parcours::journey {

struct write_options {
  std::string schema;  ///< where editors find the schema, as seen from the file; empty: nowhere
};

/// The text of a file of which read_journey() makes the same journey. It stands alone: shared steps are written out.
/// To write one case of a journey, give a journey that has only this case.
///
/// Cases become rows of `cases`, or combinations of `matrix` where their labels say so. What differs between them is
/// written as their values; other values are made up where those do not explain it. What is the same in all cases is
/// written where it is used.
///
/// Error "not-writable": a file cannot say it. So two cases with other steps, two `page` in one expectation, a '$' just
/// before a variable, text between slashes where that would be a regular expression, more text than a file may have.
[[nodiscard]] result<std::string> write(const journey& wanted, const write_options& options = {});

}  // namespace parcours::journey
