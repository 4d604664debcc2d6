#include "harness/base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <limits>
#include <stdexcept>
#include <vector>

namespace parcours {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Gt;

TEST(random_source, gives_the_published_numbers_of_splitmix64) {
  random_source random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(random_source, derives_by_name_whatever_was_drawn_before) {
  random_source parent(1);
  const std::uint64_t mail = parent.derive("mail").next();
  parent.next();
  EXPECT_EQ(parent.derive("mail").next(), mail);
  EXPECT_NE(parent.derive("captcha").next(), mail);
  EXPECT_NE(random_source(2).derive("mail").next(), mail);
  EXPECT_NE(parent.derive("a").derive("b").next(), parent.derive("b").derive("a").next());
}

TEST(random_source, spreads_evenly_over_a_small_range) {
  random_source random(1);
  std::array<int, 6> seen{};
  for (int i = 0; i < 6000; ++i) ++seen[random.below(6)];
  EXPECT_THAT(seen, Each(Gt(850)));
}

TEST(random_source, between_reaches_both_ends_and_takes_the_whole_range) {
  random_source random(1);
  std::array<bool, 3> seen{};
  for (int i = 0; i < 100; ++i) seen[static_cast<std::size_t>(random.between(-1, 1) + 1)] = true;
  EXPECT_THAT(seen, ElementsAre(true, true, true));
  EXPECT_EQ(random.between(7, 7), 7);
  using limits = std::numeric_limits<std::int64_t>;
  EXPECT_NE(random.between(limits::min(), limits::max()), random.between(limits::min(), limits::max()));
}

TEST(random_source, refuses_to_choose_from_nothing) {
  random_source random(1);
  EXPECT_THROW(random.below(0), std::logic_error);
  EXPECT_THROW(random.between(2, 1), std::logic_error);
}

TEST(random_source, chance_is_never_at_zero_and_always_at_one) {
  random_source random(1);
  int half = 0;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(random.chance(0));
    EXPECT_TRUE(random.chance(1));
    half += random.chance(0.5) ? 1 : 0;
  }
  EXPECT_NEAR(half, 500, 60);
}

TEST(random_source, digits_and_hex_have_the_asked_length_and_alphabet) {
  random_source random(1);
  for (const std::size_t length : {0U, 1U, 18U, 19U, 40U}) {
    const std::string digits = random.digits(length);
    EXPECT_EQ(digits.size(), length);
    EXPECT_EQ(digits.find_first_not_of("0123456789"), std::string::npos);
    const std::string hex = random.hex(length);
    EXPECT_EQ(hex.size(), length);
    EXPECT_EQ(hex.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
  bool leading_zero = false;
  for (int i = 0; i < 200; ++i) leading_zero |= random.digits(6).starts_with('0');
  EXPECT_TRUE(leading_zero);
}

TEST(random_source, picks_every_element) {
  random_source random(1);
  const std::vector<int> range{1, 2, 3};
  int sum_of_kinds = 0;
  std::array<bool, 4> seen{};
  for (int i = 0; i < 100; ++i) seen[static_cast<std::size_t>(random.pick(range))] = true;
  for (const bool each : seen) sum_of_kinds += each ? 1 : 0;
  EXPECT_EQ(sum_of_kinds, 3);
}

RC_GTEST_PROP(random_source_property, below_stays_below, (std::uint64_t seed)) {
  const auto bound = *rc::gen::suchThat<std::uint64_t>([](std::uint64_t value) { return value > 0; });
  RC_ASSERT(random_source(seed).below(bound) < bound);
}

TEST(fnv1a, gives_the_published_hashes) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325U);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cU);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8U);
  EXPECT_EQ(fnv1a("bar", fnv1a("foo")), fnv1a("foobar"));
}

}  // namespace
}  // namespace parcours
