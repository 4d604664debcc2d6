#include "harness/sim/network.hpp"

#include "harness/sim/connection.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <tuple>

namespace parcours::sim {

namespace asio = boost::asio;
using ports::error_code;

class sim_listener final : public ports::listener {
 public:
  sim_listener(sim_network& network, ports::endpoint where) : network_(network), where_(std::move(where)) {
    network_.listeners_[{where_.host, where_.port}] = this;
  }
  ~sim_listener() override { close(); }

  asio::awaitable<ports::io_result<ports::stream>> accept() override {
    if (open_ && backlog_.empty()) {
      // The handler is all that keeps this coroutine: if it is dropped, so is the wait.
      auto start = [this](auto handler) { waiting_ = [done = std::move(handler)]() mutable { std::move(done)(); }; };
      co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
    }
    if (!open_) co_return std::unexpected(error_code(asio::error::operation_aborted));
    auto next = std::move(backlog_.front());
    backlog_.pop_front();
    co_return ports::stream(std::make_unique<sim_stream>(std::move(next), 1));
  }

  [[nodiscard]] ports::endpoint local() const override { return where_; }

  void close() noexcept override {
    if (!open_) return;
    open_ = false;
    network_.listeners_.erase({where_.host, where_.port});
    for (const auto& unaccepted : backlog_) unaccepted->close(1, true);
    backlog_.clear();
    wake();
  }

  void offer(std::shared_ptr<connection> next) {
    backlog_.push_back(std::move(next));
    wake();
  }

  void drop() { wake(); }

  [[nodiscard]] bool is_waiting() const { return static_cast<bool>(waiting_); }

 private:
  void wake() {
    if (!waiting_) return;
    network_.queue_.soon(std::move(waiting_));
    waiting_ = nullptr;
  }

  sim_network& network_;
  ports::endpoint where_;
  bool open_ = true;
  std::deque<std::shared_ptr<connection>> backlog_;
  std::move_only_function<void()> waiting_;
};

duration sim_network::delay(duration extra) {
  auto length = options_.latency + extra;
  if (options_.jitter > duration::zero()) length += duration(random_.between(0, options_.jitter.count()));
  return length;
}

std::uint16_t sim_network::free_port() {
  if (next_port_ == 0) next_port_ = 49152;
  return next_port_++;
}

ports::io_result<std::unique_ptr<ports::listener>> sim_network::listen(const ports::endpoint& where) {
  ports::endpoint at(ports::host_or_loopback(where.host), where.port);
  while (at.port == 0 || (where.port == 0 && listeners_.contains({at.host, at.port}))) at.port = free_port();
  if (listeners_.contains({at.host, at.port})) return std::unexpected(error_code(asio::error::address_in_use));
  return std::make_unique<sim_listener>(*this, at);
}

asio::awaitable<ports::io_result<ports::stream>> sim_network::connect(ports::endpoint where,
                                                                      std::optional<ports::tls_client> tls,
                                                                      duration within) {
  if (tls) co_return std::unexpected(error_code(asio::error::operation_not_supported));
  where.host = ports::host_or_loopback(where.host);
  const auto known = faults_.find({where.host, where.port});
  const auto faults = known == faults_.end() ? link_faults{} : known->second;
  const auto handshake = 2 * delay(faults.extra_latency);
  if (faults.blackhole || handshake > within) {
    co_await ports::sleep_for(queue_, within);
    co_return std::unexpected(error_code(asio::error::timed_out));
  }
  co_await ports::sleep_for(queue_.wire_time(), handshake);
  const auto found = listeners_.find({where.host, where.port});
  if (found == listeners_.end() || faults.refuse) {
    co_return std::unexpected(error_code(asio::error::connection_refused));
  }
  const ports::endpoint here{"127.0.0.1", free_port()};
  auto made = std::make_shared<connection>(*this, here, where, faults);
  found->second->offer(made);
  co_return ports::stream(std::make_unique<sim_stream>(std::move(made), 0));
}

void sim_network::set_faults(const ports::endpoint& where, link_faults faults) {
  faults_[{ports::host_or_loopback(where.host), where.port}] = faults;
}

std::string sim_network::waiting() const {
  std::string lines;
  for (const auto& [where, listener] : listeners_) {
    if (listener->is_waiting()) lines += "accept on " + where.first + ":" + std::to_string(where.second) + "\n";
  }
  for (const auto* one : connections_) lines += one->waiting();
  return lines;
}

void sim_network::abandon() noexcept {
  for (const auto& [where, listener] : listeners_) listener->drop();
  for (auto* one : connections_) {
    one->cancel(0);
    one->cancel(1);
  }
}

result<std::shared_ptr<const ports::tls_identity>> sim_network::identity(const ports::tls_server&) {
  return std::make_shared<const ports::tls_identity>();
}

asio::awaitable<ports::io_result<ports::stream>> sim_network::secure(ports::stream plain,
                                                                     std::shared_ptr<const ports::tls_identity>,
                                                                     duration) {
  co_return ports::io_result<ports::stream>(std::move(plain));
}

}  // namespace parcours::sim
