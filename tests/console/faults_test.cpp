// Faults that the control API plans: they strike, are told as they were given, and must mean something.
#include "tests/console/fixture.hpp"

#include <boost/json/serialize.hpp>

#include <vector>

namespace parcours::mocks::console {
namespace {

class Faults : public Console {};

struct planned {
  std::string path;
  std::string list;
  std::string body;
};

TEST_F(Faults, FailsThePortalAsItIsTold) {
  auto main = [](Faults& t) -> awaitable<void> {
    auto set = co_await t.ask("POST", "/api/control/portal/faults",
                              R"({"kind": "status", "status": 429, "retry_after": 7, "times": 1})");
    EXPECT_EQ(set.status, 200U) << set.body;
    const auto refused = co_await t.visit("/mon_compte");
    EXPECT_TRUE(refused && refused->status == 429U);
    EXPECT_EQ(refused->headers.find("Retry-After"), "7");
    const auto recovered = co_await t.visit("/mon_compte");
    EXPECT_TRUE(recovered && recovered->status == 200U);
    for (const auto* kind : {"close", "reset", "truncation", "malformed_chunk", "bare_bytes"}) {
      set = co_await t.ask("POST", "/api/control/portal/faults", R"({"kind": ")" + std::string(kind) + "\"}");
      EXPECT_EQ(set.status, 200U) << set.body;
      // A fault that closes before a byte is sent twice by our client: a lost GET on a kept connection is sent anew.
      t.client_->close();
      const auto broken = co_await t.visit("/mon_compte");
      EXPECT_FALSE(broken) << kind;
    }
    const auto begun = t.wire_.time.now();
    set =
        co_await t.ask("POST", "/api/control/portal/faults", R"({"kind": "late", "delay": {"uniform": ["2s", "3s"]}})");
    const auto late = co_await t.visit("/mon_compte");
    EXPECT_TRUE(late && late->status == 200U);
    EXPECT_EQ(t.wire_.time.now() - begun >= 2s, true);
    const auto seen = co_await t.get("/api/control/requests?status=0");
    EXPECT_EQ(seen.at("count").as_int64(), 4);
    set = co_await t.ask("DELETE", "/api/control/portal/faults");
    EXPECT_EQ(set.body, "{\"faults\":[]}\n");
  };
  run(main(*this));
}

TEST_F(Faults, OneOfThemIsTakenAwayByItsPlace) {
  auto main = [](Faults& t) -> awaitable<void> {
    const std::vector<planned> kinds = {
        {"/api/control/smtp/faults", "faults", R"({"at": "mail", "skip": )"},
        {"/api/control/portal/faults", "faults", R"({"kind": "close", "skip": )"},
        {"/api/control/captcha/outcomes", "outcomes", R"({"outcome": "fail", "times": )"},
    };
    for (const auto& kind : kinds) {
      for (const auto* number : {"1}", "2}", "3}"}) (void)co_await t.ask("POST", kind.path, kind.body + number);
      for (const auto* place : {"/0", "/4", "/x", "/-1"}) {
        EXPECT_EQ((co_await t.ask("DELETE", kind.path + place)).status, 404U) << kind.path << place;
      }
      const auto all = (co_await t.get(kind.path)).at(kind.list).as_array();
      const auto left = co_await t.ask("DELETE", kind.path + "/2");
      EXPECT_EQ(left.status, 200U);
      const boost::json::array expected = {all.at(0), all.at(2)};
      EXPECT_EQ((co_await t.get(kind.path)).at(kind.list).as_array(), expected);
    }
  };
  run(main(*this));
}

// What a look tells can be sent again: as many faults then, all alike.
TEST_F(Faults, WhatIsToldOfFaultsAndOutcomesReadsBack) {
  static const std::vector<planned> all = {
      {"/api/control/smtp/faults", "faults", R"({"at": "recipient"})"},
      {"/api/control/smtp/faults", "faults", R"({"at": "mail", "delay": "2s"})"},
      {"/api/control/smtp/faults", "faults", R"({"at": "content", "after_octets": 10, "skip": 1, "times": 0})"},
      {"/api/control/smtp/faults", "faults",
       R"({"at": "command", "verb": "RCPT", "command": 4, "drop": true, "probability": 50, "seed": 7})"},
      {"/api/control/smtp/faults", "faults",
       R"({"at": "recipient", "code": 550, "text": "5.1.1 No", "address": "a@x"})"},
      {"/api/control/portal/faults", "faults", R"({"kind": "close"})"},
      {"/api/control/portal/faults", "faults",
       R"({"kind": "status", "status": 503, "retry_after": 5, "path": "/fr/*", "method": "GET", "session": 3, "skip": 1,
           "each_session": true, "times": 0, "probability": 50, "seed": 9, "handled": true, "delay": "1s"})"},
      {"/api/control/portal/faults", "faults", R"({"kind": "late", "pieces": 3, "over": "3s"})"},
      {"/api/control/portal/faults", "faults", R"({"kind": "late", "delay": {"median": "1s", "sigma": 0.5}})"},
      {"/api/control/captcha/outcomes", "outcomes", R"({"outcome": "fail"})"},
      {"/api/control/captcha/outcomes", "outcomes",
       R"({"status": 503, "delay": "1s", "drop": true, "site_key": "k", "session": 2, "times": 0, "score": 0.5, "skip": 2,
           "probability": 50, "seed": 5})"},
  };
  run([](Faults& t) -> awaitable<void> {
    for (const auto& one : all) {
      (void)co_await t.ask("DELETE", one.path);
      const auto first = co_await t.ask("POST", one.path, one.body);
      EXPECT_EQ(first.status, 200U) << one.body << first.body;
      auto told = co_await t.get(one.path);
      const auto again = json::serialize(told.at(one.list).at(0));
      const auto second = co_await t.ask("POST", one.path, again);
      EXPECT_EQ(second.status, 200U) << again << second.body;
      told = co_await t.get(one.path);
      EXPECT_EQ(json::serialize(told.at(one.list).at(1)), again);
    }
    const auto people = co_await t.get("/api/control/subscribers");
    const auto who = json::serialize(people.at("subscribers").at(0));
    (void)co_await t.ask("DELETE", "/api/control/subscribers/012345678");
    const auto added = co_await t.ask("POST", "/api/control/subscribers", who);
    EXPECT_EQ(added.status, 201U) << who << added.body;
  }(*this));
}

TEST_F(Faults, RefusesAFaultThatMakesNoSense) {
  auto main = [](Faults& t) -> awaitable<void> {
    for (const auto* bad : {R"({})",
                            R"({"kind": "status"})",
                            R"({"kind": "status", "status": 200})",
                            R"({"kind": "late"})",
                            R"({"kind": "reset", "status": 500})",
                            R"({"kind": "late", "delay": "11m"})",
                            R"({"kind": "late", "delay": {"uniform": ["3s", "2s"]}})",
                            R"({"kind": "late", "delay": {"median": "1s"}})",
                            R"({"kind": "late", "delay": {"median": "1s", "sigma": "x"}})",
                            R"({"kind": "reset", "probability": 101})",
                            R"({"kind": "reset", "pieces": 1001})",
                            R"({"kind": "explode"})",
                            R"({"kind": "late", "pieces": 3})",
                            R"({"kind": "late", "delay": "1s", "pieces": 3})",
                            R"({"kind": "late", "over": "3s"})",
                            R"({"kind": "close", "pieces": 3, "over": "1s"})",
                            R"({"kind": "late", "delay": "1s", "handled": true})",
                            R"({"kind": "truncation", "handled": true})",
                            R"({"kind": "reset", "path": "mon_compte"})",
                            R"({"kind": "reset", "path": ""})",
                            R"({"kind": "reset", "method": "GE T"})"}) {
      const auto refused = co_await t.ask("POST", "/api/control/portal/faults", bad);
      EXPECT_EQ(refused.status, 400U) << bad << refused.body;
    }
    for (int i = 0; i < 100; ++i)
      (void)co_await t.ask("POST", "/api/control/portal/faults", R"({"kind": "reset", "session": 9})");
    const auto beyond = co_await t.ask("POST", "/api/control/portal/faults", R"({"kind": "reset"})");
    EXPECT_EQ(beyond.status, 409U);
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
