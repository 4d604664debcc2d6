#include "harness/events/results.hpp"

#include "harness/events/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace parcours::events {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

results results_of(const std::string& log) {
  const auto path = testing::temporary_file("events.ndjson");
  testing::write_file(path, log);
  auto run = results::read(path);
  if (!run) throw std::runtime_error(run.error().message);
  return *std::move(run);
}

std::vector<std::string> names(std::span<const case_result> cases) {
  std::vector<std::string> names;
  for (const auto& item : cases) names.push_back(item.name);
  return names;
}

const case_result& case_named(const results& run, const std::string& name) {
  const auto found = std::ranges::find(run.cases(), name, &case_result::name);
  if (found == run.cases().end()) throw std::runtime_error("no case " + name);
  return *found;
}

TEST(results, stand_in_the_order_of_the_plan) {
  const results run = results_of(testing::to_log(testing::sample_run()));
  EXPECT_THAT(names(run.cases()), ElementsAre("valid_amo", "valid_amo [arabic]", "wrong_code [five tries]",
                                              "wrong_code [expired]", "unreachable", "resend", "recovery"));
  ASSERT_EQ(run.suites().size(), 5U);
  const suite_result& second = run.suites()[1];
  EXPECT_EQ(second.file, "scenarios/journeys/wrong_code.yaml");
  EXPECT_EQ(second.classname, "scenarios.journeys.wrong_code");
  EXPECT_EQ(second.at, testing::at(10ms));
  EXPECT_THAT(names(run.cases(second)), ElementsAre("wrong_code [five tries]", "wrong_code [expired]"));
  EXPECT_EQ(second.total, (totals{0, 2, 0, 0, 0}));
}

TEST(results, count_every_case_once) {
  const results run = results_of(testing::to_log(testing::sample_run()));
  EXPECT_EQ(run.total(), (totals{2, 2, 2, 1, 1}));
  EXPECT_EQ(run.total().all(), 7U);
  EXPECT_EQ(run.planned(), 9U);
  EXPECT_EQ(run.run().seed, 42U);
  EXPECT_EQ(run.took(), 840ms);
  EXPECT_TRUE(run.interrupted());
  EXPECT_TRUE(run.complete());
  EXPECT_FALSE(run.torn());
}

TEST(results, know_flaky_and_unfinished_cases) {
  const results run = results_of(testing::to_log(testing::sample_run()));
  EXPECT_TRUE(case_named(run, "resend").flaky());
  EXPECT_EQ(case_named(run, "resend").attempts, 2U);
  EXPECT_FALSE(case_named(run, "wrong_code [expired]").flaky());
  EXPECT_FALSE(case_named(run, "recovery").finished);
  EXPECT_EQ(case_named(run, "recovery").outcome, verdict::error);
  EXPECT_TRUE(case_named(run, "valid_amo").finished);
}

TEST(results, read_details_from_between_the_lines_of_others) {
  const results run = results_of(testing::to_log(testing::sample_run()));
  const auto valid = run.detail(case_named(run, "valid_amo"));
  ASSERT_TRUE(valid.has_value());
  EXPECT_THAT(valid->tags, ElementsAre("smoke", "amo"));
  EXPECT_EQ(valid->synthetic, "AMO 012345678 (synthetic)");
  ASSERT_EQ(valid->attempts.size(), 1U);
  EXPECT_EQ(valid->attempts[0].steps.size(), 2U);
  EXPECT_EQ(valid->attempts[0].steps[1].title, "accept_terms");
  const auto wrong = run.detail(case_named(run, "wrong_code [five tries]"));
  ASSERT_TRUE(wrong.has_value());
  EXPECT_EQ(wrong->attempts.at(0).why, testing::wrong_page());
  const auto resend = run.detail(case_named(run, "resend"));
  ASSERT_TRUE(resend.has_value());
  ASSERT_EQ(resend->attempts.size(), 2U);
  EXPECT_EQ(resend->attempts[0].outcome, verdict::error);
  EXPECT_EQ(resend->attempts[1].outcome, verdict::passed);
}

TEST(results, wait_for_the_retry_of_a_killed_run) {
  const auto first = testing::start("a", "", 0);
  auto missed = testing::finish(first, verdict::failed, 1ms);
  missed.last = false;
  const results run = results_of(testing::to_log({first, missed}));
  EXPECT_FALSE(run.cases()[0].finished);
  EXPECT_EQ(run.cases()[0].outcome, verdict::error);
  EXPECT_FALSE(run.complete());
}

