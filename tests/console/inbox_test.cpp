// The inbox over HTTP, in simulation: what a client written for Mailpit asks, and waiting for a mail and its code.
#include "harness/base/text.hpp"
#include "tests/console/fixture.hpp"

#include <boost/json/serialize.hpp>

namespace parcours::mocks::console {
namespace {

class Inbox : public Console {};

TEST_F(Inbox, ListsNewestFirstPageByPage) {
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

TEST_F(Inbox, KeepsTheNewestMails) {
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

TEST_F(Inbox, WaitsForAMailNewerThanTheCursorAndReadsItsCode) {
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

TEST_F(Inbox, AWaitKnowsWhatItIsAsked) {
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

TEST_F(Inbox, AWaitTakesAPatternAndALength) {
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

TEST_F(Inbox, AWaitSaysWhatIsWrongWithAPattern) {
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

TEST_F(Inbox, AWaitTellsOfEveryCandidate) {
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

TEST_F(Inbox, AWaitTakesAPlusInAnAddressForOne) {
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

TEST_F(Inbox, AnAddressHasOneFormEverywhere) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.raw_mail("To: awa@b\u00fccher.example\r\nSubject: x\r\n\r\ncode secret : 048213",
                        "awa@xn--bcher-kva.example");
    const auto envelope = co_await t.get("/api/v1/message/1/envelope");
    EXPECT_EQ(envelope.at("To").at(0).as_string(), "awa@b\u00fccher.example");
    const auto whole = co_await t.get("/api/v1/message/1");
    EXPECT_EQ(whole.at("To").at(0).at("Address").as_string(), "awa@b\u00fccher.example");
    EXPECT_TRUE(whole.at("Bcc").as_array().empty());
    for (const auto* to : {"awa@xn--bcher-kva.example", "awa@b%C3%BCcher.example"}) {
      const auto answer = co_await t.get(std::string("/api/v1/wait?timeout=1s&to=") + to);
      EXPECT_EQ(answer.at("message").at("To").at(0).at("Address").as_string(), "awa@b\u00fccher.example") << to;
    }
    const auto page = co_await t.ask("GET", "/mail/1");
    EXPECT_EQ(page.body.find("awa@xn--"), page.body.rfind("awa@xn--")) << "in the transcript alone, as it was said";
  };
  run(main(*this));
}

TEST_F(Inbox, WaitsNoLongerThanItWasToldEvenWhileWorldTimeIsFrozen) {
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

TEST_F(Inbox, AWaitEndsWhenWorldTimeIsAdvancedToTheMail) {
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

TEST_F(Inbox, DeletesAndMarks) {
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

// Clients write the names in other cases than Mailpit's documentation does.
TEST_F(Inbox, ABodyThatNamesMailsNeverMeansAllOfThem) {
  auto main = [](Console& t) -> awaitable<void> {
    for (int i = 0; i < 3; ++i) co_await t.mail("a@x.test", "bonjour");
    for (const auto* wrong : {R"({"id": ["2"]})", R"({"IDs": ["2"], "all": true})", "ids=2", R"({"IDs": [2]})"}) {
      for (const auto* method : {"DELETE", "PUT"}) {
        const auto refused = co_await t.ask(method, "/api/v1/messages", wrong);
        EXPECT_EQ(refused.status, 400U) << method << wrong;
      }
    }
    const auto all = co_await t.get("/api/v1/messages");
    EXPECT_EQ(all.at("total").as_int64(), 3);
    EXPECT_EQ(all.at("unread").as_int64(), 3);
    (void)co_await t.ask("PUT", "/api/v1/messages", R"({"ids": ["2"], "read": true})");
    (void)co_await t.ask("DELETE", "/api/v1/messages", R"({"ids": ["2"]})");
    const auto left = co_await t.get("/api/v1/messages");
    EXPECT_EQ(left.at("total").as_int64(), 2);
    EXPECT_EQ(left.at("unread").as_int64(), 2);
    (void)co_await t.ask("DELETE", "/api/v1/messages", R"({"IDs": ["x"]})");
    const auto still = co_await t.get("/api/v1/messages");
    EXPECT_EQ(still.at("total").as_int64(), 2);
  };
  run(main(*this));
}

TEST_F(Inbox, MarksWhatASearchFinds) {
  auto main = [](Console& t) -> awaitable<void> {
    for (const auto* to : {"a@x.test", "b@x.test", "a@x.test"}) co_await t.mail(to, "bonjour");
    const auto marked = co_await t.ask("PUT", "/api/v1/messages", R"({"Search": "to:a@x.test", "Read": true})");
    EXPECT_EQ(marked.status, 200U);
    const auto unread = co_await t.get("/api/v1/search?query=is:unread");
    EXPECT_EQ(unread.at("messages_count").as_int64(), 1);
    EXPECT_EQ(unread.at("messages").at(0).at("ID").as_string(), "2");
    for (const auto* wrong : {R"({"Search": "to:a", "IDs": ["1"]})", R"({"Search": "before:soon"})",
                              R"({"Search": "\"\""})", R"({"Search": 1})"}) {
      const auto refused = co_await t.ask("PUT", "/api/v1/messages", wrong);
      EXPECT_EQ(refused.status, 400U) << wrong;
    }
    const auto same = co_await t.get("/api/v1/search?query=is:unread");
    EXPECT_EQ(same.at("messages_count").as_int64(), 1);
  };
  run(main(*this));
}

TEST_F(Inbox, TheLatestIsTheNewestThatAQueryFinds) {
  auto main = [](Console& t) -> awaitable<void> {
    for (const auto* to : {"a@x.test", "b@x.test", "a@x.test", "c@x.test"}) co_await t.mail(to, "bonjour");
    const auto whole = co_await t.get("/api/v1/message/latest?query=to:a@x.test");
    EXPECT_EQ(whole.at("ID").as_string(), "3");
    const auto raw = co_await t.ask("GET", "/api/v1/message/latest/raw?query=to:b@x.test");
    EXPECT_THAT(raw.body, HasSubstr("To: b@x.test"));
    for (const auto* route : {"", "/headers", "/raw", "/envelope", "/transcript", "/part/1"}) {
      const auto path = std::string("/api/v1/message/latest") + route + "?query=";
      const auto none = co_await t.ask("GET", path + "to:nobody");
      EXPECT_EQ(none.status, 404U) << path;
      const auto refused = co_await t.ask("GET", path + std::string(1001, 'x'));
      EXPECT_EQ(refused.status, 400U) << path;
    }
  };
  run(main(*this));
}

TEST_F(Inbox, DeletesNothingByAQueryThatItCannotRead) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "bonjour");
    const std::string beyond = "bonjour%20" + std::string(1000, 'x');
    for (const auto& query : {beyond, std::string("before:soon"), std::string("%22%22"), std::string()}) {
      const auto refused = co_await t.ask("DELETE", "/api/v1/search?query=" + query);
      EXPECT_EQ(refused.status, 400U) << query;
    }
    const auto searched = co_await t.ask("GET", "/api/v1/search?query=" + beyond);
    EXPECT_EQ(searched.status, 400U);
    const auto left = co_await t.get("/api/v1/search?query=before:soon");
    EXPECT_EQ(left.at("messages_count").as_int64(), 1);
  };
  run(main(*this));
}

TEST_F(Inbox, ShowsAMailsPartsWhereMailpitHasThem) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "premier");
    co_await t.raw_mail("Content-Type: text/html\r\n\r\n<script>x</script><p>second&eacute;</p>\r\n");
    const auto text = co_await t.ask("GET", "/view/latest.txt");
    EXPECT_THAT(text.body, HasSubstr("secondé"));
    EXPECT_THAT(text.body, Not(HasSubstr("<p>")));
    EXPECT_EQ(text.headers.find("Content-Type"), "text/plain; charset=utf-8");
    const auto html = co_await t.ask("GET", "/view/2.html");
    EXPECT_THAT(html.body, HasSubstr("<p>second&eacute;</p>"));
    EXPECT_THAT(html.headers.find("Content-Security-Policy").value_or(""), HasSubstr("sandbox"));
    const auto queried = co_await t.ask("GET", "/view/latest.txt?query=premier");
    EXPECT_THAT(queried.body, HasSubstr("premier"));
    for (const auto* none :
         {"/view/1.html", "/view/3.txt", "/view/latest", "/view/x.txt", "/view/latest.txt?query=troisieme"}) {
      const auto missing = co_await t.ask("GET", none);
      EXPECT_EQ(missing.status, 404U) << none;
    }
  };
  run(main(*this));
}

TEST_F(Inbox, TellsOfAMailWhatMailpitsClientsRead) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.raw_mail(
        "From: The Portal\r\nMESSAGE-ID: <i@x>\r\nX-custom-ID: 1\r\nx-Custom-id: 2\r\nmime-version: 1.0\r\n"
        "List-Unsubscribe: <mailto:a@x.test>, <https://x.test/u?1>\r\nList-Unsubscribe-Post: "
        "List-Unsubscribe=One-Click\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n"
        "--x\r\nContent-Type: image/png\r\nContent-ID: <pic@x>\r\n\r\nABC\r\n"
        "--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
        "filename=a.pdf\r\n\r\nABC\r\n--x--\r\n");
    const auto whole = co_await t.get("/api/v1/message/latest");
    EXPECT_EQ(whole.at("From").at("Name").as_string(), "The Portal");
    EXPECT_EQ(whole.at("From").at("Address").as_string(), "");
    EXPECT_EQ(whole.at("Inline").at(0).at("FileName").as_string(), "pic@x");
    EXPECT_EQ(whole.at("Attachments").at(0).at("Checksums").at("MD5").as_string(), "902fbdd2b1df0c4f70b4a5d23525e932");
    EXPECT_EQ(whole.at("ListUnsubscribe").at("Links").as_array().size(), 2U);
    EXPECT_EQ(whole.at("ListUnsubscribe").at("Errors").as_string(), "");
    EXPECT_EQ(whole.at("ListUnsubscribe").at("HeaderPost").as_string(), "List-Unsubscribe=One-Click");
    const auto listed = co_await t.get("/api/v1/search?query=has:inline%20has:attachment");
    EXPECT_EQ(listed.at("messages").at(0).at("Attachments").as_int64(), 1);
    const auto headers = co_await t.get("/api/v1/message/latest/headers");
    EXPECT_EQ(headers.at("Message-Id").at(0).as_string(), "<i@x>");
    EXPECT_EQ(headers.at("X-Custom-Id"), (json::array{"1", "2"}));
    EXPECT_EQ(headers.at("Mime-Version"), (json::array{"1.0"}));
    const auto saved = co_await t.ask("GET", "/api/v1/message/latest/raw?dl=1");
    EXPECT_EQ(saved.headers.find("Content-Disposition"), "attachment; filename=\"1.eml\"");
    const auto shown = co_await t.ask("GET", "/api/v1/message/latest/raw");
    EXPECT_EQ(shown.headers.find("Content-Disposition"), std::nullopt);
    const auto info = co_await t.get("/api/v1/info");
    EXPECT_EQ(info.at("RuntimeStats").at("SMTPAccepted").as_int64(), 1);
    const auto tags = co_await t.get("/api/v1/tags");
    EXPECT_EQ(tags, json::array{});
  };
  run(main(*this));
}

TEST_F(Inbox, ALimitOfNoneIsAll) {
  auto main = [](Console& t) -> awaitable<void> {
    for (int i = 0; i < 3; ++i) co_await t.mail("a@x.test", "bonjour");
    const auto all = co_await t.get("/api/v1/messages?limit=0");
    EXPECT_EQ(all.at("count").as_int64(), 3);
  };
  run(main(*this));
}

TEST_F(Inbox, WaitsForASubjectAsASearchFindsIt) {
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
