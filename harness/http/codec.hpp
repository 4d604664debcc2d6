// HTTP/1.1 on the wire without I/O: Beast's parsers fed with bytes, and messages as bytes. Internal to this library.
#pragma once

#include "harness/http/message.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace parcours::http {

/// What a parser made of the bytes that it was given.
enum class progress { need_more, headers_done, done, bad, header_too_large, body_too_large };

/// Reads one request. Not reusable.
class request_parser {
 public:
  request_parser(std::size_t header_limit, std::size_t body_limit);
  ~request_parser();
  /// Takes bytes off the front of `bytes`; what follows a complete message stays there. Empty lines before the request
  /// line are passed over (RFC 9112 section 2.2).
  progress feed(std::string& bytes);
  [[nodiscard]] bool begun() const;  ///< more than empty lines has come
  /// From headers_done on:
  /// The status that refuses the request whatever its body is; 0: none. 400 for what is not one Host field that names a
  /// host (RFC 9112 section 3.2) and for chunks in HTTP/1.0, which does not know them (section 6.1), 501 for a transfer
  /// coding but chunked, behind which no end could be found (section 6.1).
  [[nodiscard]] unsigned refusal() const;
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] std::string_view target() const;
  [[nodiscard]] std::string_view method() const;
  [[nodiscard]] std::string_view body() const;  ///< as far as it has come
  /// Another limit for the body of this one; false where it says itself that it is longer.
  [[nodiscard]] bool limit_body(std::size_t limit);

  /// Whether the body has, or may have, more bytes.
  [[nodiscard]] bool may_exceed(std::size_t size) const;

  [[nodiscard]] bool keep_alive() const;  ///< of a complete message
  /// A target in absolute form becomes that of its path, and its authority the Host (RFC 9112 section 3.2.2).
  request take();

 private:
  struct core;
  std::unique_ptr<core> core_;
};

/// Reads one response; `head` when it answers a HEAD request and so has no body.
class response_parser {
 public:
  response_parser(std::size_t body_limit, bool head);
  ~response_parser();
  progress feed(std::string& bytes);
  /// The connection ended: completes a body that is delimited by that.
  progress feed_end();
  [[nodiscard]] bool keep_alive() const;
  /// Of a complete one: another follows it (RFC 9110 section 15.2); 101 is the last that is HTTP/1.1.
  [[nodiscard]] bool interim() const;
  response take();

 private:
  struct core;
  std::unique_ptr<core> core_;
};

/// Adds Host, Content-Length, and Accept-Encoding unless the request has one: what comes is decoded by who reads it.
[[nodiscard]] std::string to_bytes(const request& what, std::string_view host);
/// `head`: the fields of the answer without its body. `date` is the Date field's value.
[[nodiscard]] std::string to_bytes(const response& what, bool keep_alive, bool head, std::string_view date);
/// What is sent of an answer that ends as `what.abort` says; nothing for close and reset.
[[nodiscard]] std::string spoilt_bytes(const response& what, std::string_view date);

/// IMF-fixdate (RFC 9110 section 5.6.7) of seconds since the Unix epoch.
[[nodiscard]] std::string http_date(std::int64_t seconds);

}  // namespace parcours::http
