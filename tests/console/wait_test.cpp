// Waiting for a mail and its code over HTTP, in simulation: GET /api/v1/wait.
#include "tests/console/fixture.hpp"

#include <boost/json/serialize.hpp>

namespace parcours::mocks::console {
namespace {

class Waiting : public Console {};

TEST_F(Waiting, WaitsForAMailNewerThanTheCursorAndReadsItsCode) {
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

TEST_F(Waiting, AWaitKnowsWhatItIsAsked) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "Votre code secret : 048213");
    for (const auto* bad : {"recipient=a@x.test", "To=a@x.test", "to=a@x.test&timout=1s", "to=a@x.test&to=b@x.test"}) {
      const auto refused = co_await t.ask("GET", std::string("/api/v1/wait?") + bad);
      EXPECT_EQ(refused.status, 400U) << bad;
    }
    const auto meant = co_await t.ask("GET", "/api/v1/wait?subjct=x");
    EXPECT_THAT(meant.body, HasSubstr("did you mean 'subject'?"));
  };
  run(main(*this));
}

TEST_F(Waiting, AWaitTakesAPatternAndALength) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "Votre code secret : 111111\nRef. 048213, 12345678\n");
    const auto found = co_await t.get("/api/v1/wait?pattern=Ref.%20(%5Cd%2B)");
    EXPECT_EQ(found.at("code").as_string(), "048213");
    EXPECT_EQ(found.at("candidates").at(0).at("line").as_int64(), 2);
    EXPECT_EQ(found.at("candidates").at(0).at("reason").as_string(), "the pattern finds it");
    const auto between_slashes = co_await t.get("/api/v1/wait?pattern=/Ref.%20(%5Cd%7B6%7D)/&length=6");
    EXPECT_EQ(between_slashes.at("code").as_string(), "048213");
    const auto other_length = co_await t.get("/api/v1/wait?pattern=Ref.%20(%5Cd%2B)&length=8");
    EXPECT_TRUE(other_length.at("code").is_null());
    const auto none = co_await t.get("/api/v1/wait?pattern=Ihr%20Code%20(%5Cd%2B)");
    EXPECT_EQ(none.at("reason").as_string(), "the pattern finds nothing");
    const auto long_one = co_await t.get("/api/v1/wait?length=8");
    EXPECT_TRUE(long_one.at("code").is_null());
  };
  run(main(*this));
}

TEST_F(Waiting, AWaitSaysWhatIsWrongWithAPattern) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "Votre code secret : 048213");
    const std::pair<std::string, std::string> wrong[] = {
        {"pattern=", "'pattern' cannot be used: it is empty and would match anything"},
        {"pattern=(%5Cd", "'pattern' cannot be used: a bracket ( or ) has no partner"},
        {"pattern=(%5Cd)%5C1", "'pattern' cannot be used: back-references are not supported"},
        {"pattern=(" + std::string(255, 'x') + ")", "'pattern' cannot be used: longer than 256 bytes"},
        {"pattern=%5Cd%7B6%7D", "'pattern' has no group: the code is what one (…) finds"},
        {"pattern=(a)(%5Cd)", "'pattern' has 2 groups, and the code is one: (?:…) is a group that is not counted"},
        {"length=3", "'length' is a whole number from 4 to 24"},
        {"length=25", "'length' is a whole number from 4 to 24"},
        {"length=six", "'length' is a whole number from 4 to 24"}};
    for (const auto& [query, told] : wrong) {
      const auto refused = co_await t.ask("GET", "/api/v1/wait?" + query);
      EXPECT_EQ(refused.status, 400U) << query;
      EXPECT_EQ(json::parse(refused.body).at("Error").as_string(), told);
    }
    for (const auto* edge : {"length=4", "length=24"}) {
      const auto taken = co_await t.ask("GET", std::string("/api/v1/wait?") + edge);
      EXPECT_EQ(taken.status, 200U) << edge;
    }
  };
  run(main(*this));
}

