#include "harness/net/identity.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace parcours::net {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using certificate_ptr = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long a_day = 24L * 60 * 60;

bool add_extension(X509* to, int id, const char* value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> made(
      X509V3_EXT_conf_nid(nullptr, nullptr, id, value), X509_EXTENSION_free);
  return made && X509_add_ext(to, made.get(), -1) == 1;
}

bool set_serial(X509* of) {
  std::uint64_t serial = 0;
  return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(of), serial >> 1U) == 1;
}

// For this machine by its own names, from yesterday for thirty days (RFC 5280).
certificate_ptr self_signed(EVP_PKEY* key) {
  certificate_ptr made(X509_new(), X509_free);
  X509_NAME* name = made ? X509_get_subject_name(made.get()) : nullptr;
  const auto* host = reinterpret_cast<const unsigned char*>("localhost");
  const bool well = name != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1 && set_serial(made.get()) &&
                    X509_gmtime_adj(X509_getm_notBefore(made.get()), -a_day) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(made.get()), 30 * a_day) != nullptr &&
                    X509_set_pubkey(made.get(), key) == 1 &&
                    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0) == 1 &&
                    X509_set_issuer_name(made.get(), name) == 1 &&
                    add_extension(made.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
                    add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE") &&
                    X509_sign(made.get(), key, EVP_sha256()) > 0;
  return well ? std::move(made) : certificate_ptr(nullptr, X509_free);
}

bool use_self_signed(ssl::context& to) {
  const key_ptr key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const auto made = key ? self_signed(key.get()) : certificate_ptr(nullptr, X509_free);
  return made && SSL_CTX_use_certificate(to.native_handle(), made.get()) == 1 &&
         SSL_CTX_use_PrivateKey(to.native_handle(), key.get()) == 1;
}

std::unexpected<error> refused(const std::string& what) { return fail("tls-certificate", what); }

}  // namespace

result<std::shared_ptr<const ssl_identity>> make_identity(const ports::tls_server& from) {
  ssl::context made(ssl::context::tls_server);
  error_code ec;
  made.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, ec);
  if (from.certificate_file.empty() != from.key_file.empty()) {
    return refused("a certificate and its key go together: only one of the two is given");
  }
  if (from.certificate_file.empty()) {
    if (!use_self_signed(made)) return refused("no certificate could be made");
  } else {
    made.use_certificate_chain_file(from.certificate_file, ec);
    if (ec) return refused("'" + from.certificate_file + "' cannot be read as a certificate: " + ec.message());
    made.use_private_key_file(from.key_file, ssl::context::pem, ec);
    if (ec) {
      return refused("'" + from.key_file + "' cannot be read as the key of '" + from.certificate_file +
                     "': " + ec.message());
    }
  }
  return std::make_shared<const ssl_identity>(std::move(made));
}

}  // namespace parcours::net
