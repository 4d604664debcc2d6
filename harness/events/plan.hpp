// The names under which the log and every report know a case: made in one way by who plans a run and by who reads of
// it.
#pragma once

#include "harness/events/event.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::events {

/// "file.yaml#[case]~2": unique in the plan, the same in every run.
[[nodiscard]] std::string case_id(std::string_view file, std::string_view label, std::size_t repeat);
/// "Journey [case] #2": unique within the file.
[[nodiscard]] std::string case_name(std::string_view journey, std::string_view label, std::size_t repeat);

/// How many cases the line plans, repeats counted.
[[nodiscard]] std::size_t case_count(const journey_planned& what);
/// The label and the repeat (from 1) of its case at `index`, from 0.
struct planned_case {
  std::string_view label;
  std::size_t repeat = 1;
};
[[nodiscard]] planned_case case_at(const journey_planned& what, std::size_t index);

}  // namespace parcours::events
