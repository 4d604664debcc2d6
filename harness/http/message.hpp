// HTTP/1.1 messages as plain values (RFC 9110, RFC 9112). Bodies are held in memory; the reader limits their size.
#pragma once

#include "harness/base/duration.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::http {

struct field {
  std::string name;
  std::string value;
};

/// Header fields in order. Names are compared without ASCII case.
class fields {
 public:
  fields() = default;
  fields(std::initializer_list<field> items) : items_(items) {}

  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;  ///< the first with this name
  void add(std::string name, std::string value) { items_.push_back({std::move(name), std::move(value)}); }
  void set(std::string_view name, std::string value);
  [[nodiscard]] const std::vector<field>& all() const { return items_; }

 private:
  std::vector<field> items_;
};

// Constructors keep request and response from being aggregates, which GCC 12 miscompiles inside co_await expressions.
struct request {
  request() = default;
  request(std::string how, std::string what, fields with = {}, std::string content = {})
      : method(std::move(how)), target(std::move(what)), headers(std::move(with)), body(std::move(content)) {}

  std::string method = "GET";
  std::string target = "/";  ///< origin form: path and query
  fields headers;
  std::string body;
};

/// How a server breaks a response for fault injection.
enum class abort_by {
  none,
  close,            ///< closed without sending anything
  reset,            ///< the peer sees connection_reset
  truncation,       ///< the header fields and half of the body, then closed
  malformed_chunk,  ///< a chunked body whose first chunk has no size, then closed
  bare_bytes,       ///< bytes that are not HTTP, then closed
};

/// A slow response: cut into `count` pieces of about the same size, sent evenly over `over` of world time.
struct pieces {
  pieces(unsigned how_many = 1, duration length = {}) : count(how_many), over(length) {}
  unsigned count;
  duration over;
};

struct response {
  response() = default;
  explicit response(unsigned code, fields with = {}, std::string content = {})
      : status(code), headers(std::move(with)), body(std::move(content)) {}

  unsigned status = 200;
  fields headers;
  std::string body;

  // Only for responses of a server:
  abort_by abort = abort_by::none;
  http::pieces pieces;
  /// Produces what follows the body, part by part, until it returns nothing; the connection is then closed. For live
  /// streams.
  std::function<boost::asio::awaitable<std::optional<std::string>>()> more;
};

[[nodiscard]] std::string_view reason_phrase(unsigned status);

/// The path of a request target, without its query; and one query parameter, percent-decoded.
[[nodiscard]] std::string_view path_of(std::string_view target);
[[nodiscard]] std::optional<std::string> query_parameter(std::string_view target, std::string_view name);
/// The same for an e-mail address. It cannot contain a space, so '+' is taken literally (RFC 3986 section 3.4).
[[nodiscard]] std::optional<std::string> address_parameter(std::string_view target, std::string_view name);

}  // namespace parcours::http
