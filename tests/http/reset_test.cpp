// Connections that are reset after 1, 2, 3, … bytes, in simulation: both sides get over each of them.
#include "tests/http/fixture.hpp"

namespace parcours::http {
namespace {

class resets : public testing::Test {
 public:
  resets() { EXPECT_TRUE(server_.start({"127.0.0.1", 80})); }
  ~resets() override {
    server_.stop();
    simulation_.abandon();
  }
  static sim::options in_single_bytes() {
    sim::options chosen;
    chosen.network.chunk = 1;
    return chosen;
  }
  void run(awaitable<void> main) {
    const auto outcome = simulation_.run(std::move(main));
    ASSERT_TRUE(outcome) << outcome.error().message;
  }
  // Nothing of what failed is left: not a place, of which there are three, and not half a request.
  awaitable<void> expect_service() {
    client fresh(env_);
    const auto got = co_await fresh.send(where_, get());
    EXPECT_TRUE(got.has_value());
    if (got) {
      EXPECT_EQ(got->body, "GET /\n");
    }
  }

  sim::simulation simulation_{in_single_bytes()};
  ports::env env_ = simulation_.env();
  server server_{env_, echo, small_limits()};
  url where_ = *parse_url("http://127.0.0.1/");
};

TEST_F(resets, OfARequestAreSurvived) {
  auto main = [](resets& t) -> awaitable<void> {
    for (const auto& what : {get(), post("0123456789")}) {
      std::size_t bytes = 1;
      for (bool through = false; !through; ++bytes) {
        t.simulation_.set_faults({"127.0.0.1", 80}, {.reset_after_bytes = bytes});
        client unlucky(t.env_);
        const auto got = co_await unlucky.send(t.where_, what);
        through = got.has_value();
        if (!got) {
          EXPECT_EQ(got.error().code, "connection-lost") << bytes;
        }
        t.simulation_.set_faults({"127.0.0.1", 80}, {});
        co_await t.expect_service();
        EXPECT_LT(bytes, 1000U);
        if (bytes > 1000) co_return;
      }
      EXPECT_GT(bytes, 20U);
    }
  };
  run(main(*this));
}

// On a connection that is kept: the second request fails, and is sent anew if it is a GET.
TEST_F(resets, OfAKeptConnectionAreSurvived) {
  auto main = [](resets& t) -> awaitable<void> {
    const std::string_view sent = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n";
    const auto length = sent.size();
    for (std::size_t bytes = length + 1; bytes <= 2 * length; ++bytes) {
      t.simulation_.set_faults({"127.0.0.1", 80}, {.reset_after_bytes = bytes});
      client unlucky(t.env_);
      const auto first = co_await unlucky.send(t.where_, get());
      EXPECT_TRUE(first.has_value()) << bytes;
      t.simulation_.set_faults({"127.0.0.1", 80}, {});
      const auto second = co_await unlucky.send(t.where_, get());
      EXPECT_TRUE(second.has_value()) << bytes;
    }
    co_await t.expect_service();
  };
  run(main(*this));
}

// Sends `length` bytes of an answer to the first who asks and resets; then all of it to everyone.
awaitable<void> fail_after(std::shared_ptr<ports::listener> on, std::string answer, std::size_t length) {
  for (;; length = answer.size()) {
    auto accepted = co_await on->accept();
    if (!accepted) co_return;
    for (;;) {
      const auto asked = co_await http_contract::read_until(*accepted, "\r\n\r\n");
      if (asked.empty()) break;
      (void)co_await accepted->write(answer.substr(0, length));
      if (length < answer.size()) break;
    }
    accepted->reset();
  }
}

TEST_F(resets, OfAnAnswerAreSurvived) {
  auto main = [](resets& t) -> awaitable<void> {
    const std::string answer =
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    for (std::size_t length = 0; length <= answer.size(); ++length) {
      auto listening = t.env_.net.listen({"127.0.0.1", 81});
      std::shared_ptr<ports::listener> on = std::move(*listening);
      ports::spawn(t.env_, fail_after(on, answer, length));
      const auto where = *parse_url("http://127.0.0.1:81/");
      client asking(t.env_);
      const auto first = co_await asking.send(where, get());
      EXPECT_EQ(first.has_value(), length == answer.size()) << length;
      if (!first) {
        EXPECT_EQ(first.error().code, "connection-lost") << length;
      }
      const auto second = co_await asking.send(where, get());
      EXPECT_TRUE(second && second->body == "0123456789") << length;
      asking.close();
      on->close();
      co_await ports::sleep_for(t.env_.time, 1ms);
    }
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::http
