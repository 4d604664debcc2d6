// Reports sessions, events of the flow and HTTP requests, and waits for them.
#pragma once

#include "harness/http/message.hpp"
#include "mocks/api/router.hpp"
#include "mocks/world/world.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace parcours::mocks::control {

/// An event of the flow and an HTTP request as JSON. `epoch` is the date at which world time was zero.
[[nodiscard]] boost::json::object to_json(const portal::journal_entry& one, ports::wall_time epoch);
[[nodiscard]] boost::json::object to_json(const portal::exchange& one, ports::wall_time epoch);

/// Routes under /api/control. The router's handlers share ownership of this object. Their responses contain nothing
/// that a person entered.
class journal_api : public std::enable_shared_from_this<journal_api> {
 public:
  static constexpr std::size_t page = 1000;  ///< entries per response: the oldest that match

  journal_api(const ports::env& world, world::mock_world& mocks) : world_(world), mocks_(mocks) {}

  void add_routes(api::router& to);

 private:
  /// Returns the response once there is a match.
  using look = std::function<std::optional<boost::json::object>()>;

  http::response sessions(const api::call& of);
  http::response session(const api::call& of);
  http::response journal(const api::call& of);
  http::response requests(const api::call& of);
  static boost::asio::awaitable<http::response> wait_for_event(std::shared_ptr<journal_api> self, api::call of);
  static boost::asio::awaitable<http::response> wait_for_request(std::shared_ptr<journal_api> self, api::call of);
  static boost::asio::awaitable<std::optional<boost::json::object>> wait(std::shared_ptr<journal_api> self, look found,
                                                                         duration within);

  [[nodiscard]] ports::wall_time epoch() const { return world_.time.wall() - world_.time.now(); }
  /// The mails of each session, by session number.
  [[nodiscard]] std::map<std::uint64_t, boost::json::array> mails();
  [[nodiscard]] boost::json::object over(std::uint64_t number);
  [[nodiscard]] boost::json::object told(const portal::session_info& one, boost::json::array mails) const;
  [[nodiscard]] boost::json::object nearest(const portal::exchange_filter& wanted);

  ports::env world_;
  world::mock_world& mocks_;
};

}  // namespace parcours::mocks::control
