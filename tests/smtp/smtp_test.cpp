// The client against the mail sink, and the sink against peers that misbehave, in every world.
#include "harness/smtp/client.hpp"
#include "harness/smtp/message.hpp"
#include "mocks/smtp/mailbox.hpp"
#include "mocks/smtp/server.hpp"
#include "tests/ports/worlds.hpp"

#include <boost/asio/buffer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>

namespace parcours::mocks::smtp {
namespace {

using parcours::smtp::envelope;
using parcours::smtp::stage;
using testing::HasSubstr;
using testing::StartsWith;

server_options small_limits() {
  server_options options;
  options.connections = 3;
  options.session.idle_time = 200ms;
  return options;
}

envelope to_one(std::string address) { return {"a@b.test", {std::move(address)}}; }

// "" where it went well.
template <class T>
std::string failure(const result<T>& outcome) {
  return outcome ? "" : outcome.error().code;
}

class every_world : public ports_contract {
 public:
  every_world() {
    sink_ = std::make_unique<server>(env_, small_limits(), box_);
    EXPECT_TRUE(sink_->start({"127.0.0.1", 0}));
  }
  ~every_world() override {
    sink_->stop();
    world_->abandon();
  }

  ports::env env() { return env_; }
  duration now() { return env_.time.now(); }

  awaitable<result<parcours::smtp::delivery>> send(std::string to, duration within = 5s) {
    return parcours::smtp::send(env(), sink_->address(), to_one(std::move(to)), "Subject: hello\r\n\r\n.dot\r\n",
                                within, "client.test");
  }

  // Reads until the peer closes.
  static awaitable<std::string> read_all(ports::stream& peer) {
    std::string all;
    std::array<char, 256> buffer{};
    while (true) {
      const auto n = co_await peer.read_some(asio::buffer(buffer));
      if (!n) co_return all;
      all.append(buffer.data(), *n);
    }
  }

