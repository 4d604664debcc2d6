#include "reports/junit/junit.hpp"

#include "harness/base/text.hpp"
#include "harness/events/log.hpp"
#include "harness/events/testing.hpp"
#include "reports/junit/xml_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <rapidcheck/gtest.h>

#include <clocale>
#include <map>
#include <memory>
#include <regex>
#include <set>

namespace parcours::reports::junit {
namespace {

using namespace std::chrono_literals;
namespace testing = events::testing;
using ::testing::HasSubstr;
using ::testing::Not;

result<void> render_log(const std::string& log, profile kind, const std::filesystem::path& path) {
  const auto source = testing::temporary_file("events.ndjson");
  testing::write_file(source, log);
  const auto run = events::results::read(source);
  if (!run) return std::unexpected(run.error());
  return render(*run, kind, path);
}

std::string report_of(const std::vector<events::event>& run, profile kind) {
  const auto path = testing::temporary_file("junit.xml");
  const auto done = render_log(testing::to_log(run), kind, path);
  EXPECT_TRUE(done.has_value());
  return testing::read_file(path);
}

struct element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;
  std::vector<element> children;

  [[nodiscard]] std::vector<const element*> all(const std::string& wanted) const {
    std::vector<const element*> found;
    for (const auto& child : children)
      if (child.name == wanted) found.push_back(&child);
    return found;
  }
};

element element_of(const xmlNode* node) {
  const auto text = [](const xmlChar* chars) { return std::string(reinterpret_cast<const char*>(chars)); };
  element found{text(node->name), {}, {}, {}};
  for (const xmlAttr* a = node->properties; a != nullptr; a = a->next) {
    found.attributes[text(a->name)] = a->children == nullptr ? "" : text(a->children->content);
  }
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type == XML_TEXT_NODE) found.text += text(child->content);
    if (child->type == XML_ELEMENT_NODE) found.children.push_back(element_of(child));
  }
  return found;
}

element parse(const std::string& xml) {
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "junit.xml", nullptr, XML_PARSE_NONET), &xmlFreeDoc);
  if (!document) throw std::runtime_error("not well-formed: " + xml);
  return element_of(xmlDocGetRootElement(document.get()));
}

const element& case_named(const element& report, const std::string& name) {
  for (const auto* suite : report.all("testsuite"))
    for (const auto* item : suite->all("testcase"))
      if (item->attributes.at("name") == name) return *item;
  throw std::runtime_error("no case " + name);
}

