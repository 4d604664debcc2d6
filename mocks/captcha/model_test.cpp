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
  const std::string test_secret_{traits_of(provider::recaptcha).test_secrets[0].secret};
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
  EXPECT_THAT(tokens_.verify("", "", 0s).error_codes, ElementsAre("missing-input-response", "missing-input-secret"));
  EXPECT_THAT(tokens_.verify("wrong", "x", 0s).error_codes, ElementsAre("invalid-input-secret"));
  EXPECT_THAT(tokens_.verify(secret_, "x", 0s).error_codes, ElementsAre("invalid-input-response"));
}

TEST_F(captcha_model, RecaptchasTestSecretTakesAnyTokenAndAlways) {
  EXPECT_TRUE(tokens_.verify(test_secret_, "whatever", 0s).passed);
  EXPECT_FALSE(tokens_.verify(test_secret_, "", 0s).passed);
  order made;
  made.site_key = traits_of(provider::recaptcha).test_keys[0].site_key;
  const auto token = tokens_.mint(made, 0s);
  EXPECT_TRUE(tokens_.verify(test_secret_, token, 1s).passed);
  EXPECT_TRUE(tokens_.verify(test_secret_, token, 24h).passed);
  EXPECT_TRUE(tokens_.verify(test_secret_, tokens_.mint(outcome::fail, 0s), 0s).passed);
}

TEST_F(captcha_model, ATokenPassesOnlyWithTheSecretOfItsSiteKey) {
  for (const auto& key : {std::string("another"), std::string(traits_of(provider::recaptcha).test_keys[0].site_key)}) {
    order made;
    made.site_key = key;
    EXPECT_THAT(tokens_.verify(secret_, tokens_.mint(made, 0s), 1s).error_codes, ElementsAre("invalid-input-response"));
  }
}

TEST_F(captcha_model, ASuccessTellsWhenAndForWhichPage) {
  const auto by_test_secret = tokens_.verify(test_secret_, "whatever", 5s);
  EXPECT_EQ(by_test_secret.minted, 5s);
  EXPECT_EQ(by_test_secret.hostname, "testkey.google.com");
  EXPECT_EQ(by_test_secret.site_key, traits_of(provider::recaptcha).test_keys[0].site_key);
  plan pass;
  pass.what = plan::kind::pass;
  question asked;
  asked.secret = secret_;
  asked.token = "unknown";
  EXPECT_EQ(tokens_.verify(asked, 7s, pass).minted, 7s);
}

