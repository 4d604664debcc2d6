// An encrypted connection is a connection like any other: the same suite on both implementations of the ports. In
// simulation nothing is encrypted, and nothing else differs. The certificate and the key beside this file are for these
// tests alone.
#include "worlds.hpp"

namespace parcours {
namespace {

const std::string folder = PARCOURS_SOURCE_DIR "/tests/ports/";

class tls_contract : public ports_contract {
 public:
  [[nodiscard]] bool simulated() const { return std::string_view(GetParam().name).starts_with("sim"); }

  static awaitable<void> serve_one(tls_contract& self, ports::listener& from, duration within,
                                   ports::io_result<ports::stream>& made) {
    const auto identity = self.env_.net.identity({folder + "tls_certificate.pem", folder + "tls_key.pem"});
    EXPECT_TRUE(identity);
    auto plain = co_await from.accept();
    EXPECT_TRUE(plain);
    made = co_await self.env_.net.secure(std::move(*plain), *identity, within);
    ++self.served_;
  }

  awaitable<pair> connected_secretly() {
    auto listener = env_.net.listen({"127.0.0.1", 0});
    ports::io_result<ports::stream> server = std::unexpected(ports::error_code());
    ports::spawn(env_, serve_one(*this, **listener, 10s, server));
    std::optional<ports::tls_client> trusting;  // simulation has no TLS for clients
    if (!simulated()) trusting = ports::tls_client{"localhost", folder + "tls_certificate.pem"};
    auto client = co_await env_.net.connect((*listener)->local(), trusting);
    while (served_ == 0) co_await asio::post(env_.executor, asio::use_awaitable);
    if (!client || !server) throw std::runtime_error("no connection");
    co_return pair{std::move(*client), std::move(*server)};
  }

