#include "harness/events/plan.hpp"

#include <algorithm>

namespace parcours::events {

namespace {

std::string joined(std::string_view what, std::string_view before_label, std::string_view label,
                   std::string_view before_repeat, std::size_t repeat) {
  std::string made(what);
  if (!label.empty()) made.append(before_label).append(label);
  if (repeat != 1) made.append(before_repeat).append(std::to_string(repeat));
  return made;
}

}  // namespace

std::string case_id(std::string_view file, std::string_view label, std::size_t repeat) {
  return joined(file, "#", label, "~", repeat);
}

std::string case_name(std::string_view journey, std::string_view label, std::size_t repeat) {
  return joined(journey, " ", label, " #", repeat);
}

std::size_t case_count(const journey_planned& what) {
  return std::max<std::size_t>(1, what.cases.size()) * what.repeats;
}

planned_case case_at(const journey_planned& what, std::size_t index) {
  const auto label = what.cases.empty() ? std::string_view() : what.cases[index / what.repeats];
  return {label, index % what.repeats + 1};
}

}  // namespace parcours::events
