// The captcha mock over HTTP: siteverify for portals, mint for drivers, and widgets for browsers, of three providers on
// one port: a portal is switched to it by its addresses and keys alone.
#pragma once

#include "harness/http/server.hpp"
#include "mocks/captcha/model.hpp"

#include <memory>
#include <string>

namespace parcours::mocks::captcha {

/// Faults of the verifier, settable while it runs.
struct faults {
  duration delay{};               ///< before siteverify answers
  unsigned status = 0;            ///< answer siteverify with this HTTP status instead; 0: none
  unsigned refusal_status = 200;  ///< HTTP status of an answer whose success is false
};

/// Routes, of each provider:
///   POST its verify path → JSON; the parameters as a form, Turnstile's as JSON or FormData too, reCAPTCHA's in the
///   query
///        too, and by GET
///   GET  its script path → the widget: a box « Je ne suis pas un robot » that mints a token
/// and GET|POST /mint?outcome=NAME&provider=NAME&sitekey=KEY&score=N&action=NAME&cdata=TEXT → a token, as plain text.
/// Not thread-safe.
class server {
 public:
  server(const ports::env& world, options chosen);
  ports::io_result<void> start(const ports::endpoint& where) { return http_.start(where); }
  void stop() noexcept { http_.stop(); }

  [[nodiscard]] const ports::endpoint& address() const { return http_.address(); }
  [[nodiscard]] std::string url() const { return http_.url(); }
  /// Of the provider that was chosen.
  [[nodiscard]] std::string verify_url() const;
  [[nodiscard]] std::string script_url() const;
  [[nodiscard]] model& state() { return shared_->tokens; }
  [[nodiscard]] const options& chosen() const { return shared_->tokens.chosen(); }
  void set_faults(faults wanted) { shared_->injected = wanted; }
  [[nodiscard]] const faults& injected() const { return shared_->injected; }

 private:
  struct shared {
    ports::env world;
    model tokens;
    faults injected;
  };
  static boost::asio::awaitable<http::response> handle(std::shared_ptr<shared> on, http::request what);
  static boost::asio::awaitable<http::response> siteverify(std::shared_ptr<shared> on, const provider_traits& how,
                                                           http::request what);

  std::shared_ptr<shared> shared_;
  http::server http_;
};

}  // namespace parcours::mocks::captcha
