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
  const std::string test_secret_{traits_of(provider::recaptcha).test_keys[0].secret};
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
  EXPECT_TRUE(tokens_.verify(test_secret_, "whatever", 0s).passed);
  EXPECT_FALSE(tokens_.verify(test_secret_, "", 0s).passed);
  EXPECT_FALSE(tokens_.verify(test_secret_, tokens_.mint(outcome::fail, 0s), 0s).passed);
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

// -- the three providers

struct of_provider : testing::TestWithParam<provider> {
  const provider_traits& how = traits_of(GetParam());
  options chosen = [this] {
    options made;
    made.provider = GetParam();
    made.token_life = how.token_life;
    return made;
  }();
  model tokens{chosen, random_source(1)};

  question about(std::string token) const {
    question made;
    made.to = GetParam();
    made.secret = chosen.secret;
    made.token = std::move(token);
    return made;
  }
};

TEST_P(of_provider, ATokenLivesAsLongAsThePublishedLife) {
  const auto life = how.token_life;
  EXPECT_TRUE(tokens.verify(about(tokens.mint(outcome::pass, 0s)), life - 1s).passed);
  for (const auto at : {life, life + 1s}) {
    const auto late = tokens.verify(about(tokens.mint(outcome::pass, 0s)), at);
    EXPECT_FALSE(late.passed);
    EXPECT_THAT(late.error_codes, ElementsAre(how.expired));
  }
}

TEST_P(of_provider, ATokenPassesOnce) {
  const auto token = tokens.mint(outcome::pass, 0s);
  EXPECT_TRUE(tokens.verify(about(token), 1s).passed);
  EXPECT_THAT(tokens.verify(about(token), 1s).error_codes, ElementsAre(how.spent));
}

TEST_P(of_provider, ATokenOfAnotherProviderIsUnknown) {
  order other;
  other.provider = GetParam() == provider::recaptcha ? provider::turnstile : provider::recaptcha;
  const auto token = tokens.mint(other, 0s);
  EXPECT_THAT(tokens.verify(about(token), 1s).error_codes, ElementsAre("invalid-input-response"));
}

TEST_P(of_provider, PublishedTestKeysFareAsPublished) {
  for (const auto& key : how.test_keys) {
    auto asked = about("whatever");
    asked.secret = key.secret;
    EXPECT_EQ(tokens.verify(asked, 0s).passed, key.fares == outcome::pass) << key.secret;
    order made;
    made.provider = GetParam();
    made.site_key = key.site_key;
    asked.token = tokens.mint(made, 0s);
    EXPECT_EQ(tokens.verify(asked, how.token_life - 1s).passed, key.fares == outcome::pass) << key.secret;
  }
}

TEST_P(of_provider, AnUnreadableBodyIsABadRequest) {
  auto asked = about("x");
  asked.readable = false;
  EXPECT_THAT(tokens.verify(asked, 0s).error_codes, ElementsAre("bad-request"));
}

INSTANTIATE_TEST_SUITE_P(all, of_provider,
                         testing::Values(provider::recaptcha, provider::hcaptcha, provider::turnstile),
                         [](const auto& one) { return std::string(traits_of(one.param).name); });

TEST(CaptchaModel, TurnstileAnswersAnIdempotencyKeyAgain) {
  options chosen;
  chosen.provider = provider::turnstile;
  model tokens(chosen, random_source(1));
  question asked;
  asked.to = provider::turnstile;
  asked.secret = chosen.secret;
  asked.token = tokens.mint(outcome::pass, 0s);
  asked.idempotency_key = "a";
  EXPECT_TRUE(tokens.verify(asked, 1s).passed);
  EXPECT_TRUE(tokens.verify(asked, 2s).passed);
  asked.idempotency_key = "b";
  EXPECT_THAT(tokens.verify(asked, 3s).error_codes, ElementsAre("timeout-or-duplicate"));
}

