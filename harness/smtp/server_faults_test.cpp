// Sessions with injected faults, and the fault plan.
#include "harness/smtp/server_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace parcours::smtp {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view to_data = "EHLO here\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";

session_options failing(fault_plan& plan) {
  return {.ask = [&plan](const moment& now) { return plan.strike(now); }};
}

TEST(server_session, gives_the_replies_it_is_told_to) {
  fault_plan plan;
  for (const auto at : {stage::mail, stage::recipient, stage::data, stage::end_of_data, stage::hello}) {
    plan.add({.at = at, .code = 451, .text = "4.3.0 Later"});
  }
  server_session session(failing(plan));
  EXPECT_THAT(session.greeting(), StartsWith("220 "));
  EXPECT_EQ(session.feed("EHLO c\r\n"), "451 4.3.0 Later\r\n");
  EXPECT_THAT(session.feed("EHLO c\r\n"), StartsWith("250-"));
  EXPECT_EQ(session.feed("MAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n"), "451 4.3.0 Later\r\n250 2.1.0 Sender accepted\r\n");
  EXPECT_EQ(session.feed("RCPT TO:<c@d>\r\nRCPT TO:<c@d>\r\n"), "451 4.3.0 Later\r\n250 2.1.5 Recipient accepted\r\n");
  EXPECT_EQ(session.feed("DATA\r\n"), "451 4.3.0 Later\r\n");
  EXPECT_THAT(session.feed("DATA\r\n"), StartsWith("354 "));
  EXPECT_EQ(session.feed("x\r\n.\r\n"), "451 4.3.0 Later\r\n");
  EXPECT_TRUE(session.take_messages().empty());
  EXPECT_TRUE(plan.empty());
}

TEST(server_session, closes_after_421_and_after_a_greeting_that_puts_off) {
  fault_plan plan;
  plan.add({.at = stage::connect, .code = 451, .text = "Later"});
  plan.add({.at = stage::recipient, .code = 421, .text = "4.3.2 Going down"});
  server_session refused(failing(plan));
  EXPECT_EQ(refused.greeting(), "451 Later\r\n");
  EXPECT_TRUE(refused.wants_close());
  server_session session(failing(plan));
  static_cast<void>(session.greeting());
  static_cast<void>(session.feed("EHLO here\r\nMAIL FROM:<a@b.test>\r\n"));
  EXPECT_EQ(session.feed("RCPT TO:<c@d>\r\nNOOP\r\n"), "421 4.3.2 Going down\r\n");
  EXPECT_TRUE(session.wants_close());
}

TEST(server_session, drops_the_connection_when_told_to) {
  fault_plan plan;
  plan.add({.at = stage::end_of_data, .drop_connection = true});
  server_session session(failing(plan));
  static_cast<void>(session.greeting());
  static_cast<void>(session.feed(std::string(to_data) + "DATA\r\n"));
  EXPECT_EQ(session.feed("x\r\n.\r\nNOOP\r\n"), "");
  EXPECT_TRUE(session.wants_close());
  EXPECT_TRUE(session.wants_reset());
  EXPECT_TRUE(session.take_messages().empty());
}

TEST(fault_plan, skips_counts_and_is_spent) {
  fault_plan plan;
  plan.add({.code = 450, .when = {.skip = 2, .times = 2}});
  std::string seen;
  for (int i = 0; i < 6; ++i) seen += plan.strike({stage::recipient, "a@b"}) ? 'x' : '.';
  EXPECT_EQ(seen, "..xx..");
}

TEST(fault_plan, strikes_as_often_as_its_probability_says_and_the_same_each_time) {
  const auto strikes = [](unsigned probability) {
    fault_plan plan(random_source(7));
    plan.add({.at = stage::mail, .when = {.times = schedule::always, .probability = probability}});
    std::string seen;
    for (int i = 0; i < 1000; ++i) seen += plan.strike({stage::mail, "a@b.test"}) ? 'x' : '.';
    return seen;
  };
  EXPECT_EQ(std::ranges::count(strikes(0), 'x'), 0);
  EXPECT_EQ(std::ranges::count(strikes(100), 'x'), 1000);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(strikes(30), 'x')), 300, 60);
  EXPECT_EQ(strikes(30), strikes(30));
}

TEST(fault_plan, strikes_one_address_only_and_for_ever_if_told_to) {
  fault_plan plan;
  plan.add({.when = {.times = schedule::always}, .address = "A@b.test"});
  EXPECT_FALSE(plan.strike({stage::recipient, "c@b.test"}));
  EXPECT_FALSE(plan.strike({stage::mail, "a@b.test"}));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(plan.strike({stage::recipient, "a@B.test"}));
  plan.clear();
  EXPECT_FALSE(plan.strike({stage::recipient, "a@b.test"}));
}

