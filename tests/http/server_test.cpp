// The server with handlers that fail or wait, with clients that leave, and in worlds that end or stand still.
#include "harness/ports/notifier.hpp"
#include "tests/http/fixture.hpp"

#include <functional>
#include <stdexcept>
#include <vector>

namespace parcours::http {
namespace {

using http_server = http_contract;

constexpr auto* question = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr auto* last_question = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

// Handlers that wait until they are told, and how many of them there are.
struct waiting_room {
  explicit waiting_room(const ports::env& world) : time(world.time.wire()), told(time) {}
  struct visitor {
    explicit visitor(int& counted) : count(counted) { ++count; }
    ~visitor() { --count; }
    visitor(const visitor&) = delete;
    visitor& operator=(const visitor&) = delete;
    int& count;
  };
  static awaitable<response> answer(waiting_room& self, request what) {
    const visitor here(self.inside);
    if (what.target == "/wait") co_await self.told.wait_until(self.time.now() + 1h);
    if (what.target == "/sleep") co_await ports::sleep_for(self.time, 1h);
    if (what.target == "/slow") co_await ports::sleep_for(self.time, 20ms);
    response made(200, {}, what.target);
    co_return made;
  }
  handler open() {
    return [this](request what, const exchange_info&) { return answer(*this, std::move(what)); };
  }
  static server_limits limits() {
    auto made = small_limits();
    made.only_waits = [](const request& what) { return what.target != "/slow"; };
    return made;
  }

