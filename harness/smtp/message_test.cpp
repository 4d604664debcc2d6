#include "harness/smtp/message.hpp"

#include "harness/base/utf8.hpp"
#include "harness/smtp/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace parcours::smtp {
namespace {

using testing::HasSubstr;
using testing::Not;

ports::wall_time noon() { return std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + std::chrono::hours(12); }

mail sample() {
  mail what;
  what.from = {"Caisse, Été", "no-reply@cnops.test"};
  what.to = {{"", "a@example.com"}, {"Zoé \"Z\" B.", "z@example.com"}};
  what.cc = {{"Copie", "cc@example.com"}};
  what.subject = "Votre code secret d'activation – vérification de l'adresse électronique, الرمز السري";
  what.text = "Bonjour,\n\n.point\nVotre code secret : 048213 = é\n";
  what.html = "<p>Votre code secret : <b>048213</b> é</p>\n";
  what.date = noon();
  what.message_id = "0123abc@cnops.test";
  return what;
}

TEST(compose, and_parse_are_inverse) {
  const mail what = sample();
  const auto read = parse(compose(what));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->from, std::vector{what.from});
  EXPECT_EQ(read->to, what.to);
  EXPECT_EQ(read->cc, what.cc);
  EXPECT_EQ(read->subject, what.subject);
  EXPECT_EQ(read->text, what.text);
  EXPECT_EQ(read->html, what.html);
  EXPECT_EQ(read->date, what.date);
  EXPECT_EQ(read->message_id, what.message_id);
  EXPECT_TRUE(read->attachments.empty());
}

TEST(compose, writes_seven_bit_lines_that_any_server_takes) {
  mail what = sample();
  what.subject += std::string(2000, 'x') + " é " + std::string(2000, 'y');
  what.text += std::string(3000, 'z');
  const auto bytes = compose(what);
  EXPECT_TRUE(is_ascii(bytes));
  EXPECT_TRUE(bytes.ends_with("\r\n"));
  std::size_t line = 0;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\n') {
      ASSERT_TRUE(i > 0 && bytes[i - 1] == '\r');
    }
    line = bytes[i] == '\n' ? 0 : line + 1;
    longest = std::max(longest, line);
  }
  EXPECT_LE(longest, 998U);
}

TEST(compose, gives_the_same_bytes_for_the_same_mail) {
  EXPECT_EQ(compose(sample()), compose(sample()));
  mail other = sample();
  other.message_id = "4567def@cnops.test";
  EXPECT_NE(compose(sample()), compose(other));
}

TEST(compose, writes_one_part_where_there_is_one_text) {
  mail what = sample();
  what.html.clear();
  EXPECT_THAT(compose(what), Not(HasSubstr("multipart")));
  EXPECT_EQ(parse(compose(what))->text, what.text);
  what = sample();
  what.text.clear();
  EXPECT_EQ(parse(compose(what))->html, what.html);
  EXPECT_EQ(parse(compose(what))->text, "");
}

TEST(compose, can_leave_the_subject_unencoded) {
  mail what = sample();
  what.subject = "Clé";
  EXPECT_THAT(compose(what), HasSubstr("\r\nSubject: =?"));
  what.encode_subject = false;
  EXPECT_THAT(compose(what), HasSubstr("\r\nSubject: Clé\r\n"));
  const auto read = parse(compose(what));
  EXPECT_EQ(read->subject, "Clé");
  EXPECT_THAT(read->headers, testing::Contains(std::pair<std::string, std::string>("Subject", "Clé")));
}

TEST(compose, lets_nobody_add_a_header) {
  mail what = sample();
  what.subject = "x\r\nBcc: evil@example.com";
  what.from.name = "y\r\nBcc: evil@example.com";
  what.to[0].address = "a@example.com\nBcc: evil@example.com";
  for (const bool encode : {true, false}) {
    what.encode_subject = encode;
    EXPECT_THAT(compose(what), Not(HasSubstr("\nBcc:")));
  }
}

TEST(compose, writes_the_date_of_rfc_5322) {
  EXPECT_THAT(compose(sample()), HasSubstr("Date: Sat, 31 Jan 2026 12:00:00 +0000\r\n"));
}

