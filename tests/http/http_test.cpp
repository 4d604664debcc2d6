// Client and server against each other, and the server against bytes that no good client sends, in both worlds.
#include "harness/http/client.hpp"
#include "harness/http/server.hpp"
#include "harness/net/machine.hpp"
#include "harness/sim/simulation.hpp"

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

namespace parcours::http {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

awaitable<response> echo(request what, exchange_info) {
  response answer{200, {{"Content-Type", "text/plain"}}, what.method + " " + what.target + "\n" + what.body};
  co_return answer;
}

request get() { return {}; }
request head() { return {"HEAD", "/", {}, {}}; }
request post(std::string body) { return {"POST", "/", {}, std::move(body)}; }
request get_with(std::string name, std::string value) {
  request what;
  what.headers.add(std::move(name), std::move(value));
  return what;
}

server_limits small_limits() {
  server_limits limits;
  limits.header = 512;
  limits.body = 100;
  limits.connections = 3;
  limits.request_time = 50ms;
  limits.idle_time = 200ms;
  return limits;
}

class both_worlds : public testing::TestWithParam<bool> {
 public:
  both_worlds() {
    if (GetParam()) {
      sim::options chosen;
      chosen.network.chunk = 11;
      simulation_ = std::make_unique<sim::simulation>(chosen);
    } else {
      machine_ = std::make_unique<net::machine>(net::time_kind::still, 1);
    }
    server_ = std::make_unique<server>(env(), echo, small_limits());
    EXPECT_TRUE(server_->start({"127.0.0.1", 0}));
  }
  ~both_worlds() override {
    server_->stop();
    if (simulation_) simulation_->abandon();
    if (machine_) machine_->abandon();
  }

  ports::env env() { return simulation_ ? simulation_->env() : machine_->env(); }
  void run(awaitable<void> main) {
    const auto outcome = simulation_ ? simulation_->run(std::move(main)) : machine_->run(std::move(main), never_);
    ASSERT_TRUE(outcome) << outcome.error().message;
  }
  url to(const std::string& target) { return *parse_url(server_->url() + target); }

  // Writes raw bytes and reads until the server closes.
  awaitable<std::string> raw(std::string bytes) {
    auto opened = co_await env().net.connect(server_->address());
    std::string all;
    (void)co_await opened->write(bytes);
    std::array<char, 256> buffer{};
    for (;;) {
      const auto n = co_await opened->read_some(asio::buffer(buffer));
      if (!n) co_return all;
      all.append(buffer.data(), *n);
    }
  }

  std::unique_ptr<sim::simulation> simulation_;
  std::unique_ptr<net::machine> machine_;
  std::unique_ptr<server> server_;
  std::atomic<bool> never_ = false;
};

TEST_P(both_worlds, ManyExchangesOnOneConnection) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    client browser(t.env());
    for (int i = 0; i < 5; ++i) {
      const auto got = co_await browser.send(t.to("/a?b=c"), post("body " + std::to_string(i)));
      EXPECT_TRUE(got.has_value());
      EXPECT_EQ(got->status, 200U);
      EXPECT_EQ(got->body, "POST /a?b=c\nbody " + std::to_string(i));
      EXPECT_TRUE(got->headers.find("date").has_value());
    }
  };
  run(main(*this));
}

TEST_P(both_worlds, AnIdleConnectionThatTheServerClosedIsOpenedAnew) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    client browser(t.env());
    const auto first = co_await browser.send(t.to("/1"), get());
    EXPECT_TRUE(first.has_value());
    co_await t.env().time.pass(1h);
    const auto second = co_await browser.send(t.to("/2"), get());
    EXPECT_TRUE(second.has_value());
    EXPECT_EQ(second->body, "GET /2\n");
  };
  run(main(*this));
}