TEST(results, report_a_verdict_whose_start_is_missing) {
  const results run = results_of(to_line(journey_finished{.id = "a/b.yaml#c"}));
  ASSERT_EQ(run.suites().size(), 1U);
  EXPECT_EQ(run.suites()[0].file, "a/b.yaml");
  EXPECT_EQ(run.cases()[0].name, "a/b.yaml#c");
  EXPECT_EQ(run.detail(run.cases()[0])->attempts.size(), 1U);
}

TEST(results, join_the_logs_of_shards) {
  const auto one = testing::start("a", "", 1), two = testing::start("b", "", 0);
  const results run = results_of(testing::to_log(
      {run_started{.seed = 7, .planned = 1}, one, testing::finish(one, verdict::passed, 1ms), run_finished{{}, 2s},
       run_started{.seed = 7, .planned = 1}, two, testing::finish(two, verdict::passed, 1ms), run_finished{{}, 1s}}));
  EXPECT_THAT(names(run.cases()), ElementsAre("b", "a"));
  EXPECT_EQ(run.planned(), 2U);
  EXPECT_EQ(run.took(), 2s);
  EXPECT_TRUE(run.complete());
}

TEST(results, refuse_a_log_that_is_damaged_in_its_middle) {
  const auto path = testing::temporary_file("events.ndjson");
  testing::write_file(path, "garbage\n" + to_line(run_finished{}));
  const auto run = results::read(path);
  ASSERT_FALSE(run.has_value());
  EXPECT_EQ(run.error().code, "bad-log");
}

TEST(results, say_when_the_log_is_gone) {
  const results run = results_of(testing::to_log(testing::sample_run()));
  std::filesystem::remove(testing::temporary_file("events.ndjson"));
  EXPECT_EQ(testing::code_of(run.detail(run.cases()[0])), "unreadable-log");
}

TEST(results, keep_cases_small) {
  // With a name and an id of some 60 characters a case stays below 300 bytes.
  EXPECT_LE(sizeof(case_result), 160U);
}

// A run killed at any moment: whatever was finished in the bytes that reached the disk is reported, and what was
// running is named.
TEST(results, of_every_prefix_of_a_log_report_what_had_finished) {
  const auto events = testing::sample_run();
  const std::string log = testing::to_log(events);
  const auto path = testing::temporary_file("events.ndjson");
  testing::write_file(path, log);
  for (std::size_t size = log.size() + 1; size-- > 0;) {
    std::filesystem::resize_file(path, size);
    std::map<std::string, bool> expected;
    std::size_t bytes = 0;
    for (const event& item : events) {
      bytes += to_line(item).size();
      if (bytes > size + 1) break;  // the line's own newline may be missing
      if (const auto* start = std::get_if<journey_started>(&item)) expected[start->id] = false;
      if (const auto* finish = std::get_if<journey_finished>(&item)) expected[finish->id] = finish->last;
    }
    const auto run = results::read(path);
    ASSERT_TRUE(run.has_value()) << size;
    std::map<std::string, bool> seen;
    for (const case_result& item : run->cases()) seen[item.id] = item.finished;
    ASSERT_EQ(seen, expected) << size;
  }
}

// However journeys are interleaved, each keeps its own verdict and steps.
RC_GTEST_PROP(results_property, interleaving_changes_nothing, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 8);
  std::vector<std::vector<event>> journeys(count);
  std::vector<verdict> verdicts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto started = testing::start("j" + std::to_string(i % 3), std::to_string(i), i);
    verdicts.push_back(static_cast<verdict>(*rc::gen::inRange(0, 4)));
    journeys[i] = {started, testing::step(started, 1, "step of " + std::to_string(i), verdict::passed, 1ms),
                   testing::finish(started, verdicts.back(), 1ms)};
  }
  std::string log;
  std::vector<std::size_t> done(count);
  for (std::size_t left = 3 * count; left > 0; --left) {
    auto who = *rc::gen::inRange<std::size_t>(0, count);
    while (done[who] == 3) who = (who + 1) % count;
    log += to_line(journeys[who][done[who]++]);
  }
  const results run = results_of(log);
  RC_ASSERT(run.cases().size() == count);
  for (const case_result& item : run.cases()) {
    RC_ASSERT(item.outcome == verdicts[item.order]);
    const auto detail = run.detail(item);
    RC_ASSERT(detail.has_value());
    RC_ASSERT(detail->attempts.at(0).steps.at(0).title == "step of " + std::to_string(item.order));
  }
}

}  // namespace
}  // namespace parcours::events