TEST(parse, reads_attachments_and_nested_parts) {
  const auto read = parse(
      "From: a@b.test\r\nTo: group: c@d.test, e@f.test;\r\nReply-To: r@b.test\r\nSubject: =?iso-8859-1?Q?=E9t=E9?=\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
      "--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n"
      "--y\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\xe9t\xe9\r\n--y\r\n"
      "Content-Type: text/html\r\n\r\n<b>x</b>\r\n--y--\r\n"
      "--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\nQUJD\r\n"
      "--x\r\nContent-Type: text/plain\r\nContent-Disposition: inline; filename=n.txt\r\nContent-ID: "
      "<n@b>\r\n\r\nnote\r\n--x--\r\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->to.size(), 2U);
  EXPECT_EQ(read->reply_to.at(0).address, "r@b.test");
  EXPECT_EQ(read->subject, "été");
  EXPECT_EQ(read->text, "été\n--\nnote");
  EXPECT_EQ(read->html, "<b>x</b>");
  ASSERT_EQ(read->attachments.size(), 2U);
  EXPECT_EQ(read->attachments[0].part_id, "2");
  EXPECT_EQ(read->attachments[0].file_name, "a.pdf");
  EXPECT_EQ(read->attachments[0].content_type, "application/pdf");
  EXPECT_EQ(read->attachments[0].size, 3U);
  EXPECT_FALSE(read->attachments[0].is_inline);
  EXPECT_EQ(read->attachments[1].content_id, "n@b");
  EXPECT_TRUE(read->attachments[1].is_inline);
}

TEST(part_of, gives_each_leaf_decoded) {
  const std::string bytes =
      "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
      "--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n\r\nfirst\r\n--y\r\n"
      "Content-Type: text/html\r\n\r\n<b>x</b>\r\n--y--\r\n"
      "--x\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAP9B\r\n"
      "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nbody\r\n--x--\r\n";
  const auto pdf = part_of(bytes, "2");
  ASSERT_TRUE(pdf) << pdf.error().message;
  EXPECT_EQ(pdf->content_type, "application/pdf");
  EXPECT_EQ(pdf->file_name, "a.pdf");
  EXPECT_EQ(pdf->bytes, std::string("\0\xff"
                                    "A",
                                    3));
  EXPECT_EQ(part_of(bytes, "1.2")->bytes, "<b>x</b>");
  EXPECT_EQ(part_of(bytes, "3")->bytes, "Subject: inner\r\n\r\nbody");
  for (const auto* no : {"", "0", "1", "1.3", "2.1", "4", "1.", ".1", "x", "-1", "99999999999"}) {
    EXPECT_EQ(part_of(bytes, no).error().code, "no-such-part") << no;
  }
  EXPECT_EQ(part_of("Subject: x\r\n\r\nall of it", "1")->bytes, "all of it");
  EXPECT_EQ(part_of("", "1").error().code, "bad-mail");
}

TEST(parse, reads_encoded_words_that_follow_each_other) {
  const auto read = parse(
      "Subject: =?utf-8?B?SGVsbG8=?= =?UTF-8?b?IHdvcmxk?=\r\n\t=?utf-8?B?ISE=?=\r\n =?utf-8?Q?_x?= =?x=?=\r\n"
      "From: =?utf-8?B?WsO8?= =?utf-8?B?w6k=?= =?utf-8?B?w6k=?= <a@b.test>\r\n\r\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->subject, "Hello world!! x =?x=?=");
  EXPECT_EQ(read->from, (std::vector<mailbox_address>{{"Züéé", "a@b.test"}}));
}

// Quadratic work on any of these would take minutes, and hold up everybody: one thread serves all.
TEST(parse, reads_large_headers_in_one_pass) {
  std::string words;
  while (words.size() < 4'000'000) words += "=?utf-8?B?SGVsbG8=?= ";
  const auto subject = parse("Subject: " + words + "\r\nFrom: " + words + "<a@b.test>\r\n\r\n");
  ASSERT_TRUE(subject);
  EXPECT_THAT(subject->subject, testing::StartsWith("Hello"));
  std::string openings;
  while (openings.size() < 4'000'000) openings += "=?a?B?=?=";
  EXPECT_TRUE(parse("Subject: " + openings + "\r\n\r\n"));
}

TEST(parse, joins_encoded_words_up_to_a_limit) {
  const auto subject_of = [](std::size_t count) {
    std::string words;
    for (std::size_t i = 0; i < count; ++i) words += "=?utf-8?B?SGVsbG8=?= ";  // 21 bytes each
    return parse("Subject: " + words + "\r\n\r\n")->subject.size();
  };
  EXPECT_EQ(subject_of(3000), 3000U * 5);
  EXPECT_LT(subject_of(4000), 4000U * 5);
}

TEST(parse, survives_a_tree_of_any_depth) {
  std::string nested;
  for (int i = 0; i < 20'000; ++i) {
    const auto boundary = "b" + std::to_string(i);
    nested += "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n";
  }
  EXPECT_TRUE(parse(nested + "\r\nx\r\n"));
}

class texts : public testing::TestWithParam<text_case> {};

TEST_P(texts, are_read_as_they_were_meant) { expect_read_as_meant(GetParam()); }

std::string parts(std::string_view kind, const std::vector<std::string>& all) {
  std::string out = "Content-Type: multipart/" + std::string(kind) + "; boundary=x\r\n\r\n";
  for (const auto& one : all) out += "--x\r\n" + one + "\r\n";
  return out + "--x--\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    parse, texts,
    testing::Values(
        text_case{"nul", part("text/plain; charset=iso-8859-1", std::string("\xe9\0x", 3)), std::string("é\0x", 4)},
        text_case{"unpadded_base64", "Content-Transfer-Encoding: base64\r\n\r\nYWJjZA\r\n", "abcd"},
        text_case{"unpadded_base64_of_five", "Content-Transfer-Encoding: base64\r\n\r\nYWJjZGU", "abcde"},
        text_case{"base64_with_rubbish", "Content-Transfer-Encoding: base64\r\n\r\nYW!\r\nJjZA==\r\n", "abcd"},
        text_case{"two_base64_texts", "Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\nYg==\r\n", "ab"},
        text_case{"bare_cr", part("text/plain", "c\r\rcode\r\nx\r"), "c\n\ncode\nx\n"},
        text_case{"type_without_subtype", part("text", "x"), "x"}, text_case{"empty_type", part("", "x"), "x"},
        text_case{"no_type", "Subject: x\r\n\r\nx", "x"},
        text_case{"type_in_capitals", part("TEXT/HTML", "x"), "", "x"},
        text_case{"meta_charset", part("text/html", "<META charset='ISO-8859-1'>\xe9"), "",
                  "<META charset='ISO-8859-1'>é"},
        text_case{"meta_content_type",
                  part("text/html", "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\">\x80"),
                  "", "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\">€"},
        text_case{"meta_that_the_header_overrules", part("text/html; charset=utf-8", "<meta charset=iso-8859-1>é"), "",
                  "<meta charset=iso-8859-1>é"},
        text_case{"meta_of_no_charset", part("text/html", "<meta name=charset><meta charset=>é"), "",
                  "<meta name=charset><meta charset=>é"},
        text_case{"unknown_charset", part("text/plain; charset=x-none", "ok \xe9"), "ok \ufffd"},
        text_case{"several_parts",
                  parts("mixed", {part("text/plain", "one"), part("text/html", "1"), part("text/plain", "two"),
                                  part("text/html", "2")}),
                  "one\n--\ntwo", "1\n--\n2"},
        text_case{
            "alternatives",
            parts("alternative", {part("text/plain", "one"), part("text/plain", "other"), part("text/html", "1")}),
            "one", "1"}),
    [](const auto& of) { return of.param.name; });

struct leaf_case {
  std::string name;
  std::string head;
  bool is_inline;
  std::string file_name;
};

class leaves : public testing::TestWithParam<leaf_case> {};

TEST_P(leaves, are_inline_or_attached_as_mailpit_has_it) {
  const auto& leaf = GetParam();
  const auto mail = parts("mixed", {"\r\ntext", leaf.head + "\r\n\r\nABC"});
  const auto read = parse(mail, checksums::of_attachments);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text, "text");
  ASSERT_EQ(read->attachments.size(), 1U);
  const auto& found = read->attachments[0];
  EXPECT_EQ(found.is_inline, leaf.is_inline);
  EXPECT_EQ(found.file_name, leaf.file_name);
  EXPECT_EQ(found.size, 3U);
  EXPECT_EQ(found.md5, "902fbdd2b1df0c4f70b4a5d23525e932");
  EXPECT_EQ(found.sha1, "3c01bdbb26f358bab27f267924aa2c9a03fcfdb8");
  EXPECT_EQ(found.sha256, "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78");
  EXPECT_EQ(part_of(mail, found.part_id)->bytes, "ABC");
}

INSTANTIATE_TEST_SUITE_P(
    parse, leaves,
    testing::Values(leaf_case{"attached", "Content-Type: image/png\r\nContent-Disposition: attachment; filename=a.png",
                              false, "a.png"},
                    leaf_case{"attached_text",
                              "Content-Type: text/plain; name=n.txt\r\nContent-Disposition: attachment", false,
                              "n.txt"},
                    leaf_case{"attached_with_id",
                              "Content-Type: image/png\r\nContent-ID: <i@b>\r\nContent-Disposition: attachment", false,
                              "i@b"},
                    leaf_case{"octets", "Content-Type: application/octet-stream; name=a", false, "a"},
                    leaf_case{"image_inline", "Content-Type: image/png\r\nContent-Disposition: inline; filename=a.png",
                              true, "a.png"},
                    leaf_case{"image_with_id", "Content-Type: image/png\r\nContent-ID: <i@b>", true, "i@b"},
                    leaf_case{"pdf_with_a_name", "Content-Type: application/pdf; name=a.pdf", true, "a.pdf"},
                    leaf_case{"calendar", "Content-Type: text/calendar; name=a.ics", true, "a.ics"}),
    [](const auto& of) { return of.param.name; });

TEST(parse, takes_a_mail_that_is_one_file_for_an_attachment) {
  const auto read = parse("Content-Type: application/pdf; name=a.pdf\r\n\r\nABC");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->attachments.size(), 1U);
  EXPECT_FALSE(read->attachments[0].is_inline);
  EXPECT_EQ(read->attachments[0].part_id, "1");
}

