#include "harness/smtp/server_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace parcours::smtp {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

server_session greeted(session_options options = {}) {
  server_session session(std::move(options));
  EXPECT_THAT(session.greeting(), StartsWith("220 "));
  EXPECT_THAT(session.feed("EHLO client.test\r\n"), EndsWith("\r\n250 SMTPUTF8\r\n"));
  return session;
}

server_session with_mail(session_options options = {}) {
  auto session = greeted(std::move(options));
  EXPECT_THAT(session.feed("MAIL FROM:<a@b.test>\r\n"), StartsWith("250 2.1.0 "));
  return session;
}

server_session in_data(session_options options = {}) {
  auto session = with_mail(std::move(options));
  EXPECT_THAT(session.feed("RCPT TO:<c@d.test>\r\nDATA\r\n"), HasSubstr("\r\n354 "));
  return session;
}

// A line of `length` octets, CRLF included.
std::string line_of(const std::string& begin, std::size_t length) {
  return begin + std::string(length - 2 - begin.size(), 'x') + "\r\n";
}

TEST(server_session, limits_a_command_line_to_512_octets) {
  auto session = greeted();
  EXPECT_THAT(session.feed(line_of("NOOP ", 512)), StartsWith("250 2.0.0 "));
  EXPECT_THAT(session.feed(line_of("NOOP ", 513)), StartsWith("500 5.5.2 "));
  EXPECT_THAT(session.feed(line_of("VRFY ", 522)), StartsWith("252 2.0.0 "));
  EXPECT_THAT(session.feed(line_of("VRFY ", 523)), StartsWith("500 5.5.2 "));
}

TEST(server_session, lets_mail_grow_by_26_for_size_10_for_smtputf8_and_107_for_dsn) {
  const auto mail_of = [](std::size_t length) {
    const std::string begin = "MAIL FROM:<a@b.test>";
    const std::string end = " SIZE=1 SMTPUTF8\r\n";
    return begin + std::string(length - begin.size() - end.size(), ' ') + end;
  };
  auto session = greeted();
  EXPECT_THAT(session.feed(mail_of(656)), StartsWith("500 5.5.2 "));
  EXPECT_THAT(session.feed(mail_of(655)), StartsWith("250 2.1.0 "));
}

TEST(server_session, stays_in_step_after_a_line_of_any_length) {
  auto session = greeted();
  EXPECT_EQ(session.feed(std::string(1U << 20U, 'x')), "");
  EXPECT_EQ(session.feed("\r\nNOOP\r\n"), "500 5.5.2 Line too long\r\n250 2.0.0 OK\r\n");
}

TEST(server_session, takes_100_recipients_and_no_more) {
  auto session = with_mail();
  for (int i = 0; i < 100; ++i) {
    ASSERT_THAT(session.feed("RCPT TO:<u" + std::to_string(i) + "@d.test>\r\n"), StartsWith("250 2.1.5 ")) << i;
  }
  EXPECT_THAT(session.feed("RCPT TO:<one@more.test>\r\n"), StartsWith("452 4.5.3 "));
  EXPECT_THAT(session.feed("DATA\r\n.\r\n"), HasSubstr("250 2.0.0 "));
  EXPECT_EQ(session.take_messages().at(0).who.to.size(), 100U);
}

TEST(server_session, limits_local_part_and_domain) {
  auto session = with_mail();
  const std::string label = std::string(63, 'd') + ".";
  const std::string domain = label + label + label + std::string(63, 'd');
  EXPECT_THAT(session.feed("RCPT TO:<" + std::string(64, 'l') + "@d.test>\r\n"), StartsWith("250 "));
  EXPECT_THAT(session.feed("RCPT TO:<" + std::string(65, 'l') + "@d.test>\r\n"), StartsWith("501 5.1.3 "));
  EXPECT_THAT(session.feed("RCPT TO:<l@" + domain + ">\r\n"), StartsWith("250 "));
  EXPECT_THAT(session.feed("RCPT TO:<l@" + domain + "x>\r\n"), StartsWith("501 5.1.3 "));
}

TEST(server_session, refuses_a_declared_size_above_the_limit_at_once) {
  auto session = greeted({.max_size = 100});
  EXPECT_THAT(session.feed("MAIL FROM:<a@b.test> SIZE=101\r\n"), StartsWith("552 5.3.4 "));
  EXPECT_THAT(session.feed("MAIL FROM:<a@b.test> SIZE=99999999999999999999\r\n"), StartsWith("552 5.3.4 "));
  EXPECT_THAT(session.feed("MAIL FROM:<a@b.test> SIZE=100\r\n"), StartsWith("250 2.1.0 "));
}

TEST(server_session, refuses_too_much_data_after_all_of_it) {
  auto session = in_data({.max_size = 6});
  EXPECT_EQ(session.feed("12345\r\n" + std::string(5000, 'x')), "");
  EXPECT_EQ(session.feed("\r\n.\r\nNOOP\r\n"), "552 5.3.4 Message too large\r\n250 2.0.0 OK\r\n");
  EXPECT_TRUE(session.take_messages().empty());
  EXPECT_THAT(session.feed("DATA\r\n"), StartsWith("503 5.5.1 "));
}

