#include "reports/junit/junit.hpp"

#include "harness/base/utf8.hpp"
#include "reports/junit/xml_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <span>
#include <string>

namespace parcours::reports::junit {
namespace {

using events::attempt_detail;
using events::case_detail;
using events::case_result;
using events::suite_result;
using events::verdict;

// Rounded before it is added up, so that a total is exactly the sum of the times that a reader sees.
duration shown(duration took) { return std::chrono::round<std::chrono::milliseconds>(took); }

duration sum(std::span<const case_result> cases) {
  duration total{};
  for (const case_result& item : cases) total += shown(item.took);
  return total;
}

std::string timestamp(events::wall_time at) { return rfc3339(at).substr(0, 19); }  // UTC without zone or fraction

// Consumers want a type even where the log gives no reason.
events::problem problem_of(const attempt_detail& attempt) {
  events::problem why = attempt.why.value_or(events::problem{});
  if (why.kind.empty()) why.kind = to_string(attempt.outcome);
  return why;
}

// For one line: what is too long or has several lines stands in the body.
std::string in_short(std::string_view text) {
  constexpr std::size_t longest = 200;
  const auto line = text.substr(0, text.find('\n'));
  if (line.size() <= longest) return std::string(line);
  return std::string(first_bytes(line, longest)) + "…";
}

// "page: expected code, seen activated": lists of failures show the message and nothing else.
std::string headline(std::string_view message, const std::string& expected, const std::string& seen) {
  if (expected.empty() && seen.empty()) return std::string(message);
  if (message.ends_with(events::not_as_expected)) {
    message.remove_suffix(events::not_as_expected.size());
    if (message.starts_with("the ")) message.remove_prefix(4);
  }
  return fmt::format("{}: expected {}, seen {}", message, expected.empty() ? "nothing" : in_short(expected),
                     seen.empty() ? "nothing" : in_short(seen));
}

std::string headline(const events::problem& why) { return headline(why.message, why.expected, why.seen); }

std::string body_of(const events::problem& why) {
  std::string body;
  const auto add = [&body](std::string_view label, const std::string& text) {
    if (!text.empty()) body += fmt::format("{}{}\n", label, text);
  };
  const auto add_sides = [&add](const events::place& where, const std::string& expected, const std::string& seen) {
    add("at: ", to_string(where));
    add("expected: ", expected);
    add("seen: ", seen);
  };
  add_sides(why.where, why.expected, why.seen);
  for (const auto& other : why.further) {
    add("", headline(other.message, other.expected, other.seen));
    add_sides(other.where, other.expected, other.seen);
  }
  add("page: ", why.page);
  add("mail: ", why.mail);
  return body;
}

std::string steps_of(const attempt_detail& attempt) {
  std::string text;
  for (const auto& step : attempt.steps) {
    text +=
        fmt::format("{} {}: {} ({} s)\n", step.index, step.title, to_string(step.verdict), decimal_seconds(step.took));
  }
  return text;
}

// What the case printed: its steps, attempt by attempt where there were several, and what belongs to it.
std::string output_of(const case_detail& detail) {
  std::string text;
  if (!detail.synthetic.empty()) text += fmt::format("synthetic data: {}\n", detail.synthetic);
  for (const attempt_detail& attempt : detail.attempts) {
    if (detail.attempts.size() > 1) {
      text +=
          fmt::format("attempt {}: {}", attempt.number, attempt.finished ? to_string(attempt.outcome) : "interrupted");
      text += attempt.why ? fmt::format(": {}\n", attempt.why->message) : "\n";
    }
    text += steps_of(attempt);
    if (!attempt.why) continue;
    // The form that the attachments plugin of Jenkins and GitLab read.
    for (const std::string& path : attempt.why->attachments) text += fmt::format("[[ATTACHMENT|{}]]\n", path);
  }
  return text;
}

class report {
 public:
  report(const events::results& run, profile kind, xml_file& out)
      : run_(run), rich_(kind == profile::rich), out_(out) {}

  result<void> write();

 private:
  void count(const char* name, std::size_t value) { out_.attribute(name, std::to_string(value)); }
  void property(const char* name, std::string_view value);
  void run_properties();
  void warnings();
  result<void> suite(const suite_result& item);
  result<void> test_case(const suite_result& suite, const case_result& item);
  void place_of_case(const suite_result& suite, const case_detail& detail);
  void case_properties(const case_detail& detail);
  void outcome(const case_result& item, const attempt_detail& last);
  void outcome(const char* element, std::string_view type, std::string_view message, std::string_view body);
  void earlier_attempts(const case_result& item, const case_detail& detail);

