#include "mocks/smtp/server.hpp"

#include "harness/ports/deadline.hpp"
#include "harness/ports/notifier.hpp"
#include "harness/ports/peer_list.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

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
  parcours::smtp::fault_plan chaos;
  std::unique_ptr<ports::listener> listener;
  std::unique_ptr<ports::listener> tls_listener;
  std::unique_ptr<ports::listener> trusted_listener;
  std::shared_ptr<const ports::tls_identity> identity;
  ports::endpoint where;
  ports::endpoint tls_where;
  ports::peer_list peers;
  random_source sessions;
  std::uint64_t served = 0;
  std::deque<session_record> over;
  std::uint64_t ended = 0;
  std::uint64_t cuts = 0;
  std::uint64_t received = 0;
  std::uint64_t struck = 0;
  bool stopped = false;

  state(const ports::env& its_world, server_options its_options, mailbox& its_box)
      : world(its_world),
        options(std::move(its_options)),
        box(its_box),
        changed(world.time.wire()),
        faults(world.random.derive("smtp faults")),
        chaos(world.random.derive("smtp chaos")),
        sessions(world.random.derive("smtp sessions")) {
    options.session.ask = [this, next = std::move(options.session.ask)](const parcours::smtp::moment& now) {
      auto hit = faults.strike(now);
      if (!hit) hit = chaos.strike(now);
      struck += hit ? 1U : 0U;
      if (hit)
        world.log.record("smtp", "fault", {{"at", parcours::smtp::stage_names[static_cast<std::size_t>(now.at)]}});
      return hit || !next ? hit : next(now);
    };
  }

  parcours::smtp::session_options options_for(door by);
  result<std::unique_ptr<ports::listener>> listen(const ports::endpoint& at, bool encrypts);
  void keep(session_record one) {
    one.number = ++ended;
    one.ended = world.time.now();
    world.log.record("smtp", "session", {{"session", one.number}, {"mails", one.mails}, {"encrypted", one.encrypted}});
    over.push_back(std::move(one));
    if (over.size() > kept_sessions) over.pop_front();
  }
  void store(std::vector<parcours::smtp::received_message> messages) {
    for (auto& message : messages) {
      const auto session = session_of(message.bytes);
      world.log.record("smtp", "mail",
                       {{"bytes", message.bytes.size()}, {"recipients", message.who.to.size()}, {"session", session}});
      box.add(std::move(message), world.time.now());
      ++received;
    }
    if (messages.empty()) return;
    changed.notify_all();
  }
};

server::server(const ports::env& world, server_options options, mailbox& box)
    : state_(std::make_shared<state>(world, std::move(options), box)) {}

server::~server() { stop(); }

result<std::unique_ptr<ports::listener>> server::state::listen(const ports::endpoint& at, bool encrypts) {
  if (encrypts && !identity) {
    auto made = world.net.identity(options.tls);
    if (!made) return std::unexpected(std::move(made.error()));
    identity = std::move(*made);
  }
  auto listening = world.net.listen(at);
  if (!listening)
    return fail("cannot-listen", "cannot listen on " + ports::to_string(at) + ": " + listening.error().message());
  return std::move(*listening);
}

result<void> server::start(const ports::endpoint& where) {
  const auto& tls = state_->options.tls;
  // Files that are given are read even where nobody will see them: a mistake in them is a mistake.
  const bool given = !tls.certificate_file.empty() || !tls.key_file.empty();
  auto listening = state_->listen(where, given || state_->options.session.tls != parcours::smtp::tls_use::none);
  if (!listening) return std::unexpected(std::move(listening.error()));
  state_->listener = std::move(*listening);
  state_->where = state_->listener->local();
  ports::spawn(state_->world, accept_all(state_, state_->listener.get(), door::open));
  return {};
}

result<void> server::start_tls(const ports::endpoint& where) {
  auto listening = state_->listen(where, true);
  if (!listening) return std::unexpected(std::move(listening.error()));
  state_->tls_listener = std::move(*listening);
  state_->tls_where = state_->tls_listener->local();
  ports::spawn(state_->world, accept_all(state_, state_->tls_listener.get(), door::tls));
  return {};
}

result<ports::endpoint> server::start_trusted(const ports::endpoint& where) {
  auto listening = state_->listen(where, false);
  if (!listening) return std::unexpected(std::move(listening.error()));
  state_->trusted_listener = std::move(*listening);
  ports::spawn(state_->world, accept_all(state_, state_->trusted_listener.get(), door::trusted));
  return state_->trusted_listener->local();
}

