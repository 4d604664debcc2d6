// The network port on TCP sockets, with and without TLS, as a client and as a server.
#pragma once

#include "harness/ports/clock.hpp"
#include "harness/ports/network.hpp"

#include <boost/asio/io_context.hpp>

namespace parcours::net {

class socket_network final : public ports::network {
 public:
  socket_network(boost::asio::io_context& context, ports::clock& time) : context_(context), time_(time) {}

  ports::io_result<std::unique_ptr<ports::listener>> listen(const ports::endpoint& where) override;
  boost::asio::awaitable<ports::io_result<ports::stream>> connect(ports::endpoint where,
                                                                  std::optional<ports::tls_client> tls,
                                                                  duration within) override;
  result<std::shared_ptr<const ports::tls_identity>> identity(const ports::tls_server& from) override;
  boost::asio::awaitable<ports::io_result<ports::stream>> secure(ports::stream plain,
                                                                 std::shared_ptr<const ports::tls_identity> as,
                                                                 duration within) override;

 private:
  boost::asio::io_context& context_;
  ports::clock& time_;
};

}  // namespace parcours::net
