#include "harness/smtp/reply.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parcours::smtp {
namespace {

TEST(reply_reader, joins_the_lines_of_a_reply) {
  reply_reader reader;
  reader.feed("250-mail.test\r\n250-SIZE 10\r\n250 ");
  EXPECT_FALSE(reader.next());
  reader.feed("HELP\r\n354\r\n221 2.0.0 Bye\n");
  EXPECT_EQ(reader.next(), (reply{250, "mail.test\nSIZE 10\nHELP"}));
  EXPECT_EQ(reader.next(), (reply{354, ""}));
  EXPECT_EQ(reader.next(), (reply{221, "2.0.0 Bye"}));
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.broken());
}

TEST(reply_reader, knows_what_is_no_reply) {
  for (const auto* bytes : {"hello\r\n", "25 x\r\n", "2500 x\r\n", "199 x\r\n", "600 x\r\n", "250x\r\n", "\r\n",
                            "250-a\r\n251 b\r\n", "+50 x\r\n"}) {
    reply_reader reader;
    reader.feed(bytes);
    EXPECT_FALSE(reader.next()) << bytes;
    EXPECT_TRUE(reader.broken()) << bytes;
  }
}

TEST(reply_reader, gives_up_on_a_reply_without_end) {
  reply_reader one_line;
  one_line.feed("250 " + std::string(reply_reader::longest_reply, 'x'));
  EXPECT_FALSE(one_line.next());
  EXPECT_TRUE(one_line.broken());
  reply_reader many_lines;
  for (std::size_t i = 0; i <= reply_reader::longest_reply / 100; ++i)
    many_lines.feed("250-" + std::string(100, 'x') + "\n");
  EXPECT_FALSE(many_lines.next());
  EXPECT_TRUE(many_lines.broken());
}

TEST(to_string, shows_a_reply_on_one_line) {
  EXPECT_EQ(to_string(reply{550, "5.1.1 No\n5.1.1 such user"}), "550 5.1.1 No / 5.1.1 such user");
  EXPECT_EQ(to_string(reply{250, ""}), "250");
}

}  // namespace
}  // namespace parcours::smtp
