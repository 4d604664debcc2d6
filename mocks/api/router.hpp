// Dispatches requests to handlers by method and path, and builds JSON responses.
#pragma once

#include "harness/http/message.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::api {

/// A request that matched a route.
struct call {
  call(http::request its_request, std::map<std::string, std::string, std::less<>> its_path)
      : what(std::move(its_request)), path(std::move(its_path)) {}

  http::request what;
  std::map<std::string, std::string, std::less<>> path;  ///< the values of the pattern's {name} segments

  [[nodiscard]] std::string query(std::string_view name) const;    ///< "" if not given
  [[nodiscard]] std::string address(std::string_view name) const;  ///< the same, with '+' taken literally
};

[[nodiscard]] http::response json_response(const boost::json::value& body, unsigned status = 200);
/// {"Error": "…"}. Mailpit uses plain text here, but its clients show any text that they receive. Malformed UTF-8,
/// which a path may contain, is replaced.
[[nodiscard]] http::response error_response(unsigned status, std::string_view message);
[[nodiscard]] http::response text_response(std::string_view type, std::string body, unsigned status = 200);

/// The body as a JSON object of at most 1 MiB and 32 levels of nesting; nothing if it is not one.
[[nodiscard]] std::optional<boost::json::object> json_body(std::string_view body);

/// Whether a browser may use a route on behalf of pages of other sites. Not allowed if a read has an effect (it marks a
/// mail as read, or occupies a listener's place) or reveals anything about the world. The default is not to allow it.
enum class shown { to_own_pages, to_anyone };

/// docs/openapi.json describes all routes except the web pages.
struct route {
  std::string_view method;   ///< GET includes HEAD
  std::string_view pattern;  ///< "/api/v1/message/{ID}/raw": a {name} stands for one segment
  /// Names of the allowed query parameters, separated by spaces. If there are any, and under /api/control in any case,
  /// other parameters are refused: a misspelt filter would otherwise be ignored, and the response would contain more
  /// than was asked for. Elsewhere other parameters are ignored, as in Mailpit.
  std::string_view query = {};
  shown to = shown::to_own_pages;
};

class router {
 public:
  using handler = std::function<http::response(const call&)>;
  using waiting_handler = std::function<boost::asio::awaitable<http::response>(call)>;

  void add(route at, handler answer);
  /// Adds a member function of `api`; the router keeps a shared pointer to `api`.
  template <class Api>
  void add(route at, std::shared_ptr<Api> api, http::response (Api::*answer)(const call&)) {
    add(at, [api = std::move(api), answer](const call& of) { return (*api.*answer)(of); });
  }
  /// Adds a handler that only waits for something to happen; it is cancelled when the client disconnects.
  void add_waiting(route at, waiting_handler answer);
  /// Adds a handler that takes a long time and is never interrupted.
  void add_lasting(route at, waiting_handler answer);

  /// Whether the request matches a route that was added by add_waiting().
  [[nodiscard]] bool only_waits(const http::request& what) const;

  /// 404 if no pattern matches; 405 with Allow if a pattern matches but not with this method. The route added first has
  /// priority.
  [[nodiscard]] boost::asio::awaitable<http::response> handle(http::request what) const;

  [[nodiscard]] std::vector<route> routes() const;
  /// The setting of the route for this path, whatever its method; if there is no route, not shown to anyone.
  [[nodiscard]] shown shows(std::string_view path) const;
  /// The pattern that matches, for logs, where the content of a path must not appear. "(unknown)" if none matches.
  [[nodiscard]] std::string_view pattern_of(std::string_view path) const;

 private:
  struct entry {
    route at;
    waiting_handler answer;
    bool waits;
  };
  std::vector<entry> entries_;
};

/// The values of a pattern's names in a path, percent-decoded; nothing if the path does not match.
[[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> match(std::string_view pattern,
                                                                                   std::string_view path);

}  // namespace parcours::mocks::api