  int served_ = 0;
};

/// What only encryption has: a handshake, a certificate, the announcement of an end.
class tls_on_sockets : public tls_contract {};

awaitable<void> write_all(ports::stream& to, std::string bytes, bool& written) {
  const auto done = co_await to.write(bytes);
  EXPECT_TRUE(done);
  to.close();
  written = true;
}

TEST_P(tls_contract, ManyBytesArriveInOrderThenTheEnd) {
  auto main = [](tls_contract& t) -> awaitable<void> {
    auto both = co_await t.connected_secretly();
    std::string sent;
    for (int i = 0; i < 200'000; ++i) sent += static_cast<char>('a' + i % 23);
    bool written = false;
    ports::spawn(t.env_, write_all(both.server, sent, written));
    ports::error_code end;
    const auto got = co_await t.read_until_end(both.client, end, 1000);
    EXPECT_TRUE(got == sent);
    EXPECT_EQ(end, asio::error::eof);
    EXPECT_TRUE(written);
  };
  run(main(*this));
}

awaitable<std::string> read_exactly(ports::stream& from, std::size_t size) {
  std::string all;
  std::array<char, 64> buffer;
  while (all.size() < size) {
    const auto n = co_await from.read_some(asio::buffer(buffer.data(), std::min(buffer.size(), size - all.size())));
    EXPECT_TRUE(n);
    if (!n) break;
    all.append(buffer.data(), *n);
  }
  co_return all;
}

TEST_P(tls_contract, EachSideMayWriteWhileItReads) {
  auto main = [](tls_contract& t) -> awaitable<void> {
    auto both = co_await t.connected_secretly();
    for (int i = 0; i < 20; ++i) {
      const auto asked = co_await both.client.write("question");
      EXPECT_TRUE(asked);
      const auto heard = co_await read_exactly(both.server, 8);
      const auto answered = co_await both.server.write(heard);
      EXPECT_TRUE(answered);
      const auto got = co_await read_exactly(both.client, 8);
      EXPECT_EQ(got, "question");
    }
  };
  run(main(*this));
}

TEST_P(tls_contract, ADeadlineEndsAReadAsATimeOut) {
  auto main = [](tls_contract& t) -> awaitable<void> {
    auto both = co_await t.connected_secretly();
    const ports::deadline limit(t.env_.time, 50ms, both.server);
    std::array<char, 16> buffer;
    const auto got = co_await both.server.read_some(asio::buffer(buffer));
    EXPECT_FALSE(got);
    EXPECT_EQ(limit.explain(got.error()), asio::error::timed_out);
  };
  run(main(*this));
}

TEST_P(tls_contract, AnAbortiveCloseEndsThePeersReading) {
  auto main = [](tls_contract& t) -> awaitable<void> {
    auto both = co_await t.connected_secretly();
    both.server.reset();
    std::array<char, 16> buffer;
    const auto got = co_await both.client.read_some(asio::buffer(buffer));
    EXPECT_FALSE(got);
  };
  run(main(*this));
}

TEST_P(tls_contract, BothEndsKnowTheAddresses) {
  auto main = [](tls_contract& t) -> awaitable<void> {
    auto both = co_await t.connected_secretly();
    EXPECT_EQ(both.client.local(), both.server.remote());
    EXPECT_EQ(both.client.remote(), both.server.local());
  };
  run(main(*this));
}

TEST_P(tls_on_sockets, AClientThatSaysNothingEndsTheHandshakeAtItsTime) {
  auto main = [](tls_contract& t) -> awaitable<void> {
    auto listener = t.env_.net.listen({"127.0.0.1", 0});
    ports::io_result<ports::stream> server = std::unexpected(ports::error_code());
    ports::spawn(t.env_, tls_contract::serve_one(t, **listener, 50ms, server));
    auto silent = co_await t.env_.net.connect((*listener)->local());
    EXPECT_TRUE(silent);
    while (t.served_ == 0) co_await ports::sleep_for(t.env_.time, 10ms);
    EXPECT_FALSE(server);
    EXPECT_EQ(server.error(), asio::error::timed_out);
    ports::error_code end;
    const auto nothing = co_await read_until_end(*silent, end);
    EXPECT_EQ(nothing, "");
    EXPECT_EQ(end, asio::error::eof);
  };
  run(main(*this));
}

// Carries bytes from one to the other as they come, then their end.
awaitable<void> pump(std::shared_ptr<ports::stream> from, std::shared_ptr<ports::stream> to,
                     std::shared_ptr<std::string> seen) {
  std::array<char, 4096> buffer;
  for (;;) {
    const auto n = co_await from->read_some(asio::buffer(buffer));
    if (!n) break;
    seen->append(buffer.data(), *n);
    const auto written = co_await to->write(std::string_view(buffer.data(), *n));
    if (!written) break;
  }
  to->shutdown_send();
}

// One connection to `front` goes on to `back`; what comes back is noted.
awaitable<void> relay(ports::env world, ports::listener& front, ports::endpoint back,
                      std::shared_ptr<std::string> answered) {
  auto near = co_await front.accept();
  auto far = co_await world.net.connect(std::move(back));
  EXPECT_TRUE(near && far);
  const auto one = std::make_shared<ports::stream>(std::move(*near));
  const auto other = std::make_shared<ports::stream>(std::move(*far));
  ports::spawn(world, pump(one, other, std::make_shared<std::string>()));
  ports::spawn(world, pump(other, one, answered));
}

// The lengths of the records in `bytes` (RFC 8446 section 5.1).
std::vector<std::size_t> record_lengths(std::string_view bytes) {
  std::vector<std::size_t> found;
  while (bytes.size() >= 5) {
    const auto length =
        static_cast<std::size_t>(static_cast<unsigned char>(bytes[3])) << 8U | static_cast<unsigned char>(bytes[4]);
    found.push_back(length);
    bytes.remove_prefix(std::min(bytes.size(), 5 + length));
  }
  EXPECT_TRUE(bytes.empty());
  return found;
}

// RFC 8446 section 6.1: without it the peer cannot tell the end from one that somebody else made.
awaitable<void> end_in_order(tls_contract& t, bool closes) {
  auto back = t.env_.net.listen({"127.0.0.1", 0});
  auto front = t.env_.net.listen({"127.0.0.1", 0});
  ports::io_result<ports::stream> server = std::unexpected(ports::error_code());
  const auto answered = std::make_shared<std::string>();  // the relay may outlive this
  t.served_ = 0;
  ports::spawn(t.env_, tls_contract::serve_one(t, **back, 10s, server));
  ports::spawn(t.env_, relay(t.env_, **front, (*back)->local(), answered));
  const ports::tls_client trusting{"localhost", folder + "tls_certificate.pem"};
  auto client = co_await t.env_.net.connect((*front)->local(), trusting);
  EXPECT_TRUE(client);
  while (t.served_ == 0) co_await ports::sleep_for(t.env_.time, 1ms);
  const auto written = co_await server->write("last words");
  EXPECT_TRUE(written);
  closes ? server->close() : server->shutdown_send();
  ports::error_code end;
  const auto got = co_await t.read_until_end(*client, end);
  EXPECT_EQ(got, "last words");
  EXPECT_EQ(end, asio::error::eof);
  const auto records = record_lengths(*answered);
  EXPECT_EQ(records.back(), 2U + 1U + 16U);  // an alert, its type within, the tag
  if (closes) co_return;
  const auto too_late = co_await server->write("more");
  EXPECT_FALSE(too_late);
  EXPECT_EQ(too_late.error(), asio::error::broken_pipe);
  (void)co_await client->write("reading goes on");
  std::array<char, 64> buffer;
  const auto n = co_await server->read_some(asio::buffer(buffer));
  EXPECT_TRUE(n);
  EXPECT_EQ(std::string(buffer.data(), n.value_or(0)), "reading goes on");
}

TEST_P(tls_on_sockets, AnOrderlyCloseIsAnnounced) { run(end_in_order(*this, true)); }

TEST_P(tls_on_sockets, AHalfCloseIsAnnounced) { run(end_in_order(*this, false)); }

TEST_P(tls_on_sockets, ACertificateOfAnotherNameIsRefused) {
  auto main = [](tls_contract& t, ports::tls_client wanted) -> awaitable<void> {
    auto listener = t.env_.net.listen({"127.0.0.1", 0});
    ports::io_result<ports::stream> server = std::unexpected(ports::error_code());
    ports::spawn(t.env_, tls_contract::serve_one(t, **listener, 10s, server));
    const auto client = co_await t.env_.net.connect((*listener)->local(), wanted);
    EXPECT_FALSE(client);
    while (t.served_ == 0) co_await ports::sleep_for(t.env_.time, 10ms);
  };
  run(main(*this, {"elsewhere.test", folder + "tls_certificate.pem"}));
}

INSTANTIATE_TEST_SUITE_P(worlds, tls_contract, testing::ValuesIn(backends),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(worlds, tls_on_sockets, testing::ValuesIn(socket_backends),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace parcours
