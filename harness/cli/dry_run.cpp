#include "harness/cli/dry_run.hpp"

#include "harness/cli/terminal.hpp"

#include <fmt/format.h>

namespace parcours::cli {

namespace {

// One page step in words, its variables unresolved: nothing personal is printed.
struct in_words {
  std::string operator()(const journey::goto_step& step) const { return "go to " + unresolved(step.where); }
  std::string operator()(const journey::fill_step& step) const {
    std::string out = "fill";
    for (const auto& one : step.fields)
      out += fmt::format(" «{}» with {}", unresolved(one.field), unresolved(one.with));
    return out;
  }
  std::string operator()(const journey::check_step& step) const {
    return fmt::format("{} «{}»", step.checked ? "tick" : "untick", unresolved(step.label));
  }
  std::string operator()(const journey::click_step& step) const {
    const auto times = step.times > 1 ? fmt::format(", {} times", step.times) : "";
    return fmt::format("press {} «{}»{}", step.link ? "the link" : "the button", unresolved(step.text), times);
  }
  std::string operator()(const journey::wait_step& step) const { return "let " + unresolved(step.length) + " pass"; }
  std::string operator()(const journey::read_code_step&) const { return "wait for the mail and read its code"; }
  std::string operator()(const journey::set_cookie_step& step) const {
    std::string out;
    for (const auto& one : step.values) {
      out += fmt::format("{}{} the cookie {}", out.empty() ? "" : ", ", one.text ? "set" : "delete", one.name);
    }
    return out;
  }
  std::string operator()(const journey::capture_step&) const { return "keep values of the page"; }
  template <class Other>
  std::string operator()(const Other&) const {
    return "look";
  }
};

void print(const journey::step& one, const journey::target& target) {
  say(fmt::format("    {} ({})\n", one.keyword, one.span.place()));
  const auto* spelled = target.spelling(one.what);
  if (spelled == nullptr) return say("      " + std::visit(in_words{}, one.what) + "\n");
  for (const auto& step : *spelled) say("      " + std::visit(in_words{}, step.what) + "\n");
}

}  // namespace

int dry_run(const run_options& chosen, const journey::target& target,
            const std::vector<run::loaded_journey>& journeys) {
  const auto plan = run::make_plan(journeys, chosen.repeat, chosen.seed);
  say(fmt::format("target: {} ({}); nothing is contacted\n", target.name, unresolved(target.base_url)));
  for (const auto& item : plan) {
    say(fmt::format("  {}: {}\n", item.id(), item.name()));
    for (const auto& one : item.its_case().steps) print(one, target);
  }
  return passed;
}

}  // namespace parcours::cli
