// The limits of the policy, each at its edge.
#include "mocks/portal/testing.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder

TEST(Limits, ACodeLivesUntilItsTimeIsReached) {
  for (const auto& [age, passes] : {std::pair{10min - 1s, true}, {10min, false}, {10min + 1s, false}}) {
    site at;
    visitor alice(at);
    alice.come_to_code();
    at.now += age;
    const decision made = alice.submit(alice.code());
    EXPECT_EQ(made.next == state::done, passes) << age.count();
    EXPECT_EQ(alice.said(state::code), passes ? "" : "code-expired");
  }
}

TEST(Limits, FiveWrongCodesEndARequest) {
  for (const unsigned wrong : {4U, 5U}) {
    site at;
    visitor alice(at);
    alice.come_to_code();
    for (unsigned i = 0; i < wrong; ++i) {
      alice.submit(other_than(alice.code()));
      EXPECT_EQ(alice.said(state::code), "code-wrong");
    }
    EXPECT_EQ(alice.submit(alice.code()).next, wrong < 5 ? state::done : state::code);
    EXPECT_EQ(alice.said(state::code), wrong < 5 ? "" : "tries-used");
  }
}

TEST(Limits, ARequestThatIsBegunAgainHasItsTriesAgain) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  for (int i = 0; i < 5; ++i) alice.submit(other_than(alice.code()));
  at.now += 60s;
  alice.resend();
  EXPECT_EQ(alice.said(state::code), "tries-used");
  visitor again(at);
  again.come_to_code();
  EXPECT_EQ(again.submit(again.code()).next, state::done);
}

TEST(Limits, ANewCodeVoidsTheOldOne) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  const std::string old = alice.code();
  at.now += 60s;
  EXPECT_EQ(alice.resend().next, state::code);
  EXPECT_EQ(alice.said(state::code), "code-resent");
  ASSERT_NE(alice.code(), old);
  alice.submit(old);
  EXPECT_EQ(alice.said(state::code), "code-wrong");
  EXPECT_EQ(alice.submit(alice.code()).next, state::done);
}

TEST(Limits, ACodeIsBoundToItsRequest) {
  site at;
  visitor first(at);
  first.come_to_code();
  at.now += 60s;
  visitor second(at);
  second.come_to_code();
  first.submit(second.code());
  EXPECT_EQ(first.said(state::code), "code-void");
}

TEST(Limits, ANewCodeMayBeAskedForAfterAMinute) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  at.now += 60s - 1ns;
  alice.resend();
  EXPECT_EQ(alice.said(state::code), "resend-early");
  at.now += 1ns;
  EXPECT_EQ(alice.resend().verdict, verdict::moved);
  EXPECT_EQ(at.mails.size(), 2U);
}

TEST(Limits, FiveNewCodesAnHourAndNoMore) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  for (int i = 0; i < 5; ++i) {
    at.now += 60s;
    EXPECT_EQ(alice.resend().verdict, verdict::moved) << i;
  }
  at.now += 60s;
  alice.resend();
  EXPECT_EQ(alice.said(state::code), "resends-used");
  EXPECT_EQ(at.mails.size(), 6U);
}

TEST(Limits, TheHourOfTheLimitRolls) {
  policy rules;
  rules.session_ttl = 2h;
  site at(rules);
  visitor alice(at);
  alice.come_to_code();
  for (int i = 0; i < 5; ++i) {
    at.now += 60s;
    alice.resend();
  }
  at.now = 1h - 1ns;
  alice.resend();
  EXPECT_EQ(alice.said(state::code), "resends-used");
  at.now = 1h;
  EXPECT_EQ(alice.resend().verdict, verdict::moved);
}

TEST(Limits, TheLimitBindsThePersonNotTheSession) {
  site at;
  visitor first(at);
  first.come_to_code();
  visitor second(at);
  second.come_to_email().request();
  EXPECT_EQ(second.said(state::email), "resend-early");
}

TEST(Limits, AMailThatCannotBeSentVoidsTheCodeAndIsNotCounted) {
  site at;
  at.mail_works = false;
  visitor alice(at);
  EXPECT_EQ(alice.come_to_email().request().next, state::email);
  EXPECT_EQ(alice.said(state::email), "mail-failed");
  at.mail_works = true;
  EXPECT_EQ(alice.request().next, state::code) << "at once: nothing was sent";
  at.now += 60s;
  at.mail_works = false;
  alice.resend();
  EXPECT_EQ(alice.said(state::code), "mail-failed");
  alice.submit(alice.code());
  EXPECT_EQ(alice.said(state::code), "code-void");
}

TEST(Limits, ASessionEndsAfterHalfAnHourWithoutARequest) {
  for (const auto& [idle, alive] : {std::pair{30min - 1s, true}, {30min, false}, {30min + 1s, false}}) {
    site at;
    visitor alice(at, flow_kind::recovery);
    alice.accept();
    at.now += idle;
    const decision made = alice.identify();
    EXPECT_EQ(made.verdict, alive ? verdict::moved : verdict::expired) << idle.count();
    if (alive) continue;
    EXPECT_EQ(made.next, state::terms);
    const auto seen = alice.look(state::terms);
    ASSERT_EQ(seen.view.messages.size(), 1U);
    EXPECT_EQ(seen.view.messages[0].message, "session-expired");
    EXPECT_FALSE(seen.view.messages[0].error);
    EXPECT_EQ(seen.view.flow, flow_kind::recovery) << "goes on with what was begun";
  }
}

