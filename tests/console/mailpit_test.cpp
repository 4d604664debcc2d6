// What Mailpit's clients ask beside the inbox: sending, tags, what its page is told.
#include "tests/console/fixture.hpp"

#include <boost/json/serialize.hpp>

namespace parcours::mocks::console {
namespace {

using Mailpit = Console;

// As cypress-mailpit sends it, with the names of its own case.
constexpr auto* whole = R"({"From": {"Email": "a@x.test", "Name": "Élan"}, "To": [{"Email": "b@x.test", "Name": "B"}],
  "Cc": [{"Email": "c@x.test"}], "Bcc": ["d@x.test"], "ReplyTo": [{"Email": "r@x.test", "Name": ""}], "Subject": "Vérifié",
  "Text": "Votre code secret : 048213", "HTML": "<p>Votre code secret : 048213</p>", "Tags": ["deux", "un"],
  "Headers": {"X-Own": "yes"}, "Attachments": [{"Content": "data:text/plain;base64,QUJD", "FileName": "été.txt"}]})";

TEST_F(Mailpit, SendsAMailWithoutSmtp) {
  run([](Console& t) -> awaitable<void> {
    const auto sent = co_await t.ask("POST", "/api/v1/send", whole);
    EXPECT_EQ(sent.status, 200U) << sent.body;
    EXPECT_EQ(sent.body, "{\"ID\":\"1\"}\n");
    const auto read = co_await t.get("/api/v1/message/1");
    EXPECT_EQ(read.at("From").at("Name").as_string(), "Élan");
    EXPECT_EQ(read.at("To").at(0).at("Address").as_string(), "b@x.test");
    EXPECT_EQ(read.at("Cc").at(0).at("Address").as_string(), "c@x.test");
    EXPECT_EQ(read.at("Bcc").at(0).at("Address").as_string(), "d@x.test");
    EXPECT_EQ(read.at("ReplyTo").at(0).at("Address").as_string(), "r@x.test");
    EXPECT_EQ(read.at("Subject").as_string(), "Vérifié");
    EXPECT_EQ(json::serialize(read.at("Tags")), R"(["deux","un"])");
    EXPECT_EQ(read.at("Attachments").at(0).at("FileName").as_string(), "été.txt");
    const auto part = co_await t.ask("GET", "/api/v1/message/1/part/2");
    EXPECT_EQ(part.body, "ABC");
    const auto headers = co_await t.get("/api/v1/message/1/headers");
    EXPECT_EQ(headers.at("X-Own").at(0).as_string(), "yes");
    const auto waited = co_await t.get("/api/v1/wait?to=d@x.test&timeout=1s");
    EXPECT_EQ(waited.at("code").as_string(), "048213");
  }(*this));
}

TEST_F(Mailpit, RefusesAMailThatIsNoneAndSaysWhy) {
  struct refused {
    std::string_view body;
    std::string_view told;
  };
  static constexpr auto all = std::to_array<refused>({
      {"[]", "must be a JSON object"},
      {"{}", "From"},
      {R"({"From": {"Email": "a"}})", "invalid From address: a"},
      {R"({"From": "a@x.test"})", "From"},
      {R"({"From": {"Email": "a@x.test"}, "To": [{"Email": "b\r\nX: y@x.test"}]})", "invalid To address"},
      {R"({"From": {"Email": "a@x.test"}, "Bcc": ["nobody"]})", "invalid Bcc address"},
      {R"({"From": {"Email": "a@x.test"}, "To": {"Email": "b@x.test"}})", "must be a list"},
      {R"({"From": {"Email": "a@x.test"}, "Subjet": "x"})", "unknown name"},
      {R"({"From": {"Email": "a@x.test"}, "Text": 1})", "must be text"},
      {R"({"From": {"Email": "a@x.test"}, "Tags": ["a,b"]})", "no tag"},
      {R"({"From": {"Email": "a@x.test"}, "Headers": {"subject": "x"}})", "cannot overwrite header"},
      {R"({"From": {"Email": "a@x.test"}, "Headers": {"X Y": "x"}})", "no name of a header field"},
      {R"({"From": {"Email": "a@x.test"}, "Attachments": [{"Content": "%", "Filename": "x"}]})", "not base64"},
      {R"({"From": {"Email": "a@x.test"}, "Attachments": [{"Content": "QUJD"}]})", "Filename"},
  });
  run([](Console& t) -> awaitable<void> {
    for (const auto& one : all) {
      const auto answer = co_await t.ask("POST", "/api/v1/send", std::string(one.body));
      EXPECT_EQ(answer.status, 400U) << one.body;
      EXPECT_THAT(answer.body, HasSubstr(std::string(one.told))) << one.body;
    }
    const auto list = co_await t.get("/api/v1/messages");
    EXPECT_EQ(list.at("total").as_int64(), 0);
  }(*this));
}

