// The simulated network: streams deliver bytes in order in each direction, with latency, a window, half-close and
// reset.
#pragma once

#include "harness/base/random.hpp"
#include "harness/ports/network.hpp"
#include "harness/sim/scheduler.hpp"
#include "harness/sim/simulation.hpp"

#include <list>
#include <map>
#include <string>

namespace parcours::sim {

class sim_listener;
struct connection;

class sim_network final : public ports::network {
 public:
  sim_network(scheduler& queue, random_source random, network_options chosen)
      : queue_(queue), random_(random), options_(chosen) {}

  ports::io_result<std::unique_ptr<ports::listener>> listen(const ports::endpoint& where) override;
  boost::asio::awaitable<ports::io_result<ports::stream>> connect(ports::endpoint where,
                                                                  std::optional<ports::tls_client> tls,
                                                                  duration within) override;
  result<std::shared_ptr<const ports::tls_identity>> identity(const ports::tls_server& from) override;
  boost::asio::awaitable<ports::io_result<ports::stream>> secure(ports::stream plain,
                                                                 std::shared_ptr<const ports::tls_identity> as,
                                                                 duration within) override;

  void set_faults(const ports::endpoint& where, link_faults faults);
  /// One line for each pending operation: "read on 127.0.0.1:49153 from 127.0.0.1:49152".
  [[nodiscard]] std::string waiting() const;
  /// Ends every pending operation with operation_aborted.
  void abandon() noexcept;

 private:
  friend class sim_listener;
  friend struct connection;
  using address = std::pair<std::string, std::uint16_t>;

  duration delay(duration extra);
  std::uint16_t free_port();

  scheduler& queue_;
  random_source random_;
  network_options options_;
  std::uint16_t next_port_ = 49152;
  std::map<address, sim_listener*> listeners_;
  std::map<address, link_faults> faults_;
  std::list<connection*> connections_;
};

}  // namespace parcours::sim
