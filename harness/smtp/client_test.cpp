#include "harness/smtp/client.hpp"

#include "harness/smtp/server_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace parcours::smtp {
namespace {

using testing::HasSubstr;

constexpr auto all_extensions = "250-mail.test\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n";

client new_client(std::vector<std::string> to = {"c@d.test"}, std::string bytes = "hi\r\n") {
  return client({"a@b.test", std::move(to)}, std::move(bytes), "me.test");
}

// What the client sends in answer to `bytes`.
std::string answer(client& one, std::string_view bytes) {
  one.feed(bytes);
  return one.take_output();
}

TEST(client, needs_three_writes_where_pipelining_is_offered) {
  auto one = new_client();
  EXPECT_EQ(answer(one, "220 mail.test\r\n"), "EHLO me.test\r\n");
  EXPECT_EQ(answer(one, all_extensions), "MAIL FROM:<a@b.test> SIZE=4\r\nRCPT TO:<c@d.test>\r\nDATA\r\n");
  EXPECT_EQ(answer(one, "250 ok\r\n250 ok\r\n354 go\r\n"), "hi\r\n.\r\nQUIT\r\n");
  EXPECT_FALSE(one.verdict());
  EXPECT_EQ(answer(one, "250 2.0.0 taken\r\n"), "");
  ASSERT_TRUE(one.verdict() && one.verdict()->has_value());
  EXPECT_EQ((*one.verdict())->answer, (reply{250, "2.0.0 taken"}));
  EXPECT_FALSE(one.done());
  EXPECT_EQ(answer(one, "221 bye\r\n"), "");
  EXPECT_TRUE(one.done());
}

TEST(client, sends_command_by_command_where_it_is_not) {
  auto one = new_client();
  EXPECT_EQ(answer(one, "220 mail.test\r\n"), "EHLO me.test\r\n");
  EXPECT_EQ(answer(one, "502 what?\r\n"), "HELO me.test\r\n");
  EXPECT_EQ(answer(one, "250 mail.test\r\n"), "MAIL FROM:<a@b.test>\r\n");
  EXPECT_EQ(answer(one, "250 ok\r\n"), "RCPT TO:<c@d.test>\r\n");
  EXPECT_EQ(answer(one, "250 ok\r\n"), "DATA\r\n");
  EXPECT_EQ(answer(one, "354 go\r\n"), "hi\r\n.\r\n");
  EXPECT_EQ(answer(one, "250 ok\r\n"), "QUIT\r\n");
  EXPECT_EQ(answer(one, "221 bye\r\n"), "");
  EXPECT_TRUE(one.done() && one.verdict()->has_value());
}

TEST(client, uses_8bitmime_and_smtputf8_where_the_mail_wants_them) {
  client one({"été@b.test", {"c@d.test"}}, "é\r\n", "me.test");
  EXPECT_EQ(answer(one, "220 x\r\n"), "EHLO me.test\r\n");
  EXPECT_THAT(answer(one, all_extensions), HasSubstr("MAIL FROM:<été@b.test> SIZE=4 BODY=8BITMIME SMTPUTF8\r\n"));
}

TEST(client, does_not_send_an_address_that_the_server_cannot_read) {
  client one({"a@b.test", {"été@d.test"}}, "hi\r\n", "me.test");
  EXPECT_EQ(answer(one, "220 x\r\n250 plain.test\r\n"), "EHLO me.test\r\nQUIT\r\n");
  ASSERT_TRUE(one.verdict());
  EXPECT_THAT(one.verdict()->error().message, HasSubstr("SMTPUTF8"));
}

TEST(client, tells_which_recipients_were_refused) {
  auto one = new_client({"x@d.test", "c@d.test", "y@d.test"});
  answer(one, std::string("220 x\r\n") + all_extensions);
  EXPECT_EQ(answer(one, "250 ok\r\n550 5.1.1 no\r\n250 ok\r\n452 4.2.2 full\r\n354 go\r\n"), "hi\r\n.\r\nQUIT\r\n");
  answer(one, "250 ok\r\n");
  ASSERT_TRUE(one.verdict() && one.verdict()->has_value());
  const auto& refused = (*one.verdict())->refused;
  ASSERT_EQ(refused.size(), 2U);
  EXPECT_EQ(refused[0].address, "x@d.test");
  EXPECT_EQ(refused[0].answer, (reply{550, "5.1.1 no"}));
  EXPECT_EQ(refused[1].address, "y@d.test");
}

struct refused_case {
  std::string replies;
  std::string reason;
  std::string last_output;
};

TEST(client, names_the_reply_that_refused_the_mail) {
  const std::string hello = std::string("220 x\r\n") + all_extensions;
  for (const auto& [replies, reason, output] : {
           refused_case{"554 no service\r\n", "554 no service", "QUIT\r\n"},
           refused_case{"220 x\r\n421 4.3.2 down\r\n", "421 4.3.2 down", "EHLO me.test\r\n"},
           refused_case{hello + "550 5.7.1 no\r\n503 x\r\n503 x\r\n", "550 5.7.1 no", "QUIT\r\n"},
           refused_case{hello + "250 ok\r\n550 5.1.1 no\r\n554 none\r\n", "550 5.1.1 no", "QUIT\r\n"},
           refused_case{hello + "250 ok\r\n550 5.1.1 no\r\n354 go\r\n", "550 5.1.1 no", ".\r\n"},
           refused_case{hello + "250 ok\r\n250 ok\r\n451 4.3.0 later\r\n", "451 4.3.0 later", "QUIT\r\n"},
           refused_case{hello + "250 ok\r\n250 ok\r\n354 go\r\n552 5.3.4 big\r\n", "552 5.3.4 big", "QUIT\r\n"},
       }) {
    auto one = new_client();
    const auto sent = answer(one, replies);
    ASSERT_TRUE(one.verdict()) << replies;
    ASSERT_FALSE(one.verdict()->has_value()) << replies;
    EXPECT_EQ(one.verdict()->error().code, "smtp-rejected");
    EXPECT_EQ(one.verdict()->error().message, reason);
    EXPECT_TRUE(sent.ends_with(output)) << sent;
  }
}

TEST(client, stops_at_the_first_refusal_without_pipelining) {
  auto one = new_client({"x@d.test", "y@d.test"});
  answer(one, "220 x\r\n250 plain.test\r\n250 ok\r\n550 5.1.1 x\r\n");
  EXPECT_FALSE(one.verdict());
  EXPECT_EQ(answer(one, "550 5.1.1 y\r\n"), "QUIT\r\n");
  EXPECT_EQ(one.verdict()->error().message, "550 5.1.1 x");
}

TEST(client, gives_up_on_what_is_not_smtp) {
  auto one = new_client();
  EXPECT_EQ(answer(one, "HTTP/1.1 400 Bad Request\r\n"), "");
  EXPECT_TRUE(one.done());
  EXPECT_EQ(one.verdict()->error().code, "smtp-bad-reply");
}

TEST(client, and_server_session_understand_each_other) {
  server_session server;
  const std::string mail = ".dot\r\n..\r\n\r\nlast\r\n";
  client one({"a@b.test", {"c@d.test", "e@f.test"}}, mail, "me.test");
  std::string to_client = server.greeting();
  int rounds = 0;
  while (!one.done()) {
    ASSERT_LT(++rounds, 10);
    one.feed(to_client);
    to_client = server.feed(one.take_output());
  }
  EXPECT_EQ(rounds, 4);
  const auto messages = server.take_messages();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].bytes, mail);
  EXPECT_EQ(messages[0].who, (envelope{"a@b.test", {"c@d.test", "e@f.test"}}));
}

}  // namespace
}  // namespace parcours::smtp
