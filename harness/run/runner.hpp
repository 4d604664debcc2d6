// Carries out a plan: on several threads, with retries, and tells what happens as events.
#pragma once

#include "harness/events/event.hpp"
#include "harness/run/environment.hpp"
#include "harness/run/plan.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace parcours::run {

enum class evidence_kept : std::uint8_t {
  none,
  failed,  ///< of attempts that did not pass, and of retries
  all,
};

struct options {
  std::size_t jobs = 1;
  std::uint32_t retries = 0;  ///< further attempts after one that did not pass
  bool fail_fast = false;     ///< start nothing more after the first journey that failed or could not be carried out
  duration timeout = std::chrono::seconds(60);  ///< per attempt, `wait` and waiting for mail not counted
  /// Events of whole journeys in the order of the plan, whatever finishes first: for runs that must give the same
  /// bytes.
  bool ordered = false;
  run::variables variables;  ///< --var
  /// ${env.NAME} and ${secret.NAME} by their full names.
  std::function<std::optional<std::string>(std::string_view)> outside;
  evidence_kept evidence = evidence_kept::none;
  std::size_t evidence_limit = 4U << 20U;  ///< bytes of a journey, its retries together
  /// Takes secrets out of a text; empty: there are none.
  std::function<std::string(std::string)> redact;
};

/// Calls work(0) … work(n - 1), each on a thread of its own: net::run_workers.
using parallel = std::function<void(std::size_t, const std::function<void(std::size_t)>&)>;

/// Receives events in the order in which they are to be logged: at a journey's start and, with all of its steps, at the
/// end of each attempt. Called by one thread at a time.
using event_sink = std::function<void(std::span<events::event>)>;

class runner {
 public:
  runner(environment_factory& where, options chosen, event_sink sink, const std::atomic<bool>& stop)
      : factory_(where), options_(std::move(chosen)), sink_(std::move(sink)), stop_(stop) {}

  /// Runs the plan to its end, or until `stop` turns true: then journeys that are under way are left unfinished.
  /// Returns why a part of the plan was not run; "" if all of it was, and when `stop` is why.
  std::string run(const std::vector<planned>& plan, const parallel& on_threads);

 private:
  void work(const std::vector<planned>& plan);
  bool play(const planned& item);
  events::journey_finished attempt(const planned& item, std::uint32_t number, std::size_t& evidence_left,
                                   std::vector<events::event>& told);
  void tell(std::size_t order, std::vector<events::event> what, bool last, bool bad = false);
  void tell_in_order(std::size_t order, std::vector<events::event> what, bool last, bool bad);
  void ended(std::span<const events::event> what, bool bad);

  environment_factory& factory_;
  options options_;
  event_sink sink_;
  const std::atomic<bool>& stop_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex telling_;
  std::size_t turn_ = 0;  // the place in the plan whose events are told now, when ordered
  struct kept {
    std::vector<events::event> what;
    bool done = false;
    bool bad = false;
  };
  std::map<std::size_t, kept> waiting_;
  std::size_t ended_ = 0;     // journeys whose last end was told
  std::string why_stopped_;   // the first reason
  bool told_enough_ = false;  // ordered and fail-fast: what other threads did beyond the first failure is not told
};

}  // namespace parcours::run
