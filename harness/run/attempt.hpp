// One attempt at a journey: people are drawn, a world is made, the steps are played, the outcome is looked at.
#pragma once

#include "harness/events/event.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/runner.hpp"
#include "harness/run/step_failure.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace parcours::run {

class attempt {
 public:
  attempt(const planned& item, std::uint32_t number, std::uint64_t seed, environment_factory& where,
          const options& chosen, std::size_t evidence_limit);

  using start_callback = std::function<void(events::journey_started)>;

  /// `told` receives the steps, and the evidence if it is to be kept. What is returned is the end of the attempt, its
  /// `last` not yet decided.
  events::journey_finished play(const start_callback& on_start, std::vector<events::event>& told);
  /// Of the evidence that was kept, in bytes.
  [[nodiscard]] std::size_t evidence_size() const { return evidence_ ? evidence_->size() : 0; }

 private:
  boost::asio::awaitable<void> perform(run::environment& environment, const personas& people,
                                       const start_callback& on_start, std::vector<events::event>& told);
  result<void> run(const start_callback& on_start, std::vector<events::event>& told);
  void give_up(const std::exception& thrown);
  void give_up(std::string kind, std::string message);
  [[nodiscard]] events::journey_started started(ports::wall_time at, std::string synthetic) const;
  void conclude(step_failure what);
  [[nodiscard]] bool keeps_evidence() const;

  const planned& item_;
  std::uint32_t number_;
  std::uint64_t seed_;
  environment_factory& factory_;
  const options& options_;
  std::string id_;
  std::optional<evidence> evidence_;
  bool begun_ = false;
  events::journey_finished end_;
};

}  // namespace parcours::run