TEST(server_session, takes_data_of_the_largest_size) {
  auto session = in_data({.max_size = 6});
  EXPECT_THAT(session.feed("1234\r\n.\r\n"), StartsWith("250 2.0.0 "));
  EXPECT_EQ(session.take_messages().at(0).bytes, "1234\r\n");
}

TEST(server_session, refuses_a_text_line_of_1001_octets) {
  auto session = in_data();
  EXPECT_THAT(session.feed(std::string(999, 'x') + "\r\n.\r\n"), StartsWith("500 5.5.2 "));
  EXPECT_TRUE(session.take_messages().empty());
}

TEST(server_session, is_not_fooled_by_a_malformed_end_of_data) {
  for (const std::string before : {"\r", "\n", "\r\n"}) {
    for (const std::string after : {"\r", "\n", "\r\n"}) {
      if (before == "\r\n" && after == "\r\n") continue;
      const std::string smuggled = "a" + before + "." + after + "MAIL FROM:<evil@b.test>\r\n";
      auto strict = in_data();
      EXPECT_EQ(strict.feed(smuggled), "");
      EXPECT_THAT(strict.feed(".\r\n"), StartsWith("550 5.6.11 "));
      EXPECT_TRUE(strict.take_messages().empty());
      auto lenient = in_data({.bare = bare_line_ends::keep});
      EXPECT_EQ(lenient.feed(smuggled), "");
      EXPECT_THAT(lenient.feed(".\r\n"), StartsWith("250 2.0.0 "));
      EXPECT_EQ(lenient.take_messages().size(), 1U);
    }
  }
}

TEST(server_session, keeps_the_mail_byte_for_byte_with_envelope_and_transcript) {
  auto session = in_data();
  EXPECT_THAT(session.feed("..a\r\n\xff\r\n.\r\n"), StartsWith("250 "));
  const auto messages = session.take_messages();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].bytes, ".a\r\n\xff\r\n");
  EXPECT_EQ(messages[0].who, (envelope{"a@b.test", {"c@d.test"}}));
  EXPECT_THAT(messages[0].transcript,
              StartsWith("S: 220 mail.test ESMTP Parcours\nC: EHLO client.test\nS: 250-mail.test\n"));
  EXPECT_THAT(messages[0].transcript, EndsWith("C: DATA\nS: 354 Start mail input; end with <CRLF>.<CRLF>\n"
                                               "C: (7 bytes of mail data)\nS: 250 2.0.0 Message accepted\n"));
  EXPECT_TRUE(session.take_messages().empty());
}

TEST(server_session, leaves_the_mails_before_out_of_a_transcript) {
  auto session = greeted();
  const std::string mail = "MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nx\r\n.\r\n";
  static_cast<void>(session.feed("NOOP first\r\n" + mail + "NOOP between\r\n" + mail + mail));
  const auto messages = session.take_messages();
  ASSERT_EQ(messages.size(), 3U);
  const auto& second = messages[1].transcript;
  EXPECT_THAT(second, HasSubstr("C: NOOP first\nS: 250 2.0.0 OK\n(1 mail before)\nC: NOOP between\n"));
  EXPECT_THAT(messages[2].transcript, HasSubstr("S: 250 2.0.0 OK\n(2 mails before)\nC: MAIL FROM:<a@b.test>\n"));
  EXPECT_THAT(messages[2].transcript, EndsWith("S: 250 2.0.0 Message accepted\n"));
}

// Each mail's transcript begins anew, or a long session would leave nothing of the last ones.
TEST(server_session, shows_the_last_mail_of_a_long_session_whole) {
  auto session = greeted();
  for (int i = 0; i < 1000; ++i) {
    static_cast<void>(session.feed("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nx\r\n.\r\n"));
  }
  const auto messages = session.take_messages();
  EXPECT_THAT(messages.back().transcript, EndsWith("S: 250 2.0.0 Message accepted\n"));
  EXPECT_LE(messages.back().transcript.size(), 1000U);
}

