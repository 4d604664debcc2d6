// A simulated connection: two pipes, one for each direction, shared by its two ends.
#pragma once

#include "harness/sim/network.hpp"

#include <array>
#include <memory>
#include <string>

namespace parcours::sim {

/// One direction. Bytes are first in flight (scheduled), then received, then read.
struct pipe {
  using completion = ports::stream_backend::completion;

  std::string received;  ///< arrived and unread, from `consumed` on
  std::size_t consumed = 0;
  std::size_t in_flight = 0;
  std::size_t carried = 0;    ///< total number of bytes written
  duration last_arrival{};    ///< of the last delivery; keeps deliveries in order
  bool end_sent = false;      ///< the writer half-closed: no more writes
  bool end_received = false;  ///< the end of the stream has reached the reader
  bool reset = false;         ///< the reader sees connection_reset
  bool broken = false;        ///< the reader is gone, and the writer sees an error
  completion reader;
  boost::asio::mutable_buffer reader_buffer;
  completion writer;
  boost::asio::const_buffer writer_buffer;

  [[nodiscard]] std::size_t unread() const { return received.size() - consumed; }
};

struct connection : std::enable_shared_from_this<connection> {
  connection(sim_network& network, ports::endpoint client, ports::endpoint server, link_faults faults);
  ~connection();

  // `side` is 0 for the client's end and 1 for the server's; pipe `side` carries the bytes that this side writes.
  void read(int side, boost::asio::mutable_buffer buffer, pipe::completion done);
  void write(int side, boost::asio::const_buffer buffer, pipe::completion done);
  void cancel(int side);
  void shutdown_send(int side);
  void close(int side, bool abortive);
  [[nodiscard]] std::string waiting() const;

  std::array<ports::endpoint, 2> ends;

 private:
  void complete(pipe::completion& slot, ports::error_code ec, std::size_t n);
  void try_read(pipe& from);
  void try_write(int side);
  void deliver(int side, std::string bytes);
  void announce(int side, void (connection::*what)(int));
  void arrive_end(int side);
  void arrive_reset(int side);
  duration arrival(pipe& on);

  sim_network& network_;
  link_faults faults_;
  std::array<pipe, 2> pipes_;
  std::array<bool, 2> closed_{};
  std::list<connection*>::iterator registered_;
};

class sim_stream final : public ports::stream_backend {
 public:
  sim_stream(std::shared_ptr<connection> on, int side) : on_(std::move(on)), side_(side) {}
  ~sim_stream() override { on_->close(side_, false); }
  void read_some(boost::asio::mutable_buffer buffer, completion done) override {
    on_->read(side_, buffer, std::move(done));
  }
  void write_some(boost::asio::const_buffer buffer, completion done) override {
    on_->write(side_, buffer, std::move(done));
  }
  void cancel() noexcept override { on_->cancel(side_); }
  void shutdown_send() noexcept override { on_->shutdown_send(side_); }
  void close(bool abortive) noexcept override { on_->close(side_, abortive); }
  [[nodiscard]] ports::endpoint local() const override { return on_->ends[static_cast<std::size_t>(side_)]; }
  [[nodiscard]] ports::endpoint remote() const override { return on_->ends[static_cast<std::size_t>(1 - side_)]; }

 private:
  std::shared_ptr<connection> on_;
  int side_;
};

}  // namespace parcours::sim
