#include "harness/sim/simulation.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <array>
#include <optional>

namespace parcours::sim {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

awaitable<void> sleep_a_year(ports::env env) { co_await ports::sleep_for(env.time, 24h * 365); }

TEST(Simulation, AYearPassesAtOnce) {
  simulation world;
  ASSERT_TRUE(world.run(sleep_a_year(world.env())));
  EXPECT_EQ(world.env().time.now(), 24h * 365);
}

awaitable<void> read_for_ever(ports::env env) {
  auto listener = env.net.listen({"127.0.0.1", 25});
  auto client = co_await env.net.connect({"127.0.0.1", 25});
  std::array<char, 1> one{};
  (void)co_await client->read_some(asio::buffer(one));
}

TEST(Simulation, ADeadlockNamesWhoWaits) {
  simulation world;
  const auto outcome = world.run(read_for_ever(world.env()));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "deadlock");
  EXPECT_NE(outcome.error().message.find("read on 127.0.0.1:49152 with 127.0.0.1:25"), std::string::npos)
      << outcome.error().message;
}

awaitable<void> take_time(ports::env env, ports::stream& from, std::optional<duration>& at) {
  std::array<char, 8> buffer{};
  (void)co_await from.read_some(asio::buffer(buffer));
  at = env.time.now();
}

awaitable<void> pass_while_on_the_way(ports::env env) {
  auto listener = env.net.listen({"127.0.0.1", 25});
  auto client = co_await env.net.connect({"127.0.0.1", 25});
  auto server = co_await (*listener)->accept();
  std::optional<duration> at;
  ports::spawn(env, take_time(env, *server, at));
  (void)co_await client->write("now");
  co_await env.time.pass(1h);
  EXPECT_EQ(at, 0s);
  EXPECT_EQ(env.time.now(), 1h);
  EXPECT_EQ(env.time.stopwatch(), 1h + 300us);  // the handshake's two ways and the delivery
}

TEST(Simulation, WhatIsOnTheWayArrivesBeforeTimeIsPassed) {
  simulation world;
  ASSERT_TRUE(world.run(pass_while_on_the_way(world.env())));
}

awaitable<void> spin(ports::env env) {
  for (;;) co_await asio::post(env.executor, asio::use_awaitable);
}

TEST(Simulation, ALivelockIsFound) {
  options chosen;
  chosen.handlers_per_instant = 1000;
  simulation world(chosen);
  const auto outcome = world.run(spin(world.env()));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "livelock");
}

awaitable<void> talk(ports::env env, std::string words) {
  auto listener = env.net.listen({"127.0.0.1", 0});
  auto client = co_await env.net.connect((*listener)->local());
  auto server = co_await (*listener)->accept();
  (void)co_await client->write(words);
  std::array<char, 64> buffer{};
  std::size_t got = 0;
  while (got < words.size()) {
    const auto n = co_await server->read_some(asio::buffer(buffer));
    got += *n;
  }
}

std::uint64_t hash_of(std::uint64_t seed, const std::string& words) {
  options chosen;
  chosen.seed = seed;
  chosen.network.jitter = 1ms;
  chosen.network.chunk = 3;
  simulation world(chosen);
  EXPECT_TRUE(world.run(talk(world.env(), words)));
  return world.trace_hash();
}

TEST(Simulation, TheSameSeedGivesTheSameTrace) {
  EXPECT_EQ(hash_of(7, "the same words"), hash_of(7, "the same words"));
  EXPECT_NE(hash_of(7, "the same words"), hash_of(8, "the same words"));
  EXPECT_NE(hash_of(7, "the same words"), hash_of(7, "the same word!"));
}

awaitable<void> expect_connect(ports::env env, ports::error_code expected, duration took) {
  auto listener = env.net.listen({"127.0.0.1", 25});
  const auto before = env.time.stopwatch();
  auto client = co_await env.net.connect({"127.0.0.1", 25}, {}, 5s);
  EXPECT_FALSE(client.has_value());
  if (!client) {
    EXPECT_EQ(client.error(), expected);
  }
  EXPECT_EQ(env.time.stopwatch() - before, took);
}

TEST(Simulation, LinksRefuseAndSwallowConnections) {
  simulation refusing;
  refusing.set_faults({"127.0.0.1", 25}, {.refuse = true});
  EXPECT_TRUE(refusing.run(expect_connect(refusing.env(), asio::error::connection_refused, 200us)));
  simulation swallowing;
  swallowing.set_faults({"127.0.0.1", 25}, {.blackhole = true});
  EXPECT_TRUE(swallowing.run(expect_connect(swallowing.env(), asio::error::timed_out, 5s)));
}

awaitable<void> write_across_a_reset(ports::env env, std::size_t& arrived) {
  auto listener = env.net.listen({"127.0.0.1", 25});
  auto client = co_await env.net.connect({"127.0.0.1", 25});
  auto server = co_await (*listener)->accept();
  (void)co_await client->write("12345678");
  std::array<char, 64> buffer{};
  for (;;) {
    const auto n = co_await server->read_some(asio::buffer(buffer));
    if (!n) {
      EXPECT_EQ(n.error(), asio::error::connection_reset);
      break;
    }
    arrived += *n;
  }
  const auto n = co_await client->read_some(asio::buffer(buffer));
  EXPECT_FALSE(n.has_value());
  EXPECT_EQ(n.error(), asio::error::connection_reset);
}

TEST(Simulation, ALinkResetsAfterSoManyBytes) {
  options chosen;
  chosen.network.chunk = 4;
  simulation world(chosen);
  world.set_faults({"127.0.0.1", 25}, {.reset_after_bytes = 4});
  std::size_t arrived = 0;
  ASSERT_TRUE(world.run(write_across_a_reset(world.env(), arrived)));
  EXPECT_EQ(arrived, 4U);
}

}  // namespace
}  // namespace parcours::sim
