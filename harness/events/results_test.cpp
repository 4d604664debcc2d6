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

using testing::results_of;

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
  EXPECT_THAT(names(run.cases()),
              ElementsAre("valid_amo", "valid_amo [arabic]", "wrong_code [five tries]", "wrong_code [expired]",
                          "unreachable", "resend", "recovery", "lost_number [one]", "lost_number [two]"));
  ASSERT_EQ(run.suites().size(), 6U);
  const suite_result& second = run.suites()[1];
  EXPECT_EQ(second.file, "scenarios/journeys/wrong_code.yaml");
  EXPECT_EQ(second.classname, "scenarios.journeys.wrong_code");
  EXPECT_EQ(second.at, testing::at(10ms));
  EXPECT_THAT(names(run.cases(second)), ElementsAre("wrong_code [five tries]", "wrong_code [expired]"));
  EXPECT_EQ(second.total, (totals{0, 2, 0, 0, 0, 0}));
}

TEST(results, count_every_case_once) {
  const results run = results_of(testing::to_log(testing::sample_run()));
  EXPECT_EQ(run.total(), (totals{2, 2, 2, 3, 1, 2}));
  EXPECT_EQ(run.total().all(), 9U);
  EXPECT_EQ(run.planned(), 9U);
  EXPECT_EQ(run.run().seed, 42U);
  EXPECT_TRUE(run.interrupted());
  EXPECT_THAT(run.damage(), ElementsAre());
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
  EXPECT_FALSE(run.whole());
}

TEST(results, report_a_verdict_whose_start_is_missing) {
  const results run = results_of(to_line(journey_finished{.id = "a/b.yaml#c"}));
  ASSERT_EQ(run.suites().size(), 1U);
  EXPECT_EQ(run.suites()[0].file, "a/b.yaml");
  EXPECT_EQ(run.cases()[0].name, "a/b.yaml#c");
  EXPECT_EQ(run.detail(run.cases()[0])->attempts.size(), 1U);
}

std::vector<event> shard(std::size_t order, const std::string& file, duration took) {
  const auto one = testing::start(file, "", order);
  return {run_started{.seed = 7, .planned = 1}, testing::plan(file, {}, order), one,
          testing::finish(one, verdict::passed, 1ms), run_finished{{}, took, {}}};
}

TEST(results, join_the_logs_of_shards) {
  const results run = results_of(testing::to_log(shard(1, "a", 2s)) + testing::to_log(shard(0, "b", 1s)));
  EXPECT_THAT(names(run.cases()), ElementsAre("b", "a"));
  EXPECT_EQ(run.planned(), 2U);
  EXPECT_EQ(run.took(), 2s);
  EXPECT_THAT(run.damage(), ElementsAre());
}

TEST(results, tell_of_a_shard_that_was_killed_or_is_there_twice) {
  const auto one = testing::to_log(shard(1, "a", 2s)), two = testing::to_log(shard(0, "b", 1s));
  const auto killed = one.substr(0, one.rfind("{\"event\":\"log_closed\""));
  EXPECT_THAT(results_of(killed + two).damage(), ElementsAre(HasSubstr("before line 6, where a run starts")));
  EXPECT_THAT(results_of(one + two + one).damage(), ::testing::Contains(HasSubstr("it starts again after its end")));
}

TEST(results, read_what_can_be_read_of_a_log_that_is_damaged_in_its_middle) {
  auto lines = testing::to_lines(testing::sample_run());
  lines[8] = "garbage\n";  // the start of "wrong_code [five tries]"
  const results run = results_of(testing::joined(lines));
  EXPECT_EQ(run.total().all(), 9U);
  EXPECT_THAT(run.damage(), ::testing::Contains(HasSubstr("line 9 cannot be read")));
  EXPECT_THAT(run.damage(), ::testing::Contains(HasSubstr("'scenarios/journeys/wrong_code.yaml#[five tries]'")));
}

TEST(results, of_what_is_no_log_are_none) {
  const auto path = testing::temporary_file("events.ndjson");
  for (const char* text : {"", "garbage\nmore\n", "{}\n"}) {
    testing::write_file(path, text);
    EXPECT_EQ(testing::code_of(results::read(path)), "bad-log");
  }
}

std::vector<std::string> reasons(const results& run) {
  std::vector<std::string> found;
  for (const auto& item : run.cases()) {
    if (!item.was_run()) found.push_back(item.id + ": " + run.detail(item)->attempts.at(0).skip_reason);
  }
  return found;
}

