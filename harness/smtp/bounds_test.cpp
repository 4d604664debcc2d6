// Mails of a few megabytes that would cost a parser seconds and gigabytes.
#include "harness/smtp/bounds.hpp"

#include "harness/smtp/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::smtp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string with_parts(std::size_t count) {
  std::string mail = "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (std::size_t i = 0; i < count; ++i) mail += "--b\r\n\r\n" + std::to_string(i) + "\r\n";
  return mail + "--b--\r\n";
}

std::string nested(std::size_t depth) {
  std::string mail = "Subject: x\r\n";
  for (std::size_t i = 0; i < depth; ++i) {
    const auto name = "b" + std::to_string(i);
    mail.append("Content-Type: multipart/mixed; boundary=")
        .append(name)
        .append("\r\n\r\n--")
        .append(name)
        .append("\r\n");
  }
  return mail + "\r\nthe innermost\r\n";
}

std::string with_fields(std::size_t count) {
  std::string mail = "Subject: first\r\n";
  for (std::size_t i = 1; i < count; ++i) mail += "X: y\r\n";
  return mail + "\r\nthe body\r\n";
}

parse_limits small() {
  parse_limits made;
  made.parts = 3;
  made.depth = 4;
  made.header_fields = 5;
  return made;
}

result<parsed_mail> read(const std::string& mail) { return parse(mail, checksums::none, small()); }

TEST(bounds, of_parts_are_met_at_their_edge) {
  const auto at = read(with_parts(3));
  EXPECT_EQ(at->text, "0\n--\n1\n--\n2");
  EXPECT_THAT(at->left_out, IsEmpty());
  const auto over = read(with_parts(4));
  EXPECT_EQ(over->text, "0\n--\n1\n--\n2\n");
  EXPECT_THAT(over->left_out, ElementsAre("parts beyond the first 3"));
}

TEST(bounds, of_depth_are_met_at_their_edge) {
  parse_limits deep = small();
  deep.parts = deep.header_fields = 100;
  const auto at = parse(nested(4), checksums::none, deep);
  EXPECT_EQ(at->text, "the innermost\n");
  EXPECT_THAT(at->left_out, IsEmpty());
  const auto over = parse(nested(5), checksums::none, deep);
  EXPECT_EQ(over->subject, "x");
  EXPECT_EQ(over->text, "");
  EXPECT_THAT(over->left_out, ElementsAre("parts more than 4 deep"));
}

TEST(bounds, of_header_fields_leave_the_body_as_it_is) {
  const auto at = read(with_fields(5));
  EXPECT_EQ(at->headers.size(), 5U);
  EXPECT_THAT(at->left_out, IsEmpty());
  const auto over = read(with_fields(6));
  EXPECT_EQ(over->headers.size(), 5U);
  EXPECT_EQ(over->subject, "first");
  EXPECT_EQ(over->text, "the body\n");
  EXPECT_THAT(over->left_out, ElementsAre("header fields beyond the first 5"));
}

TEST(bounds, of_the_octets_of_headers_too) {
  parse_limits narrow;
  narrow.header_octets = 100;
  const auto mail = "Subject: x\r\nX: " + std::string(200, 'y') + "\r\n folded\r\nTo: a@b\r\n\r\nthe body\r\n";
  const auto over = parse(mail, checksums::none, narrow);
  EXPECT_EQ(over->subject, "x");
  EXPECT_EQ(over->text, "the body\n");
  EXPECT_THAT(over->left_out, ElementsAre("header fields beyond 100 octets"));
}

TEST(bounds, cut_a_field_that_is_too_long_by_itself) {
  parse_limits narrow;
  narrow.header_octets = 1000;
  const auto mail = "Subject: " + std::string(5000, 'y') + "\r\n folded\r\nTo: a@b\r\n\r\nthe body\r\n";
  const auto over = parse(mail, checksums::none, narrow);
  EXPECT_EQ(over->subject, std::string(1000 - 9, 'y'));
  EXPECT_THAT(over->to, IsEmpty());
  EXPECT_EQ(over->text, "the body\n");
  EXPECT_THAT(over->left_out, ElementsAre("header fields beyond 1000 octets"));
}

TEST(bounds, count_what_the_parser_would_see_as_a_part) {
  const std::vector<std::string> declared = {
      "Content-Type: multipart/mixed; boundary=\"b\"\r\n", "content-TYPE : multipart/mixed;\r\n\tboundary=b\r\n",
      "Content-Type: multipart/mixed; boundary*=us-ascii''%62\r\n", "Content-Type: multipart/mixed; boundary*0=b\r\n"};
  for (const auto& header : declared) {
    const auto many = with_parts(10);
    const auto mail = header + "\r\n" + many.substr(many.find("--b"));
    const auto over = read(mail);
    EXPECT_THAT(over->left_out, ElementsAre("parts beyond the first 3")) << header;
  }
}

TEST(bounds, take_lines_of_dashes_for_text) {
  std::string mail = "Content-Type: text/plain\r\n\r\n";
  for (int i = 0; i < 10; ++i) mail += "--b\r\n-- \r\n----\r\n";
  const auto over = read(mail);
  EXPECT_THAT(over->left_out, IsEmpty());
  EXPECT_EQ(std::ranges::count(over->text, 'b'), 10);
}

TEST(bounds, count_mails_in_mails_as_depth) {
  std::string mail = "Subject: x\r\n";
  for (int i = 0; i < 10; ++i) mail += "Content-Type: message/rfc822\r\n\r\n";
  parse_limits few = small();
  few.header_fields = 100;
  EXPECT_THAT(parse(mail + "\r\nx", checksums::none, few)->left_out, ElementsAre("parts more than 4 deep"));
  std::string digest = "Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\n";
  for (int i = 0; i < 10; ++i) digest += "Content-Type: message/rfc822\r\n\r\n";
  EXPECT_THAT(parse(digest, checksums::none, few)->left_out, ElementsAre("parts more than 4 deep"));
}

TEST(bounds, a_part_has_the_limits_of_its_mail) {
  const auto mail = with_parts(4);
  EXPECT_TRUE(part_of(mail, "3", small()));
  EXPECT_FALSE(part_of(mail, "4", small()));
  EXPECT_TRUE(part_of(mail, "4"));
}

// What the parser is given has no more than the limits, however large the mail is.
TEST(bounds, hold_for_half_a_million_parts) {
  const auto mail = with_parts(500'000);
  bounded_mail cut;
  bound(mail, {}, cut);
  EXPECT_LT(cut.bytes.size(), 20'000U);
  EXPECT_THAT(cut.left_out, ElementsAre("parts beyond the first 1000"));
  const auto deep = nested(50'000);
  bounded_mail shallow;
  bound(deep, {}, shallow);
  EXPECT_LT(shallow.bytes.size(), 10'000U);
  const auto wide = with_fields(500'000);
  bounded_mail narrow;
  bound(wide, {}, narrow);
  EXPECT_LT(narrow.bytes.size(), 70'000U);
  EXPECT_TRUE(narrow.bytes.ends_with("\r\n\r\nthe body\r\n"));
}

}  // namespace
}  // namespace parcours::smtp
