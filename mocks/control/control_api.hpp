// The control API: changes the running world, including its clock, subscribers, policy, defects and faults.
#pragma once

#include "harness/http/message.hpp"
#include "harness/ports/steered_clock.hpp"
#include "mocks/api/router.hpp"
#include "mocks/world/world.hpp"

#include <memory>

namespace parcours::mocks::control {

/// Routes under /api/control. The router's handlers share ownership of this object. Bodies are strict JSON: an unknown
/// key, a wrong type or a value out of range is refused with its position (400), and nothing is changed.
class control_api : public std::enable_shared_from_this<control_api> {
 public:
  static constexpr duration longest_advance = std::chrono::hours(24 * 365);

  control_api(const ports::env& world, world::mock_world& mocks, ports::steered_clock& time)
      : world_(world), mocks_(mocks), time_(time) {}

  void add_routes(api::router& to);

 private:
  void add_clock(api::router& to);
  void add_portal(api::router& to);
  void add_faults(api::router& to);

  [[nodiscard]] boost::json::object clock_now() const;
  [[nodiscard]] ports::wall_time epoch() const { return time_.wall() - time_.now(); }
  http::response set_clock(const api::call& of);
  static boost::asio::awaitable<http::response> advance(std::shared_ptr<control_api> self, api::call of);
  http::response policy(const api::call& of);
  http::response change_policy(const api::call& of);
  http::response defects(const api::call& of);
  http::response set_defects(const api::call& of);
  static boost::asio::awaitable<http::response> subscribers(std::shared_ptr<control_api> self);
  http::response add_subscriber(const api::call& of);
  static boost::asio::awaitable<http::response> remove_subscriber(std::shared_ptr<control_api> self, api::call of);
  http::response smtp_sessions(const api::call& of);
  http::response smtp_session(const api::call& of);
  http::response smtp_faults(const api::call& of);
  http::response add_smtp_fault(const api::call& of);
  http::response clear_smtp_faults(const api::call& of);
  http::response remove_smtp_fault(const api::call& of);
  http::response portal_faults(const api::call& of);
  http::response add_portal_fault(const api::call& of);
  http::response clear_portal_faults(const api::call& of);
  http::response remove_portal_fault(const api::call& of);
  static boost::asio::awaitable<http::response> reset(std::shared_ptr<control_api> self, api::call of);

  ports::env world_;
  world::mock_world& mocks_;
  ports::steered_clock& time_;
};

}  // namespace parcours::mocks::control