  const events::results& run_;
  bool rich_;
  xml_file& out_;
};

result<void> report::write() {
  out_.begin("testsuites");
  out_.attribute("name", "parcours");
  count("tests", run_.total().all());
  count("failures", run_.total().failed);
  count("errors", run_.total().errors);
  if (rich_) count("skipped", run_.total().skipped);
  out_.attribute("time", decimal_seconds(sum(run_.cases())));
  for (const suite_result& item : run_.suites()) {
    if (auto done = suite(item); !done) return done;
  }
  out_.end();
  return {};
}

void report::property(const char* name, std::string_view value) {
  if (value.empty()) return;
  out_.begin("property");
  out_.attribute("name", name);
  out_.attribute("value", value);
  out_.end();
}

// What it takes to run the same again.
void report::run_properties() {
  property("seed", std::to_string(run_.run().seed));
  property("world", run_.run().world);
  property("target", run_.run().target);
  property("version", run_.run().version);
}

// In the first suite: a report of its own level has no place for them.
void report::warnings() {
  if (run_.whole()) return;
  out_.begin("system-err");
  out_.text("the log is not whole, and this report may lack something\n");
  for (const auto& sentence : run_.damage()) out_.text(sentence + '\n');
  out_.end();
}

result<void> report::suite(const suite_result& item) {
  const auto cases = run_.cases(item);
  out_.begin("testsuite");
  out_.attribute("name", item.classname.empty() ? item.file : item.classname);
  count("tests", item.total.all());
  count("failures", item.total.failed);
  count("errors", item.total.errors);
  count("skipped", item.total.skipped);
  out_.attribute("time", decimal_seconds(sum(cases)));
  out_.attribute("timestamp", timestamp(item.at));
  if (!run_.run().hostname.empty()) out_.attribute("hostname", run_.run().hostname);
  out_.attribute("file", item.file);
  out_.begin("properties");
  run_properties();
  out_.end();
  if (&item == run_.suites().data()) warnings();
  for (const case_result& each : cases) {
    if (auto done = test_case(item, each); !done) return done;
  }
  out_.end();
  return {};
}

result<void> report::test_case(const suite_result& suite, const case_result& item) {
  const auto detail = run_.detail(item);
  if (!detail) return std::unexpected(detail.error());
  out_.begin("testcase");
  out_.attribute("classname", suite.classname.empty() ? suite.file : suite.classname);
  out_.attribute("name", item.name);
  out_.attribute("time", decimal_seconds(shown(item.took)));
  if (rich_) {
    place_of_case(suite, *detail);
    case_properties(*detail);
  }
  outcome(item, detail->attempts.back());
  earlier_attempts(item, *detail);
  if (const std::string text = output_of(*detail); !text.empty()) {
    out_.begin("system-out");
    out_.text(text);
    out_.end();
  }
  out_.end();
  return {};
}

// The line that failed; of a case that did not, where its journey begins.
void report::place_of_case(const suite_result& suite, const case_detail& detail) {
  const auto& why = detail.attempts.back().why;
  const bool failed_there = why && why->where.line != 0;
  out_.attribute("file", failed_there ? why->where.file : suite.file);
  const auto line = failed_there ? why->where.line : detail.line;
  if (line != 0) count("line", line);
}

void report::case_properties(const case_detail& detail) {
  out_.begin("properties");
  property("seed", std::to_string(run_.run().seed));
  property("world", run_.run().world);
  property("tags", fmt::format("{}", fmt::join(detail.tags, ",")));
  property("synthetic", detail.synthetic);
  out_.end();
}

// At most one of failure, error and skipped.
void report::outcome(const case_result& item, const attempt_detail& last) {
  const events::problem why = problem_of(last);
  if (!item.finished) {
    const std::string body = last.finished ? headline(why) + '\n' + body_of(why) : std::string();
    return outcome("error", "interrupted", "the run ended before this journey did", body);
  }
  switch (item.outcome) {
    case verdict::passed:
      return;
    case verdict::failed:
      return outcome("failure", why.kind, headline(why), body_of(why));
    case verdict::error:
      return outcome("error", why.kind, headline(why), body_of(why));
    case verdict::skipped:
      return outcome("skipped", "skipped", last.skip_reason, {});
  }
}

// The text begins with the message: GitLab shows the text alone.
void report::outcome(const char* element, std::string_view type, std::string_view message, std::string_view body) {
  out_.begin(element);
  out_.attribute("message", message);
  out_.attribute("type", type);
  out_.text(message);
  if (!body.empty()) out_.text("\n"), out_.text(body);
  out_.end();
}

// In the words of Maven Surefire, which Jenkins reads: flaky if a later attempt passed, else a rerun.
void report::earlier_attempts(const case_result& item, const case_detail& detail) {
  for (std::size_t i = 0; i + 1 < detail.attempts.size(); ++i) {
    const events::problem why = problem_of(detail.attempts[i]);
    const bool error = detail.attempts[i].outcome == verdict::error;
    out_.begin(item.flaky() ? (error ? "flakyError" : "flakyFailure") : (error ? "rerunError" : "rerunFailure"));
    out_.attribute("message", headline(why));
    out_.attribute("type", why.kind);
    out_.begin("stackTrace");
    out_.text(headline(why) + '\n' + body_of(why));
    out_.end();
    out_.end();
  }
}

}  // namespace

result<void> render(const events::results& run, profile kind, const std::filesystem::path& path) {
  auto out = xml_file::create(path);
  if (!out) return std::unexpected(out.error());
  if (auto done = report(run, kind, **out).write(); !done) return done;
  return (*out)->finish();
}

result<std::string> render(const events::results& run, profile kind) {
  std::string text;
  const auto out = xml_file::onto(text);
  if (auto done = report(run, kind, *out).write(); !done) return std::unexpected(done.error());
  if (auto done = out->finish(); !done) return std::unexpected(done.error());
  return text;
}

}  // namespace parcours::reports::junit
