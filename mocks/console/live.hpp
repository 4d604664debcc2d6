// The console's news as they happen, as server-sent events (HTML Living Standard, section 9.2).
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

/// GET /api/control/events: "mail", "journal", "request" and "captcha", each with what the other routes tell of it as
/// JSON, and "world" where the clock, the rules, the defects, the faults or the people may have changed. What happened
/// before the client came is not told, unless it came before: each event has an id, and a client that names the last
/// one that it had (Last-Event-ID, which browsers do of their own accord) is told what came since, as far as it is
/// kept. It is looked for every 100 ms of real time; a comment is sent every 15 s.
class live : public std::enable_shared_from_this<live> {
 public:
  static constexpr std::size_t most = 32;  ///< listeners at once; beyond: 503
  static constexpr duration tick = std::chrono::milliseconds(100);
  static constexpr duration heartbeat = std::chrono::seconds(15);

  live(const ports::env& world, world::mock_world& mocks, ports::steered_clock& time,
       std::shared_ptr<mailpit::mail_index> index)
      : world_(world), mocks_(mocks), time_(time), index_(std::move(index)), run_(world.time.wire().wall()) {}

  void add_routes(api::router& to);
  /// Every listener is sent away at the next tick.
  void stop() noexcept { stopped_ = true; }
  /// The world was put in place of another: no news but that.
  void begin_anew() { ++worlds_; }
  /// Something was turned by way of the console.
  void turned() { ++turns_; }

 private:
  /// How far one listener has been told.
  struct mark {
    smtp::cursor mail = 0;
    std::uint64_t event = 0;
    std::uint64_t request = 0;
    std::uint64_t captcha = 0;
    std::uint64_t turns = 0;
    std::uint64_t worlds = 0;
    duration sent_at{};  // on the wire
    friend bool operator==(const mark&, const mark&) = default;
  };
  struct listener;

  [[nodiscard]] mark here();
  [[nodiscard]] std::string id_of(const mark& one) const;
  /// Nothing for what is no id.
  [[nodiscard]] std::optional<mark> mark_of(std::string_view id);
  [[nodiscard]] std::string news(mark& since);
  http::response listen(const api::call& of);
  static boost::asio::awaitable<std::optional<std::string>> next(std::shared_ptr<live> self,
                                                                 std::shared_ptr<listener> to);

  ports::env world_;
  world::mock_world& mocks_;
  ports::steered_clock& time_;
  std::shared_ptr<mailpit::mail_index> index_;
  ports::wall_time run_;  // an id of another process means nothing here
  std::uint64_t turns_ = 0;
  std::uint64_t worlds_ = 0;
  std::size_t listeners_ = 0;
  bool stopped_ = false;
};

}  // namespace parcours::mocks::console