TEST_P(both_worlds, ABodyAtItsLimitPassesAndOneByteMoreIs413) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    client browser(t.env());
    const auto at = co_await browser.send(t.to("/"), post(std::string(100, 'x')));
    EXPECT_EQ(at->status, 200U);
    const auto over = co_await browser.send(t.to("/"), post(std::string(101, 'x')));
    EXPECT_EQ(over->status, 413U);
  };
  run(main(*this));
}

TEST_P(both_worlds, HeaderFieldsBeyondTheLimitAre431) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    client browser(t.env());
    const auto over = co_await browser.send(t.to("/"), get_with("X-Much", std::string(600, 'x')));
    EXPECT_EQ(over->status, 431U);
  };
  run(main(*this));
}

TEST_P(both_worlds, WhatIsNotHttpIs400) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    const auto answer = co_await t.raw("EHLO mail.example.com\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  };
  run(main(*this));
}

TEST_P(both_worlds, ARequestThatNeverEndsIs408) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    const auto answer = co_await t.raw("GET / HTTP/1.1\r\nHost: x\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n")) << answer;
  };
  run(main(*this));
}

TEST_P(both_worlds, PipelinedRequestsAreAnsweredInOrder) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    const auto answer =
        co_await t.raw("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto one = answer.find("GET /1");
    const auto two = answer.find("GET /2");
    EXPECT_NE(one, std::string::npos);
    EXPECT_NE(two, std::string::npos);
    EXPECT_LT(one, two);
  };
  run(main(*this));
}

TEST_P(both_worlds, ContinueIsSaidToWhoWaitsForIt) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    auto opened = co_await t.env().net.connect(t.server_->address());
    std::string all;
    std::array<char, 256> buffer{};
    (void)co_await opened->write(
        "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
    while (!all.ends_with("\r\n\r\n")) {
      const auto n = co_await opened->read_some(asio::buffer(buffer));
      all.append(buffer.data(), n.value());
    }
    EXPECT_EQ(all, "HTTP/1.1 100 Continue\r\n\r\n");
    (void)co_await opened->write("hi");
    for (;;) {
      const auto n = co_await opened->read_some(asio::buffer(buffer));
      if (!n) break;
      all.append(buffer.data(), *n);
    }
    EXPECT_TRUE(all.ends_with("POST /\nhi")) << all;
  };
  run(main(*this));
}

TEST_P(both_worlds, HeadHasNoBody) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    client browser(t.env());
    const auto got = co_await browser.send(t.to("/x"), head());
    EXPECT_EQ(got->body, "");
    EXPECT_EQ(got->headers.find("content-length"), "8");
    const auto next = co_await browser.send(t.to("/y"), get());
    EXPECT_EQ(next->body, "GET /y\n");
  };
  run(main(*this));
}

TEST_P(both_worlds, OneConnectionTooManyIs503) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    std::vector<ports::stream> held;
    for (int i = 0; i < 3; ++i) {
      auto opened = co_await t.env().net.connect(t.server_->address());
      held.push_back(std::move(*opened));
    }
    const auto answer = co_await t.raw("");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n")) << answer;
  };
  run(main(*this));
}

awaitable<void> say_and_close(std::shared_ptr<ports::listener> on, std::string words) {
  auto accepted = co_await on->accept();
  std::array<char, 1024> buffer{};
  (void)co_await accepted->read_some(asio::buffer(buffer));
  (void)co_await accepted->write(words);
}

struct broken_answer {
  std::string words;
  std::string code;
};

TEST_P(both_worlds, BrokenAnswersAreNamed) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    const std::vector<broken_answer> cases = {
        {"", "connection-lost"},
        {"SSH-2.0-x\r\n\r\n", "bad-response"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "connection-lost"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "bad-response"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'), "response-too-large"}};
    for (const auto& one : cases) {
      auto listening = t.env().net.listen({"127.0.0.1", 0});
      std::shared_ptr<ports::listener> on = std::move(*listening);
      const auto where = parse_url("http://" + ports::to_string(on->local()));
      ports::spawn(t.env(), say_and_close(on, one.words));
      client_options options;
      options.max_body = 100;
      client browser(t.env(), options);
      const auto got = co_await browser.send(*where, get());
      EXPECT_FALSE(got.has_value()) << one.words;
      if (!got) {
        EXPECT_EQ(got.error().code, one.code) << one.words << got.error().message;
      }
    }
  };
  run(main(*this));
}