  ports::clock& time;
  ports::notifier told;
  int inside = 0;
};

TEST_P(http_server, WhoLeavesFreesTheirPlace) {
  auto main = [](http_server& t, waiting_room& room) -> awaitable<void> {
    for (const auto* how : {"/wait", "/sleep"}) {
      std::vector<ports::stream> clients;
      for (int i = 0; i < 3; ++i) {
        clients.push_back(co_await t.connect());
        (void)co_await clients.back().write(std::string("GET ") + how + " HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      while (room.inside < 3) co_await t.real(1ms);
      clients[0].close();
      clients[1].reset();
      clients[2].shutdown_send();  // which cannot be told from leaving
      for (int i = 0; i < 1000 && room.inside > 0; ++i) co_await t.real(1ms);
      EXPECT_EQ(room.inside, 0) << how;
      const auto rest = co_await t.read_all(clients[2]);
      EXPECT_EQ(rest, "");
      const auto next = co_await t.raw(last_question);
      EXPECT_TRUE(next.starts_with("HTTP/1.1 200 OK\r\n")) << next;
    }
  };
  waiting_room room(env_);
  serve(room.open(), waiting_room::limits());
  run(main(*this, room));
}

TEST_P(http_server, WhatComesWhileAHandlerWaitsIsTheNextRequest) {
  auto main = [](http_server& t, waiting_room& room) -> awaitable<void> {
    auto client = co_await t.connect();
    (void)co_await client.write(question);
    while (room.inside == 0) co_await t.real(1ms);
    (void)co_await client.write(std::string(question).substr(0, 9));
    co_await t.real(5ms);
    room.told.notify_all();
    const auto first = co_await t.read_until(client, "/wait");
    EXPECT_TRUE(first.starts_with("HTTP/1.1 200 OK\r\n")) << first;
    (void)co_await client.write(std::string(question).substr(9) + last_question);
    while (room.inside == 0) co_await t.real(1ms);
    room.told.notify_all();
    const auto rest = co_await t.read_all(client);
    EXPECT_NE(rest.find("/wait"), std::string::npos) << rest;
    EXPECT_TRUE(rest.ends_with("/last")) << rest;
  };
  waiting_room room(env_);
  serve(room.open(), waiting_room::limits());
  run(main(*this, room));
}

TEST_P(http_server, WhoSendsWithoutEndBehindAWaitIsLetGo) {
  auto main = [](http_server& t, waiting_room& room) -> awaitable<void> {
    auto client = co_await t.connect();
    (void)co_await client.write(question + std::string(2000, 'x'));
    const auto rest = co_await t.read_all(client);
    EXPECT_EQ(rest, "");
    EXPECT_EQ(room.inside, 0);
  };
  waiting_room room(env_);
  serve(room.open(), waiting_room::limits());
  run(main(*this, room));
}

TEST_P(http_server, WhoHalfClosesGetsTheirAnswer) {
  auto main = [](http_server& t) -> awaitable<void> {
    // /now is of those that may wait, but does not; /slow is of the others.
    for (const std::string how : {"/now", "/slow"}) {
      auto client = co_await t.connect();
      (void)co_await client.write("GET " + how + " HTTP/1.0\r\n\r\n");
      client.shutdown_send();
      const auto answer = co_await t.read_all(client);
      EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
      EXPECT_TRUE(answer.ends_with(how)) << answer;
    }
  };
  waiting_room room(env_);
  serve(room.open(), waiting_room::limits());
  run(main(*this));
}

TEST_P(http_server, AWorldMayEndWhileHandlersWait) {
  auto main = [](http_server& t, waiting_room& room) -> awaitable<void> {
    auto client = co_await t.connect();
    (void)co_await client.write(question);
    while (room.inside == 0) co_await t.real(1ms);
    t.server_->stop();
    co_await t.real(5ms);
    EXPECT_EQ(room.inside, 0);
  };
  waiting_room room(env_);
  serve(room.open(), waiting_room::limits());
  run(main(*this, room));
}

class noting_trace final : public ports::trace {
 public:
  void record(std::string_view component, std::string_view what, std::initializer_list<ports::fact> of) override {
    told.append(component).append(": ").append(what);
    for (const auto& one : of) {
      if (const auto* words = std::get_if<std::string_view>(&one.value)) told.append(" ").append(*words);
    }
    told += "\n";
  }
  std::string told;
};

awaitable<response> fragile(request what, exchange_info) {
  if (what.target == "/bug") throw std::logic_error("no such element");
  response made(200, {}, "fine");
  if (what.target == "/more") {
    made.more = []() -> awaitable<std::optional<std::string>> {
      throw std::logic_error("no more elements");
      co_return std::nullopt;
    };
  }
  co_return made;
}

TEST_P(http_server, AHandlerThatThrowsIsA500AndTheServerLivesOn) {
  auto main = [](http_server& t) -> awaitable<void> {
    client asking(t.env_);
    for (int i = 0; i < 2; ++i) {
      const auto failed = co_await asking.send(t.to("/bug"), get());
      EXPECT_TRUE(failed && failed->status == 500U);
      const auto well = co_await asking.send(t.to("/"), get());
      EXPECT_TRUE(well && well->body == "fine");
      const auto cut = co_await asking.send(t.to("/more"), get());
      EXPECT_TRUE(cut && cut->body == "fine");
    }
  };
  noting_trace log;
  for (const bool waits : {false, true}) {
    auto limits = small_limits();
    limits.only_waits = [waits](const request&) { return waits; };
    serve_in({env_.executor, env_.time, env_.net, env_.random, log}, fragile, limits);
    if (waits && std::string_view(GetParam().name) == "steered") continue;  // its world can be run only once
    run(main(*this));
    server_->stop();
    EXPECT_NE(log.told.find("http: a handler failed no such element\n"), std::string::npos) << log.told;
    EXPECT_NE(log.told.find("no more elements"), std::string::npos) << log.told;
    log.told.clear();
  }
}

INSTANTIATE_TEST_SUITE_P(all, http_server, testing::ValuesIn(backends),
                         [](const auto& given) { return given.param.name; });

// A network whose listeners fail to accept at first, as where no file descriptors are left.
class frail_network final : public ports::network {
 public:
  explicit frail_network(ports::network& under) : under_(under) {}
  class frail_listener final : public ports::listener {
   public:
    explicit frail_listener(std::unique_ptr<ports::listener> under) : under_(std::move(under)) {}
    awaitable<ports::io_result<ports::stream>> accept() override {
      if (failures_-- > 0) co_return std::unexpected(ports::error_code(asio::error::no_descriptors));
      co_return co_await under_->accept();
    }
    ports::endpoint local() const override { return under_->local(); }
    void close() noexcept override { under_->close(); }

   private:
    std::unique_ptr<ports::listener> under_;
    int failures_ = 3;
  };
  ports::io_result<std::unique_ptr<ports::listener>> listen(const ports::endpoint& where) override {
    auto made = under_.listen(where);
    if (!made) return std::unexpected(made.error());
    return std::make_unique<frail_listener>(std::move(*made));
  }
  awaitable<ports::io_result<ports::stream>> connect(ports::endpoint where, std::optional<ports::tls_client> tls,
                                                     duration within) override {
    return under_.connect(std::move(where), std::move(tls), within);
  }
  result<std::shared_ptr<const ports::tls_identity>> identity(const ports::tls_server& from) override {
    return under_.identity(from);
  }
  awaitable<ports::io_result<ports::stream>> secure(ports::stream plain, std::shared_ptr<const ports::tls_identity> as,
                                                    duration within) override {
    return under_.secure(std::move(plain), std::move(as), within);
  }

 private:
  ports::network& under_;
};

TEST(simulated_http, AFailedAcceptStopsNoServerWhileWorldTimeStandsStill) {
  sim::simulation simulation;
  const auto wire = simulation.env();
  ports::steered_clock time(wire.executor, wire.time);
  time.freeze();
  frail_network net(wire.net);
  server frail({wire.executor, time, net, wire.random, wire.log}, echo);
  ASSERT_TRUE(frail.start({"127.0.0.1", 0}));
  auto main = [](ports::env world, server& its) -> awaitable<void> {
    client browser(world);
    const auto got = co_await browser.send(*parse_url(its.url() + "/x"), get());
    EXPECT_TRUE(got && got->body == "GET /x\n");
  };
  EXPECT_TRUE(simulation.run(main(wire, frail)));
  frail.stop();
  time.abandon();
  simulation.abandon();
}

TEST(simulated_http, LeavesNothingBehindWhenTheWorldEndsFirst) {
  auto simulation = std::make_unique<sim::simulation>();
  waiting_room room(simulation->env());
  auto its = std::make_unique<server>(simulation->env(), room.open(), waiting_room::limits());
  ASSERT_TRUE(its->start({"127.0.0.1", 0}));
  std::vector<ports::stream> clients;
  auto main = [](ports::env world, server& to, std::vector<ports::stream>& from) -> awaitable<void> {
    for (const auto* words : {"", "GET / HTTP/1.1\r\n", question}) {
      auto peer = co_await world.net.connect(to.address());
      EXPECT_TRUE(peer);
      if (peer) (void)co_await peer->write(words);
      if (peer) from.push_back(std::move(*peer));
    }
    co_await ports::sleep_for(world.time, 1ms);
  };
  EXPECT_TRUE(simulation->run(main(simulation->env(), *its, clients)));
  EXPECT_EQ(room.inside, 1);
  simulation->abandon();
  EXPECT_EQ(room.inside, 0);
  its->stop();  // there is nobody left to close
  its.reset();
}

}  // namespace
}  // namespace parcours::http
