#include "harness/run/runner.hpp"

#include <gtest/gtest.h>

#include <cerrno>
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
    return {};
  }
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
};

seen run_all(const std::vector<loaded_journey>& journeys, options chosen) {
  seen all;
  const auto sink = [&all](std::span<const events::event> told) {
    for (const auto& one : told) {
      if (const auto* start = std::get_if<events::journey_started>(&one)) all.started.push_back(start->id);
      if (const auto* end = std::get_if<events::journey_finished>(&one)) all.finished.push_back(*end);
    }
  };
  poor_factory factory;
  const std::atomic<bool> never = false;
  runner its(factory, std::move(chosen), sink, never);
  its.run(make_plan(journeys, 1, 1), [](std::size_t, const auto& work) { work(0); });
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
