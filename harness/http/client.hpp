// An HTTP/1.1 client with one kept-alive connection per origin. It follows no redirect and keeps no cookie: see
// harness/drivers for a client that behaves as a browser.
#pragma once

#include "harness/base/result.hpp"
#include "harness/http/message.hpp"
#include "harness/http/url.hpp"
#include "harness/ports/env.hpp"

#include <map>
#include <string>

namespace parcours::http {

struct client_options {
  duration timeout = std::chrono::seconds(10);  ///< for the whole exchange: connecting and sending anew included
  /// A larger response body is the error "response-too-large", as it is sent or once it is decoded.
  std::size_t max_body = 4U << 20U;
  std::string ca_file;                           ///< for https; empty: the system's authorities
  duration keep_idle = std::chrono::minutes(1);  ///< a connection that was idle for longer is not used again
};

/// Not thread-safe; one exchange at a time. Errors of send(): "connection-refused", "host-not-found", "timed-out",
/// "connection-lost", "tls-failed", "bad-response", "response-too-large" and those of decode_content().
class client {
 public:
  explicit client(const ports::env& world, client_options options = {});
  ~client() { close(); }
  client(const client&) = delete;
  client& operator=(const client&) = delete;

  /// Sends `what` to `where` (its target replaces what.target; Host, Content-Length and, unless it has one,
  /// Accept-Encoding are added). The body of the answer is decoded, its header is as it was sent. A GET or HEAD whose
  /// kept-alive connection turns out to be dead before any byte of the response is sent anew, once; nothing else is
  /// ever sent twice (RFC 9110 section 9.2.2). Interim answers (1xx but 101) are passed over.
  boost::asio::awaitable<result<response>> send(url where, request what);
  /// As above, with another limit of time for this exchange.
  boost::asio::awaitable<result<response>> send(url where, request what, duration timeout);
  /// Drops the kept connections. They are idle, so a reset loses nothing and leaves no socket in TIME-WAIT.
  void close() noexcept;

 private:
  struct connection {
    ports::stream stream;
    std::string unread;
    duration used{};
  };
  struct exchange_end {
    result<response> answer;
    bool keep = false;       ///< the connection may carry another exchange
    bool untouched = false;  ///< it ended before the first byte of an answer
  };
  // One limit for connecting, the exchange and its repeat, on the clock's wire().
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
