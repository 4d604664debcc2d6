#include "mocks/console/flow_chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace parcours::mocks::console {
namespace {

using ::testing::ElementsAre;

TEST(flow_chart, services_stand_behind_the_steps_that_ask_them) {
  std::vector<std::string> names;
  for (const auto& box : the_flow_chart().boxes) names.push_back(box.name);
  EXPECT_THAT(names, ElementsAre("landing", "terms", "identify", "payment", "email", "mail", "code", "captcha",
                                 "password", "done"));
}

TEST(flow_chart, every_box_is_joined_to_the_next_and_the_loops_lead_back) {
  const auto& [boxes, arrows] = the_flow_chart();
  std::set<std::size_t> reached;
  std::vector<std::string> loops;
  for (const auto& arrow : arrows) {
    if (!arrow.is_loop()) reached.insert(arrow.to);
    if (arrow.is_loop()) loops.push_back(boxes[arrow.from].name + " " + arrow.label + " " + boxes[arrow.to].name);
  }
  EXPECT_EQ(reached.size(), boxes.size() - 1);
  EXPECT_THAT(loops, ElementsAre("mail mail failed email", "captcha refused code", "captcha captcha passed done",
                                 "code resend code mail"));
}

TEST(flow_chart, every_outcome_of_a_step_that_is_possible_is_drawn_once) {
  std::multiset<std::size_t> drawn;
  for (const auto& arrow : the_flow_chart().arrows) drawn.insert(arrow.outcomes.begin(), arrow.outcomes.end());
  for (const auto& box : the_flow_chart().boxes) drawn.insert(box.refusals.begin(), box.refusals.end());
  const auto of_rules = portal::outcome_index(portal::flow_rules().front());
  for (std::size_t i = 0; i < of_rules; ++i) {
    EXPECT_EQ(drawn.count(i), portal::outcome_possible(i) ? 1U : 0U) << portal::outcome_name(i);
  }
}

TEST(flow_chart, boxes_stand_from_left_to_right) {
  const auto& boxes = the_flow_chart().boxes;
  EXPECT_TRUE(std::ranges::is_sorted(boxes, {}, &flow_box::middle));
  EXPECT_LT(boxes.back().middle, 100);
}

}  // namespace
}  // namespace parcours::mocks::console