TEST(results, name_what_was_planned_and_not_run_with_the_reason) {
  const auto one = testing::start("a", "", 0);
  auto planned = testing::plan("b", {"[x]", "[y]"}, 1);
  planned.repeats = 2;
  planned.tags = {"smoke"};
  const std::vector<event> begun{run_started{.planned = 5}, testing::plan("a", {}, 0), planned, one,
                                 testing::finish(one, verdict::passed, 1ms)};
  for (const auto& [end, reason] :
       std::vector<std::pair<event, std::string>>{{run_interrupted{}, "the run was interrupted"},
                                                  {run_finished{{}, {}, "a portal said no"}, "a portal said no"}}) {
    auto events = begun;
    events.push_back(end);
    const results run = results_of(testing::to_log(events));
    EXPECT_THAT(run.damage(), ElementsAre());
    const std::string why = ": not run: " + reason, b = "scenarios/journeys/b.yaml#";
    EXPECT_THAT(reasons(run), ElementsAre(b + "[x]" + why, b + "[x]~2" + why, b + "[y]" + why, b + "[y]~2" + why));
    EXPECT_EQ(run.cases()[2].name, "b [x] #2");
    EXPECT_THAT(run.detail(run.cases()[2])->tags, ElementsAre("smoke"));
    EXPECT_EQ(run.total(), (totals{1, 0, 0, 4, 0, 4}));
  }
  const results killed = results_of(testing::joined([&] {
    auto lines = testing::to_lines(begun);
    lines.pop_back();
    return lines;
  }()));
  EXPECT_EQ(killed.total().not_run, 4U);
  EXPECT_THAT(reasons(killed).at(0), HasSubstr("the log ends before it"));
  EXPECT_FALSE(killed.whole());
}

TEST(results, list_only_so_many_that_were_not_run) {
  auto planned = testing::plan("a", {}, 0);
  planned.repeats = 4;
  const auto path = testing::temporary_file("events.ndjson");
  testing::write_file(path, testing::to_log({run_started{.planned = 4}, planned, run_interrupted{}}));
  const auto all = results::read(path, 4), some = results::read(path, 3);
  EXPECT_TRUE(all->whole());
  EXPECT_EQ(all->cases().size(), 4U);
  EXPECT_EQ(some->cases().size(), 3U);
  EXPECT_THAT(some->damage(), ElementsAre(HasSubstr("more than 3 journeys")));
}

// What a writer that is wrong, or a hand that mends a log and closes it anew, would leave: the events alone tell.
TEST(results, hold_the_events_against_each_other) {
  const auto a = testing::start("a", "", 0), again = testing::start("a", "", 0, 2);
  const auto end = testing::finish(a, verdict::passed, 1ms);
  auto missed = end;
  missed.last = false;
  const auto one = testing::step(a, 1, "open", verdict::passed, 1ms),
             two = testing::step(a, 2, "go", verdict::passed, 1ms);
  const std::vector<std::pair<std::vector<event>, std::string>> wrong{
      {{a, one, two}, "it has no end"},
      {{one, end}, "step 1 belongs to no attempt"},
      {{a, two, end}, "step 2 stands where step 1 was due"},
      {{a, one, one, end}, "step 1 stands where step 2 was due"},
      {{a, end, end}, "attempt 1 ends and did not start"},
      {{a, end, two}, "step 2 belongs to no attempt"},
      {{a, missed}, "its next attempt is missing"},
      {{a, end, again, testing::finish(again, verdict::passed, 1ms)}, "it starts again after its end"},
      {{a, again, testing::finish(again, verdict::passed, 1ms)}, "attempt 2 starts before"},
      {{again, testing::finish(again, verdict::passed, 1ms)}, "attempt 2 starts where attempt 1 was due"},
      {{}, "1 journeys were planned, and the log has 0"}};
  for (const auto& [events, told] : wrong) {
    std::vector<event> log{run_started{.planned = 1}};
    log.insert(log.end(), events.begin(), events.end());
    log.emplace_back(run_finished{});
    EXPECT_THAT(results_of(testing::to_log(log)).damage(), ::testing::Contains(HasSubstr(told))) << told;
  }
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
  const auto lines = testing::to_lines(events);
  const std::string log = testing::joined(lines);
  const auto path = testing::temporary_file("events.ndjson");
  testing::write_file(path, log);
  for (std::size_t size = log.size() + 1; size-- > 0;) {
    std::filesystem::resize_file(path, size);
    std::map<std::string, bool> expected;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const event& item = events[i];
      bytes += lines[i].size();
      if (bytes > size + 1) break;  // the line's own newline may be missing
      if (const auto* start = std::get_if<journey_started>(&item)) expected[start->id] = false;
      if (const auto* finish = std::get_if<journey_finished>(&item)) expected[finish->id] = finish->last;
    }
    const auto run = results::read(path);
    if (size + 1 < lines[0].size()) {
      ASSERT_EQ(testing::code_of(run), "bad-log") << size;
      continue;
    }
    ASSERT_TRUE(run.has_value()) << size;
    std::map<std::string, bool> seen;
    for (const case_result& item : run->cases()) {
      if (item.was_run()) seen[item.id] = item.finished;
    }
    ASSERT_EQ(seen, expected) << size;
    ASSERT_EQ(run->whole(), size == log.size()) << size;
  }
}