TEST(server_session, a_fault_strikes_at_the_nth_command_of_a_session) {
  fault_plan plan;
  plan.add(
      {.at = stage::command, .code = 450, .text = "4.0.0 Told", .when = {.times = schedule::always}, .command = 3});
  for (int i = 0; i < 2; ++i) {
    server_session session(failing(plan));
    EXPECT_THAT(session.greeting(), StartsWith("220 "));
    EXPECT_EQ(session.feed("NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n"),
              "250 2.0.0 OK\r\n250 2.0.0 OK\r\n450 4.0.0 Told\r\n250 2.0.0 OK\r\n");
  }
  EXPECT_FALSE(plan.strike({"NOOP", 2}));
}

TEST(server_session, a_fault_strikes_one_verb) {
  fault_plan plan;
  plan.add({.at = stage::command, .code = 502, .text = "5.5.1 Told", .verb = "vrfy"});
  server_session session(failing(plan));
  EXPECT_THAT(session.greeting(), StartsWith("220 "));
  EXPECT_EQ(session.feed("NOOP\r\nVRFY a@b.test\r\n"), "250 2.0.0 OK\r\n502 5.5.1 Told\r\n");
}

TEST(server_session, a_late_reply_is_otherwise_well) {
  fault_plan plan;
  plan.add({.at = stage::hello, .code = 0, .delay = std::chrono::seconds(3)});
  server_session session(failing(plan));
  EXPECT_THAT(session.greeting(), StartsWith("220 "));
  EXPECT_EQ(session.take_delay(), duration::zero());
  EXPECT_THAT(session.feed("HELO here\r\n"), StartsWith("250 "));
  EXPECT_EQ(session.take_delay(), std::chrono::seconds(3));
  EXPECT_EQ(session.take_delay(), duration::zero());
}

TEST(server_session, a_fault_cuts_the_connection_in_mid_mail) {
  for (const std::string begin : {"DATA\r\n", "BDAT 20 LAST\r\n"}) {
    fault_plan plan;
    plan.add({.at = stage::content, .after_octets = 5});
    server_session session(failing(plan));
    EXPECT_THAT(session.greeting(), StartsWith("220 "));
    (void)session.feed("EHLO here\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n" + begin + "1234");
    EXPECT_FALSE(session.wants_close()) << begin;
    EXPECT_EQ(session.feed("5678"), "") << begin;
    EXPECT_TRUE(session.wants_reset()) << begin;
    EXPECT_TRUE(session.take_messages().empty()) << begin;
  }
}

// The chunk is read to its end all the same (RFC 3030 section 2): or what a mail says would be carried out.
TEST(server_session, a_fault_at_bdat_leaves_no_command_in_the_chunk) {
  fault_plan plan;
  plan.add({.at = stage::command, .code = 451, .text = "4.3.0 Later", .verb = "BDAT"});
  server_session session(failing(plan));
  static_cast<void>(session.greeting());
  static_cast<void>(session.feed(to_data));
  const std::string smuggled = "RSET\r\nMAIL FROM:<evil@x.test>\r\n";
  EXPECT_EQ(session.feed("BDAT " + std::to_string(smuggled.size()) + " LAST\r\n" + smuggled + "NOOP\r\n"),
            "451 4.3.0 Later\r\n250 2.0.0 OK\r\n");
}

// RFC 5321 section 3.1: the connection stays, and all but QUIT is 503.
TEST(server_session, a_554_for_a_greeting_waits_for_quit) {
  fault_plan plan;
  plan.add({.at = stage::connect, .code = 554});
  server_session session(failing(plan));
  EXPECT_EQ(session.greeting(), "554 Failure (simulated)\r\n");
  EXPECT_FALSE(session.wants_close());
  EXPECT_EQ(session.feed("EHLO here\r\nBDAT 6 LAST\r\nQUIT\r\nQUIT\r\n"),
            "503 5.5.1 No service here\r\n503 5.5.1 No service here\r\n221 2.0.0 mail.test Closing\r\n");
}

// RFC 2034 section 4.
TEST(server_session, a_fault_has_an_enhanced_code_but_in_the_greeting_and_in_replies_to_ehlo) {
  fault_plan plan;
  for (const auto at : {stage::connect, stage::hello, stage::command, stage::mail})
    plan.add({.at = at, .when = {.skip = 0}});
  server_session greeting(failing(plan));
  EXPECT_EQ(greeting.greeting(), "451 Temporary failure (simulated)\r\n");
  server_session session(failing(plan));
  static_cast<void>(session.greeting());
  EXPECT_EQ(session.feed("EHLO here\r\n"), "451 Temporary failure (simulated)\r\n");  // at `command`
  EXPECT_EQ(session.feed("HELO here\r\n"), "451 Temporary failure (simulated)\r\n");  // at `hello`
  EXPECT_THAT(session.feed("HELO here\r\n"), StartsWith("250 "));
  EXPECT_EQ(session.feed("MAIL FROM:<a@b.test>\r\n"), "451 4.3.0 Temporary failure (simulated)\r\n");
  plan.add({.at = stage::mail, .code = 550});
  EXPECT_EQ(session.feed("MAIL FROM:<a@b.test>\r\n"), "550 5.3.0 Failure (simulated)\r\n");
}