const ports::endpoint& server::tls_address() const { return state_->tls_where; }

const ports::endpoint& server::address() const { return state_->where; }

parcours::smtp::fault_plan& server::faults() { return state_->faults; }

parcours::smtp::fault_plan& server::chaos() { return state_->chaos; }

const std::deque<session_record>& server::sessions() const { return state_->over; }

void server::forget_sessions() { state_->over.clear(); }

void server::notify() { state_->changed.notify_all(); }

std::uint64_t server::received() const { return state_->received; }

std::uint64_t server::struck() const { return state_->struck; }

void server::cut_off() { ++state_->cuts; }

void server::stop() noexcept {
  if (std::exchange(state_->stopped, true)) return;
  for (auto* listening : {state_->listener.get(), state_->tls_listener.get(), state_->trusted_listener.get()}) {
    if (listening != nullptr) listening->close();
  }
  state_->peers.reset_all();
  state_->changed.notify_all();
}

asio::awaitable<void> server::accept_all(std::shared_ptr<state> self, ports::listener* from, door by) {
  while (!self->stopped) {
    auto accepted = co_await from->accept();
    if (self->stopped) co_return;
    if (accepted) {
      ports::spawn(self->world, serve(self, std::move(*accepted), by));
    } else if (accepted.error() == asio::error::operation_aborted) {
      co_return;
    } else {  // such as no file descriptors left: give the machine time, do not spin
      co_await ports::sleep_for(self->world.time.wire(), std::chrono::milliseconds(100));
    }
  }
}

asio::awaitable<bool> server::encrypt(std::shared_ptr<state> self, ports::stream& peer) {
  const auto within = std::min<duration>(self->options.session.idle_time, std::chrono::seconds(30));
  auto secured = co_await self->world.net.secure(std::move(peer), self->identity, within);
  if (!secured || self->stopped) co_return false;
  peer = std::move(*secured);
  co_return true;
}

parcours::smtp::session_options server::state::options_for(door by) {
  auto made = options.session;
  made.random = sessions.derive(std::to_string(++served));
  if (by != door::trusted) return made;
  made.tls = parcours::smtp::tls_use::none;
  made.users = nullptr;
  made.require_auth = false;
  return made;
}

asio::awaitable<void> server::serve(std::shared_ptr<state> self, ports::stream peer, door by) {
  if (self->stopped) co_return;
  const ports::peer_list::place listed(self->peers, peer);
  const bool full = self->peers.size() > self->options.connections;
  if (by == door::tls) {
    if (full) co_return;  // no handshake only to say so
    const bool well = co_await encrypt(self, peer);
    if (!well) co_return;
  }
  server_session session(self->options_for(by), by == door::tls);
  session_record record;
  record.began = self->world.time.now();
  std::string greeting = full ? session.too_busy() : session.greeting();
  co_await converse(self, peer, session, record, std::move(greeting));
  if (session.wants_reset()) {
    peer.reset();
  } else {
    peer.close();
  }
  record.encrypted = session.encrypted();
  record.transcript = session.transcript();
  if (!self->stopped) self->keep(std::move(record));
}

asio::awaitable<void> server::converse(std::shared_ptr<state> self, ports::stream& peer, server_session& session,
                                       session_record& record, std::string out) {
  std::array<char, 8192> buffer;
  auto cuts = self->cuts;
  // Seen when the mail's next bytes come or go.
  const auto is_cut_off = [&] { return std::exchange(cuts, self->cuts) != self->cuts && session.in_mail(); };
  while (true) {
    const auto delay = session.take_delay();
    if (delay > duration::zero()) co_await ports::sleep_for(self->world.time, delay);
    if (self->stopped) co_return;
    if (is_cut_off()) co_return peer.reset();
    // The time-out covers a peer that does not read its replies too.
    auto idle = std::make_optional<ports::deadline>(self->world.time, self->options.session.idle_time, peer);
    const auto written = co_await peer.write(out);
    if (!written || session.wants_close()) co_return;
    if (session.wants_tls()) {
      idle.reset();
      const bool well = co_await encrypt(self, peer);
      if (!well) co_return;
      session.begin_tls();
      out.clear();
      continue;
    }
    const auto got = co_await peer.read_some(asio::buffer(buffer));
    if (self->stopped || (!got && !idle->expired())) co_return;
    if (is_cut_off()) co_return peer.reset();
    if (!got) {
      out = session.time_out();
      continue;
    }
    out = session.feed(std::string_view(buffer.data(), *got));
    auto mails = session.take_messages();
    record.mails += mails.size();
    self->store(std::move(mails));
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
