// The TLS identity of a server: a certificate and its private key. Internal to this library.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/network.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace parcours::net {

class ssl_identity final : public ports::tls_identity {
 public:
  explicit ssl_identity(boost::asio::ssl::context made) : context_(std::move(made)) {}
  /// Connections share the context; OpenSSL counts the references.
  [[nodiscard]] boost::asio::ssl::context& context() const { return context_; }

 private:
  mutable boost::asio::ssl::context context_;
};

/// TLS 1.2 and 1.3. Error "tls-certificate": the files cannot be read, or the key does not match the certificate.
[[nodiscard]] result<std::shared_ptr<const ssl_identity>> make_identity(const ports::tls_server& from);

}  // namespace parcours::net
