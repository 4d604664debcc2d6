// Streams, connections and listeners, the same on both implementations of the ports.
#include "tests/ports/worlds.hpp"

namespace parcours {
namespace {

awaitable<void> write_and_finish(ports::stream& to, std::string bytes) {
  (void)co_await to.write(bytes);
  to.shutdown_send();
}

TEST_P(ports_contract, BytesArriveInOrderThenTheEnd) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    co_await write_and_finish(both.client, "EHLO here\r\n");
    ports::error_code end;
    const auto got = co_await read_until_end(both.server, end);
    EXPECT_EQ(got, "EHLO here\r\n");
    EXPECT_EQ(end, asio::error::eof);
  };
  run(main(*this));
}

TEST_P(ports_contract, AShortBufferReadsAPartAndTheRestStays) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    co_await write_and_finish(both.client, "abcdefghij");
    std::array<char, 3> three{};
    const auto n = co_await both.server.read_some(asio::buffer(three));
    EXPECT_TRUE(n.has_value());
    EXPECT_LE(n.value_or(99), 3U);
    ports::error_code end;
    const auto rest = co_await read_until_end(both.server, end, 2);
    EXPECT_EQ(std::string(three.data(), n.value_or(0)) + rest, "abcdefghij");
  };
  run(main(*this));
}

TEST_P(ports_contract, HalfCloseLeavesTheOtherDirectionOpen) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    both.client.shutdown_send();
    ports::error_code end;
    const auto nothing = co_await read_until_end(both.server, end);
    EXPECT_EQ(nothing, "");
    EXPECT_EQ(end, asio::error::eof);
    co_await write_and_finish(both.server, "still here");
    const auto got = co_await read_until_end(both.client, end);
    EXPECT_EQ(got, "still here");
  };
  run(main(*this));
}

TEST_P(ports_contract, WritingAfterHalfCloseFails) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    both.client.shutdown_send();
    const auto written = co_await both.client.write("too late");
    EXPECT_FALSE(written.has_value());
    EXPECT_EQ(written.error(), asio::error::broken_pipe);
  };
  run(main(*this));
}

TEST_P(ports_contract, AnAbortiveCloseIsAResetAtThePeer) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    both.client.reset();
    ports::error_code end;
    const auto nothing = co_await read_until_end(both.server, end);
    EXPECT_EQ(nothing, "");
    EXPECT_EQ(end, asio::error::connection_reset);
  };
  run(main(*this));
}

TEST_P(ports_contract, ClosingEndsThePeersReading) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    const auto written = co_await both.client.write("last words");
    EXPECT_TRUE(written.has_value());
    both.client.close();
    ports::error_code end;
    const auto got = co_await read_until_end(both.server, end);
    EXPECT_EQ(got, "last words");
    EXPECT_EQ(end, asio::error::eof);
  };
  run(main(*this));
}

awaitable<void> read_once(ports::stream& from, ports::error_code& ended, bool& done) {
  std::array<char, 8> buffer{};
  const auto n = co_await from.read_some(asio::buffer(buffer));
  ended = n ? ports::error_code() : n.error();
  done = true;
}

TEST_P(ports_contract, CancelEndsAPendingReadAndLeavesTheStreamOpen) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    bool done = false;
    ports::error_code ended;
    ports::spawn(t.env_, read_once(both.server, ended, done));
    co_await asio::post(t.env_.executor, asio::use_awaitable);
    both.server.cancel();
    EXPECT_FALSE(done);  // never inline
    while (!done) co_await asio::post(t.env_.executor, asio::use_awaitable);
    EXPECT_EQ(ended, asio::error::operation_aborted);
    co_await write_and_finish(both.client, "again");
    ports::error_code end;
    const auto got = co_await read_until_end(both.server, end);
    EXPECT_EQ(got, "again");
  };
  run(main(*this));
}

TEST_P(ports_contract, ClosingEndsOnesOwnPendingRead) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    bool done = false;
    ports::error_code ended;
    ports::spawn(t.env_, read_once(both.server, ended, done));
    co_await asio::post(t.env_.executor, asio::use_awaitable);
    both.server.close();
    while (!done) co_await asio::post(t.env_.executor, asio::use_awaitable);
    EXPECT_EQ(ended, asio::error::operation_aborted);
  };
  run(main(*this));
}

awaitable<void> write_all(ports::stream& to, std::string bytes, bool& done) {
  const auto written = co_await to.write(bytes);
  done = written.has_value();
  to.shutdown_send();
}

TEST_P(ports_contract, AWriterWaitsForASlowReader) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    const bool crumbs = std::string_view(GetParam().name) == "sim_in_crumbs";
    std::string much(crumbs ? 64U << 10U : 16U << 20U, 'x');
    much.back() = 'y';
    bool done = false;
    ports::spawn(t.env_, write_all(both.client, much, done));
    for (int i = 0; i < 1000; ++i) co_await asio::post(t.env_.executor, asio::use_awaitable);
    EXPECT_FALSE(done);
    ports::error_code end;
    const auto got = co_await read_until_end(both.server, end, 1U << 20U);
    EXPECT_TRUE(done);
    EXPECT_EQ(got.size(), much.size());
    EXPECT_EQ(got, much);
  };
  run(main(*this));
}

