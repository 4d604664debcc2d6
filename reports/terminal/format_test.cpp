#include "reports/terminal/format.hpp"

#include "harness/base/text.hpp"
#include "harness/events/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parcours::reports::terminal {
namespace {

using namespace std::chrono_literals;
namespace testing = events::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(short_time, is_as_fine_as_a_person_wants_it) {
  EXPECT_EQ(short_time(0ms), "0 ms");
  EXPECT_EQ(short_time(12'345us), "12 ms");
  EXPECT_EQ(short_time(999ms), "999 ms");
  EXPECT_EQ(short_time(999'600us), "1.00 s");
  EXPECT_EQ(short_time(1250ms), "1.25 s");
  EXPECT_EQ(short_time(59'990ms), "59.99 s");
  EXPECT_EQ(short_time(60s), "1 min 00 s");
  EXPECT_EQ(short_time(125s), "2 min 05 s");
}

TEST(printable, lets_no_control_character_through) {
  EXPECT_EQ(printable("a\tb\r\nc"), "a b  c");
  EXPECT_EQ(printable("\x1b[2J\x7f\u009b"), "\uFFFD[2J\uFFFD\uFFFD");
  EXPECT_EQ(printable("« é » قانون\u00a0"), "« é » قانون\u00a0");
  EXPECT_EQ(printable("\xff"), "\uFFFD");
}

TEST(fit, cuts_at_the_edge) {
  EXPECT_EQ(fit("12345", 5), "12345");
  EXPECT_EQ(fit("12345", 4), "123…");
  EXPECT_EQ(fit("12345", 1), "…");
  EXPECT_EQ(fit("12345", 0), "");
  EXPECT_EQ(fit("日本語", 6), "日本語");
  EXPECT_EQ(fit("日本語", 5), "日本…");
  EXPECT_EQ(fit("日本語", 4), "日…");
}

RC_GTEST_PROP(fit_property, is_never_wider_than_asked, (const std::string& text)) {
  const auto width = *rc::gen::inRange<std::size_t>(0, 40);
  const std::string line = fit(printable(text), width);
  RC_ASSERT(display_width(line) <= width);
  RC_ASSERT(is_utf8(line));
}

TEST(failure_block, shows_the_line_of_the_journey) {
  const auto source = std::make_shared<source_file>(
      source_file{"scenarios/journeys/wrong_code.yaml",
                  std::string(8, '\n') + "  - submit_code: {code: \"000000\", captcha: pass}\n"});
  testing::expect_golden("reports/terminal/golden/failure_with_source.txt",
                         failure_block(testing::wrong_page(), "2 submit_code", source, false));
  testing::expect_golden("reports/terminal/golden/failure_in_colour.txt",
                         failure_block(testing::wrong_page(), "2 submit_code", source, true));
}

TEST(failure_block, marks_a_place_that_the_file_no_longer_has) {
  const auto source = std::make_shared<source_file>(source_file{"scenarios/journeys/wrong_code.yaml", "changed\n"});
  EXPECT_THAT(failure_block(testing::wrong_page(), "", source, false),
              HasSubstr("--> scenarios/journeys/wrong_code.yaml:9:5\n  expected: activated\n"));
}

TEST(failure_block, marks_each_finding_in_its_own_line) {
  const auto source = std::make_shared<source_file>(source_file{"a.yaml", "expect:\n  status: 200\n  page: code\n"});
  events::problem why{.kind = "expectation",
                      .message = "the status",
                      .expected = "200",
                      .seen = "404",
                      .where = {"a.yaml", 2, 3},
                      .page = "at hand"};
  why.further = {{"the page", "code", "terms", {"a.yaml", 3, 3}}, {"a mail", "1", "0", {"b.yaml", 2, 3}}};
  EXPECT_EQ(failure_block(why, "", source, false), R"(error[expectation]: the status
  --> a.yaml:2:3
   |
 2 |   status: 200
   |   ^^^^^^
  expected: 200
      seen: 404
error[expectation]: the page
  --> a.yaml:3:3
   |
 3 |   page: code
   |   ^^^^
  expected: code
      seen: terms
error[expectation]: a mail
  --> b.yaml:2:3
  expected: 1
      seen: 0
      page: at hand

)");
}

TEST(failure_block, needs_nothing_but_a_problem) {
  EXPECT_EQ(failure_block({.message = "it broke"}, "", nullptr, false), "error[failure]: it broke\n\n");
  EXPECT_EQ(failure_block({.kind = "step", .message = "it broke", .where = {"a.yaml", 1, 5}}, "", nullptr, false),
            "error[step]: it broke\n  --> a.yaml:1:5\n\n");
}

TEST(failure_block, passes_no_command_of_a_page_to_the_terminal) {
  const events::problem why{.kind = "\x1b",
                            .message = "\x1b]0;x\a",
                            .expected = "\x1b[2J",
                            .seen = "\x1b[1A",
                            .where = {"\x1b", 1, 1},
                            .page = "a\n\x1b[31m",
                            .mail = "\x9b"};
  EXPECT_THAT(failure_block(why, "\x1b", nullptr, false), Not(HasSubstr("\x1b")));
}

TEST(summary_line, counts_what_happened) {
  summary run{{30, 1, 1, 0, 0}, 32, 42, 840ms, false, {"out/junit.xml"}};
  EXPECT_EQ(summary_line(run, false),
            "32 journeys: 30 passed, 1 failed, 1 error, 0 skipped in 0.84 s · seed 42 · out/junit.xml\n");
  run.total = {2, 0, 2, 1, 1};
  run.interrupted = true;
  EXPECT_EQ(summary_line(run, false),
            "Interrupted. 5 of 32 journeys: 2 passed (1 flaky), 0 failed, 2 errors, 1 skipped in 0.84 s · seed 42 · "
            "out/junit.xml\n");
  EXPECT_EQ(summary_line({{1, 0, 0, 0, 0}, 1, 7, 61s, false, {}}, false),
            "1 journey: 1 passed, 0 failed, 0 errors, 0 skipped in 61.00 s · seed 7\n");
}

events::problem long_failure() {
  events::problem why;
  why.kind = "expectation";
  why.message = "the page is not what the journey expects";
  why.expected = "one\ntwo\nthree\nfour";
  why.seen = "a\nb\nc";
  for (int i = 1; i <= 40; ++i) why.page += (i == 1 ? "" : "\n") + std::string("line ") + std::to_string(i);
  why.mail = std::string(100, 'm');
  return why;
}

TEST(failure_block, cuts_long_texts_and_says_how_much) {
  const auto told = failure_block(long_failure(), "2 submit_code", nullptr, false, {.width = 40});
  EXPECT_THAT(told, AllOf(HasSubstr("expected: one\n"), HasSubstr("two\n            … 2 more lines\n")));
  EXPECT_THAT(told, AllOf(HasSubstr("seen: a\n            b\n            c\n"),
                          HasSubstr("line 5\n            … 35 more lines\n")));
  EXPECT_THAT(told, HasSubstr("mail: " + std::string(27, 'm') + "…\n"));
}

TEST(failure_block, fits_a_small_terminal) {
  const auto told = failure_block(long_failure(), "2 submit_code", nullptr, false, {.width = 80});
  EXPECT_LE(std::ranges::count(told, '\n'), 20);
  for (const auto line : split(told, '\n')) EXPECT_LE(display_width(line), 80U) << line;
}

TEST(failure_block, shows_all_where_all_is_asked_for) {
  const auto told = failure_block(long_failure(), "", nullptr, false, {.whole = true, .width = 40});
  EXPECT_THAT(told, AllOf(HasSubstr("four\n"), HasSubstr("line 40\n"), HasSubstr(std::string(100, 'm'))));
}

TEST(shell_word, quotes_what_a_shell_would_read_otherwise) {
  EXPECT_EQ(shell_word("scenarios/journeys/x.yaml"), "scenarios/journeys/x.yaml");
  EXPECT_EQ(shell_word("x.yaml#TTL 1"), "'x.yaml#TTL 1'");
  EXPECT_EQ(shell_word("l'heure"), "'l'\\''heure'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace parcours::reports::terminal
