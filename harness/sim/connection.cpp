#include "harness/sim/connection.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cstring>

namespace parcours::sim {

namespace asio = boost::asio;
using ports::error_code;

connection::connection(sim_network& network, ports::endpoint client, ports::endpoint server, link_faults faults)
    : ends{std::move(client), std::move(server)}, network_(network), faults_(faults) {
  registered_ = network_.connections_.insert(network_.connections_.end(), this);
}

connection::~connection() { network_.connections_.erase(registered_); }

void connection::complete(pipe::completion& slot, error_code ec, std::size_t n) {
  if (!slot) return;
  auto run = [done = std::move(slot), ec, n]() mutable { done(ec, n); };
  slot = nullptr;
  network_.queue_.soon(std::move(run));
}

void connection::read(int side, asio::mutable_buffer buffer, pipe::completion done) {
  auto& from = pipes_[static_cast<std::size_t>(1 - side)];
  from.reader = std::move(done);
  from.reader_buffer = buffer;
  if (closed_[static_cast<std::size_t>(side)]) {
    complete(from.reader, asio::error::operation_aborted, 0);
  } else {
    try_read(from);
  }
}

void connection::try_read(pipe& from) {
  if (!from.reader) return;
  if (from.reset) return complete(from.reader, asio::error::connection_reset, 0);
  const auto n = std::min(from.unread(), from.reader_buffer.size());
  if (n == 0 && from.reader_buffer.size() > 0) {
    if (from.end_received) complete(from.reader, asio::error::eof, 0);
    return;
  }
  std::memcpy(from.reader_buffer.data(), from.received.data() + from.consumed, n);
  from.consumed += n;
  if (from.consumed == from.received.size()) {
    from.received.clear();
    from.consumed = 0;
  }
  complete(from.reader, {}, n);
  if (from.writer) try_write(&from == &pipes_[0] ? 0 : 1);
}

void connection::write(int side, asio::const_buffer buffer, pipe::completion done) {
  auto& to = pipes_[static_cast<std::size_t>(side)];
  to.writer = std::move(done);
  to.writer_buffer = buffer;
  if (closed_[static_cast<std::size_t>(side)]) {
    complete(to.writer, asio::error::operation_aborted, 0);
  } else {
    try_write(side);
  }
}

void connection::try_write(int side) {
  auto& to = pipes_[static_cast<std::size_t>(side)];
  if (!to.writer) return;
  if (to.broken || to.end_sent) return complete(to.writer, asio::error::broken_pipe, 0);
  const auto held = to.in_flight + to.unread();
  auto n = std::min(to.writer_buffer.size(), network_.options_.window - std::min(network_.options_.window, held));
  if (network_.options_.chunk > 0) n = std::min(n, network_.options_.chunk);
  if (n == 0 && to.writer_buffer.size() > 0) return;  // the window is full: a read opens it
  to.in_flight += n;
  to.carried += n;
  std::string bytes(static_cast<const char*>(to.writer_buffer.data()), n);
  auto arrive = [self = shared_from_this(), side, moved = std::move(bytes)]() mutable {
    self->deliver(side, std::move(moved));
  };
  network_.queue_.wire_time().start_timer(arrival(to), std::move(arrive));
  complete(to.writer, {}, n);
  const bool doomed = side == 0 && faults_.reset_after_bytes > 0 && to.carried >= faults_.reset_after_bytes;
  if (doomed) {
    announce(0, &connection::arrive_reset);
    announce(1, &connection::arrive_reset);
  }
}

duration connection::arrival(pipe& on) {
  on.last_arrival =
      std::max(on.last_arrival, network_.queue_.wire_time().now() + network_.delay(faults_.extra_latency));
  return on.last_arrival;
}

void connection::deliver(int side, std::string bytes) {
  auto& on = pipes_[static_cast<std::size_t>(side)];
  on.in_flight -= bytes.size();
  if (on.broken || on.reset) return;
  network_.queue_.trace().record(side == 0 ? ">" : "<", bytes, {});
  if (on.received.empty()) {
    on.received = std::move(bytes);
  } else {
    on.received += bytes;
  }
  try_read(on);
}

void connection::announce(int side, void (connection::*what)(int)) {
  auto arrive = [self = shared_from_this(), side, what] { ((*self).*what)(side); };
  network_.queue_.wire_time().start_timer(arrival(pipes_[static_cast<std::size_t>(side)]), std::move(arrive));
}

void connection::arrive_end(int side) {
  auto& on = pipes_[static_cast<std::size_t>(side)];
  on.end_received = true;
  try_read(on);
}

// The reset travels with what `side` wrote; it breaks both directions at the end that it reaches.
void connection::arrive_reset(int side) {
  auto& towards = pipes_[static_cast<std::size_t>(side)];
  auto& back = pipes_[static_cast<std::size_t>(1 - side)];
  towards.reset = true;
  back.broken = true;
  try_read(towards);
  try_write(1 - side);
}

void connection::cancel(int side) {
  complete(pipes_[static_cast<std::size_t>(1 - side)].reader, asio::error::operation_aborted, 0);
  complete(pipes_[static_cast<std::size_t>(side)].writer, asio::error::operation_aborted, 0);
}

void connection::shutdown_send(int side) {
  auto& to = pipes_[static_cast<std::size_t>(side)];
  if (to.end_sent || closed_[static_cast<std::size_t>(side)]) return;
  to.end_sent = true;
  announce(side, &connection::arrive_end);
}

void connection::close(int side, bool abortive) {
  const auto me = static_cast<std::size_t>(side);
  if (closed_[me]) return;
  // Closing with unread bytes resets, as TCP does (RFC 1122 section 4.2.2.13).
  const bool reset = abortive || pipes_[1 - me].unread() > 0;
  if (reset) {
    announce(side, &connection::arrive_reset);
  } else {
    shutdown_send(side);
  }
  cancel(side);
  closed_[me] = true;
  // What the peer writes from now on is answered with a reset when it arrives; here: its next write fails.
  auto& from = pipes_[1 - me];
  from.broken = true;
  from.received.clear();
  from.consumed = 0;
  try_write(1 - side);
}

std::string connection::waiting() const {
  std::string lines;
  for (std::size_t side = 0; side < 2; ++side) {
    const auto where = ports::to_string(ends[side]) + " with " + ports::to_string(ends[1 - side]) + "\n";
    if (pipes_[1 - side].reader) lines += "read on " + where;
    if (pipes_[side].writer) lines += "write on " + where;
  }
  return lines;
}

}  // namespace parcours::sim
