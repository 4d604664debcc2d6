#include "harness/smtp/data_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace parcours::smtp {
namespace {

constexpr std::size_t roomy = 1U << 20U;

// Bytes as they matter here: dots and line ends, and little else.
rc::Gen<std::string> wire_bytes() {
  return rc::gen::container<std::string>(rc::gen::element('.', '\r', '\n', 'a', '\0'));
}

TEST(data_reader, unstuffs_the_first_line_too) {
  data_reader reader(roomy);
  EXPECT_EQ(reader.feed("..a\r\n...\r\nb.\r\n.\r\nQUIT\r\n"), 17U);
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.take(), ".a\r\n..\r\nb.\r\n");
}

TEST(data_reader, takes_an_empty_mail) {
  data_reader reader(roomy);
  EXPECT_EQ(reader.feed(".\r\n"), 3U);
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.take(), "");
}

// The pairs of line ends around the dot that are not CRLF and CRLF: what mail is smuggled with.
TEST(data_reader, is_ended_by_no_malformed_end_of_data) {
  for (const std::string before : {"\r", "\n", "\r\n"}) {
    for (const std::string after : {"\r", "\n", "\r\n"}) {
      if (before == "\r\n" && after == "\r\n") continue;
      data_reader reader(roomy);
      const std::string wire = "a" + before + "." + after + "MAIL FROM:<x@y>";
      EXPECT_EQ(reader.feed(wire), wire.size());
      EXPECT_FALSE(reader.done());
      EXPECT_TRUE(reader.lines().bare_line_end);
      reader.feed("\r\n.\r\n");
      EXPECT_TRUE(reader.done());
    }
  }
}

TEST(data_reader, keeps_bare_line_ends_as_they_are) {
  data_reader reader(roomy);
  reader.feed("a\rb\nc\r\r\n.\rd\r\n.\r\n");
  EXPECT_TRUE(reader.done());
  EXPECT_TRUE(reader.lines().bare_line_end);
  EXPECT_EQ(reader.take(), "a\rb\nc\r\r\n\rd\r\n");
}

TEST(data_reader, limits_a_text_line_to_1000_octets_the_stuffed_dot_not_counted) {
  const auto long_line = [](const std::string& line) {
    data_reader reader(roomy);
    reader.feed(line + "\r\n.\r\n");
    EXPECT_TRUE(reader.done());
    return reader.lines().too_long;
  };
  EXPECT_FALSE(long_line(std::string(998, 'a')));
  EXPECT_TRUE(long_line(std::string(999, 'a')));
  EXPECT_FALSE(long_line("." + std::string(998, '.')));
  EXPECT_TRUE(long_line("." + std::string(999, '.')));
  EXPECT_FALSE(long_line(std::string(998, 'a') + "\r\n" + std::string(998, 'a')));
  // a bare line end ends a line for this
  for (const std::string bare : {"\n", "\r"}) {
    EXPECT_FALSE(long_line(std::string(999, 'a') + bare + std::string(998, 'a')));
    EXPECT_TRUE(long_line(std::string(1000, 'a') + bare));
  }
}

TEST(data_reader, limits_the_size_and_reads_on_to_the_end) {
  data_reader fits(6);
  fits.feed("..23\r\n.\r\n");
  EXPECT_FALSE(fits.too_large());
  EXPECT_EQ(fits.size(), 5U);
  data_reader exact(6);
  exact.feed("1234\r\n.\r\n");
  EXPECT_FALSE(exact.too_large());
  EXPECT_EQ(exact.take(), "1234\r\n");
  data_reader over(6);
  const std::string wire = "12345\r\n.\r\n";
  EXPECT_EQ(over.feed(wire + "QUIT"), wire.size());
  EXPECT_TRUE(over.done());
  EXPECT_TRUE(over.too_large());
}

TEST(dot_stuffed, ends_with_crlf_dot_crlf) {
  EXPECT_EQ(dot_stuffed(""), ".\r\n");
  EXPECT_EQ(dot_stuffed("a"), "a\r\n.\r\n");
  EXPECT_EQ(dot_stuffed("a\r\n"), "a\r\n.\r\n");
  EXPECT_EQ(dot_stuffed(".\r\n..\r\n"), "..\r\n...\r\n.\r\n");
}

RC_GTEST_PROP(data_reader, reads_back_what_was_stuffed, ()) {
  const auto mail = *wire_bytes();
  const auto wire = dot_stuffed(mail);
  data_reader reader(roomy);
  RC_ASSERT(reader.feed(wire + "QUIT\r\n") == wire.size());
  RC_ASSERT(reader.done());
  const bool complete = mail.empty() || mail.ends_with("\r\n");
  const auto taken = reader.take();
  RC_ASSERT(taken == (complete ? mail : mail + "\r\n"));
  RC_ASSERT(reader.lines() == examine_lines(taken));
}

RC_GTEST_PROP(data_reader, does_not_care_how_the_bytes_are_cut, ()) {
  const auto wire = *wire_bytes();
  data_reader whole(roomy);
  const auto taken = whole.feed(wire);
  data_reader pieces(roomy);
  std::size_t taken_in_pieces = 0;
  for (const char c : wire) taken_in_pieces += pieces.feed({&c, 1});
  RC_ASSERT(taken_in_pieces == taken);
  RC_ASSERT(pieces.done() == whole.done());
  RC_ASSERT(pieces.lines() == whole.lines());
  RC_ASSERT(pieces.take() == whole.take());
}

// Against the words of RFC 5321 section 4.1.1.4: the end is the first CRLF.CRLF, the CRLF of the DATA line counted.
RC_GTEST_PROP(data_reader, ends_exactly_at_crlf_dot_crlf, ()) {
  const auto wire = *wire_bytes();
  const auto end = ("\r\n" + wire).find("\r\n.\r\n");
  data_reader reader(roomy);
  const auto taken = reader.feed(wire);
  RC_ASSERT(reader.done() == (end != std::string::npos));
  RC_ASSERT(taken == (end == std::string::npos ? wire.size() : end + 3));
}

}  // namespace
}  // namespace parcours::smtp
