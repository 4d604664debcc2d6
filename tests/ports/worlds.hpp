// The worlds that one contract suite is run on, so that the simulation cannot drift from real sockets.
#pragma once

#include "harness/net/machine.hpp"
#include "harness/ports/deadline.hpp"
#include "harness/ports/steered_clock.hpp"
#include "harness/sim/simulation.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace parcours {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

class world_under_test {
 public:
  virtual ~world_under_test() = default;
  virtual ports::env env() = 0;
  virtual result<void> run(awaitable<void> main) = 0;
  // Drops what still waits, while the objects that it uses are alive.
  virtual void abandon() = 0;
};

class simulated final : public world_under_test {
 public:
  explicit simulated(sim::options chosen) : simulation_(chosen) {}
  ports::env env() override { return simulation_.env(); }
  result<void> run(awaitable<void> main) override { return simulation_.run(std::move(main)); }
  void abandon() override { simulation_.abandon(); }

 private:
  sim::simulation simulation_;
};

class real final : public world_under_test {
 public:
  explicit real(net::time_kind kind) : machine_(kind, 1) {}
  ports::env env() override { return machine_.env(); }
  result<void> run(awaitable<void> main) override { return machine_.run(std::move(main), never_); }
  void abandon() override { machine_.abandon(); }

 private:
  std::atomic<bool> never_ = false;
  net::machine machine_;
};

// The world of `parcours serve`.
class steered final : public world_under_test {
 public:
  ports::env env() override { return {wire_.executor, time_, wire_.net, wire_.random, wire_.log}; }
  result<void> run(awaitable<void> main) override {
    auto outcome = machine_.run(std::move(main), never_);
    abandon();
    return outcome;
  }
  void abandon() override {
    time_.abandon();
    machine_.abandon();
  }

 private:
  std::atomic<bool> never_ = false;
  net::machine machine_{net::time_kind::flowing, 1};
  ports::env wire_ = machine_.env();
  ports::steered_clock time_{wire_.executor, wire_.time};
};

struct backend {
  const char* name;
  std::unique_ptr<world_under_test> (*make)();
  bool still = false;  // world time stands still between waits
};

inline void PrintTo(const backend& one, std::ostream* out) { *out << one.name; }

inline std::unique_ptr<world_under_test> make_sim() { return std::make_unique<simulated>(sim::options{}); }
inline std::unique_ptr<world_under_test> make_sim_in_crumbs() {
  sim::options chosen;
  chosen.network = {50us, 300us, 512, 7};
  return std::make_unique<simulated>(chosen);
}
inline std::unique_ptr<world_under_test> make_sim_flowing() {
  sim::options chosen;
  chosen.flowing = true;
  return std::make_unique<simulated>(chosen);
}
inline std::unique_ptr<world_under_test> make_still() { return std::make_unique<real>(net::time_kind::still); }
inline std::unique_ptr<world_under_test> make_steered() { return std::make_unique<steered>(); }
inline std::unique_ptr<world_under_test> make_flowing() { return std::make_unique<real>(net::time_kind::flowing); }

class ports_contract : public testing::TestWithParam<backend> {
 public:
  std::unique_ptr<world_under_test> world_ = GetParam().make();
  ports::env env_ = world_->env();

  void run(awaitable<void> main) {
    const auto outcome = world_->run(std::move(main));
    ASSERT_TRUE(outcome) << outcome.error().code << ": " << outcome.error().message;
  }

  struct pair {
    ports::stream client;
    ports::stream server;
  };

  awaitable<pair> connected() {
    auto listener = env_.net.listen({"127.0.0.1", 0});
    if (!listener) throw std::runtime_error(listener.error().message());
    auto client = co_await env_.net.connect((*listener)->local());
    auto server = co_await (*listener)->accept();
    if (!client || !server) throw std::runtime_error("no connection");
    co_return pair{std::move(*client), std::move(*server)};
  }

  static awaitable<std::string> read_until_end(ports::stream& from, ports::error_code& end, std::size_t most = 4096) {
    std::string all;
    std::vector<char> buffer(most);
    for (;;) {
      const auto n = co_await from.read_some(asio::buffer(buffer));
      if (!n) {
        end = n.error();
        co_return all;
      }
      all.append(buffer.data(), *n);
    }
  }
};

inline const auto backends = {backend{"sim", make_sim, true},     backend{"sim_in_crumbs", make_sim_in_crumbs, true},
                              backend{"local", make_still, true}, backend{"sim_flowing", make_sim_flowing},
                              backend{"flowing", make_flowing},   backend{"steered", make_steered}};
/// Those whose peers read what was written in one piece.
inline const auto whole_backends = {backend{"sim", make_sim, true}, backend{"local", make_still, true},
                                    backend{"sim_flowing", make_sim_flowing}, backend{"flowing", make_flowing},
                                    backend{"steered", make_steered}};
/// Those on real sockets.
inline const auto socket_backends = {backend{"local", make_still, true}, backend{"flowing", make_flowing},
                                     backend{"steered", make_steered}};

}  // namespace parcours
