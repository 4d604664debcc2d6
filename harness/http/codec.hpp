// Parsing and serialising HTTP/1.1 without I/O, with Beast's parsers. Internal to this library.
#pragma once

#include "harness/http/message.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace parcours::http {

/// The state of a parser after it was fed.
enum class progress { need_more, headers_done, done, bad, header_too_large, body_too_large };

/// Parses one request. Not reusable.
class request_parser {
 public:
  request_parser(std::size_t header_limit, std::size_t body_limit);
  ~request_parser();
  /// Consumes bytes from the front of `bytes`; what follows a complete message is left there. Empty lines before the
  /// request line are skipped (RFC 9112 section 2.2).
  progress feed(std::string& bytes);
  [[nodiscard]] bool begun() const;  ///< something other than empty lines has arrived
  /// Valid from headers_done on. The status with which the request is refused whatever its body; 0: none. 400 if there
  /// is not exactly one Host field that names a host (RFC 9112 section 3.2) and for chunked HTTP/1.0 requests, since
  /// HTTP/1.0 has no chunks (section 6.1); 501 for transfer codings other than chunked, since the end of the body could
  /// not be found (section 6.1).
  [[nodiscard]] unsigned refusal() const;
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] std::string_view target() const;
  [[nodiscard]] std::string_view method() const;
  [[nodiscard]] std::string_view body() const;  ///< the part received so far
  /// Sets another limit for the body of this request; false if its Content-Length exceeds it.
  [[nodiscard]] bool limit_body(std::size_t limit);

  /// Whether the body is, or may become, larger than this.
  [[nodiscard]] bool may_exceed(std::size_t size) const;

  [[nodiscard]] bool keep_alive() const;  ///< of a complete message
  /// A target in absolute form is replaced by its path and query, and its authority becomes the Host (RFC 9112 section
  /// 3.2.2).
  request take();

 private:
  struct core;
  std::unique_ptr<core> core_;
};

/// Parses one response; `head` if it answers a HEAD request and therefore has no body.
class response_parser {
 public:
  response_parser(std::size_t body_limit, bool head);
  ~response_parser();
  progress feed(std::string& bytes);
  /// The connection ended, which completes a body without a length.
  progress feed_end();
  [[nodiscard]] bool keep_alive() const;
  /// Of a complete response: another one follows (RFC 9110 section 15.2). After 101, the connection is no longer
  /// HTTP/1.1.
  [[nodiscard]] bool interim() const;
  response take();

 private:
  struct core;
  std::unique_ptr<core> core_;
};

/// Adds Host, Content-Length and, unless the request has one, Accept-Encoding; the reader of the response decodes it.
[[nodiscard]] std::string to_bytes(const request& what, std::string_view host);
/// `head`: the header fields of the response without its body. `date` is the value of the Date field.
[[nodiscard]] std::string to_bytes(const response& what, bool keep_alive, bool head, std::string_view date);
/// The bytes of a response that is broken as `what.abort` specifies; empty for close and reset.
[[nodiscard]] std::string spoilt_bytes(const response& what, std::string_view date);

/// IMF-fixdate (RFC 9110 section 5.6.7) of seconds since the Unix epoch.
[[nodiscard]] std::string http_date(std::int64_t seconds);

}  // namespace parcours::http
