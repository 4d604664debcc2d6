// The inbox over HTTP, in simulation: what a client written for Mailpit asks.
#include "harness/base/text.hpp"
#include "tests/console/fixture.hpp"

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
    EXPECT_THAT(html.body, HasSubstr("<body><p>secondé</p>"));
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

}  // namespace
}  // namespace parcours::mocks::console