// Only the octets of the mail count, neither stuffing nor the end of the data nor commands behind it.
TEST(server_session, a_cut_counts_the_octets_of_the_mail) {
  const auto is_cut = [](std::size_t after, const std::string& bytes) {
    fault_plan plan;
    plan.add({.at = stage::content, .after_octets = after});
    server_session session(failing(plan));
    static_cast<void>(session.greeting());
    static_cast<void>(session.feed(to_data));
    static_cast<void>(session.feed(bytes));
    EXPECT_TRUE(plan.empty());
    EXPECT_TRUE(session.take_messages().empty());
    return session.wants_reset();
  };
  EXPECT_TRUE(is_cut(4, "DATA\r\n..a\r\n"));
  EXPECT_TRUE(is_cut(3, "DATA\r\n..ab"));
  EXPECT_FALSE(is_cut(4, "DATA\r\n..ab"));
  EXPECT_TRUE(is_cut(3, "BDAT 9\r\nabc"));
  EXPECT_FALSE(is_cut(4, "BDAT 9\r\nabc"));
  EXPECT_FALSE(is_cut(4, "BDAT 3\r\nabc"));
}

TEST(server_session, a_cut_of_a_mail_that_is_shorter_comes_at_its_end) {
  for (const std::string mail : {"DATA\r\nx\r\n.\r\nNOOP\r\n", "BDAT 3 LAST\r\nx\r\nNOOP\r\n"}) {
    fault_plan plan;
    plan.add({.at = stage::content, .after_octets = 1000});
    server_session session(failing(plan));
    static_cast<void>(session.greeting());
    static_cast<void>(session.feed(to_data));
    EXPECT_THAT(session.feed(mail), Not(HasSubstr("250 "))) << mail;
    EXPECT_TRUE(session.wants_reset()) << mail;
    EXPECT_TRUE(session.take_messages().empty()) << mail;
  }
}

TEST(fault_plan, from_data_on_an_address_is_the_sender_s_or_a_recipient_s) {
  const envelope mail{"a@b.test", {"c@d.test", "e@d.test"}};
  for (const auto at : {stage::data, stage::end_of_data, stage::content}) {
    fault_plan plan;
    plan.add({.at = at, .when = {.times = schedule::always}, .address = "E@d.test"});
    EXPECT_TRUE(plan.strike({at, mail}));
    EXPECT_FALSE(plan.strike({at, envelope{"a@b.test", {"c@d.test"}}}));
  }
}

// No password is shown, not even of a client that went on though AUTH was refused.
TEST(server_session, a_transcript_shows_no_secret) {
  fault_plan plan;
  plan.add({.at = stage::command, .code = 454, .text = "4.7.0 Later", .verb = "AUTH"});
  server_session session(failing(plan));
  static_cast<void>(session.greeting());
  static_cast<void>(session.feed("EHLO here\r\nAUTH LOGIN\r\nYXdh\r\nNOOP\r\nAUTH PLAIN AGF3YQBz\r\nAUTH LOGIN\r\n"));
  EXPECT_THAT(session.transcript(), HasSubstr("C: AUTH LOGIN\nS: 454 4.7.0 Later\nC: (masked)\n"));
  EXPECT_THAT(session.transcript(), HasSubstr("C: NOOP\n"));
  EXPECT_THAT(session.transcript(), HasSubstr("C: AUTH PLAIN (masked)\nS: 235 "));
  EXPECT_THAT(session.transcript(), Not(HasSubstr("YXdh")));
}

TEST(server_session, a_mail_knows_who_logged_in_and_for_whom_it_was_submitted) {
  server_session session;
  static_cast<void>(session.greeting());
  static_cast<void>(
      session.feed("EHLO here\r\nAUTH PLAIN AGF3YQBz\r\nMAIL FROM:<a@b.test> AUTH=e+2Bx@b.test\r\n"
                   "RCPT TO:<c@d.test>\r\nDATA\r\n.\r\n"));
  const auto mails = session.take_messages();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails[0].who.login, "awa");
  EXPECT_EQ(mails[0].who.submitter, "e+x@b.test");
}

}  // namespace
}  // namespace parcours::smtp
