// An HTTP/1.1 client with one persistent connection per origin. It does not follow redirects or keep cookies;
// harness/drivers has a client that behaves like a browser.
#pragma once

#include "harness/base/result.hpp"
#include "harness/http/message.hpp"
#include "harness/http/url.hpp"
#include "harness/ports/env.hpp"

#include <map>
#include <string>

namespace parcours::http {

struct client_options {
  duration timeout = std::chrono::seconds(10);  ///< for the whole exchange, including connecting and a retry
  /// A larger response body causes the error "response-too-large", before or after decoding.
  std::size_t max_body = 4U << 20U;
  std::string ca_file;                           ///< for https; empty: the system's authorities
  duration keep_idle = std::chrono::minutes(1);  ///< a connection that has been idle longer is not reused
};

/// Not thread-safe; one exchange at a time. Errors of send(): "connection-refused", "host-not-found", "timed-out",
/// "connection-lost", "tls-failed", "bad-response", "response-too-large" and those of decode_content().
class client {
 public:
  explicit client(const ports::env& world, client_options options = {});
  ~client() { close(); }
  client(const client&) = delete;
  client& operator=(const client&) = delete;

  /// Sends `what` to `where`, whose target replaces what.target. Adds Host, Content-Length and, unless the request has
  /// one, Accept-Encoding. The body of the response is decoded; its header fields are unchanged. If a persistent
  /// connection turns out to be dead before any byte of the response, a GET or HEAD is retried once; no other request
  /// is ever sent twice (RFC 9110 section 9.2.2). Interim responses (1xx except 101) are skipped.
  boost::asio::awaitable<result<response>> send(url where, request what);
  /// The same with another timeout for this exchange.
  boost::asio::awaitable<result<response>> send(url where, request what, duration timeout);
  /// Drops the persistent connections. They are idle, so that a reset loses no data and leaves no socket in TIME-WAIT.
  void close() noexcept;

 private:
  struct connection {
    ports::stream stream;
    std::string unread;
    duration used{};
  };
  struct exchange_end {
    result<response> answer;
    bool keep = false;       ///< the connection can be reused
    bool untouched = false;  ///< the connection ended before the first byte of a response
  };
  // One time limit for connecting, the exchange and its retry, on the clock's wire().
  struct span {
    duration length;
    duration until;
  };
  [[nodiscard]] duration left_of(const span& within) const;
  void drop_if_stale(const std::string& origin);
  boost::asio::awaitable<ports::io_result<connection>> open(url where, span within);
  boost::asio::awaitable<exchange_end> exchange(connection& on, url where, std::string bytes, bool head,
                                                span within) const;

  ports::env world_;
  client_options options_;
  std::map<std::string, connection> kept_;  // by origin
};

}  // namespace parcours::http
