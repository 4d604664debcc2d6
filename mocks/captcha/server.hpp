// The captcha mock over HTTP: siteverify for portals, mint for drivers, and widgets for browsers. It serves three
// providers on one port; to use it, a portal needs only its addresses and keys.
#pragma once

#include "harness/http/server.hpp"
#include "mocks/captcha/model.hpp"

#include <memory>
#include <string>

namespace parcours::mocks::captcha {

/// Faults of the verifier; they can be changed at any time.
struct faults {
  duration delay{};               ///< before siteverify responds
  unsigned status = 0;            ///< HTTP status of siteverify instead of a verdict; 0: none
  unsigned refusal_status = 200;  ///< HTTP status of a response whose success is false
};

/// Routes, for each provider:
///   POST its verify path → JSON; parameters as a form, for Turnstile also as JSON or FormData; for reCAPTCHA also in
///        the query, and by GET
///   GET  its script path → the widget: a checkbox « Je ne suis pas un robot » that mints a token
///
/// And GET|POST /mint?outcome=NAME&provider=NAME&sitekey=KEY&score=N&action=NAME&cdata=TEXT → a token, as plain text.
/// Not thread-safe.
class server {
 public:
  server(const ports::env& world, options chosen);
  ports::io_result<void> start(const ports::endpoint& where) { return http_.start(where); }
  void stop() noexcept { http_.stop(); }

  [[nodiscard]] const ports::endpoint& address() const { return http_.address(); }
  [[nodiscard]] std::string url() const { return http_.url(); }
  /// Of the configured provider.
  [[nodiscard]] std::string verify_url() const;
  [[nodiscard]] std::string script_url() const;
  [[nodiscard]] model& state() { return shared_->tokens; }
  [[nodiscard]] const options& chosen() const { return shared_->tokens.chosen(); }
  void set_faults(faults wanted) { shared_->injected = wanted; }
  [[nodiscard]] const faults& injected() const { return shared_->injected; }
  /// Number of times a fault or a planned outcome struck since the start.
  [[nodiscard]] std::uint64_t struck() const { return shared_->struck; }

 private:
  struct shared {
    ports::env world;
    model tokens;
    faults injected;
    std::uint64_t struck = 0;
  };
  static boost::asio::awaitable<http::response> handle(std::shared_ptr<shared> on, http::request what);
  static boost::asio::awaitable<http::response> siteverify(std::shared_ptr<shared> on, const provider_traits& how,
                                                           http::request what);

  std::shared_ptr<shared> shared_;
  http::server http_;
};

}  // namespace parcours::mocks::captcha
