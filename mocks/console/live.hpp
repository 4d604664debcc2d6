// The console's live events, as server-sent events (HTML Standard, section 9.2).
#pragma once

#include "harness/ports/steered_clock.hpp"
#include "mocks/api/router.hpp"
#include "mocks/mailpit/mail_index.hpp"
#include "mocks/world/world.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::mocks::console {

/// GET /api/control/events: "mail", "journal", "request" and "captcha", each with the same JSON as the other routes,
/// and "world" when the clock, the policy, the defects, the faults or the subscribers may have changed. A client gets
/// only events after its connection, unless it names the id of its last event in Last-Event-ID, as browsers do
/// automatically; it then gets the later events that are still kept. New events are looked for every 100 ms of real
/// time; a comment is sent every 15 s.
class live : public std::enable_shared_from_this<live> {
 public:
  static constexpr std::size_t most = 32;  ///< simultaneous clients; others are answered 503
  static constexpr duration tick = std::chrono::milliseconds(100);
  static constexpr duration heartbeat = std::chrono::seconds(15);

  live(const ports::env& world, world::mock_world& mocks, ports::steered_clock& time,
       std::shared_ptr<mailpit::mail_index> index)
      : world_(world), mocks_(mocks), time_(time), index_(std::move(index)), run_(world.time.wire().wall()) {}

  void add_routes(api::router& to);
  /// Disconnects all clients at the next tick.
  void stop() noexcept { stopped_ = true; }
  /// The world was replaced: clients get only a "world" event.
  void begin_anew() { ++worlds_; }
  /// Something was changed through the console.
  void turned() { ++turns_; }

 private:
  /// How far one client has received the events.
  struct mark {
    smtp::cursor mail = 0;
    std::uint64_t event = 0;
    std::uint64_t request = 0;
    std::uint64_t captcha = 0;
    std::uint64_t turns = 0;
    std::uint64_t worlds = 0;
    duration sent_at{};  // time on the clock's wire()
    friend bool operator==(const mark&, const mark&) = default;
  };
  struct listener;

  [[nodiscard]] mark here();
  [[nodiscard]] std::string id_of(const mark& one) const;
  /// Nothing if the id is invalid.
  [[nodiscard]] std::optional<mark> mark_of(std::string_view id);
  [[nodiscard]] std::string news(mark& since);
  http::response listen(const api::call& of);
  static boost::asio::awaitable<std::optional<std::string>> next(std::shared_ptr<live> self,
                                                                 std::shared_ptr<listener> to);

  ports::env world_;
  world::mock_world& mocks_;
  ports::steered_clock& time_;
  std::shared_ptr<mailpit::mail_index> index_;
  ports::wall_time run_;  // ids of another process are ignored
  std::uint64_t turns_ = 0;
  std::uint64_t worlds_ = 0;
  std::size_t listeners_ = 0;
  bool stopped_ = false;
};

}  // namespace parcours::mocks::console
