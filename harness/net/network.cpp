#include "harness/net/network.hpp"

#include "harness/net/identity.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

namespace parcours::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using ports::error_code;

namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

ports::endpoint to_endpoint(const tcp::endpoint& where) { return {where.address().to_string(), where.port()}; }

void close_socket(tcp::socket& socket, bool abortive) noexcept {
  error_code ignored;
  if (abortive) socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

class tcp_stream final : public ports::stream_backend {
 public:
  explicit tcp_stream(tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    local_ = socket_.local_endpoint(ignored);
    remote_ = socket_.remote_endpoint(ignored);
  }
  void read_some(asio::mutable_buffer buffer, completion done) override {
    socket_.async_read_some(asio::mutable_buffer(buffer), std::move(done));
  }
  void write_some(asio::const_buffer buffer, completion done) override {
    socket_.async_write_some(asio::const_buffer(buffer), std::move(done));
  }
  void cancel() noexcept override {
    error_code ignored;
    socket_.cancel(ignored);
  }
  void shutdown_send() noexcept override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close(bool abortive) noexcept override { close_socket(socket_, abortive); }
  [[nodiscard]] tcp::socket take() { return std::move(socket_); }
  [[nodiscard]] ports::endpoint local() const override { return to_endpoint(local_); }
  [[nodiscard]] ports::endpoint remote() const override { return to_endpoint(remote_); }

 private:
  tcp::socket socket_;
  tcp::endpoint local_;
  tcp::endpoint remote_;
};

// A TLS stream's operations work on the stream itself until they complete, so each holds a share of it.
class tls_stream final : public ports::stream_backend {
 public:
  struct shared {
    // A client's context is its own; a server's is its identity's, and lives as long as what was made of it.
    shared(tcp::socket under, std::unique_ptr<asio::ssl::context> made)
        : own(std::move(made)), tls(std::move(under), *own) {}
    shared(tcp::socket under, std::shared_ptr<const ssl_identity> as)
        : identity(std::move(as)), tls(std::move(under), identity->context()) {}
    void announce_end() noexcept;
    std::unique_ptr<asio::ssl::context> own;
    std::shared_ptr<const ssl_identity> identity;
    asio::ssl::stream<tcp::socket> tls;
    bool writing = false;
    bool ended = false;  // nothing is written any more
  };
  explicit tls_stream(std::shared_ptr<shared> on) : on_(std::move(on)) {}
  ~tls_stream() override { close(false); }

  void read_some(asio::mutable_buffer buffer, completion done) override {
    auto finish = [hold = on_, done = std::move(done)](error_code ec, std::size_t n) mutable {
      // Many servers end without close_notify; HTTP's own framing shows whether anything is missing.
      if (ec == asio::ssl::error::stream_truncated) ec = asio::error::eof;
      done(ec, n);
    };
    on_->tls.async_read_some(asio::mutable_buffer(buffer), std::move(finish));
  }
  void write_some(asio::const_buffer buffer, completion done) override {
    auto finish = [hold = on_, done = std::move(done)](error_code ec, std::size_t n) mutable {
      hold->writing = false;
      done(ec, n);
    };
    if (on_->ended) {
      asio::post(on_->tls.get_executor(),
                 [finish = std::move(finish)]() mutable { finish(asio::error::broken_pipe, 0); });
      return;
    }
    on_->writing = true;
    on_->tls.async_write_some(asio::const_buffer(buffer), std::move(finish));
  }
  void cancel() noexcept override {
    error_code ignored;
    on_->tls.next_layer().cancel(ignored);
  }
  void shutdown_send() noexcept override {
    error_code ignored;
    on_->announce_end();
    on_->tls.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close(bool abortive) noexcept override {
    if (!on_->tls.next_layer().is_open()) return;
    if (!abortive) on_->announce_end();
    close_socket(on_->tls.next_layer(), abortive);
  }
  [[nodiscard]] ports::endpoint local() const override {
    error_code gone;
    return to_endpoint(on_->tls.next_layer().local_endpoint(gone));
  }
  [[nodiscard]] ports::endpoint remote() const override {
    error_code gone;
    return to_endpoint(on_->tls.next_layer().remote_endpoint(gone));
  }

 private:
  std::shared_ptr<shared> on_;
};

// Sends close_notify (RFC 8446 section 6.1) if it can be sent at once: an end that waits for its peer is none. Asio's
// own shutdown waits, and keeps its side of the pair that OpenSSL writes to for itself; so OpenSSL writes elsewhere
// now.
void tls_stream::shared::announce_end() noexcept {
  if (std::exchange(ended, true) || writing) return;  // half a record is on its way: nothing can be said behind it
  SSL* ssl = tls.native_handle();
  BIO* out = BIO_new(BIO_s_mem());
  if (out == nullptr) return;
  SSL_set0_wbio(ssl, out);
  SSL_shutdown(ssl);
  ERR_clear_error();
  char* bytes = nullptr;
  const auto length = BIO_get_mem_data(out, &bytes);
  if (length <= 0) return;
  error_code ignored;
  tls.next_layer().non_blocking(true, ignored);
  tls.next_layer().write_some(asio::buffer(bytes, static_cast<std::size_t>(length)), ignored);
}

class tcp_listener final : public ports::listener {
 public:
  explicit tcp_listener(tcp::acceptor acceptor)
      : acceptor_(std::move(acceptor)), local_(to_endpoint(acceptor_.local_endpoint())) {}

  asio::awaitable<ports::io_result<ports::stream>> accept() override {
    auto [ec, socket] = co_await acceptor_.async_accept(as_value);
    if (ec) co_return std::unexpected(ec);
    co_return ports::stream(std::make_unique<tcp_stream>(std::move(socket)));
  }
  [[nodiscard]] ports::endpoint local() const override { return local_; }
  void close() noexcept override {
    error_code ignored;
    acceptor_.close(ignored);
  }

 private:
  tcp::acceptor acceptor_;
  ports::endpoint local_;
};

// Ends the pending operation of `socket` at its limit of time, whatever step of connecting that is.
class connect_limit {
 public:
  connect_limit(ports::clock& time, duration within, tcp::socket& socket, tcp::resolver& resolver) : time_(time) {
    timer_ = time_.start_timer(time_.now() + within, [this, &socket, &resolver] {
      reached_ = true;
      error_code ignored;
      socket.close(ignored);  // cancelling alone would go on with the next address
      resolver.cancel();
    });
  }
  ~connect_limit() { time_.cancel_timer(timer_); }
  connect_limit(const connect_limit&) = delete;
  connect_limit& operator=(const connect_limit&) = delete;
  [[nodiscard]] error_code explain(error_code ec) const { return reached_ ? error_code(asio::error::timed_out) : ec; }

 private:
  ports::clock& time_;
  mutable bool reached_ = false;  // the timer sets it, in a limit that is const too
  ports::clock::timer_id timer_;
};

ports::io_result<asio::ssl::context> tls_context(const std::string& ca_file) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  error_code ec;
  context.set_options(
      asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, ec);
  if (ca_file.empty()) {
    context.set_default_verify_paths(ec);
  } else {
    context.load_verify_file(ca_file, ec);
  }
  if (ec) return std::unexpected(ec);
  return context;
}

}  // namespace

