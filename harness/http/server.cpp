#include "harness/http/server.hpp"

#include "harness/http/codec.hpp"
#include "harness/ports/deadline.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <list>

namespace parcours::http {

namespace asio = boost::asio;

struct server::state {
  state(const ports::env& with, handler on, server_limits within)
      : world(with), on_request(std::move(on)), limits(within) {}

  struct connection {
    ports::stream stream;
    std::string unread;
    std::list<connection*>::iterator place;
  };

  // Each coroutine holds a share of the state, so that stop() may come at any moment.
  static asio::awaitable<void> listen(std::shared_ptr<state> self);
  static asio::awaitable<void> serve(std::shared_ptr<state> self, ports::stream accepted);
  static asio::awaitable<void> turn_away(std::shared_ptr<state> self, ports::stream accepted);
  asio::awaitable<bool> exchange(connection& on);
  asio::awaitable<std::expected<request, unsigned>> read_request(connection& on, bool& keep_alive);
  asio::awaitable<bool> answer(connection& on, response what, bool keep_alive, bool head);
  asio::awaitable<bool> write(connection& on, std::string_view bytes);
  asio::awaitable<bool> dribble(connection& on, std::string_view bytes, pieces how);
  const std::string& date();

  ports::env world;
  handler on_request;
  server_limits limits;
  std::unique_ptr<ports::listener> listener;
  ports::endpoint address;
  std::list<connection*> open;
  bool stopped = false;
  std::int64_t date_second = -1;
  std::string date_text;
};

// 0 as a status of read_request() stands for: close without a word.
constexpr unsigned close_silently = 0;

const std::string& server::state::date() {
  const auto second = std::chrono::floor<std::chrono::seconds>(world.time.wall()).time_since_epoch().count();
  if (second != date_second) {
    date_second = second;
    date_text = http_date(second);
  }
  return date_text;
}

asio::awaitable<void> server::state::listen(std::shared_ptr<state> self) {
  for (;;) {
    auto accepted = co_await self->listener->accept();
    if (self->stopped) co_return;
    if (!accepted) {
      // Out of file descriptors, or the peer was gone before it was accepted: neither ends the server.
      co_await ports::sleep_for(self->world.time, std::chrono::milliseconds(10));
      continue;
    }
    const bool full = self->open.size() >= self->limits.connections;
    ports::spawn(self->world, full ? turn_away(self, std::move(*accepted)) : serve(self, std::move(*accepted)));
  }
}

asio::awaitable<void> server::state::turn_away(std::shared_ptr<state> self, ports::stream accepted) {
  connection on{std::move(accepted), {}, {}};
  on.place = self->open.insert(self->open.end(), &on);
  const response busy{503, {{"Content-Type", "text/plain"}, {"Retry-After", "1"}}, "too many connections\n"};
  co_await self->answer(on, busy, false, false);
  self->open.erase(on.place);
}

asio::awaitable<void> server::state::serve(std::shared_ptr<state> self, ports::stream accepted) {
  connection on{std::move(accepted), {}, {}};
  on.place = self->open.insert(self->open.end(), &on);
  for (bool go_on = true; go_on && !self->stopped;) go_on = co_await self->exchange(on);
  self->open.erase(on.place);
}

asio::awaitable<bool> server::state::exchange(connection& on) {
  bool keep_alive = false;
  auto got = co_await read_request(on, keep_alive);
  if (!got) {
    if (got.error() == close_silently) co_return false;
    const response refused{
        got.error(), {{"Content-Type", "text/plain"}}, std::string(reason_phrase(got.error())) + "\n"};
    co_return co_await answer(on, refused, false, false);
  }
  const bool head = got->method == "HEAD";
  auto what = co_await on_request(std::move(*got), exchange_info{on.stream.remote()});
  if (stopped) co_return false;
  co_return co_await answer(on, std::move(what), keep_alive, head);
}

asio::awaitable<std::expected<request, unsigned>> server::state::read_request(connection& on, bool& keep_alive) {
  request_parser parser(limits.header, std::max(limits.body, limits.large_body));
  auto limit = std::make_optional<ports::deadline>(world.time, limits.idle_time, on.stream);
  bool begun = false;
  std::array<char, 8192> buffer;  // NOLINT: filled by the read
  for (;;) {
    if (!on.unread.empty()) {
      if (!begun) limit.emplace(world.time, limits.request_time, on.stream);
      begun = true;
      auto made = parser.feed(on.unread);
      if (made == progress::headers_done) {
        const bool large = limits.large_body > 0 && path_of(parser.target()) == limits.large_path;
        if (!parser.limit_body(large ? limits.large_body : limits.body)) co_return std::unexpected(413U);
      }
      if (made == progress::headers_done && parser.expects_continue()) {
        const auto told = co_await on.stream.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!told) co_return std::unexpected(close_silently);
      }
      if (made == progress::headers_done) made = parser.feed(on.unread);
      if (made == progress::done) {
        keep_alive = parser.keep_alive();
        co_return parser.take();
      }
      if (made == progress::header_too_large) co_return std::unexpected(431U);
      if (made == progress::body_too_large) co_return std::unexpected(413U);
      if (made == progress::bad) co_return std::unexpected(400U);
    }
    const auto n = co_await on.stream.read_some(asio::buffer(buffer));
    if (!n && begun && limit->expired()) co_return std::unexpected(408U);
    if (!n) co_return std::unexpected(close_silently);
    on.unread.append(buffer.data(), *n);
  }
}

