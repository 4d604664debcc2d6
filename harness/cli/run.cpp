// `parcours run`: journeys in, events out, and every report made from them.
#include "harness/base/shortage.hpp"
#include "harness/cli/artefacts.hpp"
#include "harness/cli/audit.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/dry_run.hpp"
#include "harness/cli/journeys.hpp"
#include "harness/cli/outside.hpp"
#include "harness/cli/recorder.hpp"
#include "harness/cli/report_names.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/world_options.hpp"
#include "harness/environments/bundled.hpp"
#include "harness/environments/target.hpp"
#include "harness/events/log.hpp"
#include "harness/net/machine.hpp"
#include "harness/run/runner.hpp"
#include "harness/sim/simulation.hpp"
#include "reports/terminal/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace parcours::cli {

namespace {

// The command that runs the same again: from any folder where the journeys are bundled ones.
std::string again(const run_options& chosen) {
  std::string out = "parcours run";
  const auto add = [&out](std::string_view word) { out += ' ' + reports::terminal::shell_word(word); };
  const auto option = [&add](std::string_view name, std::string_view value) {
    if (!value.empty()) add(name), add(value);
  };
  if (!std::ranges::all_of(chosen.select.paths, [](const auto& path) {
        return bundled_name(path).value_or("").starts_with("scenarios/journeys");
      })) {
    for (const auto& path : chosen.select.paths) add(path);
  }
  option(chosen.target.empty() ? "--world" : "--target", chosen.target.empty() ? chosen.world : chosen.target);
  option("--policy", chosen.policy);
  for (const auto& name : chosen.defects) option("--defect", name);
  option("--seed", std::to_string(chosen.seed));
  if (chosen.repeat > 1) option("--repeat", std::to_string(chosen.repeat));
  for (const auto& given : chosen.select.variables) option("--var", given);
  option("--secrets", chosen.secrets);
  return out;
}

events::run_started run_start(const run_options& chosen, bool bundled, std::size_t planned, ports::wall_time at) {
  events::run_started start;
  start.version = PARCOURS_VERSION;
  start.seed = chosen.seed;
  start.world = bundled ? chosen.world : "target";
  start.target = chosen.target;
  start.planned = planned;
  start.again = again(chosen);
  start.at = at;
  start.hostname = net::host_name();
  return start;
}

// In simulation nothing of the machine may be seen in the log: the same seed gives the same bytes.
void make_reproducible(events::run_started& start) {
  start.at = sim::options{}.epoch;
  start.hostname = "sim";
}

std::unique_ptr<run::environment_factory> make_factory(const run_options& chosen, const journey::target& target,
                                                       const outside_values& outside,
                                                       environments::world_overlay overlay,
                                                       const std::atomic<bool>& stop) {
  if (!target.bundled()) {
    environments::target_options options{chosen.timeout, chosen.max_wait, outside.values, ask};
    return std::make_unique<environments::target_factory>(target, std::move(options), stop);
  }
  const auto kind = chosen.world == "sim" ? environments::world_kind::sim : environments::world_kind::local;
  const auto timeout = std::min<duration>(chosen.timeout, std::chrono::seconds(30));
  environments::bundled_options options{kind, timeout, std::move(overlay)};
  return std::make_unique<environments::bundled_factory>(target, std::move(options), stop);
}

run::options runner_options(const run_options& chosen, bool bundled, const variables& given,
                            const outside_values& outside) {
  run::options made;
  made.jobs = bundled ? chosen.jobs : 1;  // one journey at a time on a portal that is not ours
  made.retries = bundled ? chosen.retries : 0;
  made.fail_fast = chosen.fail_fast;
  made.timeout = chosen.timeout;
  made.ordered = chosen.world == "sim";
  made.variables = given;
  made.evidence = chosen.evidence == "all"      ? run::evidence_kept::all
                  : chosen.evidence == "failed" ? run::evidence_kept::failed
                                                : run::evidence_kept::none;
  made.evidence_limit = chosen.evidence_limit;
  if (!outside.secrets.empty()) {
    made.redact = [&outside](std::string text) { return outside.secrets.apply(std::move(text)); };
  }
  made.outside = [&outside](std::string_view name) -> std::optional<std::string> {
    const auto found = outside.values.find(name);
    return found == outside.values.end() ? std::nullopt : std::optional(found->second);
  };
  return made;
}

// Reports are made from the log, as if the run had been another's.
int conclude(const run_options& chosen, const std::filesystem::path& log, recorder& told, audit& checked) {
  if (told.failure()) {
    told.close({});
    return tell(*told.failure(), not_carried_out);
  }
  const auto results = events::results::read(log);
  if (!results) return tell(results.error(), not_carried_out);
  int code = exit_code_of(*results);
  if (told.evidence_failure()) {
    const int lost = tell(*told.evidence_failure(), not_carried_out);
    if (code == passed) code = lost;
  }
  told.close(write_reports(*results, log, chosen.report, checked, code));
  tell_damage(*results, log);
  return code;
}

// The most descriptors that parallel worlds hold open. A journey that ran out of them would blame the portal.
result<void> spare_for_worlds(std::size_t worlds, bool simulated) {
  constexpr std::size_t of_reports = 4;
  constexpr std::size_t with_sockets = 16;  // an executor, three servers, both ends of the connections between all
  return spare_descriptors(of_reports + (simulated ? 0 : worlds * with_sockets));
}

int carry_out(const run_options& chosen, const journey::target& target,
              const std::vector<run::loaded_journey>& journeys, const variables& given, const outside_values& outside,
              environments::world_overlay overlay, std::optional<folder_lock> lock) {
  if (!lock) {  // the folder was not there when the run began
    auto taken = folder_lock::take(chosen.out, true);
    if (!taken) return tell(taken.error(), not_carried_out);
    if (*taken) lock.emplace(**std::move(taken));
  }
  const auto log_path = artefacts_of(chosen).log;
  auto log = events::log_writer::open(log_path);
  if (!log) return tell(log.error(), not_carried_out);
  const auto plan = run::make_plan(journeys, chosen.repeat, chosen.seed);
  const auto worlds = target.bundled() ? std::min(chosen.jobs, plan.size()) : 1;
  const auto enough = spare_for_worlds(worlds, chosen.world == "sim");
  if (!enough) return tell(enough.error(), not_carried_out);

  std::atomic<bool> stop = false;
  const net::stop_signals signals(stop);
  const bool sim = target.bundled() && chosen.world == "sim";
  audit checked(outside.secrets);
  recorder told(chosen.report, std::move(*log), events::evidence_store(artefacts_of(chosen).evidence), outside.secrets,
                checked, journeys);
  auto start = run_start(chosen, target.bundled(), plan.size(), net::wall_clock());
  if (sim) make_reproducible(start);
  const auto began_at = start.at;
  auto first = run::plan_events(plan, chosen.repeat);
  first.emplace(first.begin(), std::move(start));
  told.take(first);

  const auto factory = make_factory(chosen, target, outside, std::move(overlay), stop);
  run::runner runner(
      *factory, runner_options(chosen, target.bundled(), given, outside),
      [&told](std::span<events::event> what) { told.take(what); }, stop);
  auto why_stopped = runner.run(plan, net::run_workers);

  told.finish(began_at, sim, stop, std::move(why_stopped));
  const int code = conclude(chosen, log_path, told, checked);
  const int audited = checked.finish(artefacts_of(chosen).all());
  return audited == passed ? code : audited;
}

// Everything that may end a run before it begins: journeys, target, values from outside, a person's yes.
int prepare_and_carry_out(const run_options& chosen, std::optional<folder_lock> lock) {
  const bool color = wants_color(chosen.report.color, true);
  const auto given = parse_variables(chosen.select.variables);
  if (!given) return bad_usage;
  const auto target = load_target(chosen.target, color, chosen.secrets);
  if (!target) return bad_usage;
  if (!target->bundled() && chosen.world == "sim") {
    return tell({"bad-usage", "--target is a portal of its own: it cannot be driven with --world sim"}, bad_usage);
  }
  if (!target->bundled() && (!chosen.policy.empty() || !chosen.defects.empty())) {
    return tell({"bad-usage", "--policy and --defect change the bundled mocks: the portal of --target is as it is"},
                bad_usage);
  }
  auto overlay = read_overlay(chosen.policy, chosen.defects, chosen.report.color);
  if (!overlay) return bad_usage;
  const auto found = load_journeys(chosen.select, *given, *target, color, chosen.secrets, *overlay);
  if (found.code != passed) return found.code;
  const auto outside = look_up(found.journeys, *target, chosen.secrets, color);
  if (!outside) return bad_usage;
  if (chosen.dry_run) {
    const std::atomic<bool> never = false;
    const auto factory = make_factory(chosen, *target, *outside, *std::move(overlay), never);
    return dry_run(chosen, *target, found.journeys, *factory, *given, *outside);
  }
  if (!target->bundled()) {
    const auto ask_redacted = [&outside](const std::string& question) { return ask(outside->secrets.apply(question)); };
    const auto allowed = environments::authorise(*target, outside->values, chosen.authorised, ask_redacted);
    if (!allowed) return tell({allowed.error().code, outside->secrets.apply(allowed.error().message)}, bad_usage);
  }
  return carry_out(chosen, *target, found.journeys, *given, *outside, *std::move(overlay), std::move(lock));
}

}  // namespace

int run(const run_options& chosen) {
  const auto enough = spare_descriptors(for_files);
  if (!enough && chosen.dry_run) return tell(enough.error(), not_carried_out);
  if (chosen.dry_run) return prepare_and_carry_out(chosen, {});
  auto room = make_room(chosen);
  if (!room) return tell(room.error(), not_carried_out);
  if (!enough) return tell(enough.error(), not_carried_out);
  return prepare_and_carry_out(chosen, *std::move(room));
}

}  // namespace parcours::cli