TEST(server_session, keeps_at_most_64_kb_of_transcript) {
  auto session = greeted();
  for (int i = 0; i < 10'000; ++i) static_cast<void>(session.feed("NOOP a long enough argument\r\n"));
  EXPECT_LE(session.transcript().size(), 64U << 10U);
  EXPECT_GT(session.transcript().size(), 60U << 10U);
}

TEST(server_session, ends_when_idle_or_too_busy) {
  auto idle = greeted();
  EXPECT_THAT(idle.time_out(), StartsWith("421 4.4.2 "));
  EXPECT_TRUE(idle.wants_close());
  server_session busy;
  EXPECT_THAT(busy.too_busy(), StartsWith("421 4.7.0 "));
  EXPECT_TRUE(busy.wants_close());
}

TEST(server_session, ignores_input_after_quit) {
  auto session = greeted();
  EXPECT_THAT(session.feed("QUIT\r\nNOOP\r\n"), EndsWith(" Closing\r\n"));
  EXPECT_TRUE(session.wants_close());
  EXPECT_FALSE(session.wants_reset());
  EXPECT_EQ(session.feed("NOOP\r\n"), "");
}

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

TEST(server_session, closes_after_421_and_after_a_refused_greeting) {
  fault_plan plan;
  plan.add({.at = stage::connect, .code = 554, .text = "No service"});
  plan.add({.at = stage::recipient, .code = 421, .text = "4.3.2 Going down"});
  server_session refused(failing(plan));
  EXPECT_EQ(refused.greeting(), "554 No service\r\n");
  EXPECT_TRUE(refused.wants_close());
  auto session = with_mail(failing(plan));
  EXPECT_EQ(session.feed("RCPT TO:<c@d>\r\nNOOP\r\n"), "421 4.3.2 Going down\r\n");
  EXPECT_TRUE(session.wants_close());
}

TEST(server_session, drops_the_connection_when_told_to) {
  fault_plan plan;
  plan.add({.at = stage::end_of_data, .drop_connection = true});
  auto session = in_data(failing(plan));
  EXPECT_EQ(session.feed("x\r\n.\r\nNOOP\r\n"), "");
  EXPECT_TRUE(session.wants_close());
  EXPECT_TRUE(session.wants_reset());
  EXPECT_TRUE(session.take_messages().empty());
}

TEST(fault_plan, skips_counts_and_is_spent) {
  fault_plan plan;
  plan.add({.code = 450, .skip_count = 2, .times = 2});
  std::string seen;
  for (int i = 0; i < 6; ++i) seen += plan.strike({stage::recipient, "a@b"}) ? 'x' : '.';
  EXPECT_EQ(seen, "..xx..");
}

TEST(fault_plan, strikes_as_often_as_its_probability_says_and_the_same_each_time) {
  const auto strikes = [](unsigned probability) {
    fault_plan plan(random_source(7));
    plan.add({.at = stage::mail, .times = fault::always, .probability = probability});
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
  plan.add({.times = fault::always, .address = "A@b.test"});
  EXPECT_FALSE(plan.strike({stage::recipient, "c@b.test"}));
  EXPECT_FALSE(plan.strike({stage::mail, "a@b.test"}));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(plan.strike({stage::recipient, "a@B.test"}));
  plan.clear();
  EXPECT_FALSE(plan.strike({stage::recipient, "a@b.test"}));
}

// Pieces of sessions, good and bad, so that random concatenations reach deep.
rc::Gen<std::string> session_bytes() {
  const auto piece = rc::gen::element<std::string>(
      "EHLO c\r\n", "HELO c\r\n", "MAIL FROM:<a@b>\r\n", "MAIL FROM:<a@b> SIZE=5 BODY=8BITMIME\r\n",
      "RCPT TO:<c@d>\r\n", "RCPT TO:<x\r\n", "DATA\r\n", "hello\r\n", "..\r\n", ".\r\n", "\r\n.\r\n", "\n.\n", "\r",
      "\n", "RSET\r\n", "NOOP x\r\n", "VRFY a\r\n", "what\r\n", std::string(600, 'x'), std::string("\0", 1));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
    std::string all;
    for (const auto& one : pieces) all += one;
    return all;
  });
}

struct seen {
  std::string replies;
  std::vector<std::string> mails;
  bool operator==(const seen&) const = default;
};

void feed(server_session& session, std::string_view bytes, seen& into) {
  into.replies += session.feed(bytes);
  for (auto& message : session.take_messages()) into.mails.push_back(message.transcript + message.bytes);
}

RC_GTEST_PROP(server_session, answers_the_same_however_the_bytes_are_cut, ()) {
  const auto bytes = *session_bytes();
  server_session whole({.max_size = 20, .max_recipients = 2});
  server_session pieces({.max_size = 20, .max_recipients = 2});
  seen by_whole{whole.greeting(), {}};
  seen by_pieces{pieces.greeting(), {}};
  feed(whole, bytes, by_whole);
  for (std::string_view rest = bytes; !rest.empty();) {
    const auto cut = *rc::gen::inRange<std::size_t>(1, std::min<std::size_t>(rest.size(), 9) + 1);
    feed(pieces, rest.substr(0, cut), by_pieces);
    rest.remove_prefix(cut);
  }
  RC_ASSERT(by_whole == by_pieces);
}

TEST(server_session, a_fault_strikes_at_the_nth_command_of_a_session) {
  fault_plan plan;
  plan.add({.at = stage::command, .code = 450, .text = "4.0.0 Told", .times = fault::always, .command = 3});
  for (int i = 0; i < 2; ++i) {
    server_session session(failing(plan));
    EXPECT_THAT(session.greeting(), StartsWith("220 "));
    EXPECT_EQ(session.feed("NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n"),
              "250 2.0.0 OK\r\n250 2.0.0 OK\r\n450 4.0.0 Told\r\n250 2.0.0 OK\r\n");
  }
  EXPECT_FALSE(plan.strike({stage::command, {}, "NOOP", 2}));
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

}  // namespace
}  // namespace parcours::smtp
