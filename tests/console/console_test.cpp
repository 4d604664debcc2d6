// The console over HTTP beside the three mocks, in simulation.
#include "harness/base/text.hpp"
#include "tests/console/fixture.hpp"

#include <algorithm>
#include <regex>
#include <set>

namespace parcours::mocks::console {
namespace {

// The list is the router's: a route that is added is for its own pages until it says otherwise.
TEST_F(Console, RoutesAreForItsOwnPagesButForThese) {
  const std::vector<std::string> open = {"/", "/livez", "/readyz", "/metrics", "/openapi.json"};
  auto main = [](Console& t, const std::vector<std::string>& to_anyone) -> awaitable<void> {
    co_await t.raw_mail("Content-Type: text/html\r\n\r\n<p>x</p>");
    auto routes = t.console_->routes();
    EXPECT_GT(routes.size(), 40U);
    routes.push_back({"GET", "/view/1.html"});
    routes.push_back({"GET", "/view/1.txt"});
    for (const auto& one : routes) {
      if (one.method != "GET") continue;
      const std::string path(one.pattern);
      auto where = http::parse_url(t.console_->url());
      http::request what("GET", std::regex_replace(path, std::regex(R"(\{\w+\})"), "1"));
      where->target = what.target;
      what.headers.add("Sec-Fetch-Site", "cross-site");
      const auto answer = co_await t.client_->send(*where, std::move(what));
      const bool shown = std::ranges::find(to_anyone, path) != to_anyone.end();
      EXPECT_EQ(answer ? answer->status : 0U, shown ? 200U : 403U) << path;
    }
    const auto mails = co_await t.get("/api/v1/messages");
    EXPECT_EQ(mails.at("unread").as_int64(), 1);
  };
  run(main(*this, open));
}

TEST_F(Console, TurnsTheClockNoFurtherThanTheYear2200) {
  auto main = [](Console& t) -> awaitable<void> {
    unsigned status = 200;
    for (int year = 2026; status == 200 && year < 2300; ++year) {
      const auto before = t.time_.wall();
      const auto answer = co_await t.ask("POST", "/api/control/clock/advance", R"({"by": "8760h"})");
      status = answer.status;
      if (status == 200) {
        EXPECT_GE(t.time_.wall() - before, 8760h);
      } else {
        EXPECT_EQ(answer.body, "{\"Error\":\"by: world time goes no further than 2200-01-01T00:00:00.000Z\"}\n");
        EXPECT_LT(t.time_.wall() - before, 1s);
      }
    }
    EXPECT_EQ(status, 400U);
    EXPECT_GT(t.time_.wall(), std::chrono::sys_days(std::chrono::year(2198) / 12 / 31));
    EXPECT_LE(t.time_.wall(), std::chrono::sys_days(std::chrono::year(2200) / 1 / 1));
  };
  run(main(*this));
}

TEST_F(Console, SaysWhatIsWrongInUtf8) {
  auto main = [](Console& t) -> awaitable<void> {
    for (const auto* path : {"/api/v1/message/%ff", "/%ff", "/view/%ff.txt"}) {
      const auto missing = co_await t.ask("GET", path);
      EXPECT_EQ(missing.status, 404U);
      EXPECT_TRUE(is_utf8(missing.body)) << path;
    }
  };
  run(main(*this));
}

TEST_F(Console, TurnsTheClock) {
  auto main = [](Console& t) -> awaitable<void> {
    const auto start = t.time_.now();
    const auto advanced = co_await t.ask("POST", "/api/control/clock/advance", R"({"by": "11m"})");
    EXPECT_THAT(advanced.body, HasSubstr("\"ahead\":\"660.000\""));
    EXPECT_GE(t.time_.now() - start, 11min);
    (void)co_await t.ask("PUT", "/api/control/clock", R"({"frozen": true})");
    const auto frozen = t.time_.now();
    co_await ports::sleep_for(t.wire_.time, 1h);
    EXPECT_EQ(t.time_.now(), frozen);
    (void)co_await t.ask("PUT", "/api/control/clock", R"({"frozen": false})");
    EXPECT_FALSE(t.time_.frozen());
    for (const auto* bad :
         {R"({"by": "-1s"})", R"({"by": "366d"})", R"({"by": 5})", R"({})", R"({"by": "1s", "x": 1})", "", "{", "[]"}) {
      const auto refused = co_await t.ask("POST", "/api/control/clock/advance", bad);
      EXPECT_EQ(refused.status, 400U) << bad << refused.body;
    }
  };
  run(main(*this));
}

TEST_F(Console, ChangesRulesAndDefectsOrNothing) {
  auto main = [](Console& t) -> awaitable<void> {
    auto changed =
        co_await t.ask("PATCH", "/api/control/policy", R"({"code_ttl": "20m", "email_on_file": "must_match"})");
    EXPECT_EQ(changed.status, 200U);
    EXPECT_EQ(t.mocks_->portal().model().rules().code_ttl, 20min);
    changed = co_await t.ask("PATCH", "/api/control/policy", R"({"code_ttl": "5m", "code_tries": 0})");
    EXPECT_EQ(changed.status, 400U);
    EXPECT_EQ(t.mocks_->portal().model().rules().code_ttl, 20min);
    changed = co_await t.ask("PUT", "/api/control/defects", R"({"on": ["code-in-page", "code-reusable"]})");
    EXPECT_TRUE(t.mocks_->portal().model().defects().has(portal::defect::code_reusable));
    changed = co_await t.ask("PUT", "/api/control/defects", R"({"on": ["code-reusabl"]})");
    EXPECT_EQ(changed.status, 400U);
    EXPECT_THAT(changed.body, HasSubstr("did you mean 'code-reusable'?"));
    (void)co_await t.ask("POST", "/api/control/reset");
    EXPECT_EQ(t.mocks_->portal().model().rules().code_ttl, 10min);
    EXPECT_TRUE(t.mocks_->portal().model().defects().empty());
    EXPECT_EQ(t.mocks_->portal().model().people().size(), 1U);
  };
  run(main(*this));
}

TEST_F(Console, EveryKeyOfThePolicyCanBeReadBack) {
  auto main = [](Console& t) -> awaitable<void> {
    const auto rules = co_await t.ask("GET", "/api/control/policy");
    const auto again = co_await t.ask("PATCH", "/api/control/policy", rules.body);
    EXPECT_EQ(again.status, 200U) << again.body;
    EXPECT_EQ(again.body, rules.body);
  };
  run(main(*this));
}

TEST_F(Console, ThePolicyIsOneThatCanBeReadBack) {
  auto main = [](Console& t) -> awaitable<void> {
    auto changed = co_await t.ask("PATCH", "/api/control/policy", R"({"first_code": "012345"})");
    EXPECT_EQ(changed.status, 200U);
    changed = co_await t.ask("PATCH", "/api/control/policy", R"({"code_length": 8})");
    EXPECT_EQ(changed.status, 400U);
    EXPECT_THAT(changed.body, HasSubstr("'first_code' has 6 digits"));
    EXPECT_EQ(t.mocks_->portal().model().rules().code_length, 6U);
    changed = co_await t.ask("PATCH", "/api/control/policy", R"({"code_length": 8, "first_code": "01234567"})");
    EXPECT_EQ(changed.status, 200U) << changed.body;
    for (const auto* bad : {"nobody", "a b@x.test", "a@x.test>", ""}) {
      changed = co_await t.ask("PATCH", "/api/control/policy", R"({"sender_address": ")" + std::string(bad) + "\"}");
      EXPECT_EQ(changed.status, 400U) << bad;
    }
    const auto taken = co_await t.ask("GET", "/api/control/snapshot");
    const auto put = co_await t.ask("PUT", "/api/control/snapshot", taken.body);
    EXPECT_EQ(put.status, 200U) << put.body;
  };
  run(main(*this));
}

TEST_F(Console, AddsPeopleOnceAndForgetsThem) {
  auto main = [](Console& t) -> awaitable<void> {
    auto added = co_await t.ask("POST", "/api/control/subscribers",
                                R"({"amo": "087654321", "rib": "011519000001205000534921", "email": "b@x.test"})");
    EXPECT_EQ(added.status, 201U) << added.body;
    added = co_await t.ask("POST", "/api/control/subscribers", R"({"amo": "087654321"})");
    EXPECT_EQ(added.status, 400U);
    EXPECT_THAT(added.body, HasSubstr("duplicate-subscriber"));
    const std::string long_name(321, 'x');
    added = co_await t.ask("POST", "/api/control/subscribers", R"({"amo": "111111111", "name": ")" + long_name + "\"}");
    EXPECT_EQ(added.status, 400U);
    added = co_await t.ask("POST", "/api/control/subscribers", R"({"amo": "111111111", "name": "a\nb"})");
    EXPECT_EQ(added.status, 400U);
    added = co_await t.ask("POST", "/api/control/subscribers", R"({"rib": "1"})");
    EXPECT_EQ(added.status, 400U);
    const auto known = co_await t.get("/api/control/subscribers");
    EXPECT_EQ(known.at("subscribers").as_array().size(), 2U);
    EXPECT_EQ(known.at("subscribers").at(1).at("amo").as_string(), "087654321");
    const auto removed = co_await t.ask("DELETE", "/api/control/subscribers/087654321");
    EXPECT_EQ(removed.status, 200U);
    EXPECT_THAT(removed.body, Not(HasSubstr("087654321")));
    const auto unknown = co_await t.ask("DELETE", "/api/control/subscribers/087654321");
    EXPECT_EQ(unknown.status, 404U);
  };
  run(main(*this));
}