TEST(parse, keeps_a_mail_inside_the_mail_byte_for_byte) {
  const std::string inner =
      "subject:  Inner\r\nX-Odd :x\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"xy\"\r\n\r\npre\r\n--xy\r\n\r\n"
      "a\n\n--xyz\r\n--xy--\r\nafter \r\n";
  const auto mail = parts("mixed", {"\r\ntext",
                                    "Content-Type: message/rfc822\r\nContent-Disposition: attachment; "
                                    "filename=\"in.eml\"\r\n\r\n" +
                                        inner});
  const auto read = parse(mail);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->attachments.size(), 1U);
  EXPECT_EQ(read->attachments[0].file_name, "in.eml");
  EXPECT_EQ(read->attachments[0].size, inner.size());
  EXPECT_FALSE(read->attachments[0].is_inline);
  EXPECT_EQ(part_of(mail, "2")->bytes, inner);
  EXPECT_EQ(part_of("Content-Type: message/rfc822\r\n\r\n" + inner, "1")->bytes, inner);
}

TEST(parse, leaves_out_a_date_that_no_clock_here_can_tell) {
  for (const auto* year : {"2263", "9999", "1600"}) {
    EXPECT_EQ(parse("Date: Sat, 31 Jan " + std::string(year) + " 12:00:00 +0000\r\n\r\n")->date, std::nullopt) << year;
  }
  EXPECT_TRUE(parse("Date: Tue, 31 Jan 2261 12:00:00 +0000\r\n\r\n")->date);
}

