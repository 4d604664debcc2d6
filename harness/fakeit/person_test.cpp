#include "harness/fakeit/person.hpp"

#include "harness/base/random.hpp"
#include "harness/fakeit/identifiers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace parcours::fakeit {
namespace {

using testing::Optional;

std::string valid_rib(std::string account) { return account + rib_key(account).value(); }

bool passes_bare_mod_97(std::string_view rib) {
  int rest = 0;
  for (const char digit : rib) rest = (rest * 10 + (digit - '0')) % 97;
  return rest == 0;
}

TEST(person_fields, are_found_by_name) {
  person who;
  who.amo = "012345678";
  who.e_mandat = "0000000001";
  ASSERT_NE(find_field(who, "amo"), nullptr);
  EXPECT_EQ(*find_field(who, "amo"), "012345678");
  EXPECT_EQ(find_field(who, "e_mandat"), &who.e_mandat);
  EXPECT_EQ(find_field(who, "password"), nullptr);
  EXPECT_EQ(person_fields().size() * sizeof(std::string), sizeof(person));  // none forgotten
}

RC_GTEST_PROP(near_miss_property, wrong_key_is_wrong_to_everyone, (std::uint64_t seed)) {
  const std::string rib = valid_rib(random_source(seed).digits(22));
  const std::string wrong = with_wrong_key(rib);
  RC_ASSERT(wrong.substr(0, 22) == rib.substr(0, 22));
  RC_ASSERT(check_rib(wrong) == rib_check::wrong_key);
  RC_ASSERT(!passes_bare_mod_97(wrong));
}

RC_GTEST_PROP(near_miss_property, transposed_digits_break_the_key, (std::uint64_t seed)) {
  const std::string rib = valid_rib(random_source(seed).digits(22));
  const std::string swapped = with_transposed_digits(rib);
  RC_ASSERT(swapped != rib);
  RC_ASSERT(check_rib(swapped) == rib_check::wrong_key);
}

TEST(with_transposed_digits, swaps_the_last_unlike_neighbours) {
  EXPECT_EQ(with_transposed_digits("001810007800020110620318"), "001810007800020110623018");
}

TEST(with_transposed_digits, finds_something_to_swap_in_equal_digits) {
  for (const char digit : std::string_view("0123456789")) {
    const std::string rib = valid_rib(std::string(22, digit));
    EXPECT_NE(with_transposed_digits(rib), rib);
    EXPECT_EQ(check_rib(with_transposed_digits(rib)), rib_check::wrong_key) << rib;
  }
}

TEST(with_alias_key, exists_for_three_keys_only) {
  EXPECT_THAT(with_alias_key(valid_rib(std::string(22, '0'))), Optional(std::string(24, '0')));
  EXPECT_THAT(with_alias_key("000000000000000000003201"), Optional(std::string("000000000000000000003298")));
  EXPECT_THAT(with_alias_key("000000000000000000006402"), Optional(std::string("000000000000000000006499")));
  EXPECT_EQ(with_alias_key("001810007800020110620318"), std::nullopt);
}

RC_GTEST_PROP(near_miss_property, an_alias_passes_the_bare_test_and_no_other, (std::uint64_t seed)) {
  const std::string rib = valid_rib(random_source(seed).digits(22));
  const auto alias = with_alias_key(rib);
  RC_CLASSIFY(alias.has_value());
  RC_ASSERT(!alias || (check_rib(*alias) == rib_check::wrong_key && passes_bare_mod_97(*alias)));
}

TEST(near_miss, differs_in_its_last_digit) {
  EXPECT_EQ(near_miss("012345678"), "012345679");
  EXPECT_EQ(near_miss("09"), "00");
}

TEST(near_miss, differs_where_it_is_told_to) {
  EXPECT_EQ(near_miss_at("0912", 1), "1912");
  EXPECT_EQ(near_miss_at("0912", 2), "0012");
  EXPECT_EQ(near_miss_at("0912", 4), "0913");
  EXPECT_EQ(near_miss_at("0912", 0), std::nullopt);
  EXPECT_EQ(near_miss_at("0912", 5), std::nullopt);
}

RC_GTEST_PROP(near_miss_property, another_account_has_a_key_that_fits, (std::uint64_t seed)) {
  const std::string rib = valid_rib(random_source(seed).digits(22));
  const auto place = *rc::gen::inRange<std::size_t>(1, 23);
  const auto other = near_rib_at(rib, place);
  RC_ASSERT(other.has_value());
  RC_ASSERT(check_rib(*other) == rib_check::ok);
  RC_ASSERT(other->substr(0, 22) == near_miss_at(rib, place)->substr(0, 22));
  RC_ASSERT(!near_rib_at(rib, 0) && !near_rib_at(rib, 23));
}

TEST(near_miss, is_also_a_slip_of_form) {
  EXPECT_EQ(with_spaces("012345678"), "012 345 678");
  EXPECT_EQ(with_spaces("0123"), "012 3");
  EXPECT_EQ(with_spaces("012"), "012");
  EXPECT_EQ(without_leading_zeros("0012340"), "12340");
  EXPECT_EQ(without_leading_zeros("000"), "0");
  EXPECT_EQ(without_leading_zeros("120"), "120");
}

TEST(near_miss, needs_something_right_to_start_from) {
  EXPECT_THROW(with_wrong_key("001810007800020110620319"), std::logic_error);
  EXPECT_THROW(with_alias_key(""), std::logic_error);
  EXPECT_THROW(with_transposed_digits("12"), std::logic_error);
  EXPECT_THROW(near_miss(""), std::logic_error);
  EXPECT_THROW(with_spaces("12a"), std::logic_error);
  EXPECT_THROW(without_leading_zeros("-1"), std::logic_error);
}

}  // namespace
}  // namespace parcours::fakeit
