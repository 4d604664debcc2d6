// A server in each of the worlds, and what the tests say to it.
#pragma once

#include "harness/http/client.hpp"
#include "harness/http/server.hpp"
#include "tests/ports/worlds.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace parcours::http {

inline awaitable<response> echo(request what, exchange_info) {
  response answer{200, {{"Content-Type", "text/plain"}}, what.method + " " + what.target + "\n" + what.body};
  co_return answer;
}

inline request get() { return {}; }
inline request head() { return {"HEAD", "/", {}, {}}; }
inline request post(std::string body) { return {"POST", "/", {}, std::move(body)}; }
inline request get_with(std::string name, std::string value) {
  request what;
  what.headers.add(std::move(name), std::move(value));
  return what;
}

// Small sizes; times stay long, so that a machine that stalls turns no answer into a time-out.
inline server_limits small_limits() {
  server_limits limits;
  limits.header = 512;
  limits.body = 100;
  limits.connections = 3;
  return limits;
}

class http_contract : public ports_contract {
 public:
  http_contract() { serve(echo); }
  ~http_contract() override {
    server_->stop();
    world_->abandon();
  }

  // In place of the server that was there.
  void serve(handler answer, server_limits limits = small_limits()) { serve_in(env_, std::move(answer), limits); }
  void serve_in(const ports::env& world, handler answer, server_limits limits = small_limits()) {
    if (server_) server_->stop();
    server_ = std::make_unique<server>(world, std::move(answer), std::move(limits));
    EXPECT_TRUE(server_->start({"127.0.0.1", 0}));
  }
  url to(const std::string& target) { return *parse_url(server_->url() + target); }
  // Real time, whatever the world's does.
  awaitable<void> real(duration length) { co_await ports::sleep_for(env_.time.wire(), length); }

  awaitable<ports::stream> connect() {
    auto opened = co_await env_.net.connect(server_->address());
    if (!opened) throw std::runtime_error(opened.error().message());
    co_return std::move(*opened);
  }
  static awaitable<std::string> read_all(ports::stream& from) {
    ports::error_code end;
    co_return co_await read_until_end(from, end);
  }
  // Reads until `mark` was seen, or the end.
  static awaitable<std::string> read_until(ports::stream& from, std::string mark) {
    std::string all;
    std::array<char, 256> buffer{};
    while (!all.contains(mark)) {
      const auto n = co_await from.read_some(asio::buffer(buffer));
      if (!n) break;
      all.append(buffer.data(), *n);
    }
    co_return all;
  }
  // Writes raw bytes and reads until the server closes.
  awaitable<std::string> raw(std::string bytes) {
    auto opened = co_await connect();
    (void)co_await opened.write(bytes);
    co_return co_await read_all(opened);
  }

  std::unique_ptr<server> server_;
};

}  // namespace parcours::http
