// Asks the captcha provider whether a token is good: the server's half of reCAPTCHA, hCaptcha and Turnstile, which
// share it.
#pragma once

#include "harness/http/client.hpp"
#include "harness/http/exchange.hpp"
#include "mocks/portal/model.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::portal {

/// What a provider's JSON says; not reached if it is no such JSON.
[[nodiscard]] captcha_answer read_captcha_answer(std::string_view json);

/// Not thread-safe; questions may overlap. Outlives the questions that are pending.
class captcha_verifier {
 public:
  /// `timeout` is for a whole question.
  captcha_verifier(const ports::env& world, http::url verify, std::string secret, duration timeout);

  /// For questions from now on.
  void set_timeout(duration timeout);
  /// `told` hears of each question that ends from now on.
  void observe(http::exchange_observer told) { observer_ = std::move(told); }

  /// POSTs secret, response and remoteip as a form, for a session. Never fails: what is not an answer is `reached`
  /// false.
  boost::asio::awaitable<captcha_answer> ask(std::string token, std::string remote_ip, std::uint64_t session);

 private:
  ports::env world_;
  http::url verify_;
  std::string secret_;
  duration timeout_;
  http::exchange_observer observer_;
  std::vector<std::unique_ptr<http::client>> idle_;  // each with its kept-alive connection, and with timeout_
};

}  // namespace parcours::mocks::portal
