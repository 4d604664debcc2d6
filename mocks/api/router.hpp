// Finds the handler of a request by its method and path, and answers in JSON.
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

/// A request that has found its route.
struct call {
  call(http::request its_request, std::map<std::string, std::string, std::less<>> its_path)
      : what(std::move(its_request)), path(std::move(its_path)) {}

  http::request what;
  std::map<std::string, std::string, std::less<>> path;  ///< what stands for each {name} of the pattern

  [[nodiscard]] std::string query(std::string_view name) const;    ///< "" where it is not given
  [[nodiscard]] std::string address(std::string_view name) const;  ///< likewise, with '+' as it stands there
};

[[nodiscard]] http::response json_response(const boost::json::value& body, unsigned status = 200);
/// {"Error": "…"}. Mailpit answers in plain text here; its clients show whatever text they get. Malformed UTF-8, which
/// a path may hold, is replaced.
[[nodiscard]] http::response error_response(unsigned status, std::string_view message);
[[nodiscard]] http::response text_response(std::string_view type, std::string body, unsigned status = 200);

/// The body as a JSON object of at most a mebibyte, 32 levels deep; nothing where it is none.
[[nodiscard]] std::optional<boost::json::object> json_body(std::string_view body);

/// Whether a browser may show a route to pages of other sites. Where a mere look does something (a mail is then read, a
/// listener takes a place) or tells something of the world, it may not: a route that does not say so is not shown.
enum class shown { to_own_pages, to_anyone };

/// docs/openapi.json describes each of them, but for the pages for people.
struct route {
  std::string_view method;   ///< GET answers HEAD too
  std::string_view pattern;  ///< "/api/v1/message/{ID}/raw": a {name} stands for one segment
  /// Names that its query may have, with spaces between. Any other is refused where there are some, and under
  /// /api/control: one that is mistyped would be left out, and the answer would tell of more than was asked for.
  /// Elsewhere it is not looked at, as in Mailpit.
  std::string_view query = {};
  shown to = shown::to_own_pages;
};

class router {
 public:
  using handler = std::function<http::response(const call&)>;
  using waiting_handler = std::function<boost::asio::awaitable<http::response>(call)>;

  void add(route at, handler answer);
  /// A member of `api`, of which the router holds a share.
  template <class Api>
  void add(route at, std::shared_ptr<Api> api, http::response (Api::*answer)(const call&)) {
    add(at, [api = std::move(api), answer](const call& of) { return (*api.*answer)(of); });
  }
  /// One that does nothing but wait for something to happen: it is cancelled when its client goes away.
  void add_waiting(route at, waiting_handler answer);
  /// One that takes its time and is never left half done.
  void add_lasting(route at, waiting_handler answer);

  /// Whether the request goes to one that was added by add_waiting().
  [[nodiscard]] bool only_waits(const http::request& what) const;

  /// 404 where no pattern fits, 405 with Allow where one does, but not with that method. The first that was added wins.
  [[nodiscard]] boost::asio::awaitable<http::response> handle(http::request what) const;

  [[nodiscard]] std::vector<route> routes() const;
  /// Of the route that a path leads to, whatever the method; of no route: not to anyone.
  [[nodiscard]] shown shows(std::string_view path) const;
  /// What answers there, for logs: of what a path holds, nothing is known. "(unknown)" where nothing does.
  [[nodiscard]] std::string_view pattern_of(std::string_view path) const;

 private:
  struct entry {
    route at;
    waiting_handler answer;
    bool waits;
  };
  std::vector<entry> entries_;
};

/// The values of a pattern's names in a path, percent-decoded; nothing where they do not fit.
[[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> match(std::string_view pattern,
                                                                                   std::string_view path);

}  // namespace parcours::mocks::api
