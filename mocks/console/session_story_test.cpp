#include "mocks/console/session_story.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::console {
namespace {

using namespace std::chrono_literals;

TEST(session_story, follows_a_session_through_the_journal) {
  std::deque<portal::journal_entry> journal;
  const auto happens = [&](duration at, std::string event, std::string detail) {
    journal.push_back({journal.size() + 1, 4, at, std::move(event), std::move(detail)});
    return stories(journal).at(4);
  };
  auto story = happens(1s, "open_recovery", "terms");
  EXPECT_EQ(story.at, portal::state::terms);
  EXPECT_EQ(story.kind, portal::flow_kind::recovery);
  EXPECT_EQ(story.since, 1s);
  story = happens(2s, "accept_terms", "terms-required");
  EXPECT_EQ(story.refused, "terms-required");
  EXPECT_EQ(story.since, 1s);
  story = happens(3s, "accept_terms", "identify");
  EXPECT_EQ(story.refused, "");
  EXPECT_EQ(story.since, 3s);
  happens(4s, "identify_by_amo", "payment");
  happens(5s, "pay_by_transfer", "email");
  story = happens(6s, "request_code", "email");
  EXPECT_EQ(story.waits_for, "mail");
  EXPECT_EQ(story.since, 5s);
  story = happens(7s, "mail_sent", "code");
  EXPECT_EQ(story.waits_for, "");
  EXPECT_EQ(happens(8s, "submit_code", "code").waits_for, "captcha");
  EXPECT_EQ(happens(8s, "submit_code", "ignored").waits_for, "captcha");
  story = happens(9s, "captcha_passed", "code-wrong");
  EXPECT_EQ(story.waits_for, "");
  EXPECT_EQ(story.refused, "code-wrong");
  EXPECT_EQ(story.at, portal::state::code);
  EXPECT_EQ(story.since, 7s);
}

TEST(session_story, every_refusal_of_the_flow_is_explained) {
  for (const auto& row : portal::flow_table()) {
    for (const auto& check : row.checks) {
      const auto word = dashed_name_of(check.message);
      EXPECT_NE(why_refused(word), "") << word;
    }
  }
  EXPECT_NE(why_refused("forged"), "");
  EXPECT_NE(why_refused("out of order"), "");
  EXPECT_EQ(why_refused("payment"), "");
}

TEST(session_story, a_session_whose_beginning_was_dropped_has_neither_kind_nor_time_until_it_moves) {
  std::deque<portal::journal_entry> journal = {{9, 2, 5s, "accept_terms", "terms-required"}};
  EXPECT_FALSE(stories(journal).at(2).kind);
  EXPECT_FALSE(stories(journal).at(2).since);
}

}  // namespace
}  // namespace parcours::mocks::console
