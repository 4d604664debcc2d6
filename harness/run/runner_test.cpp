#include "harness/run/runner.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace parcours::run {
namespace {

// Makes no world, but fails in the ways in which one can.
class poor_factory final : public environment_factory {
 public:
  std::string refusal(const journey::journey_case&) const override { return {}; }
  personas people(const journey::journey_case&, std::uint64_t) const override { return {}; }
  result<void> run(const journey::journey_case& what, std::uint64_t, action) override {
    if (what.label == "rules") throw std::out_of_range("no such rule");
    if (what.label == "bug") throw std::logic_error("no such element");
    if (what.label == "memory") throw std::bad_alloc();
    if (what.label == "thread") throw std::system_error(EAGAIN, std::system_category());
    if (what.label == "error") return fail("world-not-made", "no port is free");
    if ((what.label.starts_with("slow") || what.label == "interrupts") && meanwhile) meanwhile();
    if (what.label == "slow error") return fail("world-not-made", "no port is free");
    if (what.label == "interrupts") {
      stop = true;
      return fail("interrupted", "by the user");
    }
    if (what.label == "closes") closed = "the portal wants no more";
    return {};
  }
  std::string stopped() const override { return closed; }

  std::atomic<bool> stop = false;
  std::string closed;
  std::function<void()> meanwhile;  ///< what another thread does while a journey is under way
};

std::vector<loaded_journey> journeys_called(const std::vector<std::string>& labels) {
  auto one = std::make_shared<journey::journey>();
  one->name = "A journey";
  for (const auto& label : labels) one->cases.emplace_back().label = label;
  return {{std::move(one), "a.yaml"}};
}

struct seen {
  std::vector<std::string> started;
  std::vector<events::journey_finished> finished;
  std::string why_stopped;
};

// In the order in which the plan is taken up, as one thread does it.
void on_one_thread(std::size_t, const std::function<void(std::size_t)>& work) { work(0); }

seen run_all(const std::vector<loaded_journey>& journeys, options chosen, const parallel& threads = on_one_thread,
             bool another_goes_on = false) {
  seen all;
  const auto sink = [&all](std::span<const events::event> told) {
    for (const auto& one : told) {
      if (const auto* start = std::get_if<events::journey_started>(&one)) all.started.push_back(start->id);
      if (const auto* end = std::get_if<events::journey_finished>(&one)) all.finished.push_back(*end);
    }
  };
  poor_factory factory;
  runner its(factory, std::move(chosen), sink, factory.stop);
  const parallel both = [&factory](std::size_t, const auto& work) {
    factory.meanwhile = [&work] { work(1); };
    work(0);
  };
  all.why_stopped = its.run(make_plan(journeys, 1, 1), another_goes_on ? both : threads);
  return all;
}

TEST(runner, an_exception_costs_one_journey_its_verdict_and_no_other) {
  for (const bool ordered : {false, true}) {
    options chosen;
    chosen.ordered = ordered;
    const auto all = run_all(journeys_called({"bug", "rules", "error", "good"}), chosen);
    EXPECT_EQ(all.started, (std::vector<std::string>{"a.yaml#bug", "a.yaml#rules", "a.yaml#error", "a.yaml#good"}));
    ASSERT_EQ(all.finished.size(), 4U);
    const auto kind = [&all](std::size_t at) { return all.finished[at].problem ? all.finished[at].problem->kind : ""; };
    EXPECT_EQ(all.finished[0].verdict, events::verdict::error);
    EXPECT_EQ(kind(0), "internal");
    EXPECT_NE(all.finished[0].problem->message.find("no such element"), std::string::npos);
    EXPECT_EQ(all.finished[1].verdict, events::verdict::error);
    EXPECT_EQ(kind(1), "internal");
    EXPECT_EQ(kind(2), "world-not-made");
    EXPECT_EQ(all.finished[3].verdict, events::verdict::passed);
  }
}

TEST(runner, nothing_more_is_started_once_one_did_not_pass_and_fail_fast_was_asked_for) {
  for (const bool ordered : {false, true}) {
    options chosen;
    chosen.ordered = ordered;
    chosen.fail_fast = true;
    const auto all = run_all(journeys_called({"good", "error", "bug", "good 2"}), chosen);
    EXPECT_EQ(all.finished.size(), 2U);
    EXPECT_EQ(all.why_stopped, "--fail-fast, after 'a.yaml#error' did not pass");
    const auto whole = run_all(journeys_called({"good", "error"}), chosen);
    EXPECT_EQ(whole.finished.size(), 2U);
    EXPECT_EQ(whole.why_stopped, "") << "nothing of the plan was left";
  }
}

void two_at_once(std::size_t threads, const std::function<void(std::size_t)>& work) {
  EXPECT_EQ(threads, 2U);
  for (std::size_t i = 0; i < threads; ++i) work(i);
}

TEST(runner, has_as_many_threads_as_jobs_and_no_more_than_journeys) {
  options chosen;
  chosen.jobs = 9;
  EXPECT_EQ(run_all(journeys_called({"good", "good 2"}), chosen, two_at_once).finished.size(), 2U);
  chosen.jobs = 2;
  EXPECT_EQ(run_all(journeys_called({"good", "good 2", "good 3"}), chosen, two_at_once).finished.size(), 3U);
}

TEST(runner, what_the_user_stops_is_left_unfinished) {
  const auto all = run_all(journeys_called({"good", "interrupts", "good 2"}), {});
  EXPECT_EQ(all.started, (std::vector<std::string>{"a.yaml#good", "a.yaml#interrupts"}));
  ASSERT_EQ(all.finished.size(), 1U);
  EXPECT_EQ(all.finished[0].id, "a.yaml#good");
  EXPECT_EQ(all.why_stopped, "");
}

TEST(runner, what_ended_behind_a_journey_that_was_stopped_is_told) {
  options chosen;
  chosen.ordered = true;
  const auto all = run_all(journeys_called({"interrupts", "good"}), chosen, on_one_thread, true);
  EXPECT_EQ(all.started, (std::vector<std::string>{"a.yaml#interrupts", "a.yaml#good"}));
  ASSERT_EQ(all.finished.size(), 1U);
  EXPECT_EQ(all.finished[0].id, "a.yaml#good");
}

TEST(runner, journeys_are_told_as_they_end_or_in_the_order_of_the_plan) {
  for (const bool ordered : {false, true}) {
    options chosen;
    chosen.ordered = ordered;
    const auto all = run_all(journeys_called({"slow", "good"}), chosen, on_one_thread, true);
    ASSERT_EQ(all.finished.size(), 2U);
    EXPECT_EQ(all.finished[0].id, ordered ? "a.yaml#slow" : "a.yaml#good");
  }
}

TEST(runner, of_a_run_in_order_nothing_is_told_beyond_the_failure_that_ends_it) {
  options chosen;
  chosen.ordered = true;
  chosen.fail_fast = true;
  const auto all = run_all(journeys_called({"slow error", "good", "good 2"}), chosen, on_one_thread, true);
  ASSERT_EQ(all.finished.size(), 1U);
  EXPECT_EQ(all.finished[0].id, "a.yaml#slow error");
}

TEST(runner, a_factory_that_closes_is_why_the_rest_was_not_run) {
  const auto all = run_all(journeys_called({"good", "closes", "good 2"}), {});
  EXPECT_EQ(all.finished.size(), 2U);
  EXPECT_EQ(all.why_stopped, "the portal wants no more");
}

TEST(runner, a_shortage_of_the_machine_is_no_bug) {
  const auto all = run_all(journeys_called({"memory", "thread", "good"}), {});
  ASSERT_EQ(all.finished.size(), 3U);
  EXPECT_EQ(all.finished[0].verdict, events::verdict::error);
  EXPECT_EQ(all.finished[0].problem->kind, "out-of-memory");
  EXPECT_EQ(all.finished[1].verdict, events::verdict::error);
  EXPECT_EQ(all.finished[1].problem->kind, "out-of-threads");
  EXPECT_EQ(all.finished[2].verdict, events::verdict::passed);
}

TEST(runner, an_exception_is_tried_again_as_any_error_is) {
  options chosen;
  chosen.retries = 1;
  const auto all = run_all(journeys_called({"bug"}), chosen);
  ASSERT_EQ(all.finished.size(), 2U);
  EXPECT_FALSE(all.finished[0].last);
  EXPECT_TRUE(all.finished[1].last);
}

}  // namespace
}  // namespace parcours::run