TEST_F(Console, InjectsFaults) {
  auto main = [](Console& t) -> awaitable<void> {
    auto set = co_await t.ask("POST", "/api/control/smtp/faults",
                              R"({"at": "recipient", "code": 452, "text": "4.2.2 Mailbox full", "times": 1})");
    EXPECT_EQ(set.status, 200U) << set.body;
    const parcours::smtp::envelope who{"a@x.test", {"b@x.test"}};
    const auto refused =
        co_await parcours::smtp::send(t.wire_, t.mocks_->smtp().address(), who, "Subject: x\r\n\r\nx\r\n", 10s, "here");
    EXPECT_FALSE(refused);
    const auto taken =
        co_await parcours::smtp::send(t.wire_, t.mocks_->smtp().address(), who, "Subject: x\r\n\r\nx\r\n", 10s, "here");
    EXPECT_TRUE(taken);
    const auto left = co_await t.get("/api/control/smtp/faults");
    EXPECT_TRUE(left.at("faults").as_array().empty());
    for (const auto* bad : {R"({"code": 452})", R"({"at": "recipient", "code": 200})", R"({"at": "nowhere"})",
                            R"({"at": "data", "text": "a\r\nb"})", R"({"at": "data", "probability": 101})",
                            R"({"at": "content", "code": 451})", R"({"at": "content", "delay": "1s"})",
                            R"({"at": "mail", "after_octets": 1})", R"({"at": "mail", "command": 1})"}) {
      set = co_await t.ask("POST", "/api/control/smtp/faults", bad);
      EXPECT_EQ(set.status, 400U) << bad;
    }
    set = co_await t.ask("PUT", "/api/control/captcha/faults", R"({"delay": "2s", "status": 503})");
    EXPECT_EQ(set.status, 200U) << set.body;
    EXPECT_EQ(t.mocks_->captcha().injected().status, 503U);
    set = co_await t.ask("PUT", "/api/control/captcha/faults", R"({"delay": "11m"})");
    EXPECT_EQ(set.status, 400U);
  };
  run(main(*this));
}