TEST_F(captcha_model, ATokenThatIsTooLongIsInvalidWhateverIsPlanned) {
  const auto longest = traits_of(provider::recaptcha).longest_token;
  EXPECT_TRUE(tokens_.verify(test_secret_, std::string(longest, 'x'), 0s).passed);
  EXPECT_THAT(tokens_.verify(test_secret_, std::string(longest + 1, 'x'), 0s).error_codes,
              ElementsAre("invalid-input-response"));
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

TEST_P(of_provider, PublishedTestKeysAlwaysFareAsPublished) {
  for (const auto& key : how.test_keys) {
    order made;
    made.site_key = key.site_key;  // the provider follows from it
    auto asked = about(tokens.mint(made, 0s));
    for (const auto& by : how.test_secrets) {
      asked.secret = by.secret;
      for (const auto at : {duration(0s), duration(1s), how.token_life, duration(24h)}) {
        const auto said = tokens.verify(asked, at);
        EXPECT_EQ(said.passed, by.fares == outcome::pass) << key.site_key << by.secret;
        EXPECT_EQ(said.minted.has_value(), said.passed || how.dummy_token.empty());
        const auto codes = by.fares == outcome::replayed ? std::vector<std::string>{std::string(how.spent)}
                           : by.fares == outcome::fail   ? std::vector<std::string>{"invalid-input-response"}
                                                         : std::vector<std::string>{};
        EXPECT_EQ(said.error_codes, codes);
      }
    }
  }
}

TEST_P(of_provider, ADummyTokenIsForTestSecretsAndARealOneIsNot) {
  if (how.dummy_token.empty()) return;
  const auto own = tokens.verify(about(std::string(how.dummy_token)), 0s);
  EXPECT_FALSE(own.passed);
  EXPECT_THAT(own.error_codes,
              ElementsAre(how.dummy_misused.empty() ? "invalid-input-response" : "not-using-dummy-secret"));
  for (auto& token : {tokens.mint(outcome::pass, 0s), std::string("whatever")}) {
    auto asked = about(token);
    asked.secret = how.test_secrets[0].secret;
    const auto said = tokens.verify(asked, 0s);
    EXPECT_THAT(said.error_codes, ElementsAre("invalid-input-response"));
    EXPECT_EQ(said.minted, std::nullopt);
  }
}

TEST_P(of_provider, ATokenOfAnotherSiteKeyIsRefusedByName) {
  order made;
  made.site_key = "another";
  EXPECT_THAT(tokens.verify(about(tokens.mint(made, 0s)), 1s).error_codes, ElementsAre(how.mismatch));
}

TEST_P(of_provider, HasScoreAndActionOnlyWhereItsAnswersDo) {
  order made;
  made.score = 0.5;
  made.action = "login";
  made.custom_data = "visit-7";
  plan scored;
  scored.score = 0.3;
  const auto said = tokens.verify(about(tokens.mint(made, 0s)), 1s, scored);
  EXPECT_TRUE(said.passed);
  EXPECT_EQ(said.score, how.has_score ? std::optional(0.3) : std::nullopt);
  EXPECT_EQ(said.action, how.has_action ? "login" : "");
  EXPECT_EQ(said.custom_data, how.has_custom_data ? "visit-7" : "");
}

TEST_P(of_provider, OnlyTurnstileAnswersAnIdempotencyKeyAgain) {
  auto asked = about(tokens.mint(outcome::pass, 0s));
  asked.idempotency_key = std::string(64, 'a');
  EXPECT_TRUE(tokens.verify(asked, 1s).passed);
  EXPECT_EQ(tokens.verify(asked, 2s).passed, how.is_idempotent);
  asked.idempotency_key = "b";
  EXPECT_THAT(tokens.verify(asked, 3s).error_codes, ElementsAre(how.spent));
  asked.idempotency_key = std::string(65, 'a');
  EXPECT_THAT(tokens.verify(asked, 3s).error_codes, ElementsAre(how.is_idempotent ? "bad-request" : how.spent));
  const auto kept = tokens.save().tokens.at(0).second.idempotency_key;
  EXPECT_EQ(kept, how.is_idempotent ? std::string(64, 'a') : "");
}

TEST_P(of_provider, APlannedVerdictSpendsTheTokenButForTroubleOfItsOwn) {
  for (const auto what : {plan::kind::pass, plan::kind::fail, plan::kind::expired, plan::kind::internal_error}) {
    plan made;
    made.what = what;
    const auto asked = about(tokens.mint(outcome::pass, 0s));
    (void)tokens.verify(asked, 1s, made);
    EXPECT_EQ(tokens.verify(asked, 2s).passed, what == plan::kind::internal_error);
  }
  if (!how.is_idempotent) return;
  plan made;
  made.what = plan::kind::pass;
  auto asked = about(tokens.mint(outcome::fail, 0s));
  asked.idempotency_key = "a";
  EXPECT_TRUE(tokens.verify(asked, 1s, made).passed);
  EXPECT_TRUE(tokens.verify(asked, 2s).passed);  // the same answer
}

TEST_P(of_provider, AnUnreadableBodyIsABadRequest) {
  auto asked = about("x");
  asked.readable = false;
  EXPECT_THAT(tokens.verify(asked, 0s).error_codes, ElementsAre("bad-request"));
}

INSTANTIATE_TEST_SUITE_P(all, of_provider,
                         testing::Values(provider::recaptcha, provider::hcaptcha, provider::turnstile),
                         [](const auto& one) { return std::string(traits_of(one.param).name); });

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
  asked.secret = traits_of(provider::hcaptcha).test_secrets[0].secret;
  asked.token = traits_of(provider::hcaptcha).dummy_token;
  EXPECT_THAT(tokens.verify(asked, 1s).error_codes, ElementsAre("sitekey-secret-mismatch"));
  asked.site_key = traits_of(provider::hcaptcha).test_keys[0].site_key;
  EXPECT_TRUE(tokens.verify(asked, 1s).passed);
}

