// What goes wrong on purpose between the portal and a browser: answers that are late, broken or somebody else's.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/random.hpp"
#include "harness/base/schedule.hpp"
#include "harness/http/message.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::portal {

/// How long an answer is held back, drawn anew each time.
struct delay_law {
  enum class kind { fixed, uniform, log_normal };
  static constexpr std::array<std::string_view, 3> kind_names = {"fixed", "uniform", "log_normal"};
  kind law = kind::fixed;
  duration low{};    ///< fixed: the delay; uniform: the least; log-normal: the median
  duration high{};   ///< uniform: the most
  double sigma = 0;  ///< log-normal: the deviation of the logarithm

  static constexpr duration longest = std::chrono::minutes(10);  ///< what is drawn beyond is this
  [[nodiscard]] duration draw(random_source& random) const;
};

struct fault {
  // Which requests:
  std::string path = "*";     ///< "*" stands for any characters
  std::string method;         ///< empty: any
  std::uint64_t session = 0;  ///< the session's number; 0: any
  bool each_session = false;  ///< its schedule counts for each session by itself, requests of no session are let be
  schedule when;              ///< a delay is drawn from its randomness too

  // What becomes of them:
  http::abort_by abort = http::abort_by::none;
  unsigned status = 0;                  ///< in place of the portal's answer, 400 to 599; 0: the portal's
  std::optional<unsigned> retry_after;  ///< seconds, with `status`
  std::optional<delay_law> delay;       ///< before the answer
  http::pieces pieces;                  ///< of the answer
  bool handled = false;  ///< `status`, close, reset and bare bytes: the portal has handled the request all the same

  /// True if the portal does not get to see the request.
  [[nodiscard]] bool intercepts() const;
  /// "reset", "status 503", "delay", …: for the record.
  [[nodiscard]] std::string name() const;
};

/// In the order of http::abort_by.
inline constexpr std::array<std::string_view, 6> abort_names = {"none",       "close",           "reset",
                                                                "truncation", "malformed_chunk", "bare_bytes"};
[[nodiscard]] constexpr std::string_view name_of(http::abort_by how) {
  return abort_names[static_cast<std::size_t>(how)];
}

/// May be changed while requests are answered. Not thread-safe.
class fault_plan {
 public:
  static constexpr std::size_t most = 100;
  static constexpr std::size_t most_sessions = 10'000;  ///< counted apart; beyond, the lowest number is forgotten

  struct planned {
    fault what;
    std::uint64_t struck = 0;
    std::map<std::uint64_t, std::uint64_t> seen;  ///< requests that fitted, by session; 0 stands for all together
  };

  explicit fault_plan(random_source random) : random_(random) {}

  void add(fault item) { items_.push_back({std::move(item), 0, {}}); }
  /// One that has struck before.
  void add(planned item) { items_.push_back(std::move(item)); }
  void clear() { items_.clear(); }
  [[nodiscard]] const std::vector<planned>& items() const { return items_; }
  /// The fault that strikes this request, its delay drawn: the first that fits and has let enough pass. Counts.
  std::optional<fault> strike(std::string_view method, std::string_view path, std::uint64_t session);
  /// For what is drawn of a fault: whether it strikes, its delay.
  [[nodiscard]] random_source& random() { return random_; }
  /// How often any of them has struck, those that are gone too.
  [[nodiscard]] std::uint64_t struck() const { return struck_; }

 private:
  random_source random_;
  std::uint64_t struck_ = 0;
  std::vector<planned> items_;
};

}  // namespace parcours::mocks::portal
