// An HTTP/1.1 server: accepts, reads requests within limits, answers with what its handler returns.
#pragma once

#include "harness/http/message.hpp"
#include "harness/ports/env.hpp"

#include <functional>
#include <memory>
#include <string>

namespace parcours::http {

/// What a handler learns beside the request.
struct exchange_info {
  explicit exchange_info(ports::endpoint from) : remote(std::move(from)) {}
  ports::endpoint remote;
};

/// What it throws is answered 500 and recorded in the trace.
using handler = std::function<boost::asio::awaitable<response>(request, exchange_info)>;

/// Each limit has its answer: 431 for header fields, 413 for a body, 408 for a slow request; beyond `connections` a new
/// connection is answered 503 and closed.
struct server_limits {
  std::size_t header = 16U << 10U;  ///< bytes of request line and header fields
  std::size_t body = 1U << 20U;     ///< bytes
  std::string large_path;           ///< requests to this path may have `large_body`
  std::size_t large_body = 0;       ///< bytes; of one request at a time, for others 503
  /// Looks at the body of a request to `large_path` as it comes: each call gets what came since the last. An answer
  /// that it returns is sent at once, without the rest.
  using body_watch = std::function<std::optional<response>(std::string_view more)>;
  std::function<body_watch(std::string_view method)> watch_large;
  std::size_t connections = 1024;
  duration request_time = std::chrono::seconds(30);  ///< from the first byte to the last
  duration idle_time = std::chrono::minutes(2);      ///< between requests of a kept-alive connection

  /// Requests whose handlers do nothing but wait for something to happen. While one of them waits its client is
  /// watched; when that is gone the handler is cancelled, and the connection's place is free. A client that has only
  /// ended its sending counts as gone, since the two cannot be told apart: who half-closes must not wait. Every other
  /// handler runs to its end and its answer is sent, so that whoever half-closes gets it (`nc -N`, HTTP/1.0), however
  /// slow it is, and nothing that a handler has begun is left half done.
  std::function<bool(const request&)> only_waits;
};

/// Not thread-safe. stop() before it is destroyed.
class server {
 public:
  server(const ports::env& world, handler on_request, server_limits limits = {});
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Listens; requests are served from the executor from now on.
  ports::io_result<void> start(const ports::endpoint& where);
  /// Where it listens; valid after start().
  [[nodiscard]] const ports::endpoint& address() const;
  /// "http://host:port"
  [[nodiscard]] std::string url() const;
  /// Listens no longer and closes every connection; what is being handled is abandoned once its handler returns.
  void stop() noexcept;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace parcours::http
