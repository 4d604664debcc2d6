// siteverify on the wire, provider by provider, and what the console plans and tells of it.
#include "tests/console/fixture.hpp"

#include <map>

namespace parcours::mocks::console {
namespace {

constexpr const char* form = "application/x-www-form-urlencoded";

class Captcha : public Console {
 public:
  awaitable<http::response> verify(std::string path, std::string body, std::string type = form,
                                   std::string session = "0", std::string method = "POST") {
    auto where = http::parse_url(mocks_->captcha().url() + path);
    http::fields headers = {{"Content-Type", type}, {"X-Parcours-Session", session}};
    http::request what(std::move(method), where->target, std::move(headers), std::move(body));
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

// A world whose own captcha is of another provider.
class CaptchaOf : public Captcha, public ::testing::WithParamInterface<captcha::provider> {
 public:
  CaptchaOf() { options_.captcha_provider = GetParam(); }
  const captcha::provider_traits& how_ = captcha::traits_of(GetParam());
  std::string path_{how_.verify_path};
};

INSTANTIATE_TEST_SUITE_P(all, CaptchaOf,
                         ::testing::Values(captcha::provider::recaptcha, captcha::provider::hcaptcha,
                                           captcha::provider::turnstile),
                         [](const auto& one) { return std::string(captcha::traits_of(one.param).name); });

TEST_P(CaptchaOf, AnswersInItsOwnWords) {
  auto main = [](CaptchaOf& t) -> awaitable<void> {
    const auto token = co_await t.mint("score=0.7&action=login&cdata=session-7");
    const auto ask = "secret=parcours-secret&response=" + token;
    auto answer = co_await t.verify(t.path_, ask);
    const std::map<std::string_view, std::string> wanted = {
        {"recaptcha", R"(\{"success":true,"challenge_ts":"[0-9T:-]+Z","hostname":"127.0.0.1","score":0.7,)"
                      R"("action":"login"\})"},
        {"hcaptcha", R"(\{"success":true,"challenge_ts":"[0-9T:-]+Z","hostname":"127.0.0.1"\})"},
        {"turnstile", R"(\{"success":true,"challenge_ts":"[0-9T:-]+\.[0-9][0-9][0-9]Z","hostname":"127.0.0.1",)"
                      R"("action":"login","cdata":"session-7","error-codes":\[\]\})"}};
    EXPECT_THAT(answer.body, ::testing::MatchesRegex(wanted.at(t.how_.name)));
    EXPECT_FALSE(answer.headers.find("Access-Control-Allow-Origin"));  // no page may ask
    answer = co_await t.verify(t.path_, ask);
    EXPECT_THAT(answer.body, HasSubstr(std::string(R"("error-codes":[")") + std::string(t.how_.spent) + "\"]"));
    const auto key = std::string(t.how_.test_secrets[0].secret);
    for (int i = 0; i < 2; ++i) {
      const auto dummy = co_await t.mint("sitekey=" + std::string(t.how_.test_keys[0].site_key));
      answer = co_await t.verify(t.path_, "secret=" + key + "&response=" + dummy);
      EXPECT_THAT(answer.body, HasSubstr(R"({"success":true,"challenge_ts":")"));
      EXPECT_THAT(answer.body, HasSubstr(std::string(R"("hostname":")") + std::string(t.how_.test_hostname)));
    }
  };
  run(main(*this));
}

TEST_P(CaptchaOf, TakesWhatItsProviderTakes) {
  auto main = [](CaptchaOf& t) -> awaitable<void> {
    const auto passes = [&](std::string method, std::string query, std::string body,
                            std::string type) -> awaitable<bool> {
      const auto token = co_await t.mint("");
      const auto put = [&](std::string text) {
        if (const auto hole = text.find("TOKEN"); hole != std::string::npos) text.replace(hole, 5, token);
        return text;
      };
      const auto answer = co_await t.verify(t.path_ + put(query), put(body), type, "0", method);
      co_return answer.body.contains(R"("success":true)");
    };
    const std::string fields = "secret=parcours-secret&response=TOKEN";
    const std::string json = R"({"secret": "parcours-secret", "response": "TOKEN", "remoteip": null})";
    const std::string multipart =
        "--b\r\nContent-Disposition: form-data; name=\"secret\"\r\n\r\nparcours-secret\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"response\"\r\n\r\nTOKEN\r\n--b--\r\n";
    const auto as = [&](bool takes, bool passed) { EXPECT_EQ(passed, takes); };
    as(true, co_await passes("POST", "", fields, form));
    as(t.how_.takes_json, co_await passes("POST", "", json, "application/json; charset=utf-8"));
    as(t.how_.takes_multipart, co_await passes("POST", "", multipart, "multipart/form-data; boundary=b"));
    as(false, co_await passes("POST", "", multipart, "multipart/form-data; boundary=c"));
    as(t.how_.takes_query, co_await passes("POST", "?" + fields, "", ""));
    as(t.how_.takes_query, co_await passes("GET", "?" + fields, "", ""));
    as(t.how_.takes_query, co_await passes("POST", "?" + fields, "{}", "application/json"));
    as(t.how_.takes_query, co_await passes("POST", "?" + fields, "x", "text/plain"));
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
    EXPECT_THAT(answer.body, HasSubstr(R"(["missing-input-response","missing-input-secret"])"));
    answer = co_await t.verify("/siteverify", "", form, "0", "GET");
    EXPECT_EQ(answer.status, 405U);
    (void)co_await t.ask("PUT", "/api/control/captcha/faults", R"({"refusal_status": 400})");
    answer = co_await t.verify("/siteverify", "secret=wrong&response=x");
    EXPECT_EQ(answer.status, 400U);
    EXPECT_THAT(answer.body, HasSubstr("invalid-input-secret"));
  };
  run(main(*this));
}

TEST_F(Captcha, MintsWithinTheLimitsOfItsProvider) {
  auto main = [](Captcha& t) -> awaitable<void> {
    const auto status = [&](const std::string& query) -> awaitable<unsigned> {
      auto where = http::parse_url(t.mocks_->captcha().url() + "/mint?" + query);
      const http::request what("POST", where->target);
      const auto answer = co_await t.client_->send(*where, what);
      co_return answer ? answer->status : 0U;
    };
    const auto x = [](std::size_t many) { return std::string(many, 'x'); };
    const std::vector<std::string> taken = {"sitekey=" + x(200),
                                            "action=" + x(200),
                                            "action=a/b",
                                            "provider=turnstile&action=" + x(32),
                                            "provider=turnstile&cdata=" + x(255),
                                            "score=1",
                                            "outcome=pass&sitekey=1x00000000000000000000AA"};
    for (const auto& well : taken) {
      EXPECT_EQ(co_await status(well), 200U) << well;
    }
    const std::vector<std::string> refused = {"outcome=maybe",
                                              "provider=nobody",
                                              "score=2",
                                              "score=x",
                                              "sitekey=" + x(201),
                                              "action=" + x(201),
                                              "provider=turnstile&action=" + x(33),
                                              "provider=turnstile&action=a/b",
                                              "provider=turnstile&cdata=" + x(256),
                                              "provider=turnstile&cdata=a%20b",
                                              "outcome=fail&sitekey=1x00000000000000000000AA"};
    for (const auto& bad : refused) {
      EXPECT_EQ(co_await status(bad), 400U) << bad;
    }
  };
  run(main(*this));
}

TEST_F(Captcha, TellsOfEachCheckWhatItWasAskedAndWhatBecameOfIt) {
  auto main = [](Captcha& t) -> awaitable<void> {
    auto where = http::parse_url(t.mocks_->captcha().url() + "/mint?action=login");
    const http::request order("POST", where->target, {{"Origin", "https://Shop.Example.com:8443"}});
    const auto token = (co_await t.client_->send(*where, order))->body;
    (void)co_await t.ask("POST", "/api/control/captcha/outcomes", R"({"status": 503})");
    (void)co_await t.ask("POST", "/api/control/captcha/outcomes", R"({"drop": true})");
    const auto question = "secret=parcours-secret&response=" + token + "&remoteip=" + std::string(46, '9');
    for (int i = 0; i < 3; ++i) (void)co_await t.verify("/recaptcha/api/siteverify", question);
    const auto told = co_await t.get("/api/control/captcha/checks");
    const auto& checks = told.at("checks").as_array();
    EXPECT_EQ(checks.size(), 3U);
    if (checks.size() != 3) co_return;
    EXPECT_EQ(checks[0].at("status"), 503);
    EXPECT_EQ(checks[0].at("success"), false);
    EXPECT_EQ(checks[1].at("drop"), true);
    EXPECT_EQ(checks[2].at("success"), true);
    for (const auto& one : checks) {
      EXPECT_EQ(one.at("remote_ip").as_string(), std::string(45, '9'));
      EXPECT_EQ(one.at("action").as_string(), "login");
      EXPECT_EQ(one.at("hostname").as_string(), "shop.example.com");
      EXPECT_EQ(one.at("site_key").as_string(), "parcours-site-key");
    }
    const auto page = co_await t.ask("GET", "/");
    EXPECT_THAT(page.body, HasSubstr("none: HTTP 503"));
    EXPECT_THAT(page.body, HasSubstr("none: closed"));
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
    // The planned verdict has spent the token, the faults after it would not have.
    answer = co_await t.verify("/recaptcha/api/siteverify", ask, form, "6");
    EXPECT_THAT(answer.body, HasSubstr("timeout-or-duplicate"));
    answer = co_await t.verify("/recaptcha/api/siteverify", "secret=parcours-secret&response=" + co_await t.mint(""),
                               form, "6");
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
    const auto of_key = [](std::size_t length) {
      return R"({"drop": true, "site_key": ")" + std::string(length, 'x') + "\"}";
    };
    set = co_await t.ask("POST", "/api/control/captcha/outcomes", of_key(200));
    EXPECT_EQ(set.status, 200U);
    set = co_await t.ask("POST", "/api/control/captcha/outcomes", of_key(201));
    EXPECT_EQ(set.status, 400U);
    for (int i = 0; i <= 100; ++i) set = co_await t.ask("POST", "/api/control/captcha/outcomes", R"({"drop": true})");
    EXPECT_EQ(set.status, 409U);
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
