#include "harness/smtp/mend.hpp"

#include "harness/smtp/testing.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace parcours::smtp {
namespace {

class careless_mails : public testing::TestWithParam<text_case> {};

TEST_P(careless_mails, are_read_as_they_were_meant) { expect_read_as_meant(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    mend, careless_mails,
    testing::Values(
        text_case{"blanks_behind_soft_break",
                  part("text/plain\r\nContent-Transfer-Encoding: quoted-printable", "48= \t\r\n29=20\r\n13  "),
                  "4829 \n13"},
        text_case{"flowed", part("text/plain; format=flowed", "one \r\ntwo\r\n three\r\n> a \r\n> b\r\n-- \r\nx"),
                  "one two\nthree\n> a b\n-- \nx\n"},
        text_case{"flowed_without_space", part("text/plain; format=flowed; delsp=yes", "048 \r\n213"), "048213\n"},
        text_case{"arabic_without_charset", part("text/plain", "\xd1\xe3\xd2 \xc7\xe1\xca\xcd\xde\xde"), "رمز التحقق"},
        text_case{"arabic_as_utf8", part("text/plain; charset=utf-8", "\xd1\xe3\xd2"), "رمز"},
        text_case{"arabic_as_latin", part("text/plain; charset=iso-8859-1", "\xd1\xe3\xd2"), "رمز"},
        text_case{"french_without_charset", part("text/plain", "v\xe9rification"), "vérification"},
        text_case{"no_boundary",
                  "Content-Type: multipart/alternative\r\n\r\n--b\r\n\r\none\r\n--b\r\n"
                  "Content-Type: text/html\r\n\r\n1\r\n--b--\r\n",
                  "one", "1"},
        text_case{"another_boundary", "Content-Type: multipart/mixed; boundary=c\r\n\r\n--b\r\n\r\none\r\n--b--\r\n",
                  "one"},
        text_case{"no_parts", "Content-Type: multipart/mixed\r\n\r\none", "one"},
        text_case{"no_header", "Code secret : 048213\r\nx", "Code secret : 048213\nx"},
        text_case{"no_header_after_blank", "\r\none", "\none"},
        text_case{"no_header_html", "<p>one</p>", "", "<p>one</p>"}),
    [](const auto& of) { return of.param.name; });

TEST(parse, tells_no_header_that_was_not_sent) {
  EXPECT_TRUE(parse("Bonjour,\r\n\r\nVotre code")->headers.empty());
  EXPECT_EQ(part_of("Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\none\r\n--b--\r\n", "1")->bytes, "one");
}

TEST(mended, leaves_a_sound_mail_alone) {
  for (const auto* sound :
       {"Subject: x\r\n\r\nx", "From a@b Mon Mar  2\r\nSubject: x\r\n\r\nx", "X : y\r\n\r\n",
        "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n", "", "\r\n"}) {
    EXPECT_FALSE(mended(sound)) << sound;
  }
}

RC_GTEST_PROP(mended_property, any_bytes_can_be_mended, (const std::string& bytes)) {
  static_cast<void>(mended(bytes));
  static_cast<void>(mended("Content-Type: multipart/mixed\r\n\r\n--b\r\n" + bytes));
  RC_ASSERT(without_trailing_blanks(bytes).size() <= bytes.size());
  static_cast<void>(unflowed(bytes, true));
}

}  // namespace
}  // namespace parcours::smtp
