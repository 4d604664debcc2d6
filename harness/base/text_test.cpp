#include "harness/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

namespace parcours {
namespace {

using testing::ElementsAre;
using testing::Optional;
using testing::Pair;

TEST(text, trims_ascii_white_space) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(text, splits_and_keeps_empty_parts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(text, ignores_ascii_case_only) {
  EXPECT_TRUE(iequals("Content-Type", "content-TYPE"));
  EXPECT_FALSE(iequals("a", "ab"));
  EXPECT_FALSE(iequals("É", "é"));
  EXPECT_FALSE(iequals("[", "{"));  // 32 apart, and no letters
  EXPECT_EQ(ascii_lower("AZ@[É"), "az@[É");
}

TEST(text, knows_digits) {
  EXPECT_TRUE(all_digits("0123456789"));
  EXPECT_FALSE(all_digits(""));
  EXPECT_FALSE(all_digits("12 3"));
  EXPECT_FALSE(all_digits("١٢"));  // Arabic-Indic digits
}

TEST(normalized, composes_accents) { EXPECT_EQ(normalized("Prenom e\u0301le\u0300ve"), "Prenom \u00E9l\u00E8ve"); }

TEST(normalized, makes_one_space_of_any_white_space) {
  EXPECT_EQ(normalized("\u00A0 Code\u202F:\r\n\t12\u00853\u2003\u2028"), "Code : 12 3");
  EXPECT_EQ(normalized(" \u00A0 "), "");
  EXPECT_EQ(normalized(""), "");
}

TEST(normalized, straightens_apostrophes) {
  EXPECT_EQ(normalized("J\u2019accepte l\u2018a l\u02BCb"), "J'accepte l'a l'b");
  EXPECT_EQ(normalized("Num\u00E9ro d\u2019e\u2011mandat \u00AB\u00A0x\u00A0\u00BB\u202F?"),
            "Num\u00E9ro d'e-mandat \u00AB x \u00BB ?");
}

TEST(normalized, survives_malformed_text) { EXPECT_EQ(normalized("a\xFF  b"), "a\uFFFD b"); }

RC_GTEST_PROP(normalized_property, normalising_twice_changes_nothing, (const std::string& bytes)) {
  const std::string once = normalized(bytes);
  RC_ASSERT(normalized(once) == once);
  RC_ASSERT(is_utf8(once));
}

TEST(utf8, is_checked_strictly) {
  EXPECT_TRUE(is_utf8("élève \U0001F600"));
  EXPECT_TRUE(is_utf8(""));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("a\xE2\x82"));         // cut short
  EXPECT_EQ(to_utf8("a\xE2\x82z"), "a\uFFFD\uFFFDz");
}

RC_GTEST_PROP(utf8_property, repair_gives_utf8_and_keeps_what_is_well_formed, (const std::string& bytes)) {
  const std::string repaired = to_utf8(bytes);
  RC_ASSERT(is_utf8(repaired));
  RC_ASSERT(!is_utf8(bytes) || repaired == bytes);
}

TEST(display_width, counts_columns) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("\xFF"), 1U);
}

TEST(nearest, finds_a_slip_of_the_pen) {
  constexpr std::array<std::string_view, 5> steps{"open", "identify", "payment", "read_code", "rib"};
  EXPECT_THAT(nearest("identfy", steps), Optional(std::string("identify")));
  EXPECT_THAT(nearest("Payment", steps), Optional(std::string("payment")));
  EXPECT_THAT(nearest("RIB", steps), Optional(std::string("rib")));
  EXPECT_THAT(nearest("raed_code", steps), Optional(std::string("read_code")));
  EXPECT_THAT(nearest("oepn", steps), Optional(std::string("open")));
  EXPECT_EQ(nearest("browse", steps), std::nullopt);
  EXPECT_EQ(nearest("", steps), std::nullopt);
  EXPECT_EQ(nearest("open", {}), std::nullopt);
}

