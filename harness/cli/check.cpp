// `parcours check` and `parcours list`: journeys without running them.
#include "harness/cli/commands.hpp"
#include "harness/cli/journeys.hpp"
#include "harness/cli/listing.hpp"
#include "harness/cli/outside.hpp"
#include "harness/cli/terminal.hpp"

#include <fmt/format.h>

namespace parcours::cli {

int check(const check_options& chosen) {
  const bool color = wants_color(chosen.color, true);
  const auto target = load_target(chosen.target, color);
  if (!target) return bad_usage;
  const auto given = parse_variables(chosen.select.variables);
  if (!given) return bad_usage;
  const auto found = load_journeys(chosen.select, *given, *target, color);
  if (found.code != passed) return found.code;
  const auto plan = run::make_plan(found.journeys, 1, 0);
  const auto counted = [](std::size_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
  };
  say(fmt::format("{}, {} cases: no mistake{}\n", counted(found.journeys.size(), "journey"), plan.size(),
                  found.warnings == 0 ? "" : ", " + counted(found.warnings, "warning")));
  return passed;
}

int list(const list_options& chosen) {
  const auto target = load_target({}, wants_color(chosen.color, true));
  if (!target) return bad_usage;
  const auto given = parse_variables(chosen.select.variables);
  if (!given) return bad_usage;
  const auto found = load_journeys(chosen.select, *given, *target, wants_color(chosen.color, true));
  if (found.code != passed) return found.code;
  const auto plan = run::make_plan(found.journeys, 1, 0);
  say(stdout_is_terminal() ? listing_within(plan, terminal_width()) : listing(plan));
  return passed;
}

}  // namespace parcours::cli