TEST_P(both_worlds, SilenceIsATimeOutAndNobodyIsARefusal) {
  auto main = [](both_worlds& t) -> awaitable<void> {
    client browser(t.env());
    auto silent = t.env().net.listen({"127.0.0.1", 0});
    const auto where = *parse_url("http://" + ports::to_string((*silent)->local()));
    const auto slow = co_await browser.send(where, get(), 30ms);
    EXPECT_EQ(slow.error().code, "timed-out");
    EXPECT_NE(slow.error().message.find("within 30ms"), std::string::npos);
    (*silent)->close();
    const auto gone = co_await browser.send(where, get(), 30ms);
    EXPECT_EQ(gone.error().code, "connection-refused");
  };
  run(main(*this));
}

// What a peer reads of an answer that was told to fail.
awaitable<response> spoilt(request what, exchange_info) {
  response answer(200, {{"Content-Type", "text/plain"}}, "0123456789");
  const auto& target = what.target;
  if (target == "/close") answer.abort = abort_by::close;
  if (target == "/reset") answer.abort = abort_by::reset;
  if (target == "/truncation") answer.abort = abort_by::truncation;
  if (target == "/malformed_chunk") answer.abort = abort_by::malformed_chunk;
  if (target == "/bare_bytes") answer.abort = abort_by::bare_bytes;
  if (target == "/dribble") answer.pieces = pieces(5, 40ms);
  if (target == "/more") {
    answer.more = [left = std::make_shared<int>(2)]() -> awaitable<std::optional<std::string>> {
      if (*left == 0) co_return std::nullopt;
      co_return " and " + std::to_string((*left)--);
    };
  }
  co_return answer;
}