TEST(Limits, ARequestKeepsASessionAlive) {
  site at;
  visitor alice(at);
  alice.accept();
  for (int i = 0; i < 3; ++i) {
    at.now += 20min;
    EXPECT_TRUE(alice.look(state::identify).shown);
  }
  EXPECT_EQ(alice.identify().verdict, verdict::moved);
}

TEST(Limits, AFormAloneKeepsASessionAlive) {
  site at;
  visitor alice(at);
  alice.accept();
  for (int i = 0; i < 3; ++i) {
    at.now += 20min;
    EXPECT_EQ(alice.accept().verdict, verdict::moved);
  }
}

// 2,000 codes, 200 of each digit at each place: 80 more or fewer are six standard deviations.
TEST(Limits, CodesComeFromAllThatThereAre) {
  policy rules;
  rules.resend_after = {};
  rules.resends_per_hour = 2000;
  site at(rules);
  visitor alice(at);
  alice.come_to_code();
  while (at.mails.size() < 2000) alice.resend();
  std::array<std::array<int, 10>, 6> times{};
  std::set<std::string> different;
  for (const auto& mail : at.mails) {
    ASSERT_EQ(mail.code.size(), 6U);
    different.insert(mail.code);
    for (std::size_t place = 0; place < 6; ++place) ++times[place][static_cast<std::size_t>(mail.code[place] - '0')];
  }
  EXPECT_GT(different.size(), 1990U);
  for (const auto& of_place : times) {
    for (const int count : of_place) EXPECT_NEAR(count, 200, 80);
  }
}

TEST(Limits, TheFirstCodeCanBeChosenForTests) {
  policy rules;
  rules.first_code = "000042";
  site at(rules);
  visitor alice(at);
  alice.come_to_code();
  EXPECT_EQ(alice.code(), "000042");
  EXPECT_EQ(alice.submit("42").verdict, verdict::refused);
  EXPECT_EQ(alice.submit("000042").next, state::done);
}

TEST(Limits, TheJournalIsBounded) {
  site at;
  visitor alice(at);
  for (std::size_t i = 0; i < model::journal_limit + 10; ++i) alice.send(event::accept_terms, {});
  EXPECT_EQ(at.portal.journal().size(), model::journal_limit);
}

TEST(Limits, WhoHasBeenIdleForLongestGoesOnceThereAreTooMany) {
  site at;
  const auto first = at.portal.open(flow_kind::activation, at.now);
  const auto second = at.portal.open(flow_kind::activation, at.now);
  at.now += 1s;
  (void)at.portal.look(first, state::terms, at.now);
  std::string last;
  for (std::size_t i = 2; i <= model::most_sessions; ++i) last = at.portal.open(flow_kind::activation, at.now);
  EXPECT_LE(at.portal.open_sessions(), model::most_sessions);
  EXPECT_GT(at.portal.open_sessions(), model::most_sessions * 3 / 4);
  EXPECT_EQ(at.portal.number_of(second), 0U);
  EXPECT_NE(at.portal.number_of(last), 0U);
}

TEST(Limits, WhatIsShownAgainIsCut) {
  site at;
  visitor alice(at);
  alice.send(event::accept_terms, {{"terms", "1"}});
  const std::string huge = std::string(255, '1') + "\u00e9" + std::string(1'000'000, '1');
  alice.send(event::identify_by_amo, {{"amo", huge}, {"amo", huge}, {"email", huge}});
  const auto visit = at.portal.save().visits.at(0).data;
  ASSERT_EQ(visit.entered.size(), 2U);
  EXPECT_EQ(visit.entered.at(0).second, std::string(255, '1')) << "not within a character";
  for (int i = 0; i < 10; ++i) alice.send(event::submit_code, {{"code", "1"}});
  EXPECT_LE(at.portal.save().visits.at(0).data.messages.size(), 2U);
}

TEST(Limits, ExpiredSessionsAreNotListed) {
  site at;
  at.portal.open(flow_kind::activation, at.now);
  at.now += 30min - 1s;
  at.portal.open(flow_kind::activation, at.now);
  EXPECT_EQ(at.portal.sessions(at.now).size(), 2U);
  at.now += 1s;
  EXPECT_EQ(at.portal.sessions(at.now).size(), 1U);
  at.portal.set_defects({defect::session_never_expires});
  EXPECT_EQ(at.portal.sessions(at.now).size(), 2U);
}

TEST(Limits, DeadSessionsAreSwept) {
  site at;
  for (int i = 0; i < 1024; ++i) at.portal.open(flow_kind::activation, at.now);
  at.now += 30min;
  at.portal.open(flow_kind::activation, at.now);
  EXPECT_EQ(at.portal.open_sessions(), 1U);
}

// A new code would only bring new hope: nothing that is entered passes any more.
TEST(Limits, AfterTooManyWrongCodesTheMailPageSendsNoNewOne) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  for (int i = 0; i < 5; ++i) alice.submit(other_than(alice.code()));
  at.now += 60s;
  EXPECT_EQ(alice.request().next, state::email);
  EXPECT_EQ(alice.said(state::email), "tries-used");
  EXPECT_EQ(at.mails.size(), 1U);
  EXPECT_EQ(alice.come_to_code().submit(alice.code()).next, state::done) << "begun again";
}

}  // namespace
}  // namespace parcours::mocks::portal