TEST(parse, keeps_a_sender_without_an_address_as_a_name) {
  for (const auto& [value, name] : {std::pair{"root", "root"},
                                    {"The Portal", "The Portal"},
                                    {"=?utf-8?Q?=C3=A9?=", "é"},
                                    {"<>", "<>"},
                                    {",;", ",;"}}) {
    const auto read = parse("From: " + std::string(value) + "\r\n\r\n");
    EXPECT_EQ(read->from, (std::vector<mailbox_address>{{name, ""}})) << value;
  }
  EXPECT_TRUE(parse("From:\r\n\r\n")->from.empty());
}

TEST(parse, takes_a_bare_cr_in_a_header_for_a_blank) {
  EXPECT_EQ(parse("Subject: c\r\rcode\r\n x\r\n\r\n")->subject, "c  code x");
}

TEST(parse, refuses_what_has_nothing_to_read) {
  EXPECT_FALSE(parse(""));
  EXPECT_EQ(parse("").error().code, "bad-mail");
}

rc::Gen<std::string> words() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "code", "é", "الرمز", " ", "=", "?", ".", "From ", "--", "=_", ",", "\"", "😀", "0123456789")),
      [](const std::vector<std::string>& all) {
        std::string text;
        for (const auto& one : all) text += one;
        return text;
      });
}

RC_GTEST_PROP(compose, round_trips_any_text, ()) {
  mail what = sample();
  what.text = "x" + *words() + "\n" + *words() + "\n";
  what.html = "y" + *words() + "\n\n" + *words();
  what.subject = "s" + *words() + "s";
  std::erase(what.subject, '?');  // GMime takes a lone "=?" for the beginning of an encoded word
  const auto read = parse(compose(what));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->text == what.text);
  RC_ASSERT(read->html == what.html);
  RC_ASSERT(read->subject == what.subject);
}

RC_GTEST_PROP(parse, survives_any_bytes, (const std::string& bytes)) {
  static_cast<void>(parse(bytes));
  static_cast<void>(parse("Subject: =?=?=" + bytes + "=?=\r\nFrom: =?a?B?=?=" + bytes));
  static_cast<void>(parse("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + bytes));
  static_cast<void>(parse("Content-Type: text/html\r\n\r\n<meta charset" + bytes));
}

}  // namespace
}  // namespace parcours::smtp
