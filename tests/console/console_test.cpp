// The console over HTTP beside the three mocks, in simulation.
#include "harness/base/text.hpp"
#include "tests/console/fixture.hpp"

#include <set>

namespace parcours::mocks::console {
namespace {

TEST_F(Console, ListsNewestFirstPageByPage) {
  auto main = [](Console& t) -> awaitable<void> {
    for (const auto* to : {"a@x.test", "b@x.test", "c@x.test"}) co_await t.mail(to, "bonjour");
    const auto all = co_await t.get("/api/v1/messages");
    EXPECT_EQ(all.at("total").as_int64(), 3);
    EXPECT_EQ(all.at("messages").at(0).at("To").at(0).at("Address").as_string(), "c@x.test");
    const auto second = co_await t.get("/api/v1/messages?start=1&limit=1");
    EXPECT_EQ(second.at("count").as_int64(), 1);
    EXPECT_EQ(second.at("messages_count").as_int64(), 3);
    EXPECT_EQ(second.at("messages").at(0).at("ID").as_string(), "2");
    const auto beyond = co_await t.get("/api/v1/messages?start=99");
    EXPECT_EQ(beyond.at("count").as_int64(), 0);
  };
  run(main(*this));
}

TEST_F(Console, KeepsTheNewestMails) {
  auto main = [](Console& t) -> awaitable<void> {
    for (int i = 0; i < 7; ++i) co_await t.mail("a@x.test", "bonjour");
    const auto all = co_await t.get("/api/v1/search?query=bonjour");
    EXPECT_EQ(all.at("messages_count").as_int64(), 5);
    const auto gone = co_await t.ask("GET", "/api/v1/message/2");
    EXPECT_EQ(gone.status, 404U);
    const auto kept = co_await t.ask("GET", "/api/v1/message/3");
    EXPECT_EQ(kept.status, 200U);
  };
  run(main(*this));
}

TEST_F(Console, WaitsForAMailNewerThanTheCursorAndReadsItsCode) {
  auto sender = [](Console& t) -> awaitable<void> {
    co_await ports::sleep_for(t.wire_.time, 3s);
    co_await t.mail("other@x.test", "Votre code secret : 111111");
    co_await t.mail("a@x.test", "Dossier 123456 du 31/01/2026.\nVotre code secret : 048213\n");
  };
  auto main = [](Console& t, awaitable<void> mails) -> awaitable<void> {
    co_await t.mail("a@x.test", "Votre code secret : 999999");
    ports::spawn(t.wire_, std::move(mails));
    const auto start = t.wire_.time.now();
    const auto old = co_await t.get("/api/v1/wait?to=a@x.test&timeout=5s");
    EXPECT_EQ(old.at("code").as_string(), "999999");
    EXPECT_LT(t.wire_.time.now() - start, 1s);
    const std::string cursor(old.at("cursor").as_string());
    const auto fresh = co_await t.get("/api/v1/wait?to=a@x.test&after=" + cursor + "&timeout=5s");
    EXPECT_EQ(fresh.at("code").as_string(), "048213");
    EXPECT_EQ(fresh.at("message").at("To").at(0).at("Address").as_string(), "a@x.test");
    EXPECT_GE(t.wire_.time.now() - start, 3s);
  };
  run(main(*this, sender(*this)));
}

TEST_F(Console, WaitsNoLongerThanItWasToldEvenWhileWorldTimeIsFrozen) {
  auto main = [](Console& t) -> awaitable<void> {
    t.time_.freeze();
    const auto start = t.wire_.time.now();
    const auto answer = co_await t.ask("GET", "/api/v1/wait?timeout=7s");
    EXPECT_EQ(answer.status, 408U);
    EXPECT_GE(t.wire_.time.now() - start, 7s);
    EXPECT_LT(t.wire_.time.now() - start, 8s);
    for (const auto* bad : {"timeout=11m", "timeout=soon", "after=x"}) {
      const auto refused = co_await t.ask("GET", std::string("/api/v1/wait?") + bad);
      EXPECT_EQ(refused.status, 400U) << bad;
    }
  };
  run(main(*this));
}

TEST_F(Console, AWaitEndsWhenWorldTimeIsAdvancedToTheMail) {
  auto waiter = [](Console& t, std::string& code) -> awaitable<void> {
    const auto answer = co_await t.get("/api/v1/wait?timeout=10m");
    code = answer.at("code").as_string();
  };
  auto main = [](Console& t, awaitable<void> waiting, std::string& code) -> awaitable<void> {
    t.mocks_->mailbox().set_delivery_delay(5min);
    co_await t.mail("a@x.test", "Votre code secret : 048213");
    ports::spawn(t.wire_, std::move(waiting));
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_EQ(code, "");
    co_await t.time_.advance(5min);
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_EQ(code, "048213");
  };
  std::string code;
  run(main(*this, waiter(*this, code), code));
}

TEST_F(Console, DeletesAndMarks) {
  auto main = [](Console& t) -> awaitable<void> {
    for (int i = 0; i < 3; ++i) co_await t.mail("a@x.test", "bonjour");
    (void)co_await t.ask("PUT", "/api/v1/messages", R"({"IDs": ["2"], "Read": true})");
    auto unread = co_await t.get("/api/v1/search?query=is:unread");
    EXPECT_EQ(unread.at("messages_count").as_int64(), 2);
    (void)co_await t.get("/api/v1/message/latest");
    unread = co_await t.get("/api/v1/search?query=is:unread");
    EXPECT_EQ(unread.at("messages_count").as_int64(), 1);
    (void)co_await t.ask("DELETE", "/api/v1/messages", R"({"IDs": ["1", "77", "x"]})");
    auto left = co_await t.get("/api/v1/messages");
    EXPECT_EQ(left.at("total").as_int64(), 2);
    const auto refused = co_await t.ask("DELETE", "/api/v1/messages", R"({"IDs": "all"})");
    EXPECT_EQ(refused.status, 400U);
    (void)co_await t.ask("DELETE", "/api/v1/search?query=is:read");
    left = co_await t.get("/api/v1/messages");
    EXPECT_EQ(left.at("total").as_int64(), 0);
    co_await t.mail("a@x.test", "bonjour");
    (void)co_await t.ask("DELETE", "/api/v1/messages");
    left = co_await t.get("/api/v1/messages");
    EXPECT_EQ(left.at("total").as_int64(), 0);
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
          path == "/" || path.starts_with("/console/") || path.starts_with("/mail/") || path.starts_with("/visit/");
      if (!page) served.insert(ascii_lower(one.method) + " " + std::string(path));
    }
    EXPECT_EQ(in_document, served);
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
