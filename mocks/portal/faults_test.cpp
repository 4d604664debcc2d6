#include "mocks/portal/faults.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace parcours::mocks::portal {
namespace {

using namespace std::chrono_literals;

fault refusing(unsigned times = 1) {
  fault made;
  made.status = 503;
  made.when.times = times;
  return made;
}

class PortalFaults : public testing::Test {
 protected:
  unsigned strikes(int requests, std::uint64_t session = 1, std::string_view path = "/a") {
    unsigned count = 0;
    for (int i = 0; i < requests; ++i) count += plan_.strike("GET", path, session).has_value() ? 1U : 0U;
    return count;
  }
  fault_plan plan_{random_source(1)};
};

TEST_F(PortalFaults, FailsTheFirstNThenRecovers) {
  plan_.add(refusing(2));
  EXPECT_EQ(strikes(5), 2U);
  EXPECT_EQ(plan_.items().front().struck, 2U);
}

TEST_F(PortalFaults, LetsSomePassFirst) {
  auto late = refusing(1);
  late.when.skip = 2;
  plan_.add(late);
  EXPECT_EQ(strikes(2), 0U);
  EXPECT_EQ(strikes(1), 1U);
  EXPECT_EQ(strikes(5), 0U);
}

TEST_F(PortalFaults, DrawsFromASeedOfItsOwn) {
  auto one = refusing(schedule::always);
  one.when.probability = 50;
  one.when.random.emplace(7);
  one.delay = delay_law{delay_law::kind::uniform, 1s, 3s, 0};
  fault_plan other(random_source(2));
  plan_.add(one);
  other.add(one);
  for (int i = 0; i < 100; ++i) {
    const auto here = plan_.strike("GET", "/a", 1);
    const auto there = other.strike("GET", "/a", 1);
    ASSERT_EQ(here.has_value(), there.has_value());
    if (!here) continue;
    EXPECT_EQ(here->delay->low, there->delay->low);
    EXPECT_TRUE(here->delay->low >= 1s && here->delay->low <= 3s);
  }
  EXPECT_EQ(plan_.random().position(), random_source(1).position());
}

TEST_F(PortalFaults, AlwaysIsWithoutEnd) {
  plan_.add(refusing(schedule::always));
  EXPECT_EQ(strikes(100), 100U);
}

TEST_F(PortalFaults, StrikesWhatItIsMeantFor) {
  auto one = refusing(schedule::always);
  one.path = "/fr/*";
  one.method = "GET";
  one.session = 7;
  plan_.add(one);
  EXPECT_TRUE(plan_.strike("GET", "/fr/x", 7));
  EXPECT_FALSE(plan_.strike("POST", "/fr/x", 7));
  EXPECT_FALSE(plan_.strike("GET", "/style.css", 7));
  EXPECT_FALSE(plan_.strike("GET", "/fr/x", 8));
}

TEST_F(PortalFaults, CountsEachSessionByItself) {
  auto one = refusing(1);
  one.each_session = true;
  plan_.add(one);
  EXPECT_EQ(strikes(3, 1), 1U);
  EXPECT_EQ(strikes(3, 2), 1U);
}

// All who have no visit yet would be one: of two fresh browsers the first would take the other's fault.
TEST_F(PortalFaults, LetsRequestsOfNoVisitBeWhereVisitsAreCounted) {
  auto one = refusing(1);
  one.each_session = true;
  plan_.add(one);
  EXPECT_EQ(strikes(3, 0), 0U);
  EXPECT_EQ(strikes(3, 1), 1U);
  EXPECT_EQ(strikes(3, 2), 1U);
}

TEST_F(PortalFaults, RemembersABoundedNumberOfSessions) {
  auto one = refusing(1);
  one.each_session = true;
  plan_.add(one);
  for (std::uint64_t session = 1; session <= fault_plan::most_sessions + 5; ++session) strikes(1, session);
  EXPECT_EQ(plan_.items().front().seen.size(), fault_plan::most_sessions);
}

TEST_F(PortalFaults, StrikesByChanceAsTheSeedHasIt) {
  auto one = refusing(schedule::always);
  one.when.probability = 30;
  plan_.add(one);
  const auto count = strikes(1000);
  EXPECT_NEAR(count, 300, 60);
  fault_plan again{random_source(1)};
  again.add(one);
  unsigned same = 0;
  for (int i = 0; i < 1000; ++i) same += again.strike("GET", "/a", 1).has_value() ? 1U : 0U;
  EXPECT_EQ(same, count);
  fault_plan never{random_source(1)};
  one.when.probability = 0;
  never.add(one);
  EXPECT_FALSE(never.strike("GET", "/a", 1));
}

TEST(DelayLaw, DrawsAsItSays) {
  random_source random(1);
  EXPECT_EQ((delay_law{delay_law::kind::fixed, 2s, {}, 0}).draw(random), 2s);
  const delay_law uniform{delay_law::kind::uniform, 1s, 3s, 0};
  std::vector<duration> drawn;
  for (int i = 0; i < 1001; ++i) drawn.push_back(uniform.draw(random));
  const auto [least, most] = std::ranges::minmax(drawn);
  EXPECT_GE(least, 1s);
  EXPECT_LE(most, 3s);
  EXPECT_GT(most - least, 1900ms);
  const delay_law log_normal{delay_law::kind::log_normal, 300ms, {}, 0.5};
  for (auto& one : drawn) one = log_normal.draw(random);
  std::ranges::sort(drawn);
  EXPECT_NEAR(static_cast<double>(drawn[500].count()), 300e6, 30e6);          // the median
  EXPECT_NEAR(static_cast<double>(drawn[841].count()), 300e6 * 1.649, 60e6);  // one sigma above
  EXPECT_EQ((delay_law{delay_law::kind::fixed, 1h, {}, 0}).draw(random), delay_law::longest);
  EXPECT_EQ((delay_law{delay_law::kind::log_normal, 10min, {}, 10}).draw(random) <= delay_law::longest, true);
}

}  // namespace
}  // namespace parcours::mocks::portal
