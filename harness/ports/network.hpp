// The network port: how a world listens and connects.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/ports/stream.hpp"

#include <memory>
#include <optional>
#include <string>

namespace parcours::ports {

class listener {
 public:
  virtual ~listener() = default;
  /// The next connection; operation_aborted once close() was called. One call at a time.
  virtual boost::asio::awaitable<io_result<stream>> accept() = 0;
  [[nodiscard]] virtual endpoint local() const = 0;
  virtual void close() noexcept = 0;
};

/// TLS as a client: the peer's certificate is always verified, against the system's authorities or `ca_file` (PEM).
struct tls_client {
  std::string server_name;  ///< SNI and the name that the certificate must carry
  std::string ca_file;      ///< empty: the system's
};

class network {
 public:
  virtual ~network() = default;
  /// Listens on `where`; port 0 means any free one, see listener::local(). address_in_use if taken.
  virtual io_result<std::unique_ptr<listener>> listen(const endpoint& where) = 0;
  /// Connects, and does the TLS handshake if asked to; timed_out when that takes longer than `within`. Otherwise
  /// connection_refused, host_not_found, …
  virtual boost::asio::awaitable<io_result<stream>> connect(endpoint where, std::optional<tls_client> tls = {},
                                                            duration within = std::chrono::seconds(30)) = 0;
};

}  // namespace parcours::ports