// What the strict consumers accept: for each element its attributes and children.
struct rule {
  std::set<std::string> attributes;
  std::set<std::string> children;
};
const std::map<std::string, rule> strict_rules{
    {"testsuites", {{"name", "time", "tests", "failures", "errors"}, {"testsuite"}}},
    {"testsuite",
     {{"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "file"},
      {"properties", "testcase", "system-err"}}},
    {"testcase",
     {{"name", "time", "classname"},
      {"failure", "error", "skipped", "system-out", "flakyError", "flakyFailure", "rerunError", "rerunFailure"}}},
    {"flakyError", {{"type", "message"}, {"stackTrace"}}},
    {"rerunFailure", {{"type", "message"}, {"stackTrace"}}},
    {"stackTrace", {{}, {}}},
    {"system-err", {{}, {}}},
    {"failure", {{"type", "message"}, {}}},
    {"error", {{"type", "message"}, {}}},
    {"skipped", {{"type", "message"}, {}}},
    {"system-out", {{}, {}}},
    {"properties", {{}, {"property"}}},
    {"property", {{"name", "value"}, {}}}};

void expect_strict(const element& at) {
  ASSERT_TRUE(strict_rules.contains(at.name)) << at.name;
  const rule& allowed = strict_rules.at(at.name);
  for (const auto& [name, value] : at.attributes)
    EXPECT_TRUE(allowed.attributes.contains(name)) << at.name << ' ' << name;
  for (const auto& child : at.children) {
    EXPECT_TRUE(allowed.children.contains(child.name)) << at.name << " > " << child.name;
    expect_strict(child);
  }
}

struct sums {
  long tests = 0, failures = 0, errors = 0, skipped = 0, milliseconds = 0;
  friend bool operator==(const sums&, const sums&) = default;
};

long milliseconds(const std::string& seconds) {
  EXPECT_TRUE(std::regex_match(seconds, std::regex(R"([0-9]+\.[0-9]{3})"))) << seconds;
  return std::stol(seconds.substr(0, seconds.size() - 4)) * 1000 + std::stol(seconds.substr(seconds.size() - 3));
}

void expect_totals(const element& at, const sums& counted) {
  const auto number = [&](const char* name) { return std::stol(at.attributes.at(name)); };
  EXPECT_EQ(number("tests"), counted.tests);
  EXPECT_EQ(number("failures"), counted.failures);
  EXPECT_EQ(number("errors"), counted.errors);
  if (at.attributes.contains("skipped")) {
    EXPECT_EQ(number("skipped"), counted.skipped);
  }
  EXPECT_EQ(milliseconds(at.attributes.at("time")), counted.milliseconds);
}

// Totals equal what they total, and no case has two outcomes or two outputs.
void expect_consistent(const element& report) {
  sums all;
  for (const auto* suite : report.all("testsuite")) {
    sums here;
    std::set<std::string> names;
    for (const auto* item : suite->all("testcase")) {
      EXPECT_TRUE(names.insert(item->attributes.at("name")).second);
      const auto failures = item->all("failure").size(), errors = item->all("error").size(),
                 skips = item->all("skipped").size();
      EXPECT_LE(failures + errors + skips, 1U);
      EXPECT_LE(item->all("system-out").size(), 1U);
      const long took = milliseconds(item->attributes.at("time"));
      for (sums* total : {&here, &all}) {
        ++total->tests;
        total->failures += static_cast<long>(failures);
        total->errors += static_cast<long>(errors);
        total->skipped += static_cast<long>(skips);
        total->milliseconds += took;
      }
    }
    expect_totals(*suite, here);
  }
  expect_totals(report, all);
}

TEST(junit, strict_report_of_a_run) {
  const std::string xml = report_of(testing::sample_run(), profile::strict);
  testing::expect_golden("reports/junit/golden/strict.xml", xml);
  expect_strict(parse(xml));
  expect_consistent(parse(xml));
}

TEST(junit, rich_report_of_a_run) {
  const std::string xml = report_of(testing::sample_run(), profile::rich);
  testing::expect_golden("reports/junit/golden/rich.xml", xml);
  expect_consistent(parse(xml));
}

TEST(junit, tells_a_failure_from_an_error) {
  const element report = parse(report_of(testing::sample_run(), profile::strict));
  const auto* failure = case_named(report, "wrong_code [five tries]").all("failure").at(0);
  EXPECT_EQ(failure->attributes.at("type"), "expectation");
  EXPECT_EQ(failure->attributes.at("message"),
            "the page is not the one expected: expected activated, seen submit_code");
  for (const char* part :
       {"wrong_code.yaml:9:5", "expected: activated", "seen: submit_code", "<incorrect> & périmé", "amina@"}) {
    EXPECT_THAT(failure->text, HasSubstr(part));
  }
  EXPECT_EQ(case_named(report, "unreachable").all("error").at(0)->attributes.at("type"), "target");
  EXPECT_EQ(case_named(report, "valid_amo [arabic]").all("skipped").at(0)->attributes.at("message"),
            "needs the bundled mocks");
  EXPECT_EQ(case_named(report, "lost_number [two]").all("skipped").at(0)->attributes.at("message"),
            "not run: the run was interrupted");
  EXPECT_EQ(case_named(report, "recovery").all("error").at(0)->attributes.at("type"), "interrupted");
}

TEST(junit, marks_retried_cases) {
  for (const auto kind : {profile::strict, profile::rich}) {
    const element report = parse(report_of(testing::sample_run(), kind));
    EXPECT_EQ(case_named(report, "resend").all("flakyError").size(), 1U);
    EXPECT_EQ(case_named(report, "wrong_code [expired]").all("rerunFailure").size(), 1U);
  }
  const element strict = parse(report_of(testing::sample_run(), profile::strict));
  EXPECT_THAT(case_named(strict, "resend").all("system-out").at(0)->text, HasSubstr("attempt 1: error: no mail came"));
}

TEST(junit, begins_every_text_with_the_message) {
  const element report = parse(report_of(testing::sample_run(), profile::strict));
  for (const auto& [name, kind] :
       std::vector<std::pair<std::string, std::string>>{{"wrong_code [five tries]", "failure"},
                                                        {"unreachable", "error"},
                                                        {"recovery", "error"},
                                                        {"valid_amo [arabic]", "skipped"},
                                                        {"lost_number [two]", "skipped"}}) {
    const auto& outcome = *case_named(report, name).all(kind).at(0);
    EXPECT_THAT(outcome.text, ::testing::StartsWith(outcome.attributes.at("message"))) << name;
  }
}

TEST(junit, names_both_sides_in_the_message) {
  const auto started = testing::start("a", "", 0);
  const auto message = [&started](const std::string& expected, const std::string& seen) {
    auto finished = testing::finish(started, events::verdict::failed, 1ms);
    finished.problem = events::problem{.kind = "expectation",
                                       .message = "the page" + std::string(events::not_as_expected),
                                       .expected = expected,
                                       .seen = seen};
    const element report = parse(report_of({started, finished}, profile::strict));
    return case_named(report, "a").all("failure").at(0)->attributes.at("message");
  };
  EXPECT_EQ(message("code", "activated"), "page: expected code, seen activated");
  EXPECT_EQ(message("code", ""), "page: expected code, seen nothing");
  EXPECT_EQ(message("a\nb", std::string(200, 'x')), "page: expected a, seen " + std::string(200, 'x'));
  EXPECT_EQ(message("a", std::string(199, 'x') + "é!"), "page: expected a, seen " + std::string(199, 'x') + "…");
}

TEST(junit, points_at_the_line_that_failed) {
  const element report = parse(report_of(testing::sample_run(), profile::rich));
  const auto place = [&report](const std::string& name) {
    const auto& at = case_named(report, name).attributes;
    return at.at("file") + ":" + at.at("line");
  };
  EXPECT_EQ(place("wrong_code [five tries]"), "scenarios/journeys/wrong_code.yaml:9");
  EXPECT_EQ(place("valid_amo"), "scenarios/journeys/valid_amo.yaml:1");
}

TEST(junit, says_when_the_log_is_not_whole) {
  auto lines = testing::to_lines(testing::sample_run());
  lines.pop_back();
  const auto path = testing::temporary_file("junit.xml");
  ASSERT_TRUE(render_log(testing::joined(lines), profile::strict, path).has_value());
  const element report = parse(testing::read_file(path));
  expect_strict(report);
  EXPECT_THAT(report.children.at(0).all("system-err").at(0)->text, HasSubstr("it is not closed"));
}

TEST(junit, links_attachments) {
  const element report = parse(report_of(testing::sample_run(), profile::strict));
  EXPECT_THAT(case_named(report, "wrong_code [five tries]").all("system-out").at(0)->text,
              HasSubstr("[[ATTACHMENT|out/wrong_code/page.html]]\n"));
}

TEST(junit, tells_all_that_a_step_expects_in_vain) {
  const auto started = testing::start("a", "", 0);
  auto end = testing::finish(started, events::verdict::failed, 1ms);
  end.problem = testing::wrong_page();
  end.problem->further = {{"the account", "active", "inactive", {"a.yaml", 12, 7}}};
  const element report = parse(report_of({started, end}, profile::strict));
  EXPECT_THAT(case_named(report, "a").all("failure").at(0)->text,
              HasSubstr("the account: expected active, seen inactive\nat: a.yaml:12:7\nexpected: active\n"));
}

TEST(junit, adds_up_the_times_that_it_shows) {
  std::vector<events::event> run;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto started = testing::start("a", std::to_string(i), i);
    run.insert(run.end(), {started, testing::finish(started, events::verdict::passed, 1'499'600us)});
  }
  const element report = parse(report_of(run, profile::strict));
  EXPECT_EQ(report.attributes.at("time"), "4.500");
  expect_consistent(report);
}

