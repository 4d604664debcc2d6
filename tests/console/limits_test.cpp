// Requests that are slow, half there, too large or none at all, on each of the three HTTP ports.
#include "fixture.hpp"

#include <boost/asio/buffer.hpp>

namespace parcours::mocks::console {
namespace {

class Limits : public Console {
 public:
  [[nodiscard]] std::array<ports::endpoint, 3> addresses() const {
    return {mocks_->portal().address(), mocks_->captcha().address(), console_->address()};
  }

  /// What comes back for these bytes, until the other side ends; `ends`: this side says first that it will say no more.
  awaitable<std::string> raw(ports::endpoint where, std::string bytes, bool ends = false) {
    auto connected = co_await wire_.net.connect(where);
    EXPECT_TRUE(connected);
    (void)co_await connected->write(bytes);
    if (ends) connected->shutdown_send();
    std::string got;
    std::array<char, 4096> buffer;
    for (;;) {
      const auto n = co_await connected->read_some(asio::buffer(buffer));
      if (!n) co_return got;
      got.append(buffer.data(), *n);
    }
  }
  awaitable<void> still_answers(ports::endpoint where) {
    const auto got = co_await raw(where, "GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(got, ::testing::StartsWith("HTTP/1.1 404 "));
  }
};

TEST_F(Limits, a_request_that_never_ends_is_408_after_30_seconds) {
  run([](Limits& t) -> awaitable<void> {
    for (const auto& where : t.addresses()) {
      for (const std::string begun : {"G", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
                                      "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc"}) {
        const auto start = t.wire_.time.now();
        const auto got = co_await t.raw(where, begun);
        EXPECT_THAT(got, ::testing::StartsWith("HTTP/1.1 408 ")) << begun;
        EXPECT_GE(t.wire_.time.now() - start, 30s);
        EXPECT_LT(t.wire_.time.now() - start, 31s);
      }
      co_await t.still_answers(where);
    }
  }(*this));
}

TEST_F(Limits, a_connection_without_a_request_is_closed_after_2_minutes) {
  run([](Limits& t) -> awaitable<void> {
    for (const auto& where : t.addresses()) {
      const auto start = t.wire_.time.now();
      const auto got = co_await t.raw(where, "");
      EXPECT_EQ(got, "");
      EXPECT_GE(t.wire_.time.now() - start, 2min);
      EXPECT_LT(t.wire_.time.now() - start, 121s);
    }
  }(*this));
}

TEST_F(Limits, half_a_request_and_then_the_end_is_let_go_at_once) {
  run([](Limits& t) -> awaitable<void> {
    for (const auto& where : t.addresses()) {
      const auto start = t.wire_.time.now();
      const auto got =
          co_await t.raw(where, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nabc", true);
      EXPECT_EQ(got, "");
      EXPECT_LT(t.wire_.time.now() - start, 1s);
      co_await t.still_answers(where);
    }
  }(*this));
}

struct refused_request {
  std::string bytes;
  std::string_view answer;
};

TEST_F(Limits, what_is_too_large_or_malformed_is_told) {
  run([](Limits& t) -> awaitable<void> {
    const std::string host = "\r\nHost: 127.0.0.1\r\n";
    const std::vector<refused_request> all = {
        {"GET /" + std::string(20'000, 'x') + " HTTP/1.1" + host + "\r\n", "HTTP/1.1 431 "},
        {"GET / HTTP/1.1" + host + "X: " + std::string(20'000, 'x') + "\r\n\r\n", "HTTP/1.1 431 "},
        {"POST / HTTP/1.1" + host + "Content-Length: 1048577\r\n\r\n", "HTTP/1.1 413 "},
        {"POST / HTTP/1.1" + host + "Transfer-Encoding: chunked\r\n\r\n4000000\r\n" + std::string(1'100'000, 'x'),
         "HTTP/1.1 413 "},
        {"POST / HTTP/1.1" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 400 "},
        {"POST / HTTP/1.1" + host + "Content-Length: -1\r\n\r\n", "HTTP/1.1 400 "},
        {"POST / HTTP/1.1" + host + "Transfer-Encoding: chunked\r\n\r\nx\r\n", "HTTP/1.1 400 "},
        {"\x16\x03\x01\x02\x00\x01", "HTTP/1.1 400 "},
        {"GET / HTTP/9.9" + host + "\r\n", "HTTP/1.1 400 "},
    };
    for (const auto& where : t.addresses()) {
      for (const auto& one : all) {
        const auto got = co_await t.raw(where, one.bytes);
        EXPECT_THAT(got, ::testing::StartsWith(std::string(one.answer))) << one.bytes.substr(0, 60);
      }
      co_await t.still_answers(where);
    }
  }(*this));
}

TEST_F(Limits, a_thousand_idle_connections_are_in_nobodys_way_and_1025_are_too_many) {
  run([](Limits& t) -> awaitable<void> {
    for (const auto& where : t.addresses()) {
      std::vector<ports::stream> idle;
      for (int i = 0; i < 1023; ++i) {
        auto one = co_await t.wire_.net.connect(where);
        EXPECT_TRUE(one);
        idle.push_back(std::move(*one));
      }
      co_await t.still_answers(where);
      auto last = co_await t.wire_.net.connect(where);
      const auto turned_away = co_await t.raw(where, "");
      EXPECT_THAT(turned_away, ::testing::StartsWith("HTTP/1.1 503 "));
      idle.clear();
      last->close();
      co_await ports::sleep_for(t.wire_.time, 1s);
      co_await t.still_answers(where);
    }
  }(*this));
}

// More of them than the console has connections.
TEST_F(Limits, waits_whose_clients_leave_are_in_nobodys_way) {
  run([](Limits& t) -> awaitable<void> {
    for (const auto* path : {"/api/v1/wait", "/api/control/journal/wait", "/api/control/requests/wait"}) {
      std::vector<ports::stream> left;
      for (int i = 0; i < 1024; ++i) {
        auto connected = co_await t.wire_.net.connect(t.console_->address());
        EXPECT_TRUE(connected);
        const std::string asked = std::string("GET ") + path + "?timeout=10m HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        (void)co_await connected->write(asked);
        left.push_back(std::move(*connected));
      }
      const auto full = co_await t.raw(t.console_->address(), "");
      EXPECT_THAT(full, ::testing::StartsWith("HTTP/1.1 503 ")) << path;
      const auto start = t.wire_.time.now();
      left.clear();
      co_await ports::sleep_for(t.wire_.time, 1s);
      co_await t.still_answers(t.console_->address());
      EXPECT_LT(t.wire_.time.now() - start, 2s);
    }
  }(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
