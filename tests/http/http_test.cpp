// Client and server against each other, and the server against bytes that no good client sends, in every world.
#include "tests/http/fixture.hpp"

namespace parcours::http {
namespace {

TEST_P(http_contract, ManyExchangesOnOneConnection) {
  auto main = [](http_contract& t) -> awaitable<void> {
    client browser(t.env_);
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

TEST_P(http_contract, AnIdleConnectionThatTheServerClosedIsOpenedAnew) {
  auto main = [](http_contract& t) -> awaitable<void> {
    auto hasty = small_limits();
    hasty.idle_time = 50ms;
    t.serve(echo, hasty);
    client browser(t.env_);
    const auto first = co_await browser.send(t.to("/1"), get());
    EXPECT_TRUE(first.has_value());
    co_await t.real(100ms);
    const auto second = co_await browser.send(t.to("/2"), get());
    EXPECT_TRUE(second.has_value());
    EXPECT_EQ(second->body, "GET /2\n");
  };
  run(main(*this));
}

TEST_P(http_contract, ABodyAtItsLimitPassesAndOneByteMoreIs413) {
  auto main = [](http_contract& t) -> awaitable<void> {
    client browser(t.env_);
    const auto at = co_await browser.send(t.to("/"), post(std::string(100, 'x')));
    EXPECT_EQ(at->status, 200U);
    const auto over = co_await browser.send(t.to("/"), post(std::string(101, 'x')));
    EXPECT_EQ(over->status, 413U);
  };
  run(main(*this));
}

TEST_P(http_contract, HeaderFieldsBeyondTheLimitAre431) {
  auto main = [](http_contract& t) -> awaitable<void> {
    client browser(t.env_);
    const auto over = co_await browser.send(t.to("/"), get_with("X-Much", std::string(600, 'x')));
    EXPECT_EQ(over->status, 431U);
  };
  run(main(*this));
}

TEST_P(http_contract, WhatIsNotHttpIs400) {
  auto main = [](http_contract& t) -> awaitable<void> {
    const auto answer = co_await t.raw("EHLO mail.example.com\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  };
  run(main(*this));
}

// RFC 9112 sections 3.2 and 6.1. What stands behind a coding that nobody understands must not be read as a request.
TEST_P(http_contract, WhatHasNoOneHostOrAnUnknownCodingIsRefused) {
  struct tried {
    std::string head;
    std::string status;
  };
  static const std::vector<tried> all = {
      {"GET / HTTP/1.1\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: x@a\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost:\r\n", "200"},
      {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n", "200"},
      {"GET / HTTP/1.0\r\n", "200"},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n", "501"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n", "501"},
  };
  auto main = [](http_contract& t) -> awaitable<void> {
    for (const auto& one : all) {
      const auto answer =
          co_await t.raw(one.head + "Connection: close\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
      EXPECT_EQ(answer.substr(9, 3), one.status) << one.head << answer;
      EXPECT_EQ(answer.find("smuggled"), std::string::npos) << one.head;
    }
  };
  run(main(*this));
}

// RFC 9112 section 2.2: some clients send one behind the body before.
TEST_P(http_contract, EmptyLinesBeforeARequestArePassedOver) {
  auto main = [](http_contract& t) -> awaitable<void> {
    const std::string asked = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for (const std::string before :
         {"\r\n", "\r\n\r\n\r\n", "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx\r\n"}) {
      const auto answer = co_await t.raw(before + asked);
      EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
      EXPECT_NE(answer.find("GET /x"), std::string::npos) << answer;
      EXPECT_EQ(answer.find("HTTP/1.1 400"), std::string::npos) << answer;
    }
    for (const std::string before : {"\n", "\r", "\r\r\n", " \r\n"}) {
      const auto answer = co_await t.raw(before + asked);
      EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << before << answer;
    }
  };
  run(main(*this));
}

TEST_P(http_contract, TrailersHaveTheLimitOfHeaders) {
  auto main = [](http_contract& t) -> awaitable<void> {
    const std::string begun =
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n";
    for (const std::string& trailer : {"X: " + std::string(100'000, 'y') + "\r\n\r\n", std::string(100'000, 'y')}) {
      const auto answer = co_await t.raw(begun + trailer);
      EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer.substr(0, 100);
    }
    const auto short_one = co_await t.raw(begun + "X: y\r\n\r\n");
    EXPECT_TRUE(short_one.starts_with("HTTP/1.1 200 ")) << short_one;
  };
  run(main(*this));
}

TEST_P(http_contract, ATargetInAbsoluteFormIsItsPathAndItsHost) {
  auto main = [](http_contract& t) -> awaitable<void> {
    for (const std::string target : {"http://other/a?b=c", "http://other?b=c", "http://other"}) {
      const auto answer = co_await t.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      const std::string path = target == "http://other" ? "/" : target == "http://other?b=c" ? "/?b=c" : "/a?b=c";
      EXPECT_TRUE(answer.ends_with("\r\n\r\nGET " + path + "\n")) << answer;
    }
  };
  run(main(*this));
}

// The whole of it may be on its way when it is refused: unread, it would reset the connection, and the answer be lost.
TEST_P(http_contract, ARefusalReachesAClientThatSendsOn) {
  auto main = [](http_contract& t) -> awaitable<void> {
    auto roomy = small_limits();
    roomy.connections = 100;
    t.serve(echo, roomy);
    for (int i = 0; i < 5; ++i) {
      const std::string body(4U << 20U, 'x');
      const auto answer = co_await t.raw(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
      EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer.substr(0, 100);
    }
  };
  run(main(*this));
}

TEST_P(http_contract, ARequestThatNeverEndsIs408) {
  auto main = [](http_contract& t) -> awaitable<void> {
    auto hasty = small_limits();
    hasty.request_time = 50ms;
    t.serve(echo, hasty);
    const auto answer = co_await t.raw("GET / HTTP/1.1\r\nHost: x\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n")) << answer;
  };
  run(main(*this));
}

TEST_P(http_contract, PipelinedRequestsAreAnsweredInOrder) {
  auto main = [](http_contract& t) -> awaitable<void> {
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

TEST_P(http_contract, ContinueIsSaidToWhoWaitsForIt) {
  auto main = [](http_contract& t) -> awaitable<void> {
    auto opened = co_await t.env_.net.connect(t.server_->address());
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

TEST_P(http_contract, HeadHasNoBody) {
  auto main = [](http_contract& t) -> awaitable<void> {
    client browser(t.env_);
    const auto got = co_await browser.send(t.to("/x"), head());
    EXPECT_EQ(got->body, "");
    EXPECT_EQ(got->headers.find("content-length"), "8");
    const auto next = co_await browser.send(t.to("/y"), get());
    EXPECT_EQ(next->body, "GET /y\n");
  };
  run(main(*this));
}

TEST_P(http_contract, OneConnectionTooManyIs503) {
  auto main = [](http_contract& t) -> awaitable<void> {
    std::vector<ports::stream> held;
    for (int i = 0; i < 3; ++i) {
      auto opened = co_await t.env_.net.connect(t.server_->address());
      held.push_back(std::move(*opened));
    }
    const auto answer = co_await t.raw("");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n")) << answer;
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

TEST_P(http_contract, AnAnswerCanBeSpoiltOnPurpose) {
  serve(spoilt);
  auto main = [](http_contract& t) -> awaitable<void> {
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
    client asking(t.env_, {});
    for (const auto* broken : {"/close", "/reset", "/truncation", "/malformed_chunk", "/bare_bytes"}) {
      const auto answer = co_await asking.send(t.to(broken), get());
      EXPECT_FALSE(answer) << broken;
    }
  };
  run(main(*this));
}

TEST_P(http_contract, AnAnswerCanComeInPiecesOrPartByPart) {
  serve(spoilt);
  auto main = [](http_contract& t) -> awaitable<void> {
    client asking(t.env_, {});
    const auto before = t.env_.time.now();
    const auto slow = co_await asking.send(t.to("/dribble"), get());
    EXPECT_TRUE(slow && slow->body == "0123456789");
    EXPECT_GE(t.env_.time.now() - before, 40ms);
    const auto live = co_await asking.send(t.to("/more"), get());
    EXPECT_TRUE(live && live->body == "0123456789 and 2 and 1");
    const auto head_only = co_await asking.send(t.to("/more"), head());
    EXPECT_TRUE(head_only && head_only->body.empty());
  };
  run(main(*this));
}

INSTANTIATE_TEST_SUITE_P(all, http_contract, testing::ValuesIn(backends),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace parcours::http
