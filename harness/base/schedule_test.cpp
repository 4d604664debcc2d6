#include "harness/base/schedule.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace parcours {
namespace {

using ::testing::ElementsAre;

std::vector<bool> occasions(schedule of, std::size_t count) {
  random_source random(1);
  std::uint64_t met = 0;
  std::vector<bool> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(of.strikes(met, random));
  return made;
}

TEST(schedule, strikes_once_unless_told_otherwise) { EXPECT_THAT(occasions({}, 3), ElementsAre(true, false, false)); }

TEST(schedule, lets_some_pass_and_is_spent) {
  EXPECT_THAT(occasions({.skip = 2, .times = 2}, 6), ElementsAre(false, false, true, true, false, false));
  EXPECT_THAT(occasions({.skip = 1, .times = schedule::always}, 4), ElementsAre(false, true, true, true));
}

TEST(schedule, does_not_count_what_chance_lets_pass) {
  const auto half = occasions({.times = 50, .probability = 50}, 1000);
  EXPECT_EQ(std::ranges::count(half, true), 50);
  EXPECT_EQ(std::ranges::count(occasions({.times = schedule::always, .probability = 0}, 100), true), 0);
}

TEST(schedule, draws_from_its_own_randomness_where_it_has_one) {
  random_source plan(1);
  schedule one{.probability = 50, .random = random_source(7)};
  std::uint64_t met = 0;
  (void)one.strikes(met, plan);
  EXPECT_EQ(plan.position(), random_source(1).position());
  EXPECT_NE(one.random->position(), random_source(7).position());
}

RC_GTEST_PROP(schedule_property, counting_down_is_counting, ()) {
  const schedule whole{.skip = *rc::gen::inRange(0U, 4U),
                       .times = *rc::gen::inRange(0U, 4U),
                       .probability = *rc::gen::element(0U, 40U, 100U),
                       .random = random_source(3)};
  const auto expected = occasions(whole, 20);
  random_source random(1);
  auto left = whole;
  std::vector<bool> made;
  for (bool spent = false; made.size() < expected.size();) {
    const auto struck = spent ? schedule::strike::none : left.count_down(random);
    made.push_back(struck != schedule::strike::none);
    spent = spent || struck == schedule::strike::last;
  }
  RC_ASSERT(made == expected);
}

}  // namespace
}  // namespace parcours
