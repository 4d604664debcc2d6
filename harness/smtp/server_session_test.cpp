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
  EXPECT_THAT(busy.too_busy(), StartsWith("421 mail.test Too many connections"));
  EXPECT_TRUE(busy.wants_close());
}

TEST(server_session, ignores_input_after_quit) {
  auto session = greeted();
  EXPECT_THAT(session.feed("QUIT\r\nNOOP\r\n"), EndsWith(" Closing\r\n"));
  EXPECT_TRUE(session.wants_close());
  EXPECT_FALSE(session.wants_reset());
  EXPECT_EQ(session.feed("NOOP\r\n"), "");
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

}  // namespace
}  // namespace parcours::smtp