  mailbox box_;
  std::unique_ptr<server> sink_;
};

TEST_P(every_world, a_mail_that_was_sent_is_in_the_box) {
  auto main = [](every_world& t) -> awaitable<void> {
    const auto sent = co_await t.send("c@d.test");
    EXPECT_TRUE(sent) << sent.error().message;
    const auto* mail = t.box_.first({"c@d.test"}, t.now());
    EXPECT_NE(mail, nullptr);
    if (mail == nullptr) co_return;
    EXPECT_EQ(mail->id, 1U);
    EXPECT_EQ(mail->bytes, "Subject: hello\r\n\r\n.dot\r\n");
    EXPECT_EQ(mail->who, (envelope{"a@b.test", {"c@d.test"}}));
    EXPECT_THAT(mail->transcript, HasSubstr("C: MAIL FROM:<a@b.test> SIZE=24\n"));
  };
  run(main(*this));
}

TEST_P(every_world, who_waits_is_woken_by_the_mail_that_matches) {
  auto sender = [](every_world& t) -> awaitable<void> {
    co_await ports::sleep_for(t.env().time, 50ms);
    static_cast<void>(co_await t.send("other@d.test"));
    static_cast<void>(co_await t.send("c@d.test"));
  };
  auto main = [](every_world& t) -> awaitable<void> {
    const auto mail = co_await t.sink_->wait_for({"c@d.test"}, 10s);
    EXPECT_TRUE(mail);
    EXPECT_EQ(mail.value_or(stored_mail{}).id, 2U);
    EXPECT_LT(t.now(), 5s);
  };
  ports::spawn(env(), sender(*this));
  run(main(*this));
}

TEST_P(every_world, a_wait_ends_at_its_time_and_not_before) {
  auto main = [](every_world& t) -> awaitable<void> {
    const auto begin = t.now();
    const auto mail = co_await t.sink_->wait_for({"c@d.test"}, 30ms);
    EXPECT_FALSE(mail);
    EXPECT_GE(t.now() - begin, 30ms);
    const auto sent = co_await t.send("c@d.test");
    EXPECT_TRUE(sent);
    const auto at_once = co_await t.sink_->wait_for({"c@d.test"}, 0s);
    EXPECT_TRUE(at_once);
    const auto newer = co_await t.sink_->wait_for({"c@d.test", 1}, 0s);
    EXPECT_FALSE(newer);
  };
  run(main(*this));
}

TEST_P(every_world, a_late_mail_is_seen_when_it_has_arrived) {
  box_.set_delivery_delay(60ms);
  auto main = [](every_world& t) -> awaitable<void> {
    const auto sent = co_await t.send("c@d.test");
    EXPECT_TRUE(sent);
    const auto accepted = t.now();
    EXPECT_EQ(t.box_.count("c@d.test", accepted), 0U);
    const auto mail = co_await t.sink_->wait_for({"c@d.test"}, 10s);
    EXPECT_TRUE(mail);
    const auto seen = mail.value_or(stored_mail{});
    EXPECT_EQ(seen.visible_at - seen.received_at, 60ms);
  };
  run(main(*this));
}

TEST_P(every_world, stopping_ends_waits_and_connections) {
  auto stopper = [](every_world& t) -> awaitable<void> {
    co_await ports::sleep_for(t.env().time, 20ms);
    t.sink_->stop();
  };
  auto main = [](every_world& t) -> awaitable<void> {
    auto peer = co_await t.env().net.connect(t.sink_->address());
    EXPECT_TRUE(peer);
    const auto mail = co_await t.sink_->wait_for({}, 1h);
    EXPECT_FALSE(mail);
    EXPECT_LT(t.now(), 1h);
    const auto seen = co_await read_all(*peer);
    EXPECT_TRUE(seen.empty() || seen.starts_with("220 ")) << seen;
    const auto sent = co_await t.send("c@d.test");
    EXPECT_EQ(failure(sent), "smtp-unreachable");
  };
  ports::spawn(env(), stopper(*this));
  run(main(*this));
}

TEST_P(every_world, an_idle_client_is_told_421) {
  auto main = [](every_world& t) -> awaitable<void> {
    auto peer = co_await t.env().net.connect(t.sink_->address());
    const auto written = co_await peer->write("EHLO slow.test\r\nMAIL FR");
    EXPECT_TRUE(written);
    const auto seen = co_await read_all(*peer);
    EXPECT_THAT(seen, HasSubstr("\r\n421 4.4.2 "));
    EXPECT_GE(t.now(), 200ms);
  };
  run(main(*this));
}

TEST_P(every_world, a_connection_too_many_is_told_421) {
  auto main = [](every_world& t) -> awaitable<void> {
    std::vector<ports::stream> peers;
    for (int i = 0; i < 3; ++i) {
      auto peer = co_await t.env().net.connect(t.sink_->address());
      std::array<char, 64> buffer{};
      const auto n = co_await peer->read_some(asio::buffer(buffer));
      EXPECT_THAT(std::string(buffer.data(), n.value_or(0)), StartsWith("220 "));
      peers.push_back(std::move(*peer));
    }
    auto refused = co_await t.env().net.connect(t.sink_->address());
    const auto seen = co_await read_all(*refused);
    EXPECT_THAT(seen, StartsWith("421 "));
    peers.pop_back();
    co_await ports::sleep_for(t.env().time, 20ms);
    const auto sent = co_await t.send("c@d.test");
    EXPECT_TRUE(sent);
  };
  run(main(*this));
}

TEST_P(every_world, the_sink_fails_as_it_is_told_to_and_then_recovers) {
  auto main = [](every_world& t) -> awaitable<void> {
    for (const auto at :
         {stage::connect, stage::hello, stage::mail, stage::recipient, stage::data, stage::end_of_data}) {
      t.sink_->faults().add({.at = at, .code = 451, .text = "4.3.0 Not now"});
      const auto sent = co_await t.send("c@d.test");
      EXPECT_EQ(failure(sent), "smtp-rejected");
      EXPECT_EQ(sent ? "" : sent.error().message, "451 4.3.0 Not now");
      EXPECT_TRUE(t.sink_->faults().empty());
      t.sink_->faults().add({.at = at, .drop_connection = true});
      const auto dropped = co_await t.send("c@d.test");
      EXPECT_EQ(failure(dropped), "connection-lost");
    }
    EXPECT_EQ(t.box_.count("c@d.test", t.now()), 0U);
    const auto sent = co_await t.send("c@d.test");
    EXPECT_TRUE(sent);
    EXPECT_EQ(t.box_.count("c@d.test", t.now()), 1U);
  };
  run(main(*this));
}

TEST_P(every_world, a_client_does_not_wait_for_ever) {
  auto main = [](every_world& t) -> awaitable<void> {
    auto silent = t.env().net.listen({"127.0.0.1", 0});
    EXPECT_TRUE(silent);
    const envelope fine = to_one("c@d.test");
    const auto sent = co_await parcours::smtp::send(t.env(), (*silent)->local(), fine, "x\r\n", 50ms, "me");
    EXPECT_EQ(failure(sent), "timed-out");
    const envelope two_lines = to_one("c@d\r\nRSET");
    const auto refused = co_await parcours::smtp::send(t.env(), t.sink_->address(), two_lines, "x\r\n", 5s, "me");
    EXPECT_EQ(failure(refused), "smtp-bad-address");
  };
  run(main(*this));
}

INSTANTIATE_TEST_SUITE_P(worlds, every_world, testing::ValuesIn(backends),
                         [](const auto& given) { return given.param.name; });

// One run of the simulation: two senders, jitter, tiny deliveries, a fault.
std::uint64_t simulated_run(std::uint64_t seed) {
  sim::options chosen;
  chosen.seed = seed;
  chosen.network.chunk = 3;
  chosen.network.jitter = 1ms;
  sim::simulation simulation(chosen);
  mailbox box;
  server sink(simulation.env(), {}, box);
  EXPECT_TRUE(sink.start({"127.0.0.1", 0}));
  sink.faults().add({.at = stage::mail, .when = {.skip = 1}});
  auto one = [](ports::env world, ports::endpoint where, std::string to) -> awaitable<void> {
    const envelope who = to_one(std::move(to));
    static_cast<void>(co_await parcours::smtp::send(world, where, who, "x\r\n", 5s, "me"));
  };
  auto main = [](server& its) -> awaitable<void> {
    const auto mail = co_await its.wait_for({}, 5s);
    EXPECT_TRUE(mail);
    co_await its.wait_for({"", 9}, 1s);
  };
  ports::spawn(simulation.env(), one(simulation.env(), sink.address(), "c@d.test"));
  ports::spawn(simulation.env(), one(simulation.env(), sink.address(), "e@f.test"));
  EXPECT_TRUE(simulation.run(main(sink)));
  EXPECT_EQ(box.list({}, simulation.env().time.now()).size(), 1U);
  sink.stop();
  simulation.abandon();
  return simulation.trace_hash();
}

TEST(simulated_mail, runs_the_same_twice) {
  EXPECT_EQ(simulated_run(1), simulated_run(1));
  EXPECT_NE(simulated_run(1), simulated_run(2));
}

TEST(simulated_mail, leaves_nothing_behind_when_the_world_ends_first) {
  mailbox box;
  auto simulation = std::make_unique<sim::simulation>();
  auto sink = std::make_unique<server>(simulation->env(), server_options{}, box);
  EXPECT_TRUE(sink->start({"127.0.0.1", 0}));
  auto waiting = [](server& its) -> awaitable<void> { static_cast<void>(co_await its.wait_for({}, 1h)); };
  auto main = [](ports::env world, server& its) -> awaitable<void> {
    auto peer = co_await world.net.connect(its.address());
    EXPECT_TRUE(peer);
    co_await ports::sleep_for(world.time, 1ms);
  };
  ports::spawn(simulation->env(), waiting(*sink));
  EXPECT_TRUE(simulation->run(main(simulation->env(), *sink)));
  simulation->abandon();
  sink.reset();
}

// Worlds on different threads compose and parse at the same time.
TEST(messages, may_be_written_and_read_on_several_threads) {
  parcours::smtp::mail what;
  what.from = {"Zoé", "a@b.test"};
  what.to = {{"", "c@d.test"}};
  what.subject = "Votre code secret – vérification";
  what.text = "Code : 048213\n";
  what.html = "<p>été</p>\n";
  what.message_id = "1@b.test";
  const auto expected = parcours::smtp::compose(what);
  std::atomic<int> wrong = 0;
  net::run_workers(4, [&](std::size_t) {
    for (int i = 0; i < 200; ++i) {
      const auto bytes = parcours::smtp::compose(what);
      const auto read = parcours::smtp::parse(bytes);
      if (bytes != expected || !read || read->subject != what.subject || read->html != what.html) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace parcours::mocks::smtp
