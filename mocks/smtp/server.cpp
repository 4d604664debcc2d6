#include "mocks/smtp/server.hpp"

#include "harness/ports/deadline.hpp"
#include "harness/ports/notifier.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace parcours::mocks::smtp {

namespace asio = boost::asio;
using parcours::smtp::server_session;

// Shared by the server and its coroutines, which may end after the server is gone.
struct server::state {
  ports::env world;
  server_options options;
  mailbox& box;
  ports::notifier changed;
  parcours::smtp::fault_plan faults;
  std::unique_ptr<ports::listener> listener;
  ports::endpoint where;
  std::vector<ports::stream*> peers;
  random_source sessions;
  std::uint64_t served = 0;
  bool stopped = false;

  state(const ports::env& its_world, server_options its_options, mailbox& its_box)
      : world(its_world),
        options(std::move(its_options)),
        box(its_box),
        changed(world.time.wire()),
        faults(world.random.derive("smtp faults")),
        sessions(world.random.derive("smtp sessions")) {
    options.session.ask = [this, next = std::move(options.session.ask)](auto at, auto address) {
      auto hit = faults.strike(at, address);
      return hit || !next ? hit : next(at, address);
    };
  }

  void store(std::vector<parcours::smtp::received_message> messages) {
    for (auto& message : messages) {
      world.log.record("smtp", fmt::format("mail of {} bytes", message.bytes.size()));
      box.add(std::move(message), world.time.now());
    }
    if (messages.empty()) return;
    changed.notify_all();
  }
};

namespace {

// Keeps a connection on the list of those that stop() has to close.
class registration {
 public:
  registration(std::vector<ports::stream*>& peers, ports::stream& peer) : peers_(peers), peer_(&peer) {
    peers_.push_back(peer_);
  }
  ~registration() { std::erase(peers_, peer_); }
  registration(const registration&) = delete;
  registration& operator=(const registration&) = delete;

 private:
  std::vector<ports::stream*>& peers_;
  ports::stream* peer_;
};

}  // namespace

server::server(const ports::env& world, server_options options, mailbox& box)
    : state_(std::make_shared<state>(world, std::move(options), box)) {}

server::~server() { stop(); }

ports::io_result<void> server::start(const ports::endpoint& where) {
  auto listening = state_->world.net.listen(where);
  if (!listening) return std::unexpected(listening.error());
  state_->listener = std::move(*listening);
  state_->where = state_->listener->local();
  ports::spawn(state_->world, accept_all(state_));
  return {};
}

const ports::endpoint& server::address() const { return state_->where; }

parcours::smtp::fault_plan& server::faults() { return state_->faults; }

void server::stop() noexcept {
  if (std::exchange(state_->stopped, true)) return;
  if (state_->listener) state_->listener->close();
  for (auto* peer : state_->peers) peer->reset();
  state_->changed.notify_all();
}

asio::awaitable<void> server::accept_all(std::shared_ptr<state> self) {
  while (!self->stopped) {
    auto accepted = co_await self->listener->accept();
    if (self->stopped) co_return;
    if (accepted) {
      ports::spawn(self->world, serve(self, std::move(*accepted)));
    } else if (accepted.error() == asio::error::operation_aborted) {
      co_return;
    } else {  // such as no file descriptors left: give the machine time, do not spin
      co_await ports::sleep_for(self->world.time, std::chrono::milliseconds(100));
    }
  }
}

asio::awaitable<void> server::serve(std::shared_ptr<state> self, ports::stream peer) {
  if (self->stopped) co_return;
  const registration listed(self->peers, peer);
  auto options = self->options.session;
  options.random = self->sessions.derive(std::to_string(++self->served));
  server_session session(std::move(options));
  std::string out = self->peers.size() > self->options.connections ? session.too_busy() : session.greeting();
  std::array<char, 4096> buffer;
  while (true) {
    // The time-out covers a peer that does not read its replies too.
    const ports::deadline idle(self->world.time, self->options.session.idle_time, peer);
    const auto written = co_await peer.write(out);
    if (!written || session.wants_close()) break;
    const auto got = co_await peer.read_some(asio::buffer(buffer));
    if (self->stopped || (!got && !idle.expired())) break;
    if (!got) {
      out = session.time_out();
      continue;
    }
    out = session.feed(std::string_view(buffer.data(), *got));
    self->store(session.take_messages());
  }
  if (session.wants_reset()) {
    peer.reset();
  } else {
    peer.close();
  }
}

asio::awaitable<std::optional<stored_mail>> server::wait_for(mail_filter wanted, duration within) {
  return wait(state_, std::move(wanted), state_->world.time.wire().now() + within);
}

asio::awaitable<std::optional<stored_mail>> server::wait(std::shared_ptr<state> self, mail_filter wanted,
                                                         duration until) {
  auto& time = self->world.time;
  while (!self->stopped) {
    const auto now = time.now();
    if (const auto* found = self->box.first(wanted, now)) co_return *found;
    if (time.wire().now() >= until) break;
    // A mail on its way is due in world time, which may be advanced meanwhile: its own timer tells.
    const auto due = self->box.next_visible();
    const auto alarm = due ? time.start_timer(*due, [self] { self->changed.notify_all(); }) : 0;
    co_await self->changed.wait_until(until);
    if (due) time.cancel_timer(alarm);
  }
  co_return std::nullopt;
}

}  // namespace parcours::mocks::smtp