TEST(CaptchaModel, HcaptchaComparesTheSiteKey) {
  options chosen;
  chosen.provider = provider::hcaptcha;
  model tokens(chosen, random_source(1));
  question asked;
  asked.to = provider::hcaptcha;
  asked.secret = chosen.secret;
  asked.token = tokens.mint(outcome::pass, 0s);
  asked.site_key = "another";
  EXPECT_THAT(tokens.verify(asked, 1s).error_codes, ElementsAre("sitekey-secret-mismatch"));
  asked.site_key = chosen.site_key;
  EXPECT_TRUE(tokens.verify(asked, 1s).passed);
}

TEST_F(captcha_model, APlanIsForTheNextThatItIsMeantFor) {
  plan made;
  made.what = plan::kind::fail;
  made.session = 7;
  tokens_.add(made);
  question asked;
  asked.secret = secret_;
  asked.token = tokens_.mint(outcome::pass, 0s);
  EXPECT_FALSE(tokens_.strike(asked));
  asked.session = 7;
  const auto struck = tokens_.strike(asked);
  ASSERT_TRUE(struck);
  EXPECT_FALSE(tokens_.verify(asked, 0s, *struck).passed);
  EXPECT_FALSE(tokens_.strike(asked));  // once
}

TEST_F(captcha_model, PlansAreTakenInOrderAndAsOftenAsTheySay) {
  plan twice;
  twice.what = plan::kind::expired;
  twice.times = 2;
  plan ever;
  ever.what = plan::kind::pass;
  ever.times = plan::always;
  tokens_.add(twice);
  tokens_.add(ever);
  question asked;
  asked.secret = secret_;
  asked.token = "unknown";
  std::vector<bool> passed;
  for (int i = 0; i < 5; ++i) passed.push_back(tokens_.verify(asked, 0s, *tokens_.strike(asked)).passed);
  EXPECT_THAT(passed, ElementsAre(false, false, true, true, true));
  EXPECT_EQ(tokens_.plans().size(), 1U);
}

TEST_F(captcha_model, EachPlannedOutcomeHasItsAnswer) {
  const auto codes = [&](plan::kind what, std::string secret) {
    plan made;
    made.what = what;
    question asked;
    asked.secret = std::move(secret);
    asked.token = tokens_.mint(outcome::pass, 0s);
    return tokens_.verify(asked, 0s, made).error_codes;
  };
  EXPECT_THAT(codes(plan::kind::pass, secret_), IsEmpty());
  EXPECT_THAT(codes(plan::kind::fail, secret_), IsEmpty());
  EXPECT_THAT(codes(plan::kind::expired, secret_), ElementsAre("timeout-or-duplicate"));
  EXPECT_THAT(codes(plan::kind::replayed, secret_), ElementsAre("timeout-or-duplicate"));
  EXPECT_THAT(codes(plan::kind::internal_error, secret_), ElementsAre("bad-request"));
  EXPECT_THAT(codes(plan::kind::pass, "wrong"), ElementsAre("invalid-input-secret"));
}

TEST(CaptchaModel, RemembersABoundedNumberOfChecksWithoutTheirSecrets) {
  options few;
  few.kept_checks = 2;
  model tokens(few, random_source(1));
  for (int i = 0; i < 3; ++i) (void)tokens.verify(few.secret, tokens.mint(outcome::pass, 0s), 1s);
  ASSERT_EQ(tokens.checks().size(), 2U);
  EXPECT_EQ(tokens.checks().front().number, 2U);
  EXPECT_EQ(tokens.checks().back().site_key, few.site_key);
  EXPECT_EQ(tokens.verified(), 3U);
  tokens.clear();
  EXPECT_EQ(tokens.last(), nullptr);
}

TEST(CaptchaModel, OutcomesHaveNames) {
  EXPECT_EQ(outcome_from("replayed"), outcome::replayed);
  EXPECT_EQ(outcome_from("maybe"), std::nullopt);
}

}  // namespace
}  // namespace parcours::mocks::captcha
