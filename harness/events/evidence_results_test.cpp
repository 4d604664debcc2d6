// What the results of a run say of its evidence.
#include "harness/events/results.hpp"
#include "harness/events/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::events {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::results_of;

TEST(evidence_results, give_the_evidence_of_each_attempt_in_order) {
  const auto first = testing::start("a", "", 0), second = testing::start("a", "", 0, 2);
  auto missed = testing::finish(first, verdict::failed, 1ms);
  missed.last = false;
  const step_started begun{first.id, 1, {1, testing::at(1ms), 1ms}, "open", {}};
  const time_moved moved{first.id, 1, {1, testing::at(2ms), 2ms}, 10min, "wait"};
  const evidence_cut cut{second.id, 2, 3, 4096, 1024};
  const results run = results_of(testing::to_log({run_started{.planned = 1}, first, begun, moved,
                                                  testing::step(first, 1, "open", verdict::failed, 1ms), missed, second,
                                                  cut, testing::finish(second, verdict::passed, 1ms), run_finished{}}));
  EXPECT_THAT(run.damage(), ElementsAre());
  const auto detail = run.detail(run.cases()[0]);
  ASSERT_EQ(detail->attempts.size(), 2U);
  EXPECT_EQ(detail->attempts[0].evidence, (std::vector<event>{begun, moved}));
  EXPECT_EQ(detail->attempts[1].evidence, (std::vector<event>{cut}));
}

TEST(evidence_results, tell_of_evidence_outside_of_an_attempt) {
  const auto first = testing::start("a", "", 0);
  const step_started begun{first.id, 1, {}, "open", {}};
  const step_started other{first.id, 2, {}, "open", {}};
  const auto log = testing::to_log({run_started{.planned = 1}, begun, first, other,
                                    testing::finish(first, verdict::passed, 1ms), begun, run_finished{}});
  EXPECT_THAT(results_of(log).damage(), ::testing::Contains(HasSubstr("an event belongs to no attempt")).Times(3));
}

}  // namespace
}  // namespace parcours::events
