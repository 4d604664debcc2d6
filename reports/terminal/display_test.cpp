#include "reports/terminal/display.hpp"

#include "harness/base/text.hpp"
#include "harness/events/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>

namespace parcours::reports::terminal {
namespace {

using namespace std::chrono_literals;
namespace testing = events::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> calls_of(const options& how, const std::vector<events::event>& run,
                                  duration between_events = 40ms) {
  std::vector<std::string> calls;
  display shown(how, [&](std::string_view text) { calls.emplace_back(text); });
  duration elapsed{};
  for (const auto& item : run) shown.on(item, elapsed += between_events);
  shown.close(840ms, {"out/junit.xml"});
  return calls;
}

std::string output_of(const options& how, const std::vector<events::event>& run = testing::sample_run()) {
  std::string all;
  for (const std::string& text : calls_of(how, run)) all += text;
  return all;
}

// Control characters as they are written in C, so that golden files can be read.
std::string visible(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\x1b')
      out += "\\e";
    else if (c == '\r')
      out += "\n\\r";
    else
      out += c;
  }
  return out;
}

TEST(display, plain_output_of_a_run) { testing::expect_golden("reports/terminal/golden/plain.txt", output_of({})); }

TEST(display, quiet_output_of_a_run) {
  testing::expect_golden("reports/terminal/golden/quiet.txt", output_of({.detail = amount::quiet}));
}

TEST(display, verbose_output_of_a_run) {
  testing::expect_golden("reports/terminal/golden/verbose.txt", output_of({.detail = amount::verbose}));
}

TEST(display, coloured_output_of_a_run) {
  testing::expect_golden("reports/terminal/golden/colour.txt", visible(output_of({.color = true})));
}

TEST(display, live_output_of_a_run) {
  testing::expect_golden("reports/terminal/golden/live.txt", visible(output_of({.live = true, .width = 60})));
}

TEST(display, quiet_has_no_progress_line) {
  EXPECT_EQ(output_of({.detail = amount::quiet, .live = true}), output_of({.detail = amount::quiet}));
}

TEST(display, plain_output_has_no_control_sequence) {
  EXPECT_THAT(output_of({}), AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\r"))));
}

TEST(display, gives_a_failure_with_all_of_its_lines_at_once) {
  const auto calls = calls_of({.detail = amount::quiet}, testing::sample_run());
  EXPECT_THAT(calls[0], AllOf(StartsWith("FAIL  wrong_code.yaml"), HasSubstr("mail: « Votre code secret »")));
}

TEST(display, shows_the_journey_file_where_it_is_at_hand) {
  std::string all;
  display shown(
      {}, [&](std::string_view text) { all += text; },
      [](const std::string& path) {
        return std::make_shared<source_file>(source_file{path, std::string(8, '\n') + "  - submit_code: {code: x}\n"});
      });
  for (const auto& item : testing::sample_run()) shown.on(item, 0ms);
  EXPECT_THAT(all, HasSubstr(" 9 |   - submit_code: {code: x}\n   |     ^^^^^^^^^^^\n"));
}

TEST(display, redraws_the_progress_line_no_more_often_than_a_person_can_read) {
  std::size_t drawn = 0;
  display shown({.live = true}, [&](std::string_view) { ++drawn; });
  shown.on(events::run_started{.planned = 5}, 0ms);
  EXPECT_EQ(drawn, 1U);
  shown.tick(99ms);
  EXPECT_EQ(drawn, 1U);
  shown.tick(100ms);
  EXPECT_EQ(drawn, 2U);
  shown.tick(199ms);
  EXPECT_EQ(drawn, 2U);
}

TEST(display, counts_errors_once_in_the_progress_line) {
  const auto calls = calls_of({.live = true, .width = 200}, testing::sample_run());
  EXPECT_THAT(calls[calls.size() - 4], HasSubstr("[6/9]"));
  EXPECT_THAT(calls[calls.size() - 4], HasSubstr("2 passed, 2 failed, 1 error"));
}

TEST(display, erases_the_progress_line_before_what_stays) {
  const auto calls = calls_of({.live = true}, testing::sample_run());
  EXPECT_THAT(calls[calls.size() - 1], AllOf(Not(StartsWith("\r")), HasSubstr("\nInterrupted.")));
  EXPECT_THAT(calls[calls.size() - 3], StartsWith("\r\x1b[K"
                                                  "ERROR recovery.yaml"));
}

TEST(display, closes_a_run_without_an_end_once) {
  std::string all;
  display shown({}, [&](std::string_view text) { all += text; });
  shown.on(events::run_started{.seed = 42, .planned = 2}, 0ms);
  shown.on(testing::start("a", "", 0), 0ms);
  shown.close(2s);
  shown.close(3s);
  EXPECT_EQ(all,
            "ERROR a.yaml  a  interrupted\n"
            "skip  1 journey  (not run: the log ends before it)\n"
            "1 of 2 journeys: 0 passed, 0 failed, 1 error, 1 skipped (1 not run) in 2.00 s · seed 42\n");
}

TEST(display, names_by_its_id_a_journey_whose_start_is_not_in_the_log) {
  std::string all;
  display shown({.detail = amount::verbose}, [&](std::string_view text) { all += text; });
  shown.on(events::step_finished{.id = "a.yaml#b", .index = 1, .title = "open"}, 0ms);
  shown.on(events::journey_finished{.id = "a.yaml#b"}, 0ms);
  EXPECT_EQ(all, "ok    a.yaml#b  0 ms\n      1 open  passed  0 ms\n");
}

TEST(display, tells_how_to_run_a_failed_case_again) {
  auto run = testing::sample_run();
  std::get<events::run_started>(run.front()).again = "parcours run --world sim --seed 42";
  const auto shown = output_of({}, run);
  EXPECT_THAT(shown, HasSubstr("again: parcours run --world sim --seed 42 --name "
                               "'scenarios/journeys/wrong_code.yaml#[five tries]'\n\n"));
  EXPECT_THAT(output_of({}), Not(HasSubstr("again:")));
}

TEST(display, lists_several_failures_at_the_end) {
  EXPECT_THAT(output_of({}), HasSubstr("\n4 journeys did not pass:\n  FAIL  wrong_code.yaml  wrong_code [five tries]: "
                                       "the page is not the one expected\n  ERROR unreachable.yaml"));
}

// Four journeys of the plan after each other: one that passes takes a second.
std::string progress_after(std::size_t passed, std::size_t planned) {
  std::string last;
  display shown({.live = true, .width = 200}, [&](std::string_view text) { last = text; });
  shown.on(events::run_started{.planned = planned}, 0s);
  for (std::size_t i = 0; i < passed; ++i) {
    auto start = testing::start("a", std::to_string(i), i);
    shown.on(start, std::chrono::seconds(i));
    shown.on(events::journey_finished{.id = start.id}, std::chrono::seconds(i + 1));
  }
  return last;
}

TEST(display, estimates_what_is_left_once_two_seconds_have_passed) {
  EXPECT_THAT(progress_after(1, 100), AllOf(HasSubstr("[1/100] 1.0 s  1 passed"), Not(HasSubstr("left"))));
  EXPECT_THAT(progress_after(2, 100), HasSubstr("[2/100] 2.0 s, 1 min 38 s left  2 passed"));
  EXPECT_THAT(progress_after(100, 100), Not(HasSubstr("left")));
}

TEST(display, a_short_plan_has_a_line_for_each_journey_in_a_terminal_too) {
  for (const std::size_t planned : {30U, 31U}) {
    std::string all;
    display shown({.live = true}, [&](std::string_view text) { all += text; });
    shown.on(events::run_started{.planned = planned}, 0s);
    shown.on(testing::start("a", "", 0), 0s);
    shown.on(events::journey_finished{.id = "scenarios/journeys/a.yaml"}, 0s);
    EXPECT_EQ(all.contains("ok    a.yaml  a"), planned == 30) << planned;
  }
}

RC_GTEST_PROP(display_property, the_progress_line_fits_the_terminal, (const std::string& name)) {
  const auto width = *rc::gen::inRange<std::size_t>(0, 120);
  auto started = testing::start("a", "", 0);
  started.name = name;
  std::string last;
  display shown({.live = true, .width = width}, [&](std::string_view text) { last = text; });
  shown.on(events::run_started{.planned = *rc::gen::arbitrary<std::size_t>()}, 0s);
  shown.on(started, 1s);
  constexpr std::string_view erase = "\r\x1b[K";
  RC_ASSERT(last.starts_with(erase));
  RC_ASSERT(display_width(last.substr(erase.size())) <= width);
  RC_ASSERT(last.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace parcours::reports::terminal
