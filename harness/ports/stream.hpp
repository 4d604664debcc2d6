// The stream port: one ordered byte connection over any transport.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace parcours::ports {

using boost::system::error_code;

template <class T>
using io_result = std::expected<T, error_code>;

/// The address of a peer: a host name or literal address, and a port.
struct endpoint {
  endpoint() = default;
  // Not an aggregate: GCC 12 copies a brace-made aggregate inside a co_await expression bit by bit.
  endpoint(std::string named, std::uint16_t numbered) : host(std::move(named)), port(numbered) {}

  std::string host;
  std::uint16_t port = 0;
  friend bool operator==(const endpoint&, const endpoint&) = default;
};
[[nodiscard]] std::string to_string(const endpoint& where);
/// 127.0.0.1 for localhost in upper or lower case, regardless of the resolver (RFC 6761 section 6.3); any other host
/// unchanged.
[[nodiscard]] std::string host_or_loopback(const std::string& host);

/// Implemented by each implementation of the port. One read and one write may be pending at a time. Operations never
/// complete inline: `done` runs from the executor after the call has returned. The stream may be destroyed while
/// operations are pending; they complete with asio::error::operation_aborted.
class stream_backend {
 public:
  using completion = std::move_only_function<void(error_code, std::size_t)>;

  virtual ~stream_backend() = default;
  /// Reads 1 to buffer.size() bytes; asio::error::eof after the peer's last byte; connection_reset after a reset.
  virtual void read_some(boost::asio::mutable_buffer buffer, completion done) = 0;
  /// Writes 1 to buffer.size() bytes; waits while the peer's window is full; broken_pipe or connection_reset if the
  /// peer is gone.
  virtual void write_some(boost::asio::const_buffer buffer, completion done) = 0;
  /// Ends pending operations with operation_aborted; the stream stays open.
  virtual void cancel() noexcept = 0;
  /// Half-close: the peer reads the end of the stream after the data written; reading remains possible.
  virtual void shutdown_send() noexcept = 0;
  /// Closes both directions; with `abortive`, the peer gets connection_reset.
  virtual void close(bool abortive) noexcept = 0;
  [[nodiscard]] virtual endpoint local() const = 0;
  [[nodiscard]] virtual endpoint remote() const = 0;
};

/// A connection and its owner. Move-only.
class stream {
 public:
  stream() = default;
  explicit stream(std::unique_ptr<stream_backend> backend) : backend_(std::move(backend)) {}

  [[nodiscard]] explicit operator bool() const { return backend_ != nullptr; }

  boost::asio::awaitable<io_result<std::size_t>> read_some(boost::asio::mutable_buffer buffer);
  /// Writes all of `bytes`.
  boost::asio::awaitable<io_result<void>> write(std::string_view bytes);

  /// For implementations of the network: gives up the backend. The stream is empty afterwards.
  [[nodiscard]] std::unique_ptr<stream_backend> release() { return std::move(backend_); }

  void cancel() noexcept { backend_->cancel(); }
  void shutdown_send() noexcept { backend_->shutdown_send(); }
  void close() noexcept {
    if (backend_) backend_->close(false);
  }
  void reset() noexcept {
    if (backend_) backend_->close(true);
  }
  [[nodiscard]] endpoint local() const { return backend_->local(); }
  [[nodiscard]] endpoint remote() const { return backend_->remote(); }

 private:
  std::unique_ptr<stream_backend> backend_;
};

}  // namespace parcours::ports
