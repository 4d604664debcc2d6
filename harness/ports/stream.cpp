#include "harness/ports/stream.hpp"

#include "harness/base/text.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tuple>

namespace parcours::ports {

namespace asio = boost::asio;

namespace {

// Errors come back as a value of the tuple, not as an exception: an end of stream is nothing exceptional.
using outcome = std::tuple<error_code, std::size_t>;

template <class Start>
auto await_operation(Start start) {
  auto initiate = [start](auto handler) {
    start([done = std::move(handler)](error_code ec, std::size_t n) mutable { std::move(done)(outcome(ec, n)); });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(outcome)>(std::move(initiate), asio::use_awaitable);
}

}  // namespace

std::string to_string(const endpoint& where) {
  const bool v6 = where.host.find(':') != std::string::npos;
  return (v6 ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
}

std::string host_or_loopback(const std::string& host) { return iequals(host, "localhost") ? "127.0.0.1" : host; }

asio::awaitable<io_result<std::size_t>> stream::read_some(asio::mutable_buffer buffer) {
  auto start = [this, buffer](stream_backend::completion done) { backend_->read_some(buffer, std::move(done)); };
  const auto [ec, n] = co_await await_operation(start);
  if (ec) co_return std::unexpected(ec);
  co_return n;
}

asio::awaitable<io_result<void>> stream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    auto start = [this, bytes](stream_backend::completion done) {
      backend_->write_some(asio::buffer(bytes.data(), bytes.size()), std::move(done));
    };
    const auto [ec, n] = co_await await_operation(start);
    if (ec) co_return std::unexpected(ec);
    bytes.remove_prefix(n);
  }
  co_return io_result<void>();
}

}  // namespace parcours::ports
