#include "mocks/captcha/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::mocks::captcha {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class captcha_model : public testing::Test {
 protected:
  model tokens_{options{}, random_source(1)};
  const std::string secret_ = tokens_.chosen().secret;
};

TEST_F(captcha_model, AFreshTokenPassesOnce) {
  const auto token = tokens_.mint(outcome::pass, 0s);
  const auto first = tokens_.verify(secret_, token, 1s);
  EXPECT_TRUE(first.passed);
  EXPECT_THAT(first.error_codes, IsEmpty());
  EXPECT_EQ(first.minted, 0s);
  const auto second = tokens_.verify(secret_, token, 2s);
  EXPECT_FALSE(second.passed);
  EXPECT_THAT(second.error_codes, ElementsAre("timeout-or-duplicate"));
  EXPECT_EQ(tokens_.verified(), 2U);
}

TEST_F(captcha_model, ATokenLivesTwoMinutes) {
  EXPECT_TRUE(tokens_.verify(secret_, tokens_.mint(outcome::pass, 0s), 2min - 1s).passed);
  EXPECT_FALSE(tokens_.verify(secret_, tokens_.mint(outcome::pass, 0s), 2min).passed);
  EXPECT_FALSE(tokens_.verify(secret_, tokens_.mint(outcome::pass, 0s), 2min + 1s).passed);
}

TEST_F(captcha_model, EachOutcomeIsAnsweredAsTheProviderWould) {
  const auto failed = tokens_.verify(secret_, tokens_.mint(outcome::fail, 0s), 0s);
  EXPECT_FALSE(failed.passed);
  EXPECT_THAT(failed.error_codes, IsEmpty());
  for (const auto wanted : {outcome::expired, outcome::replayed}) {
    const auto refused = tokens_.verify(secret_, tokens_.mint(wanted, 0s), 0s);
    EXPECT_FALSE(refused.passed);
    EXPECT_THAT(refused.error_codes, ElementsAre("timeout-or-duplicate"));
  }
}

TEST_F(captcha_model, WhatIsMissingOrUnknownIsNamed) {
  EXPECT_THAT(tokens_.verify("", "", 0s).error_codes, ElementsAre("missing-input-secret", "missing-input-response"));
  EXPECT_THAT(tokens_.verify("wrong", "x", 0s).error_codes, ElementsAre("invalid-input-secret"));
  EXPECT_THAT(tokens_.verify(secret_, "x", 0s).error_codes, ElementsAre("invalid-input-response"));
}

TEST_F(captcha_model, ThePublishedTestSecretTakesAnyToken) {
  EXPECT_TRUE(tokens_.verify(test_secret, "whatever", 0s).passed);
  EXPECT_FALSE(tokens_.verify(test_secret, "", 0s).passed);
  EXPECT_FALSE(tokens_.verify(test_secret, tokens_.mint(outcome::fail, 0s), 0s).passed);
}

TEST(CaptchaModel, TheOldestTokenIsForgottenBeyondTheLimit) {
  options few;
  few.kept_tokens = 2;
  model tokens(few, random_source(1));
  const auto first = tokens.mint(outcome::pass, 0s);
  const auto second = tokens.mint(outcome::pass, 0s);
  const auto third = tokens.mint(outcome::pass, 0s);
  EXPECT_THAT(tokens.verify(few.secret, first, 0s).error_codes, ElementsAre("invalid-input-response"));
  EXPECT_TRUE(tokens.verify(few.secret, second, 0s).passed);
  EXPECT_TRUE(tokens.verify(few.secret, third, 0s).passed);
}

TEST(CaptchaModel, OutcomesHaveNames) {
  EXPECT_EQ(outcome_from("replayed"), outcome::replayed);
  EXPECT_EQ(outcome_from("maybe"), std::nullopt);
}

}  // namespace
}  // namespace parcours::mocks::captcha
