// The console: the HTTP server beside the three mocks with which people, test tools and scripts read the mail, observe
// events and control the world.
#pragma once

#include "harness/http/server.hpp"
#include "harness/ports/steered_clock.hpp"
#include "mocks/api/router.hpp"
#include "mocks/world/world.hpp"

#include <memory>
#include <vector>

namespace parcours::mocks::console {

/// Routes: /api/v1 (the inbox, compatible with Mailpit), /api/control, /openapi.json, /metrics, /livez, /readyz,
/// described by docs/openapi.json, and the web pages. Requests that a browser sends on behalf of another site are
/// refused: see guard.hpp.
///
/// Not thread-safe. Stop it before the mocks; they and the clock must outlive it.
class server {
 public:
  /// `time` is the clock of `world`.
  server(const ports::env& world, world::mock_world& mocks, ports::steered_clock& time);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Listens; call it after the mocks have started. Error "cannot-listen" names the address.
  result<void> start(const ports::endpoint& where);
  [[nodiscard]] std::string url() const { return http_.url(); }
  [[nodiscard]] const ports::endpoint& address() const { return http_.address(); }
  void stop() noexcept;
  /// All routes, in the order in which they are matched.
  [[nodiscard]] std::vector<api::route> routes() const;

 private:
  struct state;
  static http::server_limits limits(std::shared_ptr<state> of);
  static boost::asio::awaitable<http::response> answer(std::shared_ptr<state> on, http::request what);
  static boost::asio::awaitable<void> read_ahead(std::shared_ptr<state> on);

  std::shared_ptr<state> state_;
  http::server http_;
};

}  // namespace parcours::mocks::console
