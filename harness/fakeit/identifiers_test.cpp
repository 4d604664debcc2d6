#include "harness/fakeit/identifiers.hpp"

#include "harness/base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>

namespace parcours::fakeit {
namespace {

using testing::Optional;

// Accounts and keys published by their holders; the second is the earthquake relief fund of 2023 at Bank Al-Maghrib.
constexpr const char* published[][2] = {
    {"0115190000012050005349", "21"}, {"0018100078000201106203", "18"}, {"0077800001234567890123", "96"}};

TEST(rib_key, gives_published_keys) {
  for (const auto& [account, key] : published) {
    EXPECT_THAT(rib_key(account), Optional(std::string(key)));
    EXPECT_EQ(check_rib(std::string(account) + key), rib_check::ok);
  }
}

TEST(rib_key, has_two_digits_from_01_to_97) {
  EXPECT_THAT(rib_key(std::string(22, '0')), Optional(std::string("97")));
  EXPECT_THAT(rib_key("0000000000000000000065"), Optional(std::string("96")));  // 6500 mod 97 = 1
  EXPECT_THAT(rib_key("0000000000000000000032"), Optional(std::string("01")));  // 3200 mod 97 = 96
}

TEST(rib_key, needs_22_digits) {
  EXPECT_EQ(rib_key(std::string(21, '1')), std::nullopt);
  EXPECT_EQ(rib_key(std::string(23, '1')), std::nullopt);
  EXPECT_EQ(rib_key(std::string(21, '1') + "x"), std::nullopt);
}

TEST(check_rib, needs_24_digits) {
  for (const char* text : {"", "01151900000120500053492", "0115190000012050005349210", "01151900000120500053492x",
                           "011 519 0000012050005349 21", " 011519000001205000534921"})
    EXPECT_EQ(check_rib(text), rib_check::not_24_digits) << text;
}

TEST(check_rib, refuses_the_aliases_that_a_bare_mod_97_test_lets_pass) {
  EXPECT_EQ(check_rib(std::string(22, '0') + "97"), rib_check::ok);
  EXPECT_EQ(check_rib(std::string(22, '0') + "00"), rib_check::wrong_key);
  EXPECT_EQ(check_rib("000000000000000000003201"), rib_check::ok);
  EXPECT_EQ(check_rib("000000000000000000003298"), rib_check::wrong_key);
  EXPECT_EQ(rib_key("0000000000000000000064"), "02");  // 6400 mod 97 = 95
  EXPECT_EQ(check_rib("000000000000000000006402"), rib_check::ok);
  EXPECT_EQ(check_rib("000000000000000000006499"), rib_check::wrong_key);
}

RC_GTEST_PROP(rib_property, exactly_one_of_the_hundred_keys_is_right, (std::uint64_t seed)) {
  const std::string account = random_source(seed).digits(22);
  int right = 0;
  for (int key = 0; key < 100; ++key)
    right +=
        check_rib(account + static_cast<char>('0' + key / 10) + static_cast<char>('0' + key % 10)) == rib_check::ok;
  RC_ASSERT(right == 1);
}

RC_GTEST_PROP(rib_property, a_valid_rib_has_an_iban_with_check_digits_64, (std::uint64_t seed)) {
  const std::string account = random_source(seed).digits(22);
  const std::string rib = account + rib_key(account).value();
  const std::string iban = iban_of(rib).value();
  RC_ASSERT(iban == "MA64" + rib);
  RC_ASSERT(check_iban(iban) == iban_check::ok);
}

TEST(iban, tells_what_is_wrong) {
  EXPECT_EQ(check_iban("MA64001810007800020110620318"), iban_check::ok);
  EXPECT_EQ(check_iban("MA65001810007800020110620318"), iban_check::wrong_check_digits);
  EXPECT_EQ(check_iban("MA64001810007800020110620319"), iban_check::wrong_check_digits);
  EXPECT_EQ(check_iban(iban_of("001810007800020110620319").value()), iban_check::wrong_rib_key);
  EXPECT_EQ(check_iban("FR64001810007800020110620318"), iban_check::malformed);
  EXPECT_EQ(check_iban("MA6400181000780002011062031"), iban_check::malformed);
  EXPECT_EQ(check_iban("MA640018100078000201106203188"), iban_check::malformed);
  EXPECT_EQ(check_iban("MA64 0018 1000 7800 0201 1062 0318"), iban_check::malformed);
  EXPECT_EQ(iban_of("12"), std::nullopt);
}

TEST(mobile_phone, is_what_libphonenumber_takes_for_one) {
  const std::regex pattern(R"(6(?:[0-79]\d|8[0-247-9])\d{6}|7(?:[016-8]\d|2[0-8]|5[0-5])\d{6})");
  for (int prefix = 0; prefix < 1000; ++prefix) {
    std::string national = std::to_string(1000 + prefix).substr(1) + "123456";
    EXPECT_EQ(is_mobile_phone("0" + national), std::regex_match(national, pattern)) << national;
    EXPECT_EQ(is_mobile_phone("+212" + national), std::regex_match(national, pattern)) << national;
  }
  for (const char* text : {"", "0", "612345678", "00212612345678", "06123456789", "061234567", "+21261234567x"})
    EXPECT_FALSE(is_mobile_phone(text)) << text;
}

TEST(mobile_phone, has_the_prefixes_of_the_pattern) {
  EXPECT_EQ(mobile_prefixes().size(), 97U + 65U);
  EXPECT_EQ(mobile_prefixes().front(), 600);
  EXPECT_EQ(mobile_prefixes().back(), 789);
  EXPECT_TRUE(std::ranges::is_sorted(mobile_prefixes()));
}

TEST(known_banks, does_not_list_the_code_of_generated_accounts) {
  for (const bank& each : known_banks()) {
    EXPECT_EQ(each.code.size(), 3U);
    EXPECT_NE(each.code, identifier_rules().bank_code);
  }
}

}  // namespace
}  // namespace parcours::fakeit
