// What the console tells of visits, events and requests, and how it waits for them.
#include "mocks/console/live.hpp"
#include "tests/console/fixture.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <vector>

namespace parcours::mocks::console {
namespace {

class Journal : public Console {};

// Reads server-sent events until `last` has come.
awaitable<std::string> listen(Journal& t, std::string last, std::string since = {}) {
  auto opened = co_await t.wire_.net.connect(t.console_->address());
  EXPECT_TRUE(opened.has_value());
  const auto header = since.empty() ? std::string() : "Last-Event-ID: " + since + "\r\n";
  (void)co_await opened->write("GET /api/control/events HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n");
  std::string all;
  std::array<char, 1024> buffer{};
  while (!all.contains(last)) {
    const auto n = co_await opened->read_some(asio::buffer(buffer));
    if (!n) break;
    all.append(buffer.data(), *n);
  }
  co_return all;
}

TEST_F(Journal, TellsOfSessionsWithoutTheirSecrets) {
  auto main = [](Journal& t) -> awaitable<void> {
    auto where = http::parse_url(t.mocks_->portal().url() + "/fr/confirm_adresse_1?r=2");
    const auto page = co_await t.client_->send(*where, http::request("GET", where->target));
    EXPECT_TRUE(page.has_value());
    const auto cookie = page->headers.find("Set-Cookie");
    const std::string id = cookie ? std::string(cookie->substr(15, 32)) : "none";
    const auto sessions = co_await t.ask("GET", "/api/control/sessions");
    EXPECT_THAT(sessions.body, HasSubstr(R"("session":1,"flow":"activation","at":"terms")"));
    EXPECT_THAT(sessions.body, Not(HasSubstr(id)));
    const auto journal = co_await t.get("/api/control/journal?session=1");
    EXPECT_EQ(journal.at("count").as_int64(), 1);
    EXPECT_EQ(journal.at("entries").at(0).at("event").as_string(), "open_activation");
    const auto later = co_await t.get("/api/control/journal?after=1");
    EXPECT_EQ(later.at("count").as_int64(), 0);
  };
  run(main(*this));
}

TEST_F(Journal, CountsAndFindsRequestsAndNamesTheNearestMiss) {
  auto main = [](Journal& t) -> awaitable<void> {
    (void)co_await t.visit("/fr/confirm_adresse_1?r=2");
    (void)co_await t.visit("/nothing?immatriculation=012345678");
    const auto all = co_await t.ask("GET", "/api/control/requests");
    EXPECT_THAT(all.body, HasSubstr(R"("count":2)"));
    EXPECT_THAT(all.body, Not(HasSubstr("012345678")));
    const auto opened = co_await t.get("/api/control/requests?path=/fr/*&status=200");
    EXPECT_EQ(opened.at("count").as_int64(), 1);
    EXPECT_EQ(opened.at("requests").at(0).at("session").as_int64(), 1);
    const auto missed = co_await t.get("/api/control/requests?path=/nothing&status=200");
    EXPECT_EQ(missed.at("count").as_int64(), 0);
    EXPECT_EQ(missed.at("nearest").at("request").at("number").as_int64(), 2);
    EXPECT_EQ(missed.at("nearest").at("differs").at(0).as_string(), "status");
    const auto one = co_await t.get("/api/control/sessions/1");
    EXPECT_EQ(one.at("events").as_array().size(), 1U);
    EXPECT_EQ(one.at("requests").as_array().size(), 1U);
    const auto none = co_await t.ask("GET", "/api/control/sessions/2");
    EXPECT_EQ(none.status, 404U);
    for (const auto* bad : {"after=x", "session=-1", "status=1.5", "status=600", "status=4294967496",
                            "session=", "session=1&session=2"}) {
      const auto refused = co_await t.ask("GET", "/api/control/requests?" + std::string(bad));
      EXPECT_EQ(refused.status, 400U) << bad;
    }
    auto refused = co_await t.ask("GET", "/api/control/requests?sesion=1");
    EXPECT_EQ(refused.status, 400U);
    EXPECT_THAT(refused.body, HasSubstr("the query has no 'sesion' here; did you mean 'session'?"));
    refused = co_await t.ask("GET", "/api/control/captcha/checks?visit=1");
    EXPECT_THAT(refused.body, HasSubstr("the query has no 'visit' here, but session after"));
    refused = co_await t.ask("GET", "/api/control/clock?x");
    EXPECT_EQ(refused.status, 400U);
    const auto other_client = co_await t.ask("GET", "/api/v1/messages?x=1");
    EXPECT_EQ(other_client.status, 200U);
  };
  run(main(*this));
}

TEST_F(Journal, NumbersGoOnWhereTheWorldBeginsAnew) {
  auto main = [](Journal& t) -> awaitable<void> {
    (void)co_await t.visit("/fr/confirm_adresse_1?r=2");
    const auto snapshot = co_await t.ask("GET", "/api/control/snapshot");
    (void)co_await t.ask("POST", "/api/control/reset");
    (void)co_await t.visit("/fr/confirm_adresse_1?r=2");
    co_await t.mail("a@x.test", "bonjour");
    auto event = co_await t.get("/api/control/journal?after=1");
    EXPECT_EQ(event.at("entries").at(0).at("number").as_int64(), 2);
    auto request = co_await t.get("/api/control/requests/wait?after=1");
    EXPECT_EQ(request.at("cursor").as_int64(), 2);
    (void)co_await t.ask("PUT", "/api/control/snapshot", snapshot.body);
    event = co_await t.get("/api/control/journal");
    EXPECT_EQ(event.at("entries").at(0).at("number").as_int64(), 1);
    (void)co_await t.visit("/fr/confirm_adresse_1?r=2");
    co_await t.mail("a@x.test", "bonjour");
    event = co_await t.get("/api/control/journal?after=2");
    EXPECT_EQ(event.at("entries").at(0).at("number").as_int64(), 3);
    request = co_await t.get("/api/control/requests?after=2");
    EXPECT_EQ(request.at("requests").at(0).at("number").as_int64(), 3);
    const auto mail = co_await t.get("/api/v1/wait?after=1");
    EXPECT_EQ(mail.at("cursor").as_string(), "2");
  };
  run(main(*this));
}

TEST_F(Journal, TellsOfAVisitThatIsOver) {
  auto main = [](Journal& t) -> awaitable<void> {
    (void)co_await t.visit("/fr/confirm_adresse_1?r=1");
    (void)co_await t.ask("POST", "/api/control/clock/advance", R"({"by": "30m"})");
    const auto open = co_await t.get("/api/control/sessions");
    EXPECT_TRUE(open.at("sessions").as_array().empty());
    const auto metrics = co_await t.ask("GET", "/metrics");
    EXPECT_THAT(metrics.body, HasSubstr("parcours_sessions{state=\"terms\"} 0\n"));
    const auto over = co_await t.get("/api/control/sessions/1");
    EXPECT_EQ(over.at("at").as_string(), "over");
    EXPECT_EQ(over.at("flow").as_string(), "recovery");
    EXPECT_EQ(over.at("events").as_array().size(), 1U);
    EXPECT_EQ(over.at("requests").as_array().size(), 1U);
    const auto zero = co_await t.ask("GET", "/api/control/sessions/0");
    EXPECT_EQ(zero.status, 404U);
  };
  run(main(*this));
}

TEST_F(Journal, WaitsForWhatIsStillToCome) {
  auto visitor = [](Journal& t) -> awaitable<void> {
    co_await ports::sleep_for(t.wire_.time, 3s);
    (void)co_await t.visit("/fr/confirm_adresse_1?r=1");
  };
  auto main = [](Journal& t) -> awaitable<void> {
    const auto begun = t.wire_.time.now();
    const auto event = co_await t.get("/api/control/journal/wait?event=open_recovery&timeout=10s");
    EXPECT_EQ(t.wire_.time.now() - begun < 4s, true);
    EXPECT_EQ(event.at("entry").at("session").as_int64(), 1);
    const auto request = co_await t.get("/api/control/requests/wait?method=GET&status=200");
    EXPECT_EQ(request.at("cursor").as_int64(), 1);
    const auto again = t.wire_.time.now();
    const auto late = co_await t.ask("GET", "/api/control/requests/wait?method=GET&status=404&timeout=2s");
    EXPECT_EQ(late.status, 408U);
    EXPECT_THAT(late.body, HasSubstr("no such request came within 2s"));
    EXPECT_THAT(late.body, HasSubstr(R"("differs":["status"])"));
    EXPECT_EQ(t.wire_.time.now() - again >= 2s, true);
    const auto newer = co_await t.ask("GET", "/api/control/journal/wait?after=1&timeout=1");
    EXPECT_EQ(newer.status, 408U);
    const auto wrong = co_await t.ask("GET", "/api/control/journal/wait?timeout=11m");
    EXPECT_EQ(wrong.status, 400U);
  };
  ports::spawn(world_, visitor(*this));
  run(main(*this));
}

TEST_F(Journal, TellsWhatHappensAsItHappens) {
  auto actor = [](Journal& t) -> awaitable<void> {
    co_await ports::sleep_for(t.wire_.time, 1s);
    (void)co_await t.visit("/fr/confirm_adresse_1?r=2");
    co_await t.mail("a@x.test", "Votre code secret est : 048213");
    co_await ports::sleep_for(t.wire_.time, 1s);
    (void)co_await t.ask("PUT", "/api/control/clock", R"({"frozen": true})");
  };
  auto main = [](Journal& t) -> awaitable<void> {
    co_await t.mail("before@x.test", "bonjour");
    const auto told = co_await listen(t, "event: world");
    EXPECT_THAT(told, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(told, HasSubstr("event: journal\ndata: {\"number\":1,\"session\":1,"));
    EXPECT_THAT(told, HasSubstr("event: request\ndata: {\"number\":1,"));
    EXPECT_THAT(told, HasSubstr("event: mail\ndata: {\"ID\":\"2\","));
    EXPECT_THAT(told, HasSubstr("event: world\ndata: {\"frozen\":true}\n\n"));
    EXPECT_THAT(told, Not(HasSubstr("before@x.test")));
    const auto idle = co_await listen(t, ": still here");
    EXPECT_THAT(idle, HasSubstr("retry: 1000\n\n: still here\n\n"));
  };
  ports::spawn(world_, actor(*this));
  run(main(*this));
}

TEST_F(Journal, WhatWasToldIsNotToldAgainWhenTheNewestMailIsDeleted) {
  auto actor = [](Journal& t) -> awaitable<void> {
    co_await ports::sleep_for(t.wire_.time, 1s);
    (void)co_await t.ask("DELETE", "/api/v1/messages", R"({"IDs": ["2"]})");
  };
  auto main = [](Journal& t) -> awaitable<void> {
    co_await t.mail("first@x.test", "bonjour");
    co_await t.mail("second@x.test", "bonjour");
    const auto told = co_await listen(t, "event: world");
    EXPECT_THAT(told, Not(HasSubstr("event: mail")));
  };
  ports::spawn(world_, actor(*this));
  run(main(*this));
}

// The id of the event that has `mark` in it, or of the last one.
std::string id_of(std::string_view told, std::string_view mark) {
  const auto begin = told.rfind("id: ", told.find(mark)) + 4;
  return std::string(told.substr(begin, told.find('\n', begin) - begin));
}

TEST_F(Journal, WhoComesBackIsToldWhatWasMissed) {
  auto main = [](Journal& t) -> awaitable<void> {
    co_await t.mail("before@x.test", "bonjour");
    const auto first = co_await listen(t, "retry");
    co_await t.mail("one@x.test", "bonjour");
    co_await t.mail("two@x.test", "bonjour");
    (void)co_await t.visit("/fr/confirm_adresse_1?r=2");
    const auto all = co_await listen(t, "event: request", id_of(first, "~"));
    for (const auto* event : {"one@x.test", "two@x.test", "event: journal", "event: request"}) {
      EXPECT_THAT(all, HasSubstr(event));
    }
    EXPECT_THAT(all, Not(HasSubstr("before@x.test")));
    // From the middle of what came at once.
    const auto rest = co_await listen(t, "event: request", id_of(all, "one@x.test"));
    EXPECT_THAT(rest, Not(HasSubstr("one@x.test")));
    EXPECT_THAT(rest, HasSubstr("two@x.test"));
    EXPECT_THAT(rest, HasSubstr("event: journal"));
    const auto last = co_await listen(t, ": still here", id_of(all, "~"));
    EXPECT_THAT(last, Not(HasSubstr("event: ")));
  };
  run(main(*this));
}

TEST_F(Journal, WhoComesFromAnotherWorldIsToldThatItIsAnother) {
  auto main = [](Journal& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "bonjour");
    const auto first = co_await listen(t, "retry");
    const auto known = id_of(first, "~");
    const auto snapshot = co_await t.ask("GET", "/api/control/snapshot");
    (void)co_await t.ask("PUT", "/api/control/snapshot", snapshot.body);
    for (const auto& id : {known, "1-" + known.substr(known.find('-') + 1)}) {
      const auto told = co_await listen(t, "event: world", id);
      EXPECT_THAT(told, Not(HasSubstr("event: mail"))) << id;
    }
    for (const auto* odd : {"x", "1-2-3", "1-2-3-4-5-6-x", "99999999999999999999-0-0-0-0-0-0"}) {
      const auto told = co_await listen(t, ": still here", odd);
      EXPECT_THAT(told, Not(HasSubstr("event: "))) << odd;
    }
  };
  run(main(*this));
}

TEST_F(Journal, ListenersAreBounded) {
  auto main = [](Journal& t) -> awaitable<void> {
    std::vector<ports::stream> open;
    std::array<char, 1024> buffer{};
    for (std::size_t i = 0; i <= live::most; ++i) {
      auto one = co_await t.wire_.net.connect(t.console_->address());
      (void)co_await one->write("GET /api/control/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      const auto n = co_await one->read_some(asio::buffer(buffer));
      EXPECT_TRUE(n.has_value());
      const std::string_view status(buffer.data(), 12);
      EXPECT_EQ(status, i < live::most ? "HTTP/1.1 200" : "HTTP/1.1 503");
      open.push_back(std::move(*one));
    }
    open.clear();
    co_await ports::sleep_for(t.wire_.time, 2 * live::heartbeat);  // who is gone is seen at the next word
    const auto again = co_await listen(t, "retry");
    EXPECT_THAT(again, HasSubstr("200 OK"));
  };
  run(main(*this));
}

TEST_F(Journal, CountsWhatHappens) {
  auto main = [](Journal& t) -> awaitable<void> {
    (void)co_await t.visit("/mon_compte");
    (void)co_await t.ask("POST", "/api/control/portal/faults", R"({"kind": "status", "status": 503})");
    (void)co_await t.visit("/mon_compte");
    co_await t.mail("a@x.test", "bonjour");
    (void)co_await t.ask("POST", "/api/control/reset");
    const auto metrics = co_await t.ask("GET", "/metrics");
    for (const auto* line : {"parcours_mails_received_total 1\n", "parcours_requests_total{code=\"2xx\"} 1\n",
                             "parcours_requests_total{code=\"5xx\"} 1\n", "parcours_mails 0\n",
                             "parcours_faults_struck_total{server=\"portal\"} 1\n",
                             "parcours_captcha_checks_total{result=\"passed\"} 0\n"}) {
      EXPECT_THAT(metrics.body, HasSubstr(line));
    }
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