TEST(junit, writes_long_times_in_plain_seconds) {
  const auto started = testing::start("a", "", 0);
  const element report =
      parse(report_of({started, testing::finish(started, events::verdict::passed, 1234567s)}, profile::strict));
  EXPECT_EQ(report.attributes.at("time"), "1234567.000");
}

TEST(junit, does_not_depend_on_the_locale) {
  const std::string before = report_of(testing::sample_run(), profile::rich);
  for (const char* name : {"fr_FR.UTF-8", "de_DE.UTF-8", "C"}) {
    std::setlocale(LC_ALL, name);  // without effect where the locale is not installed
    EXPECT_EQ(report_of(testing::sample_run(), profile::rich), before) << name;
  }
}

TEST(junit, of_a_run_without_journeys_is_an_empty_report) {
  const element report = parse(report_of({events::run_started{}}, profile::strict));
  EXPECT_EQ(report.attributes.at("tests"), "0");
  EXPECT_EQ(report.attributes.at("time"), "0.000");
}

TEST(junit, names_a_failure_for_which_the_log_gives_no_reason) {
  const auto started = testing::start("a", "", 0);
  const element report =
      parse(report_of({started, testing::finish(started, events::verdict::failed, 1ms)}, profile::strict));
  EXPECT_EQ(case_named(report, "a").all("failure").at(0)->attributes.at("type"), "failed");
}

