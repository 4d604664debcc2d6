#include "harness/base/utf8.hpp"

#include <gtest/gtest.h>

namespace parcours {
namespace {

TEST(utf8, is_decoded_byte_by_byte_where_it_is_malformed) {
  EXPECT_EQ(decode_at("a\u0301", 1).value, 0x301);
  EXPECT_EQ(decode_at("a\u0301", 1).size, 2U);
  for (const auto* bytes : {"\xE0"
                            "12",
                            "\xC3", "\x80", "\xED\xA0\x80", "\xC0\x80"}) {
    EXPECT_LT(decode_at(bytes, 0).value, 0) << bytes;
    EXPECT_EQ(decode_at(bytes, 0).size, 1U) << bytes;
  }
}

TEST(utf8, is_encoded_but_for_what_is_no_character) {
  std::string out;
  for (const auto value : {0x41U, 0xE9U, 0x631U, 0x1F511U}) EXPECT_TRUE(append_code_point(out, value));
  for (const auto value : {0xD800U, 0x110000U, 0xFFFFFFFFU}) EXPECT_FALSE(append_code_point(out, value));
  EXPECT_EQ(out, "A\u00E9\u0631\U0001F511");
}

TEST(utf8, cuts_between_characters) {
  const std::string text = "aé€😀";
  EXPECT_EQ(first_bytes(text, 10), text);
  EXPECT_EQ(first_bytes(text, 9), "aé€");
  EXPECT_EQ(first_bytes(text, 6), "aé€");
  EXPECT_EQ(first_bytes(text, 5), "aé");
  EXPECT_EQ(first_bytes(text, 2), "a");
  EXPECT_EQ(first_bytes(text, 0), "");
  EXPECT_EQ(first_bytes("\x80\x80\x80", 2), "");
}

TEST(utf8, counts_the_bytes_of_a_character) {
  EXPECT_EQ(character_size("a"), 1U);
  EXPECT_EQ(character_size("é€"), 2U);
  EXPECT_EQ(character_size("😀a"), 4U);
  EXPECT_EQ(character_size("\xe2\x82"), 2U);
  EXPECT_EQ(character_size("\x80\x80z"), 2U);
}

}  // namespace
}  // namespace parcours
