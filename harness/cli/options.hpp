// The command line as a value. Names and meanings are a contract: other people's scripts use them.
#pragma once

#include "harness/base/duration.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parcours::cli {

/// Exit codes.
enum exit_code : int {
  passed = 0,
  journey_failed = 1,
  bad_usage = 2,  ///< or invalid input: nothing was run
  nothing_to_run = 3,
  not_carried_out = 4,  ///< a journey could not be carried out, and none failed
  interrupted = 130,
};

/// Which journeys: shared by run, check and list.
struct selection_options {
  std::vector<std::string> paths;      ///< files and folders, "-": standard input; empty: the bundled journeys
  std::string tags;                    ///< --tag EXPR
  std::string name;                    ///< --name GLOB: also what reports call a case
  std::vector<std::string> variables;  ///< --var K=V
  bool strict = false;                 ///< warnings are errors
};

/// What is made of a log: shared by run and report render.
struct report_options {
  std::string junit;  ///< empty: junit.xml beside the log
  std::string junit_profile = "strict";
  std::string color = "auto";
  bool quiet = false;
  bool verbose = false;
};

struct run_options {
  selection_options select;
  report_options report;
  std::string world = "local";
  std::string policy;                ///< --policy FILE; laid over every journey's own
  std::vector<std::string> defects;  ///< --defect NAME; beside every journey's own
  std::string target;                ///< --target FILE; empty: the bundled mocks
  bool authorised = false;
  bool dry_run = false;
  std::uint64_t seed = 1;
  std::size_t jobs = 1;
  std::uint32_t retries = 0;
  std::size_t repeat = 1;
  bool fail_fast = false;
  duration timeout = std::chrono::seconds(60);
  duration max_wait = std::chrono::minutes(1);
  std::string secrets;
  std::string evidence = "failed";
  std::size_t evidence_limit = 4U << 20U;
  std::string out = "out";
};

struct render_options {
  std::string log = "out/events.ndjson";
  report_options report;
};

struct check_options {
  selection_options select;
  std::string target;
  std::string color = "auto";
};

struct list_options {
  selection_options select;
  std::string color = "auto";
};

struct smtp_options {
  std::string users;  ///< file of those who may log in; empty: anyone, and nobody has to
  std::size_t max_size = 10U << 20U;
  std::size_t max_recipients = 100;
  duration idle = std::chrono::minutes(5);
  std::size_t connections = 2048;
  std::optional<std::uint16_t> tls_port;  ///< for TLS from the beginning; 0: any free one; absent: none
  std::string certificate;                ///< files; empty: self-signed
  std::string key;
  bool starttls = false;
  bool no_starttls = false;
  bool require_tls = false;
  bool require_auth = false;
  bool lenient = false;
  std::string bare_line_ends = "reject";
};

struct log_options {
  std::string path;  ///< "-": standard error; empty: none
  std::string format = "json";
};

struct serve_options {
  std::string host = "127.0.0.1";
  std::uint16_t portal_port = 0;
  std::uint16_t smtp_port = 0;
  std::uint16_t captcha_port = 0;
  std::uint16_t console_port = 0;
  std::size_t keep = 1000;  ///< newest mails kept
  std::size_t mail_parts = 1000;
  std::size_t mail_depth = 100;
  std::size_t mail_fields = 10'000;
  std::size_t snapshot_size = 64U << 20U;
  std::string subscribers;  ///< file of the people whom the portal knows; empty: drawn
  smtp_options smtp;
  std::string mail_to;  ///< HOST:PORT of another SMTP server for the portal's mails
  std::string captcha_provider = "recaptcha";
  std::string captcha_verify;  ///< another verify URL for the portal
  std::string captcha_site_key;
  std::string captcha_secret;
  std::string policy;
  std::vector<std::string> defects;
  std::size_t people = 10;
  std::optional<std::uint64_t> seed;
  std::string ready_file;
  log_options log;
  std::string color = "auto";
};

struct fake_options {
  std::string kind;
  std::size_t count = 1;
  std::uint64_t seed = 1;
};

struct schema_options {
  std::string what = "journey";
};

struct version_options {};

using command = std::variant<run_options, check_options, list_options, serve_options, render_options, fake_options,
                             schema_options, version_options>;

/// What to do, or the exit code of a program that ends here: help was asked for (0) or the usage is wrong (2); what
/// there is to say has then been written.
std::variant<command, int> parse_command_line(int argc, const char* const* argv);

/// Of a command line that cannot be understood: the run that was meant, as far as it says where that would have
/// written. Nothing if it is not certain that a run was meant that would have written.
std::optional<run_options> misspelt_run(int argc, const char* const* argv);

}  // namespace parcours::cli
