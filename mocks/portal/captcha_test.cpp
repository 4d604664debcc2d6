#include "mocks/portal/captcha.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

TEST(CaptchaAnswer, SaysWhatTheProviderSays) {
  const auto passed =
      read_captcha_answer(R"({"success": true, "challenge_ts": "2026-01-05T09:00:00Z", "error-codes": []})");
  EXPECT_TRUE(passed.reached && passed.success && passed.errors.empty());
  const auto refused = read_captcha_answer(R"({"success": false, "error-codes": ["timeout-or-duplicate", 7]})");
  EXPECT_TRUE(refused.reached && !refused.success);
  EXPECT_THAT(refused.errors, ::testing::ElementsAre("timeout-or-duplicate"));
}

TEST(CaptchaAnswer, WhatIsNoAnswerIsNoSuccess) {
  for (const std::string_view text :
       {"", "true", "[]", "{}", "{\"success\":", R"({"success": "true"})", R"({"success": 1})", "<html>502</html>"}) {
    EXPECT_FALSE(read_captcha_answer(text).reached) << text;
  }
}

}  // namespace
}  // namespace parcours::mocks::portal
