#include "harness/http/server.hpp"

#include "harness/http/codec.hpp"
#include "harness/ports/deadline.hpp"
#include "harness/ports/peer_list.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace parcours::http {

namespace asio = boost::asio;

struct server::state : std::enable_shared_from_this<state> {
  state(const ports::env& with, handler on, server_limits within)
      : world(with), on_request(std::move(on)), limits(std::move(within)) {}

  struct connection {
    ports::stream stream;
    std::string unread;
    std::shared_ptr<void> large;  // the place of a large body, as long as its request is here
  };
  struct waiting;

  // Each coroutine holds a share of the state, so that stop() may come at any moment.
  static asio::awaitable<void> listen(std::shared_ptr<state> self);
  static asio::awaitable<void> serve(std::shared_ptr<state> self, ports::stream accepted);
  static asio::awaitable<void> turn_away(std::shared_ptr<state> self, ports::stream accepted);
  asio::awaitable<bool> exchange(connection& on);
  asio::awaitable<std::optional<response>> wait_for_answer(connection& on, request what);
  asio::awaitable<bool> watch(connection& on, waiting& its);
  asio::awaitable<std::expected<request, response>> read_request(connection& on, bool& keep_alive);
  asio::awaitable<bool> answer(connection& on, response what, bool keep_alive, bool head);
  asio::awaitable<void> linger(connection& on);
  asio::awaitable<bool> write(connection& on, std::string_view bytes);
  asio::awaitable<bool> dribble(connection& on, std::string_view bytes, pieces how);
  void record(const std::exception& bug);
  const std::string& date();

  ports::env world;
  handler on_request;
  server_limits limits;
  std::unique_ptr<ports::listener> listener;
  ports::endpoint address;
  ports::peer_list open;
  bool stopped = false;
  std::weak_ptr<void> large_body;  // the place that is taken
  std::int64_t date_second = -1;
  std::string date_text;
};

namespace {

// A refusal that is its status and no more.
response in_words(unsigned status) {
  return response{status, {{"Content-Type", "text/plain"}}, std::string(reason_phrase(status)) + "\n"};
}

}  // namespace

// 0 as a status of read_request() stands for: close without a word.
constexpr unsigned close_silently = 0;

std::unexpected<response> refuse(unsigned status) { return std::unexpected(in_words(status)); }

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
      // World time may stand still.
      co_await ports::sleep_for(self->world.time.wire(), std::chrono::milliseconds(10));
      continue;
    }
    const bool full = self->open.size() >= self->limits.connections;
    ports::spawn(self->world, full ? turn_away(self, std::move(*accepted)) : serve(self, std::move(*accepted)));
  }
}

asio::awaitable<void> server::state::turn_away(std::shared_ptr<state> self, ports::stream accepted) {
  connection on{std::move(accepted), {}, {}};
  const ports::peer_list::place listed(self->open, on.stream);
  const response busy{503, {{"Content-Type", "text/plain"}, {"Retry-After", "1"}}, "too many connections\n"};
  co_await self->answer(on, busy, false, false);
}

asio::awaitable<void> server::state::serve(std::shared_ptr<state> self, ports::stream accepted) {
  connection on{std::move(accepted), {}, {}};
  const ports::peer_list::place listed(self->open, on.stream);
  try {
    for (bool go_on = true; go_on && !self->stopped;) go_on = co_await self->exchange(on);
  } catch (const std::exception& bug) {  // of what follows the body, part by part: too late for a status
    self->record(bug);
  }
}

void server::state::record(const std::exception& bug) {
  world.log.record("http", "a handler failed", {{"why", std::string_view(bug.what())}});
}

asio::awaitable<bool> server::state::exchange(connection& on) {
  bool keep_alive = false;
  auto got = co_await read_request(on, keep_alive);
  if (!got) {
    if (got.error().status == close_silently) co_return false;
    on.large.reset();
    co_await answer(on, std::move(got.error()), false, false);
    co_await linger(on);
    co_return false;
  }
  const bool head = got->method == "HEAD";
  const bool waits = limits.only_waits && limits.only_waits(*got);
  std::optional<response> what;
  try {
    if (waits) {
      what = co_await wait_for_answer(on, std::move(*got));
    } else {
      what = co_await on_request(std::move(*got), exchange_info{on.stream.remote()});
    }
  } catch (const std::exception& bug) {
    record(bug);
    what = in_words(500);
  }
  on.large.reset();
  if (stopped || !what) co_return false;
  co_return co_await answer(on, std::move(*what), keep_alive, head);
}

// What a handler that waits and the connection that waits for it know of each other. Either may be dropped first.
struct server::state::waiting {
  explicit waiting(ports::stream& to) : client(&to) {}

  void settle(std::exception_ptr failure, response made) {
    settled = true;
    bug = std::move(failure);
    answer = std::move(made);
    if (watched) client->cancel();
  }

