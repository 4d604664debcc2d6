#include "harness/cli/options.hpp"

#include "harness/cli/usage.hpp"
#include "mocks/captcha/provider.hpp"

#include <iostream>
#include <limits>

namespace parcours::cli {

namespace {

std::vector<std::string_view> captcha_providers() {
  std::vector<std::string_view> names;
  for (const auto& one : mocks::captcha::all_providers()) names.push_back(one.name);
  return names;
}

void add_duration(CLI::App& app, const std::string& name, duration& to, const std::string& help) {
  const auto read = [&to, name](const std::string& text) {
    const auto value = parse_duration(text);
    if (!value) throw CLI::ValidationError(name, value.error().message);
    if (*value == duration::zero()) throw CLI::ValidationError(name, "it must be longer than nothing");
    to = *value;
  };
  app.add_option_function<std::string>(name, read, help)->type_name("DUR")->default_str(format_duration(to));
}

void add_port(CLI::App& app, const std::string& name, std::uint16_t& to, const std::string& help) {
  app.add_option(name, to, help)->check(from_to(0, 65'535))->type_name("PORT")->capture_default_str();
}

CLI::Validator any_seed() { return from_to(0, std::numeric_limits<std::uint64_t>::max()); }

void add_selection(CLI::App& app, selection_options& to) {
  app.add_option("paths", to.paths, "Journey files and folders, - for standard input (default: the bundled journeys)")
      ->type_name("");
  app.add_option("--tag", to.tags, "Select journeys by tag: \"smoke and not slow\"")->type_name("EXPR");
  app.add_option("--name", to.name, "Select journeys and cases by name, file or id: \"*captcha*\"")->type_name("GLOB");
  app.add_option("--var", to.variables, "Set ${K} to V")->type_name("K=V")->allow_extra_args(false);
}

void add_strict(CLI::App& app, selection_options& to) {
  app.add_flag("--strict", to.strict, "Treat warnings as errors");
}

void add_color(CLI::App& app, std::string& to) {
  app.add_option("--color", to, "Colour the terminal output")
      ->check(one_of({"auto", "always", "never"}))
      ->type_name("auto|always|never")
      ->capture_default_str();
}

void add_report(CLI::App& app, report_options& to) {
  app.add_option("--junit", to.junit, "JUnit report (default: junit.xml beside the log)")->type_name("FILE");
  app.add_option("--junit-profile", to.junit_profile, "strict validates against junit-10.xsd; rich says more")
      ->check(one_of({"strict", "rich"}))
      ->type_name("strict|rich")
      ->capture_default_str();
  add_color(app, to.color);
  app.add_flag("-q,--quiet", to.quiet, "Show only failures and the summary");
  app.add_flag("-v,--verbose", to.verbose, "Every step");
}

void add_world(CLI::App& app, std::string& policy, std::vector<std::string>& defects) {
  app.add_option("--policy", policy, "Rules of the mock portal (YAML)")->type_name("FILE");
  app.add_option("--defect", defects, "Switch on a known defect of the mock portal (may be repeated)")
      ->type_name("NAME")
      ->allow_extra_args(false);
}

void add_run(CLI::App& app, run_options& to) {
  add_selection(app, to.select);
  add_strict(app, to.select);
  app.add_option("--world", to.world, "local: the mocks on loopback sockets; sim: deterministic simulation")
      ->check(one_of({"local", "sim"}))
      ->type_name("local|sim")
      ->capture_default_str();
  add_world(app, to.policy, to.defects);
  app.add_option("--target", to.target, "Drive the portal described in this file")->type_name("FILE");
  app.add_flag("--yes-i-am-authorised", to.authorised, "Contact a target on another machine without asking");
  app.add_flag("--dry-run", to.dry_run, "Print what would be done and contact nothing");
  app.add_option("--seed", to.seed, "Seed for all synthetic data")
      ->check(any_seed())
      ->type_name("N")
      ->capture_default_str();
  app.add_option("-j,--jobs", to.jobs, "Number of journeys to run in parallel")
      ->check(from_to(1, 256))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--retries", to.retries, "Retry a journey that did not pass up to N times")
      ->check(from_to(0, 100))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--repeat", to.repeat, "Run each journey N times")
      ->check(from_to(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_flag("--fail-fast", to.fail_fast, "Stop after the first journey that does not pass");
  add_duration(app, "--timeout", to.timeout, "Time limit for one attempt, not counting `wait`");
  add_duration(app, "--max-wait", to.max_wait, "Longest `wait` allowed on a target, in real time");
  app.add_option("--secrets", to.secrets, "YAML file with the values of ${secret.NAME}; keep it outside the repository")
      ->type_name("FILE");
  app.add_option("--out", to.out, "Folder for the log and the reports")->type_name("DIR")->capture_default_str();
  add_report(app, to.report);
}

void add_smtp(CLI::App& app, smtp_options& to) {
  app.add_option("--smtp-users", to.users,
                 "Accounts for SMTP AUTH (YAML, name: password); makes authentication mandatory")
      ->type_name("FILE");
  app.add_option("--smtp-max-size", to.max_size, "Maximum message size in bytes")
      ->check(from_to(1, 1U << 30U))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--smtp-max-recipients", to.max_recipients, "Maximum recipients per message")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  add_duration(app, "--smtp-idle", to.idle, "Close the connection of a client that is silent for this long");
  app.add_option("--smtp-connections", to.connections, "Maximum simultaneous SMTP connections")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--smtp-tls-port", to.tls_port, "Additional port with implicit TLS (0: any free port)")
      ->check(from_to(0, 65'535))
      ->type_name("PORT");
  app.add_option("--smtp-cert", to.certificate, "TLS certificate chain, PEM (default: self-signed, for localhost)")
      ->type_name("FILE");
  app.add_option("--smtp-key", to.key, "Private key of that certificate, PEM")->type_name("FILE");
  app.add_flag("--smtp-starttls", to.starttls, "Offer STARTTLS even without --smtp-cert");
  app.add_flag("--smtp-no-starttls", to.no_starttls, "Do not offer STARTTLS")->excludes("--smtp-starttls");
  app.add_flag("--smtp-require-tls", to.require_tls, "Accept mail over TLS only")->excludes("--smtp-no-starttls");
  app.add_flag("--smtp-require-auth", to.require_auth, "Accept mail from authenticated clients only");
  app.add_flag("--smtp-lenient", to.lenient, "Accept common deviations from RFC 5321, as Postfix and Mailpit do");
  app.add_option("--smtp-bare-line-ends", to.bare_line_ends, "How to treat a message with a bare CR or LF")
      ->check(one_of({"reject", "keep"}))
      ->type_name("reject|keep")
      ->capture_default_str();
}

void add_serve(CLI::App& app, serve_options& to) {
  app.add_option("--host", to.host, "Address to listen on")->type_name("ADDRESS")->capture_default_str();
  add_port(app, "--portal-port", to.portal_port, "Port of the portal (0: any free port)");
  add_port(app, "--smtp-port", to.smtp_port, "Port of the SMTP server");
  add_port(app, "--captcha-port", to.captcha_port, "Port of the captcha provider");
  add_port(app, "--console-port", to.console_port, "Port of the console: inbox and control API");
  app.add_option("--keep", to.keep, "Number of messages to keep, newest first")
      ->check(from_to(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--mail-max-parts", to.mail_parts, "Maximum parts parsed per message; the raw message is always kept")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--mail-max-depth", to.mail_depth, "Maximum nesting depth of parts parsed per message")
      ->check(from_to(1, 1000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--mail-max-fields", to.mail_fields, "Maximum header fields parsed per message")
      ->check(from_to(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--snapshot-max-size", to.snapshot_size, "Maximum size of a world snapshot in bytes")
      ->check(from_to(1U << 20U, 1U << 30U))
      ->type_name("N")
      ->capture_default_str();
  add_smtp(app, to.smtp);
  app.add_option("--mail-to", to.mail_to, "Deliver the portal's mail to this SMTP server instead")
      ->type_name("HOST:PORT");
  app.add_option("--captcha-provider", to.captcha_provider, "Captcha provider to imitate")
      ->check(one_of(captcha_providers()))
      ->type_name(mocks::captcha::provider_names("|"))
      ->capture_default_str();
  app.add_option("--captcha-verify", to.captcha_verify, "Verify captchas at this URL instead")->type_name("URL");
  app.add_option("--captcha-site-key", to.captcha_site_key, "Captcha site key shown in the pages")->type_name("KEY");
  app.add_option("--captcha-secret", to.captcha_secret, "Captcha secret that the portal sends to the verifier")
      ->type_name("KEY");
  add_world(app, to.policy, to.defects);
  app.add_option("--subscribers", to.subscribers,
                 "Subscribers known to the portal (YAML or CSV) instead of generated ones")
      ->type_name("FILE");
  app.add_option("--people", to.people, "Number of synthetic subscribers to generate")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--seed", to.seed, "Seed for subscribers, codes and tokens (default: random)")
      ->check(any_seed())
      ->type_name("N");
  app.add_option("--log", to.log.path, "Write a log of events here, one per line (-: standard error)")
      ->type_name("FILE");
  app.add_option("--log-format", to.log.format, "Log format")
      ->check(one_of({"json", "text"}))
      ->type_name("json|text")
      ->capture_default_str();
  app.add_option("--ready-file", to.ready_file, "Write the bound addresses here, as JSON, once all servers listen")
      ->type_name("FILE");
  add_color(app, to.color);
}

constexpr std::string_view run_examples = R"(  parcours run                                   all bundled journeys
  parcours run my/journeys --tag "smoke and not slow" -j 4
  parcours run --name "*captcha*" -v             those whose name or file fits, every step told
  parcours run my.yaml --dry-run                 what would be sent and expected
  parcours run my.yaml --seed 42 --world sim     again exactly, in simulation
)";
constexpr std::string_view check_examples =
    R"(  parcours check my/journeys                     every mistake of every file
  parcours check my.yaml --strict                warnings are errors
  parcours check --target staging.yaml my.yaml   does the portal's description have what it needs?
)";
constexpr std::string_view list_examples = R"(  parcours list                                  all bundled journeys
  parcours list my/journeys --tag amo
)";
constexpr std::string_view serve_examples =
    R"(  parcours serve                                 everything on free ports, which it prints
  parcours serve --smtp-port 1025 --console-port 8025
  parcours serve --ready-file ready.json --people 100 --seed 7
)";
constexpr std::string_view render_examples = R"(  parcours report render                         of the last run in out/
  parcours report render other/events.ndjson --junit other.xml
)";
constexpr std::string_view fake_examples = R"(  parcours fake amo                              one AMO number
  parcours fake email -n 3 --seed 7              the same three each time
)";
constexpr std::string_view schema_examples = R"(  parcours schema > journey.schema.json
  parcours schema target > target.schema.json
)";

template <class Options>
std::shared_ptr<Options> keep(std::optional<command>& chosen, CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.callback([options, &chosen] { chosen = *options; });
  return options;
}

}  // namespace

std::variant<command, int> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Simulator and test harness for the CNOPS account activation.", "parcours");
  app.require_subcommand(1);
  dress_help(app);
  app.set_version_flag("--version", PARCOURS_VERSION);
  std::optional<command> chosen;

  auto& run = *app.add_subcommand("run", "Run journeys");
  add_run(run, *keep<run_options>(chosen, run));

  auto& check = *app.add_subcommand("check", "Validate journeys without running them");
  const auto check_chosen = keep<check_options>(chosen, check);
  add_selection(check, check_chosen->select);
  add_strict(check, check_chosen->select);
  check.add_option("--target", check_chosen->target, "Also validate this target file")->type_name("FILE");
  add_color(check, check_chosen->color);

  auto& list = *app.add_subcommand("list", "List the journeys that would run, with their tags");
  const auto list_chosen = keep<list_options>(chosen, list);
  add_selection(list, list_chosen->select);
  add_color(list, list_chosen->color);

  auto& serve = *app.add_subcommand("serve", "Start the mock portal, SMTP server and captcha provider");
  add_serve(serve, *keep<serve_options>(chosen, serve));

  auto& report = *app.add_subcommand("report", "Create reports from the log of a run");
  report.require_subcommand(1);
  auto& render = *report.add_subcommand("render", "Render the reports of a run, even one that was killed");
  const auto render_chosen = keep<render_options>(chosen, render);
  render.add_option("log", render_chosen->log, "The log")->type_name("LOG")->capture_default_str();
  add_report(render, render_chosen->report);

  auto& fake = *app.add_subcommand("fake", "Generate synthetic data");
  const auto fake_chosen = keep<fake_options>(chosen, fake);
  fake.add_option("kind", fake_chosen->kind, "Kind of data: amo, rib, name, email, …")->type_name("KIND")->required();
  fake.add_option("-n,--count", fake_chosen->count, "Number of values, one per line")
      ->check(from_to(1, 1'000'000))
      ->type_name("N");
  fake.add_option("--seed", fake_chosen->seed, "Seed")->check(any_seed())->type_name("N")->capture_default_str();

  auto& schema = *app.add_subcommand("schema", "Print the JSON Schema of journeys, for editors");
  const auto schema_chosen = keep<schema_options>(chosen, schema);
  schema.add_option("what", schema_chosen->what, "journey or target")
      ->check(one_of({"journey", "target"}))
      ->type_name("journey|target");

  keep<version_options>(chosen, *app.add_subcommand("version", "The version"));

  add_examples(run, run_examples);
  add_examples(check, check_examples);
  add_examples(list, list_examples);
  add_examples(serve, serve_examples);
  add_examples(render, render_examples);
  add_examples(fake, fake_examples);
  add_examples(schema, schema_examples);

  if (tell_unknown_command(app, argc, argv)) return bad_usage;
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& end) {  // help or the version was asked for
    app.exit(end, std::cout, std::cerr);
    return passed;
  } catch (const CLI::ParseError& mistake) {
    tell_mistake(app, mistake);
    return bad_usage;
  }
  return *chosen;
}

std::optional<run_options> misspelt_run(int argc, const char* const* argv) {
  if (argc < 2 || std::string_view(argv[1]) != "run") return std::nullopt;
  run_options meant;
  CLI::App app;
  app.allow_extras();
  app.add_option("--out", meant.out);
  app.add_option("--junit", meant.report.junit);
  app.add_flag("--dry-run", meant.dry_run);
  try {
    app.parse(argc - 1, argv + 1);
  } catch (const CLI::ParseError&) {  // a call for help too
    return std::nullopt;
  }
  return meant.dry_run ? std::nullopt : std::optional(meant);
}

}  // namespace parcours::cli
