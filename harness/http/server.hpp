// An HTTP/1.1 server: accepts connections, reads requests within limits, and sends the responses of its handler.
#pragma once

#include "harness/http/message.hpp"
#include "harness/ports/env.hpp"

#include <functional>
#include <memory>
#include <string>

namespace parcours::http {

/// Information for a handler in addition to the request.
struct exchange_info {
  explicit exchange_info(ports::endpoint from) : remote(std::move(from)) {}
  ports::endpoint remote;
};

/// An exception is answered with 500 and recorded in the trace.
using handler = std::function<boost::asio::awaitable<response>(request, exchange_info)>;

/// Each limit has a response: 431 for header fields, 413 for a body, 408 for a slow request. A connection beyond
/// `connections` is answered with 503 and closed.
struct server_limits {
  std::size_t header = 16U << 10U;  ///< bytes of the request line and header fields
  std::size_t body = 1U << 20U;     ///< bytes
  std::string large_path;           ///< path of requests that may have `large_body`
  std::size_t large_body = 0;       ///< bytes; one such request at a time, others are answered 503
  /// Examines the body of a request to `large_path` while it arrives; each call gets the bytes received since the last
  /// one. A returned response is sent at once, without reading the rest.
  using body_watch = std::function<std::optional<response>(std::string_view more)>;
  std::function<body_watch(std::string_view method)> watch_large;
  std::size_t connections = 1024;
  duration request_time = std::chrono::seconds(30);  ///< from the first byte to the last
  duration idle_time = std::chrono::minutes(2);      ///< between requests on a persistent connection

  /// Requests whose handlers only wait for something to happen. While such a handler waits, the client is watched; if
  /// it disconnects, the handler is cancelled and the connection is freed. A client that has closed only its sending
  /// side is treated as disconnected, since the server cannot tell the difference; such clients cannot wait. All other
  /// handlers run to completion and their responses are sent, so that a client that half-closes gets its response (`nc
  /// -N`, HTTP/1.0), however slow the handler, and no handler is interrupted halfway.
  std::function<bool(const request&)> only_waits;
};

/// Not thread-safe. Call stop() before destroying it.
class server {
 public:
  server(const ports::env& world, handler on_request, server_limits limits = {});
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Starts to listen; from now on, requests are served from the executor.
  ports::io_result<void> start(const ports::endpoint& where);
  /// The address that it listens on; valid after start().
  [[nodiscard]] const ports::endpoint& address() const;
  /// "http://host:port"
  [[nodiscard]] std::string url() const;
  /// Stops listening and closes all connections. Requests in progress are abandoned when their handlers return.
  void stop() noexcept;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace parcours::http
