// The network port: how a world listens and connects.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/result.hpp"
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

/// TLS as a server: PEM files of a certificate chain and its key. Neither: a certificate is made that this machine
/// signs itself, for localhost.
struct tls_server {
  std::string certificate_file;
  std::string key_file;
};

/// What a server shows of itself, made once and shared by its connections.
class tls_identity {
 public:
  virtual ~tls_identity() = default;
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
  /// Error "tls-certificate": a file cannot be read, or the two do not belong together.
  virtual result<std::shared_ptr<const tls_identity>> identity(const tls_server& from) = 0;
  /// Does the handshake as a server on a connection that accept() gave and on which nothing is pending, and gives it
  /// back encrypted; timed_out when that takes longer than `within`. In simulation, where nobody listens in, it is the
  /// connection as it was.
  virtual boost::asio::awaitable<io_result<stream>> secure(stream plain, std::shared_ptr<const tls_identity> as,
                                                           duration within = std::chrono::seconds(30)) = 0;
};

}  // namespace parcours::ports
