#include "harness/run/plan.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace parcours::run {
namespace {

loaded_journey with_cases(std::string file, const std::vector<std::string>& labels) {
  auto made = std::make_shared<journey::journey>();
  made->name = "A journey";
  for (const auto& label : labels) made->cases.emplace_back().label = label;
  return {std::move(made), std::move(file)};
}

TEST(plan, has_each_case_as_often_as_it_is_repeated) {
  const std::vector<loaded_journey> all = {with_cases("a.yaml", {"[x]", "[y]"}), with_cases("./b/c.d.yaml", {""})};
  const auto plan = make_plan(all, 2, 1);
  std::vector<std::string> ids;
  ids.reserve(plan.size());
  for (const auto& one : plan) ids.push_back(one.id());
  EXPECT_EQ(ids, (std::vector<std::string>{"a.yaml#[x]", "a.yaml#[x]~2", "a.yaml#[y]", "a.yaml#[y]~2", "./b/c.d.yaml",
                                           "./b/c.d.yaml~2"}));
  for (std::size_t i = 0; i < plan.size(); ++i) EXPECT_EQ(plan[i].order, i);
  EXPECT_EQ(plan.back().classname(), "b.c_d");
  const auto told = plan_events(plan, 2);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(std::get<events::journey_planned>(told[0]).cases, (std::vector<std::string>{"[x]", "[y]"}));
  EXPECT_EQ(std::get<events::journey_planned>(told[1]).order, 4U);
}

TEST(plan, a_seed_is_the_runs_the_journeys_and_the_attempts_alone) {
  const auto a = with_cases("a.yaml", {"[x]", "[y]"});
  const auto b = with_cases("b.yaml", {""});
  const std::vector<loaded_journey> both = {a, b};
  const std::vector<loaded_journey> alone = {b};
  const auto plan = make_plan(both, 2, 1);
  std::set<std::uint64_t> seeds;
  for (const auto& one : plan) seeds.insert({one.seed, one.attempt_seed(1), one.attempt_seed(2)});
  EXPECT_EQ(seeds.size(), 3 * plan.size());
  EXPECT_EQ(make_plan(alone, 1, 1)[0].seed, plan[4].seed) << "a journey more changes no other's";
  EXPECT_NE(make_plan(alone, 1, 2)[0].seed, plan[4].seed);
}

}  // namespace
}  // namespace parcours::run