TEST_F(Waiting, AWaitTellsOfEveryCandidate) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "Dossier 123456.\nVotre code secret : 048213\n");
    const auto found = co_await t.get("/api/v1/wait");
    const auto& all = found.at("candidates").as_array();
    EXPECT_EQ(all.size(), 2U) << json::serialize(all);
    if (all.size() != 2) co_return;
    EXPECT_EQ(all[0].at("value").as_string(), "123456");
    EXPECT_FALSE(all[0].at("taken").as_bool());
    EXPECT_EQ(all[0].at("score").as_int64(), 0);
    EXPECT_THAT(std::string(all[0].at("reason").as_string()), HasSubstr("Dossier"));
    EXPECT_EQ(all[1].at("value").as_string(), "048213");
    EXPECT_TRUE(all[1].at("taken").as_bool());
    EXPECT_EQ(all[1].at("where").as_string(), "text");
    EXPECT_EQ(all[1].at("line").as_int64(), 2);
    EXPECT_EQ(found.as_object().contains("reason"), false);

    co_await t.raw_mail(
        "Subject: x\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nCode secret : 048213\r\n"
        "--b\r\nContent-Type: text/html\r\n\r\n<p>Code secret : 999999</p>\r\n--b--\r\n");
    const auto both = co_await t.get("/api/v1/wait?after=1");
    EXPECT_TRUE(both.at("code").is_null());
    EXPECT_EQ(both.at("reason").as_string(), "the text part says '048213', the HTML part '999999'");
    EXPECT_EQ(both.at("conflicting_codes").at("html").as_string(), "999999");
  };
  run(main(*this));
}

TEST_F(Waiting, AWaitTakesAPlusInAnAddressForOne) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("awa@x.test", "Votre code secret : 111111");
    co_await t.mail("awa+tag@x.test", "Votre code secret : 048213");
    for (const auto* to : {"awa+tag@x.test", "awa%2Btag@x.test", "AWA+tag@x.test"}) {
      const auto answer = co_await t.get(std::string("/api/v1/wait?to=") + to + "&subject=Votre+code&timeout=1s");
      EXPECT_EQ(answer.at("code").as_string(), "048213") << to;
    }
  };
  run(main(*this));
}

TEST_F(Waiting, WaitsNoLongerThanItWasToldEvenWhileWorldTimeIsFrozen) {
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

TEST_F(Waiting, AWaitEndsWhenWorldTimeIsAdvancedToTheMail) {
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
    (void)co_await t.time_.advance(5min);
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_EQ(code, "048213");
  };
  std::string code;
  run(main(*this, waiter(*this, code), code));
}

TEST_F(Waiting, WaitsForASubjectAsASearchFindsIt) {
  auto sender = [](Console& t) -> awaitable<void> {
    co_await ports::sleep_for(t.wire_.time, 1s);
    co_await t.mail("a@x.test", "x", "Autre chose");
    co_await t.mail("b@x.test", "x", "Vérification du code");
    co_await ports::sleep_for(t.wire_.time, 1s);
    co_await t.mail("a@x.test", "x", "VÉRIFICATION du code");
  };
  auto main = [](Console& t, awaitable<void> mails) -> awaitable<void> {
    co_await t.mail("a@x.test", "x", "Avant");
    ports::spawn(t.wire_, std::move(mails));
    const auto found = co_await t.get("/api/v1/wait?to=a@x.test&subject=verification&timeout=5s");
    EXPECT_EQ(found.at("cursor").as_string(), "4");
    const auto start = t.wire_.time.now();
    const auto none = co_await t.ask("GET", "/api/v1/wait?subject=facture&timeout=3s");
    EXPECT_EQ(none.status, 408U);
    EXPECT_GE(t.wire_.time.now() - start, 3s);
    const auto old = co_await t.get("/api/v1/wait?subject=autre%20CHOSE&timeout=0s");
    EXPECT_EQ(old.at("cursor").as_string(), "2");
  };
  run(main(*this, sender(*this)));
}

}  // namespace
}  // namespace parcours::mocks::console