TEST(junit, leaves_the_old_report_when_it_cannot_write_a_new_one) {
  const auto path = testing::temporary_file("junit.xml"), log = testing::temporary_file("events.ndjson");
  testing::write_file(path, "old");
  testing::write_file(log, testing::to_log(testing::sample_run()));
  const auto run = events::results::read(log);
  ASSERT_TRUE(run.has_value());
  std::filesystem::remove(log);
  EXPECT_EQ(testing::code_of(render(*run, profile::strict, path)), "unreadable-log");
  EXPECT_EQ(testing::read_file(path), "old");
  EXPECT_FALSE(std::filesystem::exists(path.string() + ".tmp"));
}

TEST(junit, cannot_write_where_a_folder_is) {
  const auto path = testing::temporary_file("folder");
  std::filesystem::create_directories(path);
  EXPECT_EQ(testing::code_of(render_log(testing::to_log({}), profile::strict, path)), "report-write");
  EXPECT_FALSE(std::filesystem::exists(path.string() + ".tmp"));
}

TEST(junit, tells_of_a_full_disk) {
  const auto path = testing::temporary_file("junit.xml");
  std::filesystem::remove(path.string() + ".tmp");
  std::filesystem::create_symlink("/dev/full", path.string() + ".tmp");
  const auto done = render_log(testing::to_log(testing::sample_run()), profile::strict, path);
  EXPECT_EQ(testing::code_of(done), "report-write");
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(xml_text, strips_what_xml_forbids) {
  using namespace std::string_literals;
  const std::string all = "a\0b\x01\x08\x0b\x0c\x0e\x1f\t\n\r\x7f\uFFFE\uFFFF\uFFFD\uF000é\U0001F600"s;
  EXPECT_EQ(xml_text(all), "ab\t\n\r\x7f\uFFFD\uF000é\U0001F600");
  EXPECT_EQ(xml_text("\xff"), "\uFFFD");
}

// Whatever a portal or a mail contains, the report can be parsed, and what XML allows comes back unchanged.
RC_GTEST_PROP(junit_property, any_text_can_be_reported, (const std::string& message, const std::string& seen)) {
  auto started = testing::start("a", "", 0);
  started.name += seen;
  auto finished = testing::finish(started, events::verdict::failed, 1ms);
  finished.problem = events::problem{.kind = "step", .message = message, .seen = seen};
  const element report = parse(report_of({started, finished}, profile::rich));
  const element& item = report.children.at(0).all("testcase").at(0)[0];
  RC_ASSERT(item.attributes.at("name") == xml_text(started.name));
  RC_ASSERT(item.all("failure").at(0)->attributes.at("message").starts_with(xml_text(message)));
}

}  // namespace
}  // namespace parcours::reports::junit