TEST_F(Console, SaysWhatIsNotThere) {
  auto main = [](Console& t) -> awaitable<void> {
    auto answer = co_await t.ask("GET", "/api/v1/nothing");
    EXPECT_EQ(answer.status, 404U);
    answer = co_await t.ask("DELETE", "/api/control/policy");
    EXPECT_EQ(answer.status, 405U);
    EXPECT_EQ(answer.headers.find("Allow"), "GET, PATCH");
    answer = co_await t.ask("GET", "/api/v1/message/latest");
    EXPECT_EQ(answer.status, 404U);
    answer = co_await t.ask("GET", "/livez");
    EXPECT_EQ(answer.status, 200U);
  };
  run(main(*this));
}

TEST_F(Console, DescribesEveryRouteButThePagesForPeople) {
  auto main = [](Console& t) -> awaitable<void> {
    const auto described = co_await t.get("/openapi.json");
    std::set<std::string> in_document;
    for (const auto& [path, operations] : described.at("paths").as_object()) {
      for (const auto& [method, operation] : operations.as_object()) {
        if (method != "parameters") in_document.insert(std::string(method) + " " + std::string(path));
      }
    }
    std::set<std::string> served;
    for (const auto& one : t.console_->routes()) {
      const auto path = one.pattern;
      const bool page =
          path == "/" || path.starts_with("/console/") || path.starts_with("/mail/") || path.starts_with("/session/");
      if (!page) served.insert(ascii_lower(one.method) + " " + std::string(path));
    }
    EXPECT_EQ(in_document, served);
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