TEST_F(Mailpit, TagsAreSetFoundRenamedAndDeleted) {
  run([](Console& t) -> awaitable<void> {
    co_await t.raw_mail("Subject: one\r\nX-Tags: b, a ,b,,\r\n\r\nx");
    co_await t.raw_mail("Subject: two\r\n\r\nx");
    auto tags = co_await t.get("/api/v1/tags");
    EXPECT_EQ(json::serialize(tags), R"(["a","b"])");
    (void)co_await t.ask("PUT", "/api/v1/tags", R"({"Tags": ["c", "a", "c"], "IDs": ["2", "77"]})");
    auto found = co_await t.get("/api/v1/search?query=tag:A");
    EXPECT_EQ(found.at("messages_count").as_int64(), 2);
    EXPECT_EQ(json::serialize(found.at("messages").at(0).at("Tags")), R"(["a","c"])");
    EXPECT_EQ(json::serialize(found.at("tags")), R"(["a","b","c"])");
    auto answer = co_await t.ask("PUT", "/api/v1/tags/a", R"({"Name": "new name"})");
    EXPECT_EQ(answer.body, "ok");
    found = co_await t.get("/api/v1/search?query=tag:%22new%20name%22");
    EXPECT_EQ(found.at("messages_count").as_int64(), 2);
    answer = co_await t.ask("DELETE", "/api/v1/tags/new%20name");
    EXPECT_EQ(answer.status, 200U);
    (void)co_await t.ask("PUT", "/api/v1/tags", R"({"Tags": [], "IDs": ["2"]})");
    found = co_await t.get("/api/v1/search?query=is:tagged");
    EXPECT_EQ(found.at("messages_count").as_int64(), 1);
    const auto info = co_await t.get("/api/v1/info");
    EXPECT_EQ(json::serialize(info.at("Tags")), R"({"b":1})");
    for (const auto* bad :
         {R"({"Tags": ["a"]})", R"({"Tags": "a", "IDs": []})", R"({"Tags": [""], "IDs": []})", "[]"}) {
      answer = co_await t.ask("PUT", "/api/v1/tags", bad);
      EXPECT_EQ(answer.status, 400U) << bad;
    }
    answer = co_await t.ask("DELETE", "/api/v1/tags/nowhere");
    EXPECT_EQ(answer.status, 404U);
  }(*this));
}

TEST_F(Mailpit, TagsAreInASnapshot) {
  run([](Console& t) -> awaitable<void> {
    co_await t.raw_mail("Subject: one\r\nX-Tags: a\r\n\r\nx");
    (void)co_await t.ask("PUT", "/api/v1/tags", R"({"Tags": ["kept"], "IDs": ["1"]})");
    const auto taken = co_await t.ask("GET", "/api/control/snapshot");
    (void)co_await t.ask("PUT", "/api/v1/tags", R"({"Tags": [], "IDs": ["1"]})");
    const auto put = co_await t.ask("PUT", "/api/control/snapshot", taken.body);
    EXPECT_EQ(put.status, 200U) << put.body;
    const auto tags = co_await t.get("/api/v1/tags");
    EXPECT_EQ(json::serialize(tags), R"(["kept"])");
  }(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