  ports::stream* client;
  bool watched = false;  // a read is pending on the client, which is there
  bool settled = false;
  std::exception_ptr bug;
  response answer;
  asio::cancellation_signal stop;
};

// Nothing where the client is gone. The handler is a coroutine of its own here, so that it can be ended.
asio::awaitable<std::optional<response>> server::state::wait_for_answer(connection& on, request what) {
  const auto its = std::make_shared<waiting>(on.stream);
  auto settle = [its, self = shared_from_this()](std::exception_ptr bug, response made) {
    its->settle(std::move(bug), std::move(made));
  };
  auto work = on_request(std::move(what), exchange_info{on.stream.remote()});
  auto then = asio::bind_cancellation_slot(its->stop.slot(), std::move(settle));
  asio::co_spawn(world.executor, std::move(work), std::move(then));
  co_await asio::post(world.executor, asio::use_awaitable);  // behind the end of one that need not wait
  const bool there = co_await watch(on, *its);
  if (!there) its->stop.emit(asio::cancellation_type::terminal);
  if (!there) co_return std::nullopt;
  if (its->bug) std::rethrow_exception(its->bug);
  co_return std::move(its->answer);
}

// Reads ahead until the handler has its answer: true. False where the client is gone, or has sent more than one whole
// request in advance, which nobody does who wants answers.
asio::awaitable<bool> server::state::watch(connection& on, waiting& its) {
  struct mark {
    explicit mark(bool& flag) : set(flag) { set = true; }
    ~mark() { set = false; }
    bool& set;
  };
  std::array<char, 1024> buffer;  // NOLINT: filled by the read
  while (!its.settled) {
    if (on.unread.size() > limits.header + limits.body) co_return false;
    const mark pending(its.watched);
    const auto n = co_await on.stream.read_some(asio::buffer(buffer));
    if (!n) co_return its.settled;
    on.unread.append(buffer.data(), *n);
  }
  co_return true;
}

asio::awaitable<std::expected<request, response>> server::state::read_request(connection& on, bool& keep_alive) {
  request_parser parser(limits.header, std::max(limits.body, limits.large_body));
  auto limit = std::make_optional<ports::deadline>(world.time, limits.idle_time, on.stream);
  server_limits::body_watch watch;
  std::size_t watched = 0;  // bytes of the body
  bool begun = false;
  std::array<char, 8192> buffer;  // NOLINT: filled by the read
  for (;;) {
    if (!on.unread.empty()) {
      auto made = parser.feed(on.unread);
      if (!begun && parser.begun()) limit.emplace(world.time, limits.request_time, on.stream);
      begun = parser.begun();
      const bool headed = made == progress::headers_done || made == progress::done;
      if (const auto refused = headed ? parser.refusal() : 0U) co_return refuse(refused);
      if (made == progress::headers_done) {
        const bool large = limits.large_body > 0 && path_of(parser.target()) == limits.large_path;
        if (!parser.limit_body(large ? limits.large_body : limits.body)) co_return refuse(413U);
        const bool takes_place = large && parser.may_exceed(limits.body);
        if (takes_place && !large_body.expired()) co_return refuse(503U);
        if (takes_place) large_body = on.large = std::make_shared<char>();
        if (large && limits.watch_large) watch = limits.watch_large(parser.method());
      }
      if (made == progress::headers_done && parser.expects_continue()) {
        const auto told = co_await on.stream.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!told) co_return refuse(close_silently);
      }
      if (made == progress::headers_done) made = parser.feed(on.unread);
      if (const auto more = parser.body().substr(std::exchange(watched, parser.body().size()));
          watch && !more.empty()) {
        if (auto told = watch(more)) co_return std::unexpected(std::move(*told));
      }
      if (made == progress::done) {
        keep_alive = parser.keep_alive();
        co_return parser.take();
      }
      if (made == progress::header_too_large) co_return refuse(431U);
      if (made == progress::body_too_large) co_return refuse(413U);
      if (made == progress::bad) co_return refuse(400U);
    }
    const auto n = co_await on.stream.read_some(asio::buffer(buffer));
    if (!n && begun && limit->expired()) co_return refuse(408U);
    if (!n) co_return refuse(close_silently);
    on.unread.append(buffer.data(), *n);
  }
}

// What the client still sends is read for a while: closed with bytes unread, a connection is reset, and the answer lost
// on its way (RFC 9112 section 9.6).
asio::awaitable<void> server::state::linger(connection& on) {
  constexpr std::size_t most = 64U << 20U;  // bytes
  const ports::deadline limit(world.time, std::chrono::seconds(2), on.stream);
  std::array<char, 8192> buffer;  // NOLINT: filled by the read
  for (std::size_t read = 0; read < most && !stopped;) {
    const auto n = co_await on.stream.read_some(asio::buffer(buffer));
    if (!n) co_return;
    read += *n;
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
    : state_(std::make_shared<state>(world, std::move(on_request), std::move(limits))) {}

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
  state_->open.reset_all();
}

}  // namespace parcours::http
