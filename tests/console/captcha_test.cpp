// siteverify on the wire, provider by provider, and what the console plans and tells of it.
#include "tests/console/fixture.hpp"

namespace parcours::mocks::console {
namespace {

constexpr const char* form = "application/x-www-form-urlencoded";

class Captcha : public Console {
 public:
  awaitable<http::response> verify(std::string path, std::string body, std::string type = form,
                                   std::string session = "0") {
    auto where = http::parse_url(mocks_->captcha().url() + path);
    http::fields headers = {{"Content-Type", type}, {"X-Parcours-Session", session}};
    http::request what("POST", where->target, std::move(headers), std::move(body));
    auto answer = co_await client_->send(*where, std::move(what));
    co_return answer ? *answer : http::response(0);
  }
  awaitable<std::string> mint(std::string query) {
    auto where = http::parse_url(mocks_->captcha().url() + "/mint?" + query);
    http::request what("POST", where->target);
    const auto answer = co_await client_->send(*where, std::move(what));
    EXPECT_TRUE(answer && answer->status == 200U) << (answer ? answer->body : "");
    co_return answer ? answer->body : "";
  }
};

TEST_F(Captcha, EachProviderAnswersInItsOwnWords) {
  auto main = [](Captcha& t) -> awaitable<void> {
    auto token = co_await t.mint("provider=recaptcha&score=0.7&action=login");
    auto answer = co_await t.verify("/recaptcha/api/siteverify", "secret=parcours-secret&response=" + token);
    EXPECT_THAT(answer.body, ::testing::MatchesRegex(
                                 R"(\{"success":true,"challenge_ts":"[0-9T:-]+Z","hostname":"127.0.0.1","score":7E-1,)"
                                 R"("action":"login"\})"));
    answer = co_await t.verify("/recaptcha/api/siteverify?secret=parcours-secret&response=" + token, "");
    EXPECT_THAT(answer.body, HasSubstr(R"("success":false)"));
    EXPECT_THAT(answer.body, HasSubstr(R"("error-codes":["timeout-or-duplicate"])"));

    const std::string hcaptcha = "secret=0x0000000000000000000000000000000000000000&response=";
    token = co_await t.mint("provider=hcaptcha&sitekey=10000000-ffff-ffff-ffff-000000000001");
    answer = co_await t.verify("/siteverify", hcaptcha + token);
    EXPECT_THAT(answer.body, HasSubstr(R"("success":true)"));
    EXPECT_THAT(answer.body, Not(HasSubstr("error-codes")));
    answer = co_await t.verify("/siteverify", hcaptcha + token);
    EXPECT_THAT(answer.body, HasSubstr(R"("error-codes":["already-seen-response"])"));

    token = co_await t.mint("provider=turnstile&sitekey=1x00000000000000000000AA&action=signup");
    const std::string body =
        R"({"secret": "1x0000000000000000000000000000000AA", "idempotency_key": "k", "response": ")";
    for (int i = 0; i < 2; ++i) {
      answer = co_await t.verify("/turnstile/v0/siteverify", body + token + "\"}", "application/json");
      EXPECT_THAT(answer.body, HasSubstr(R"("action":"signup","cdata":"","error-codes":[]})"));
    }
  };
  run(main(*this));
}

TEST_F(Captcha, RefusesWhatItsProviderWould) {
  auto main = [](Captcha& t) -> awaitable<void> {
    auto answer = co_await t.verify("/turnstile/v0/siteverify", "{", "application/json");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_THAT(answer.body, HasSubstr(R"("error-codes":["bad-request"])"));
    answer = co_await t.verify("/recaptcha/api/siteverify", R"({"secret":"x"})", "application/json");
    EXPECT_THAT(answer.body, HasSubstr(R"("error-codes":["bad-request"])"));
    answer = co_await t.verify("/siteverify?secret=parcours-secret", "");
    EXPECT_THAT(answer.body, HasSubstr(R"(["missing-input-secret","missing-input-response"])"));
    (void)co_await t.ask("PUT", "/api/control/captcha/faults", R"({"refusal_status": 400})");
    answer = co_await t.verify("/siteverify", "secret=wrong&response=x");
    EXPECT_EQ(answer.status, 400U);
    EXPECT_THAT(answer.body, HasSubstr("invalid-input-secret"));
    for (const auto* bad : {"outcome=maybe", "provider=nobody", "score=2", "score=x"}) {
      auto where = http::parse_url(t.mocks_->captcha().url() + "/mint?" + bad);
      http::request what("POST", where->target);
      const auto refused = co_await t.client_->send(*where, std::move(what));
      EXPECT_TRUE(refused && refused->status == 400U) << bad;
    }
    auto where = http::parse_url(t.mocks_->captcha().url() + "/mint?sitekey=" + std::string(201, 'x'));
    http::request what("POST", where->target);
    const auto refused = co_await t.client_->send(*where, std::move(what));
    EXPECT_TRUE(refused && refused->status == 400U);
  };
  run(main(*this));
}

TEST_F(Captcha, BringsWhatWasPlannedForAVisit) {
  auto main = [](Captcha& t) -> awaitable<void> {
    auto set = co_await t.ask("POST", "/api/control/captcha/outcomes", R"({"outcome": "expired", "session": 3})");
    EXPECT_EQ(set.status, 200U) << set.body;
    set = co_await t.ask("POST", "/api/control/captcha/outcomes", R"({"status": 503, "delay": "2s", "session": 4})");
    set = co_await t.ask("POST", "/api/control/captcha/outcomes", R"({"drop": true, "session": 5})");
    const auto minted = co_await t.mint("");
    const auto ask = "secret=parcours-secret&response=" + minted;
    auto answer = co_await t.verify("/recaptcha/api/siteverify", ask, form, "3");
    EXPECT_THAT(answer.body, HasSubstr("timeout-or-duplicate"));
    const auto begun = t.wire_.time.now();
    answer = co_await t.verify("/recaptcha/api/siteverify", ask, form, "4");
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(t.wire_.time.now() - begun >= 2s, true);
    answer = co_await t.verify("/recaptcha/api/siteverify", ask, form, "5");
    EXPECT_EQ(answer.status, 0U);
    answer = co_await t.verify("/recaptcha/api/siteverify", ask, form, "6");
    EXPECT_THAT(answer.body, HasSubstr(R"("success":true)"));
    const auto checks = co_await t.ask("GET", "/api/control/captcha/checks?session=3");
    EXPECT_THAT(checks.body, HasSubstr(R"("count":1)"));
    EXPECT_THAT(checks.body, Not(HasSubstr("parcours-secret")));
    set = co_await t.ask("DELETE", "/api/control/captcha/outcomes");
    EXPECT_EQ(set.body, "{\"outcomes\":[]}\n");
    for (const auto* bad : {R"({})", R"({"outcome": "maybe"})", R"({"score": 1.1})", R"({"status": 200})",
                            R"({"delay": "11m"})", R"({"outcome": "pass", "times": -1})", R"({"drop": "yes"})"}) {
      set = co_await t.ask("POST", "/api/control/captcha/outcomes", bad);
      EXPECT_EQ(set.status, 400U) << bad;
    }
    for (int i = 0; i <= 100; ++i) set = co_await t.ask("POST", "/api/control/captcha/outcomes", R"({"drop": true})");
    EXPECT_EQ(set.status, 409U);
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