TEST(nearest, does_not_take_one_short_word_for_another) {
  constexpr std::array<std::string_view, 2> units{"s", "amo"};
  EXPECT_EQ(nearest("m", units), std::nullopt);
  EXPECT_EQ(nearest("cmr", units), std::nullopt);
}

TEST(percent_encoding, follows_rfc_3986) {
  EXPECT_EQ(percent_encode("a-._~Z0 é/+"), "a-._~Z0%20%C3%A9%2F%2B");
  EXPECT_THAT(percent_decode("%c3%A9+%20"), Optional(std::string("é+ ")));
  EXPECT_EQ(percent_decode("%4"), std::nullopt);
  EXPECT_EQ(percent_decode("%4g"), std::nullopt);
  EXPECT_EQ(percent_decode("%"), std::nullopt);
}

RC_GTEST_PROP(percent_encoding_property, round_trips, (const std::string& bytes)) {
  RC_ASSERT(percent_decode(percent_encode(bytes)).value() == bytes);
}

TEST(form_encoding, follows_the_url_standard) {
  const std::vector<std::pair<std::string, std::string>> fields{{"nom", "é à*"}, {"a&b", "1=2~"}, {"vide", ""}};
  EXPECT_EQ(form_encode(fields), "nom=%C3%A9+%C3%A0*&a%26b=1%3D2%7E&vide=");
  EXPECT_EQ(form_encode({}), "");
}

TEST(form_encoding, reads_whatever_is_sent) {
  EXPECT_THAT(form_decode("a=1+2&&b&=c&d=%zz%4&e=1=2&f=%FF"),
              ElementsAre(Pair("a", "1 2"), Pair("b", ""), Pair("", "c"), Pair("d", "%zz%4"), Pair("e", "1=2"),
                          Pair("f", "\uFFFD")));
  EXPECT_TRUE(form_decode("").empty());
}

RC_GTEST_PROP(form_encoding_property, round_trips, ()) {
  const auto fields = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
      rc::gen::pair(rc::gen::map(rc::gen::arbitrary<std::string>(), to_utf8),
                    rc::gen::map(rc::gen::arbitrary<std::string>(), to_utf8)));
  RC_ASSERT(form_decode(form_encode(fields)) == fields);
}

TEST(base64, gives_the_examples_of_rfc_4648_section_10) {
  EXPECT_EQ(base64_encode(""), "");
  EXPECT_EQ(base64_encode("f"), "Zg==");
  EXPECT_EQ(base64_encode("fo"), "Zm8=");
  EXPECT_EQ(base64_encode("foo"), "Zm9v");
  EXPECT_EQ(base64_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64_encode("\xFB\xFF"), "+/8=");
}

TEST(base64, refuses_what_is_not_strictly_base64) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm8=Zm8=", "Zm 9", "Zm9-", "Zh==", "Zm9="})
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
}

RC_GTEST_PROP(base64_property, round_trips, (const std::string& bytes)) {
  RC_ASSERT(base64_decode(base64_encode(bytes)).value() == bytes);
}

TEST(Text, FirstMalformedByte) {
  EXPECT_EQ(first_malformed(""), 0U);
  EXPECT_EQ(first_malformed("été"), 5U);
  EXPECT_EQ(first_malformed("ab\xE9 cd"), 2U);
  EXPECT_EQ(first_malformed("\xFF\xFE"), 0U);
}

TEST(glob, matches_the_whole_name) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("Valid*", "Valid AMO number"));
  EXPECT_FALSE(glob_matches("Valid", "Valid AMO number"));
  EXPECT_TRUE(glob_matches("*e-mandat*", "Paid by e-mandat"));
  EXPECT_TRUE(glob_matches("activ?", "activé")) << "one character, not one byte";
  EXPECT_FALSE(glob_matches("activ??", "activé"));
  EXPECT_TRUE(glob_matches("d'activation", "d’activation"));
  EXPECT_TRUE(glob_matches("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(glob_matches("a*b*c", "a-b-b"));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_FALSE(glob_matches(std::string(1000, '*') + "b", std::string(10'000, 'a')));
}

}  // namespace
}  // namespace parcours
