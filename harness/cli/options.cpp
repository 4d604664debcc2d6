#include "harness/cli/options.hpp"

#include "harness/cli/usage.hpp"

#include <iostream>
#include <limits>

namespace parcours::cli {

namespace {

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
  app.add_option("paths", to.paths,
                 "Journey files and folders of them, - for standard input (default: the bundled journeys)")
      ->type_name("");
  app.add_option("--tag", to.tags, "Only journeys whose tags fit: \"smoke and not slow\"")->type_name("EXPR");
  app.add_option("--name", to.name, "Only journeys or cases whose name, file or id fits: \"*captcha*\"")
      ->type_name("GLOB");
  app.add_option("--var", to.variables, "Set ${K} to V")->type_name("K=V")->allow_extra_args(false);
}

void add_strict(CLI::App& app, selection_options& to) {
  app.add_flag("--strict", to.strict, "Warnings about journeys are errors");
}

void add_color(CLI::App& app, std::string& to) {
  app.add_option("--color", to, "Colours in the terminal")
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
  app.add_flag("-q,--quiet", to.quiet, "Failures and the summary only");
  app.add_flag("-v,--verbose", to.verbose, "Every step");
}

void add_world(CLI::App& app, std::string& policy, std::vector<std::string>& defects) {
  app.add_option("--policy", policy, "The portal's rules")->type_name("FILE");
  app.add_option("--defect", defects, "A known defect that the portal is to have (may be repeated)")
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
  app.add_option("--target", to.target, "Drive the portal that this file describes")->type_name("FILE");
  app.add_flag("--yes-i-am-authorised", to.authorised,
               "Do not ask before a target that is not this machine is contacted");
  app.add_flag("--dry-run", to.dry_run, "Print what would be done, contact nothing");
  app.add_option("--seed", to.seed, "Seed of all synthetic data")
      ->check(any_seed())
      ->type_name("N")
      ->capture_default_str();
  app.add_option("-j,--jobs", to.jobs, "Journeys at once")
      ->check(from_to(1, 256))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--retries", to.retries, "Further attempts at a journey that did not pass")
      ->check(from_to(0, 100))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--repeat", to.repeat, "Run each journey so many times")
      ->check(from_to(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_flag("--fail-fast", to.fail_fast, "Start nothing more after the first journey that did not pass");
  add_duration(app, "--timeout", to.timeout, "Limit of one attempt, `wait` not counted");
  add_duration(app, "--max-wait", to.max_wait, "Longest `wait` that is really waited for on a target");
  app.add_option("--secrets", to.secrets, "YAML file of ${secret.NAME} values, outside the repository")
      ->type_name("FILE");
  app.add_option("--out", to.out, "Folder of the log and the reports")->type_name("DIR")->capture_default_str();
  add_report(app, to.report);
}

void add_smtp(CLI::App& app, smtp_options& to) {
  app.add_option("--smtp-users", to.users, "Who may log in to the SMTP server, and must (YAML: name: password)")
      ->type_name("FILE");
  app.add_option("--smtp-max-size", to.max_size, "Octets of one mail")
      ->check(from_to(1, 1U << 30U))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--smtp-max-recipients", to.max_recipients, "Recipients of one mail")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  add_duration(app, "--smtp-idle", to.idle, "How long a client may say nothing");
  app.add_option("--smtp-connections", to.connections, "Clients of the SMTP server at once")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--smtp-tls-port", to.tls_port, "Another port, for TLS from the beginning (0: any free one)")
      ->check(from_to(0, 65'535))
      ->type_name("PORT");
  app.add_option("--smtp-cert", to.certificate, "Its certificate chain, PEM; without it one is made for localhost")
      ->type_name("FILE");
  app.add_option("--smtp-key", to.key, "The key of that certificate, PEM")->type_name("FILE");
  app.add_flag("--smtp-starttls", to.starttls, "Offer STARTTLS, without --smtp-cert too");
  app.add_flag("--smtp-no-starttls", to.no_starttls, "Do not offer STARTTLS")->excludes("--smtp-starttls");
  app.add_flag("--smtp-require-tls", to.require_tls, "Take mail over TLS only")->excludes("--smtp-no-starttls");
  app.add_flag("--smtp-require-auth", to.require_auth, "Take mail only from who has logged in");
  app.add_flag("--smtp-lenient", to.lenient, "Take what RFC 5321 does not, as Postfix and Mailpit do");
  app.add_option("--smtp-bare-line-ends", to.bare_line_ends, "What becomes of a mail with a CR or LF alone")
      ->check(one_of({"reject", "keep"}))
      ->type_name("reject|keep")
      ->capture_default_str();
}

void add_serve(CLI::App& app, serve_options& to) {
  app.add_option("--host", to.host, "Address to listen on")->type_name("ADDRESS")->capture_default_str();
  add_port(app, "--portal-port", to.portal_port, "Port of the portal (0: any free one)");
  add_port(app, "--smtp-port", to.smtp_port, "Port of the SMTP server");
  add_port(app, "--captcha-port", to.captcha_port, "Port of the captcha provider");
  add_port(app, "--console-port", to.console_port, "Port of the console: inbox and control API");
  app.add_option("--keep", to.keep, "How many of the newest mails are kept")
      ->check(from_to(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--mail-max-parts", to.mail_parts, "Parts of one mail that are read; all of it is kept")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--mail-max-depth", to.mail_depth, "How deep parts within parts are read")
      ->check(from_to(1, 1000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--mail-max-fields", to.mail_fields, "Header fields of one mail that are read")
      ->check(from_to(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--snapshot-max-size", to.snapshot_size, "Bytes of a snapshot of the world")
      ->check(from_to(1U << 20U, 1U << 30U))
      ->type_name("N")
      ->capture_default_str();
  add_smtp(app, to.smtp);
  app.add_option("--mail-to", to.mail_to, "Another SMTP server for the portal's mails")->type_name("HOST:PORT");
  app.add_option("--captcha-provider", to.captcha_provider, "Whose captcha the portal's pages have")
      ->check(one_of({"recaptcha", "hcaptcha", "turnstile"}))
      ->type_name("recaptcha|hcaptcha|turnstile")
      ->capture_default_str();
  app.add_option("--captcha-verify", to.captcha_verify, "Another verify URL for the portal")->type_name("URL");
  app.add_option("--captcha-site-key", to.captcha_site_key, "Site key that the pages carry")->type_name("KEY");
  app.add_option("--captcha-secret", to.captcha_secret, "Secret that the portal verifies with")->type_name("KEY");
  add_world(app, to.policy, to.defects);
  app.add_option("--subscribers", to.subscribers, "The people whom the portal knows, in place of drawn ones")
      ->type_name("FILE");
  app.add_option("--people", to.people, "How many synthetic people the portal knows")
      ->check(from_to(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--seed", to.seed, "Seed of people, codes and tokens (default: a new one)")
      ->check(any_seed())
      ->type_name("N");
  app.add_option("--log", to.log.path, "Write what happens here, a line each (-: standard error)")->type_name("FILE");
  app.add_option("--log-format", to.log.format, "How: objects of JSON, or text")
      ->check(one_of({"json", "text"}))
      ->type_name("json|text")
      ->capture_default_str();
  app.add_option("--ready-file", to.ready_file, "Write the bound addresses here, as JSON, once all listen")
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
  CLI::App app("Simulation and tests of the CNOPS account activation.", "parcours");
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
  check.add_option("--target", check_chosen->target, "Validate this target file too")->type_name("FILE");
  add_color(check, check_chosen->color);

  auto& list = *app.add_subcommand("list", "What would run, with tags");
  const auto list_chosen = keep<list_options>(chosen, list);
  add_selection(list, list_chosen->select);
  add_color(list, list_chosen->color);

  auto& serve = *app.add_subcommand("serve", "Start the three mocks for people and other tools");
  add_serve(serve, *keep<serve_options>(chosen, serve));

  auto& report = *app.add_subcommand("report", "Make reports from the log of a run");
  report.require_subcommand(1);
  auto& render = *report.add_subcommand("render", "The reports of a run, also of one that was killed");
  const auto render_chosen = keep<render_options>(chosen, render);
  render.add_option("log", render_chosen->log, "The log")->type_name("LOG")->capture_default_str();
  add_report(render, render_chosen->report);

  auto& fake = *app.add_subcommand("fake", "Synthetic data for shells");
  const auto fake_chosen = keep<fake_options>(chosen, fake);
  fake.add_option("kind", fake_chosen->kind, "What to draw: amo, rib, name, email, …")->type_name("KIND")->required();
  fake.add_option("-n,--count", fake_chosen->count, "How many, one a line")
      ->check(from_to(1, 1'000'000))
      ->type_name("N");
  fake.add_option("--seed", fake_chosen->seed, "Seed")->check(any_seed())->type_name("N")->capture_default_str();

  auto& schema = *app.add_subcommand("schema", "The JSON Schema of journeys, for editors");
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