TEST_P(both_worlds, AnAnswerCanBeSpoiltOnPurpose) {
  server_->stop();
  server_ = std::make_unique<server>(env(), spoilt);
  ASSERT_TRUE(server_->start({"127.0.0.1", 0}));
  auto main = [](both_worlds& t) -> awaitable<void> {
    const auto closed = co_await t.raw("GET /close HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(closed, "");
    const auto reset = co_await t.raw("GET /reset HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(reset, "");
    const auto cut = co_await t.raw("GET /truncation HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(cut.find("Content-Length: 10\r\n"), std::string::npos) << cut;
    EXPECT_TRUE(cut.ends_with("\r\n\r\n01234")) << cut;
    const auto chunk = co_await t.raw("GET /malformed_chunk HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(chunk.ends_with("Transfer-Encoding: chunked\r\n\r\nno size\r\n")) << chunk;
    const auto noise = co_await t.raw("GET /bare_bytes HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(noise.size(), 256U);
    EXPECT_FALSE(noise.starts_with("HTTP/"));
    client asking(t.env(), {});
    for (const auto* broken : {"/close", "/reset", "/truncation", "/malformed_chunk", "/bare_bytes"}) {
      const auto answer = co_await asking.send(t.to(broken), get());
      EXPECT_FALSE(answer) << broken;
    }
  };
  run(main(*this));
}

TEST_P(both_worlds, AnAnswerCanComeInPiecesOrPartByPart) {
  server_->stop();
  server_ = std::make_unique<server>(env(), spoilt);
  ASSERT_TRUE(server_->start({"127.0.0.1", 0}));
  auto main = [](both_worlds& t) -> awaitable<void> {
    client asking(t.env(), {});
    const auto before = t.env().time.now();
    const auto slow = co_await asking.send(t.to("/dribble"), get());
    EXPECT_TRUE(slow && slow->body == "0123456789");
    EXPECT_GE(t.env().time.now() - before, 40ms);
    const auto live = co_await asking.send(t.to("/more"), get());
    EXPECT_TRUE(live && live->body == "0123456789 and 2 and 1");
    const auto head_only = co_await asking.send(t.to("/more"), head());
    EXPECT_TRUE(head_only && head_only->body.empty());
  };
  run(main(*this));
}

INSTANTIATE_TEST_SUITE_P(all, both_worlds, testing::Bool(),
                         [](const auto& given) { return given.param ? "sim" : "local"; });

TEST(Url, AbsoluteAddresses) {
  const auto plain = parse_url("HTTP://Example.com/fr/x?r=2#part");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->origin(), "http://Example.com");
  EXPECT_EQ(plain->target, "/fr/x?r=2");
  const auto six = parse_url("https://[::1]:8443");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->text(), "https://[::1]:8443/");
  for (const auto* bad : {"", "x", "/path", "ftp://host/", "http://", "http://a b/"})
    EXPECT_FALSE(parse_url(bad)) << bad;
}

TEST(Url, ReferencesAsABrowserFollowsThem) {
  const auto base = *parse_url("http://127.0.0.1:8080/fr/confirm_adresse_1?r=2");
  EXPECT_EQ(resolve(base, "/mon_compte")->text(), "http://127.0.0.1:8080/mon_compte");
  EXPECT_EQ(resolve(base, "confirm_adresse_2")->text(), "http://127.0.0.1:8080/fr/confirm_adresse_2");
  EXPECT_EQ(resolve(base, "?r=1")->text(), "http://127.0.0.1:8080/fr/confirm_adresse_1?r=1");
  EXPECT_EQ(resolve(base, "https://elsewhere.test/")->text(), "https://elsewhere.test/");
  EXPECT_EQ(resolve(base, "/a/../b#c")->text(), "http://127.0.0.1:8080/b");
  EXPECT_FALSE(resolve(base, "javascript:alert(1)"));
}

TEST(Url, ANameThatBeginsLikeAnAddressIsAName) {
  for (const auto* host : {"127.0.0.1.evil.test", "127.0.0.1evil.test", "10.1.2.3.nip.io", "1.2.3.4.5", "999.0.0.1"}) {
    const auto read = parse_url("http://" + std::string(host) + ":8080/a?b");
    ASSERT_TRUE(read) << host;
    EXPECT_EQ(read->host, host);
    EXPECT_EQ(read->port, 8080);
    EXPECT_EQ(read->target, "/a?b");
    EXPECT_FALSE(is_loopback(read->host));
    EXPECT_EQ(resolve(*read, "c")->text(), "http://" + std::string(host) + ":8080/c");
    const auto base = *parse_url("http://localhost/");
    EXPECT_EQ(resolve(base, "//" + std::string(host) + "/x")->host, host);
    EXPECT_EQ(resolve(base, "/to?next=//" + std::string(host))->host, "localhost");
  }
  EXPECT_EQ(parse_url("http://user@127.0.0.1.evil.test/")->host, "127.0.0.1.evil.test");
  EXPECT_EQ(parse_url("http://user@127.0.0.1/")->host, "127.0.0.1");
  EXPECT_FALSE(parse_url("http://:80/"));
  EXPECT_FALSE(parse_url("http:///x"));
}

TEST(Url, LoopbackOnly) {
  for (const auto* yes : {"localhost", "127.0.0.1", "127.8.9.1", "::1"}) EXPECT_TRUE(is_loopback(yes)) << yes;
  for (const auto* no : {"10.0.0.1", "localhost.example.com", "128.0.0.1", "0.0.0.0", "www.cnops.org.ma"}) {
    EXPECT_FALSE(is_loopback(no)) << no;
  }
}

}  // namespace
}  // namespace parcours::http