TEST(CaptchaModel, ALifeThatIsSetIsForTheMocksOwnKeyAlone) {
  options chosen;
  chosen.provider = provider::turnstile;
  model tokens(chosen, random_source(1));
  EXPECT_EQ(tokens.life_of(provider::turnstile, chosen.site_key), 300s);
  tokens.set_token_life(7s);
  EXPECT_EQ(tokens.life_of(provider::turnstile, chosen.site_key), 7s);
  EXPECT_EQ(tokens.life_of(provider::turnstile, "1x00000000000000000000AA"), 300s);
  EXPECT_EQ(tokens.life_of(provider::recaptcha, chosen.site_key), 120s);
}

TEST_F(captcha_model, APlanIsNotUsedUpByWhatGetsNoVerdictOnItsToken) {
  plan made;
  made.what = plan::kind::fail;
  tokens_.add(made);
  question asked;
  EXPECT_FALSE(tokens_.strike(asked));
  asked.secret = "wrong";
  asked.token = "x";
  EXPECT_FALSE(tokens_.strike(asked));
  asked.secret = secret_;
  asked.readable = false;
  EXPECT_FALSE(tokens_.strike(asked));
  asked.readable = true;
  EXPECT_TRUE(tokens_.strike(asked));
}

TEST_F(captcha_model, APlanForASiteKeyMeetsATokenThatWasNotMinted) {
  const auto met = [&](std::string_view key, std::string secret) {
    tokens_.clear_plans();
    plan made;
    made.what = plan::kind::fail;
    made.site_key = key;
    tokens_.add(made);
    question asked;
    asked.secret = std::move(secret);
    asked.token = "from elsewhere";
    return tokens_.strike(asked).has_value();
  };
  const auto test_key = traits_of(provider::recaptcha).test_keys[0].site_key;
  EXPECT_TRUE(met(test_key, test_secret_));
  EXPECT_FALSE(met(test_key, secret_));
  EXPECT_TRUE(met(tokens_.chosen().site_key, secret_));
  EXPECT_FALSE(met("another", secret_));
}

TEST_F(captcha_model, AFaultIsNotedAmongTheChecksAndSpendsNothing) {
  question asked;
  asked.secret = secret_;
  asked.token = tokens_.mint(outcome::pass, 0s);
  asked.remote_ip = "192.0.2.1";
  const auto noted = tokens_.note_fault(asked, 1s, 503, false);
  EXPECT_EQ(noted.number, 1U);
  EXPECT_EQ(noted.status, 503U);
  EXPECT_EQ(noted.site_key, tokens_.chosen().site_key);
  EXPECT_EQ(tokens_.last(), nullptr);
  EXPECT_TRUE(tokens_.note_fault(asked, 1s, 0, true).dropped);
  EXPECT_EQ(tokens_.verified(), 0U);
  EXPECT_TRUE(tokens_.verify(asked, 2s).passed);
  EXPECT_EQ(tokens_.last()->number, 3U);
  EXPECT_EQ(tokens_.asked(), 3U);
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

TEST_F(captcha_model, PlansAreTakenInOrderAndAsTheirScheduleSays) {
  plan twice;
  twice.what = plan::kind::expired;
  twice.when = {.skip = 1, .times = 2};
  plan ever;
  ever.what = plan::kind::pass;
  ever.when.times = schedule::always;
  tokens_.add(twice);
  tokens_.add(ever);
  question asked;
  asked.secret = secret_;
  asked.token = "unknown";
  std::vector<bool> passed;
  for (int i = 0; i < 5; ++i) passed.push_back(tokens_.verify(asked, 0s, *tokens_.strike(asked)).passed);
  EXPECT_THAT(passed, ElementsAre(true, false, false, true, true));
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