// A green run, so that damage is all that could be told of it.
std::vector<event> green_run() {
  const auto a = testing::start("a", "", 0), b = testing::start("b", "", 1), c = testing::start("c", "", 2);
  std::vector<event> run{run_started{"0.1.0", 42, "sim", "", "build-7", testing::at(0ms), 3}};
  for (const char* file : {"a", "b", "c"}) run.emplace_back(testing::plan(file, {}, run.size() - 1));
  for (const auto& one : {a, b, c}) {
    run.insert(run.end(),
               {one, testing::step(one, 1, "open", verdict::passed, 1ms),
                testing::step(one, 2, "look", verdict::passed, 1ms), testing::finish(one, verdict::passed, 2ms)});
  }
  run.emplace_back(run_finished{testing::at(6ms), 6ms, {}});
  return run;
}

bool told(const std::string& log) {
  const auto path = testing::temporary_file("events.ndjson");
  testing::write_file(path, log);
  const auto run = results::read(path);
  return !run || !run->whole();
}

TEST(results, of_a_log_that_is_whole_have_nothing_to_tell) { EXPECT_FALSE(told(testing::to_log(green_run()))); }

TEST(results, tell_of_every_bit_that_is_flipped) {
  const auto log = testing::to_log(green_run());
  for (std::size_t bit = 0; bit < 8 * log.size(); ++bit) {
    auto flipped = log;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_TRUE(told(flipped)) << "bit " << bit << ": " << flipped;
  }
}

TEST(results, tell_of_every_line_that_is_lost_doubled_or_moved) {
  const auto lines = testing::to_lines(green_run());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto changed = lines;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    ASSERT_TRUE(told(testing::joined(changed))) << "lost: " << lines[i];
    for (std::size_t to = 0; to <= changed.size(); ++to) {
      if (to == i) continue;
      auto moved = changed;
      moved.insert(moved.begin() + static_cast<std::ptrdiff_t>(to), lines[i]);
      ASSERT_TRUE(told(testing::joined(moved))) << "moved to " << to << ": " << lines[i];
      moved.insert(moved.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
      ASSERT_TRUE(told(testing::joined(moved))) << "doubled at " << to << ": " << lines[i];
    }
  }
}

// A whole log of a newer version, with events of types that are not known yet.
TEST(results, pass_over_the_events_of_newer_versions) {
  auto lines = testing::to_lines(green_run());
  lines.pop_back();
  const auto to_log = [](std::vector<std::string> all) {
    checksum sum;
    std::string log;
    std::size_t number = 0;
    for (auto& line : all) {
      line = line.substr(0, line.rfind(",\"n\":")) + ",\"n\":" + std::to_string(++number) + "}\n";
      log += line;
    }
    sum.add(log);
    return log + to_line(log_closed{number, sum.take()}, number + 1);
  };
  const std::string newer = R"({"event":"journey_paused","id":"scenarios/journeys/a.yaml","why":{"deep":[1]},"n":0})"
                            "\n";
  for (const std::size_t at : {1U, 6U, 17U}) {
    auto with = lines;
    with.insert(with.begin() + static_cast<std::ptrdiff_t>(at), newer);
    const auto log = to_log(with);
    const auto run = results_of(log);
    EXPECT_THAT(run.damage(), ElementsAre()) << at;
    EXPECT_EQ(run.total().passed, 3U);
    EXPECT_EQ(run.detail(run.cases()[0])->attempts.at(0).steps.size(), 2U);
    // As soon as the log is not whole, nobody knows whether they are newer or damaged.
    EXPECT_THAT(results_of(log.substr(0, log.rfind("{\"event\":\"log_closed\""))).damage(),
                ElementsAre(HasSubstr("'journey_paused' is not a known event"), HasSubstr("it is not closed")));
    auto lost = with;
    lost.erase(lost.begin() + static_cast<std::ptrdiff_t>(at));
    EXPECT_THAT(results_of(testing::joined(lost) + log.substr(log.rfind("{\"event\":\"log_closed\""))).damage(),
                ::testing::Not(ElementsAre()));
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