// True if the connection may go on.
asio::awaitable<bool> server::state::answer(connection& on, response what, bool keep_alive, bool head) {
  if (what.abort == abort_by::reset) {
    on.stream.reset();
    co_return false;
  }
  keep_alive = keep_alive && !what.more && what.abort == abort_by::none;
  const auto bytes =
      what.abort == abort_by::none ? to_bytes(what, keep_alive, head, date()) : spoilt_bytes(what, date());
  bool well = co_await dribble(on, bytes, what.pieces);
  while (well && what.more && !head) {
    const auto part = co_await what.more();
    if (stopped || !part) break;
    well = co_await write(on, *part);
  }
  if (well && !keep_alive) on.stream.shutdown_send();
  co_return well&& keep_alive;
}

asio::awaitable<bool> server::state::dribble(connection& on, std::string_view bytes, pieces how) {
  const auto count = std::max<std::size_t>(1, std::min<std::size_t>(how.count, bytes.size()));
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) co_await ports::sleep_for(world.time, how.over / (count - 1));
    if (stopped) co_return false;
    const auto from = bytes.size() * i / count;
    const bool well = co_await write(on, bytes.substr(from, bytes.size() * (i + 1) / count - from));
    if (!well) co_return false;
  }
  co_return true;
}

asio::awaitable<bool> server::state::write(connection& on, std::string_view bytes) {
  if (bytes.empty()) co_return true;
  const ports::deadline limit(world.time, limits.request_time, on.stream);
  const auto written = co_await on.stream.write(bytes);
  co_return written.has_value();
}

server::server(const ports::env& world, handler on_request, server_limits limits)
    : state_(std::make_shared<state>(world, std::move(on_request), limits)) {}

server::~server() { stop(); }

ports::io_result<void> server::start(const ports::endpoint& where) {
  auto listener = state_->world.net.listen(where);
  if (!listener) return std::unexpected(listener.error());
  state_->listener = std::move(*listener);
  state_->address = state_->listener->local();
  ports::spawn(state_->world, state::listen(state_));
  return {};
}

const ports::endpoint& server::address() const { return state_->address; }

std::string server::url() const { return "http://" + ports::to_string(state_->address); }

void server::stop() noexcept {
  if (state_->stopped) return;
  state_->stopped = true;
  if (state_->listener) state_->listener->close();
  // With a reset, so that thousands of short-lived servers leave no sockets in TIME-WAIT behind.
  for (auto* one : state_->open) one->stream.reset();
}

}  // namespace parcours::http
