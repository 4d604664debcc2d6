// The network port: listening and connecting.
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
  /// The next connection; operation_aborted after close(). Only one call may be pending.
  virtual boost::asio::awaitable<io_result<stream>> accept() = 0;
  [[nodiscard]] virtual endpoint local() const = 0;
  virtual void close() noexcept = 0;
};

/// TLS as a client. The peer's certificate is always verified, against the system's authorities or those in `ca_file`
/// (PEM).
struct tls_client {
  std::string server_name;  ///< for SNI; the certificate must be valid for this name
  std::string ca_file;      ///< empty: the system's authorities
};

/// TLS as a server: PEM files with a certificate chain and its private key. If both are empty, a self-signed
/// certificate for localhost is created.
struct tls_server {
  std::string certificate_file;
  std::string key_file;
};

/// The TLS identity of a server, created once and shared by its connections.
class tls_identity {
 public:
  virtual ~tls_identity() = default;
};

class network {
 public:
  virtual ~network() = default;
  /// Listens on `where`; port 0 means any free port, see listener::local(). address_in_use if the address is taken.
  virtual io_result<std::unique_ptr<listener>> listen(const endpoint& where) = 0;
  /// Connects and, if requested, performs the TLS handshake. timed_out if both together take longer than `within`;
  /// otherwise connection_refused, host_not_found, …
  virtual boost::asio::awaitable<io_result<stream>> connect(endpoint where, std::optional<tls_client> tls = {},
                                                            duration within = std::chrono::seconds(30)) = 0;
  /// Error "tls-certificate": a file cannot be read, or the key does not match the certificate.
  virtual result<std::shared_ptr<const tls_identity>> identity(const tls_server& from) = 0;
  /// Performs the server's side of the TLS handshake on a connection from accept() that has no pending operations, and
  /// returns the encrypted connection. timed_out if it takes longer than `within`. In simulation, where nobody can
  /// eavesdrop, it returns the connection unchanged.
  virtual boost::asio::awaitable<io_result<stream>> secure(stream plain, std::shared_ptr<const tls_identity> as,
                                                           duration within = std::chrono::seconds(30)) = 0;
};

}  // namespace parcours::ports