ports::io_result<std::unique_ptr<ports::listener>> socket_network::listen(const ports::endpoint& where) {
  error_code ec;
  const auto address = asio::ip::make_address(ports::host_or_loopback(where.host), ec);
  if (ec) return std::unexpected(ec);
  const tcp::endpoint at(address, where.port);
  tcp::acceptor acceptor(context_);
  acceptor.open(at.protocol(), ec);
  if (!ec) acceptor.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor.bind(at, ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) return std::unexpected(ec);
  return std::make_unique<tcp_listener>(std::move(acceptor));
}

asio::awaitable<ports::io_result<ports::stream>> socket_network::connect(ports::endpoint where,
                                                                         std::optional<ports::tls_client> tls,
                                                                         duration within) {
  where.host = ports::host_or_loopback(where.host);
  std::shared_ptr<tls_stream::shared> secured;
  tcp::socket plain(context_);
  if (tls) {
    auto context = tls_context(tls->ca_file);
    if (!context) co_return std::unexpected(context.error());
    secured = std::make_shared<tls_stream::shared>(tcp::socket(context_),
                                                   std::make_unique<asio::ssl::context>(std::move(*context)));
  }
  tcp::socket& socket = tls ? secured->tls.next_layer() : plain;
  tcp::resolver resolver(context_);
  const connect_limit limit(time_, within, socket, resolver);

  error_code not_literal;
  const auto address = asio::ip::make_address(where.host, not_literal);
  if (!not_literal) {
    const auto [ec] = co_await socket.async_connect(tcp::endpoint(address, where.port), as_value);
    if (ec) co_return std::unexpected(limit.explain(ec));
  } else {
    const auto [unknown, found] = co_await resolver.async_resolve(where.host, std::to_string(where.port), as_value);
    if (unknown) co_return std::unexpected(limit.explain(unknown));
    const auto [ec, reached] = co_await asio::async_connect(socket, found, as_value);
    if (ec) co_return std::unexpected(limit.explain(ec));
  }
  if (!tls) co_return ports::stream(std::make_unique<tcp_stream>(std::move(plain)));

  secured->tls.set_verify_mode(asio::ssl::verify_peer);
  secured->tls.set_verify_callback(asio::ssl::host_name_verification(tls->server_name));
  SSL_set_tlsext_host_name(secured->tls.native_handle(), tls->server_name.c_str());
  const auto [ec] = co_await secured->tls.async_handshake(asio::ssl::stream_base::client, as_value);
  if (ec) co_return std::unexpected(limit.explain(ec));
  co_return ports::stream(std::make_unique<tls_stream>(std::move(secured)));
}

result<std::shared_ptr<const ports::tls_identity>> socket_network::identity(const ports::tls_server& from) {
  return make_identity(from);
}

asio::awaitable<ports::io_result<ports::stream>> socket_network::secure(ports::stream plain,
                                                                        std::shared_ptr<const ports::tls_identity> as,
                                                                        duration within) {
  const auto carrier = plain.release();
  auto& under = dynamic_cast<tcp_stream&>(*carrier);
  auto secured =
      std::make_shared<tls_stream::shared>(under.take(), std::dynamic_pointer_cast<const ssl_identity>(std::move(as)));
  tcp::resolver nothing_to_resolve(context_);
  const connect_limit limit(time_, within, secured->tls.next_layer(), nothing_to_resolve);
  const auto [ec] = co_await secured->tls.async_handshake(asio::ssl::stream_base::server, as_value);
  if (ec) co_return std::unexpected(limit.explain(ec));
  co_return ports::stream(std::make_unique<tls_stream>(std::move(secured)));
}

}  // namespace parcours::net