TEST_P(ports_contract, ADeadlineEndsAReadAsATimeOut) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    const auto before = t.env_.time.now();
    ports::deadline limit(t.env_.time, 20ms, both.server);
    std::array<char, 8> buffer{};
    const auto n = co_await both.server.read_some(asio::buffer(buffer));
    EXPECT_FALSE(n.has_value());
    EXPECT_TRUE(limit.expired());
    EXPECT_EQ(limit.explain(n.error()), asio::error::timed_out);
    EXPECT_GE(t.env_.time.now() - before, 20ms);
  };
  run(main(*this));
}

TEST_P(ports_contract, ADeadlineInTimeChangesNothing) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    co_await write_and_finish(both.client, "in time");
    ports::error_code end;
    {
      const ports::deadline limit(t.env_.time, 1h, both.server);
      const auto got = co_await read_until_end(both.server, end);
      EXPECT_EQ(got, "in time");
      EXPECT_FALSE(limit.expired());
    }
    EXPECT_EQ(end, asio::error::eof);
  };
  run(main(*this));
}

TEST_P(ports_contract, NobodyListensIsRefused) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto listener = t.env_.net.listen({"127.0.0.1", 0});
    const auto where = (*listener)->local();
    (*listener)->close();
    const auto refused = co_await t.env_.net.connect(where);
    EXPECT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), asio::error::connection_refused);
  };
  run(main(*this));
}

TEST_P(ports_contract, LocalhostIsTheLoopbackInAnyCase) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    for (const auto* name : {"localhost", "LocalHost"}) {
      auto listener = t.env_.net.listen({name, 0});
      EXPECT_TRUE(listener.has_value());
      if (!listener) break;
      const auto where = (*listener)->local();
      EXPECT_EQ(where.host, "127.0.0.1");
      for (const auto* other : {"127.0.0.1", "localhost", "LOCALHOST"}) {
        const ports::endpoint to(other, where.port);
        const auto client = co_await t.env_.net.connect(to);
        EXPECT_TRUE(client.has_value()) << other;
        const auto taken = t.env_.net.listen(to);
        EXPECT_FALSE(taken.has_value()) << other;
      }
    }
  };
  run(main(*this));
}

TEST_P(ports_contract, APortInUseIsNamed) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto first = t.env_.net.listen({"127.0.0.1", 0});
    const auto second = t.env_.net.listen((*first)->local());
    EXPECT_FALSE(second.has_value());
    EXPECT_EQ(second.error(), asio::error::address_in_use);
    co_return;
  };
  run(main(*this));
}

awaitable<void> accept_once(ports::listener& from, ports::error_code& ended, bool& done) {
  const auto got = co_await from.accept();
  ended = got ? ports::error_code() : got.error();
  done = true;
}

TEST_P(ports_contract, ClosingAListenerEndsItsAccept) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto listener = t.env_.net.listen({"127.0.0.1", 0});
    bool done = false;
    ports::error_code ended;
    ports::spawn(t.env_, accept_once(**listener, ended, done));
    co_await asio::post(t.env_.executor, asio::use_awaitable);
    (*listener)->close();
    while (!done) co_await asio::post(t.env_.executor, asio::use_awaitable);
    EXPECT_EQ(ended, asio::error::operation_aborted);
  };
  run(main(*this));
}

TEST_P(ports_contract, BothEndsKnowTheAddresses) {
  auto main = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    EXPECT_EQ(both.client.local(), both.server.remote());
    EXPECT_EQ(both.client.remote(), both.server.local());
  };
  run(main(*this));
}

TEST_P(ports_contract, AWorldMayBeLeftWithOperationsPending) {
  auto wait_for_ever = [](ports_contract& t) -> awaitable<void> {
    auto both = co_await t.connected();
    bool done = false;
    ports::error_code ended;
    co_await read_once(both.server, ended, done);
    ADD_FAILURE() << "nobody wrote";
  };
  auto sleep_for_ever = [](ports_contract& t) -> awaitable<void> {
    co_await ports::sleep_for(t.env_.time, std::chrono::hours(24 * 365));
    ADD_FAILURE() << "nobody waits that long";
  };
  auto main = [](ports_contract& t) -> awaitable<void> {
    for (int i = 0; i < 10; ++i) co_await asio::post(t.env_.executor, asio::use_awaitable);
  };
  ports::spawn(env_, wait_for_ever(*this));
  ports::spawn(env_, sleep_for_ever(*this));
  run(main(*this));
}

INSTANTIATE_TEST_SUITE_P(all, ports_contract, testing::ValuesIn(backends),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace parcours
