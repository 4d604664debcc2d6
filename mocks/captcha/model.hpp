// What the captcha mock decides, without I/O: tokens minted with an outcome, and siteverify as reCAPTCHA answers it
// (https://developers.google.com/recaptcha/docs/verify).
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/random.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::captcha {

/// The published test keys: with this secret every token passes.
inline constexpr std::string_view test_site_key = "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI";
inline constexpr std::string_view test_secret = "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe";

/// How a token will fare when it is verified.
enum class outcome {
  pass,      ///< once, within its life
  fail,      ///< not a human: success false, no error code
  expired,   ///< too old from the start: timeout-or-duplicate
  replayed,  ///< used before: timeout-or-duplicate
};
[[nodiscard]] std::optional<outcome> outcome_from(std::string_view name);

struct options {
  std::string site_key = "parcours-site-key";
  std::string secret = "parcours-secret";
  duration token_life = std::chrono::minutes(2);
  std::size_t kept_tokens = 10'000;  ///< beyond that the oldest token is forgotten (and then unknown: invalid)
};

/// What a verification was asked and answered; `passed` is its `success`.
struct verification {
  duration at;
  bool passed = false;
  std::vector<std::string> error_codes;
  std::optional<duration> minted;  ///< when the token was made, if it is known
};

class model {
 public:
  model(options chosen, random_source random) : options_(std::move(chosen)), random_(random) {}

  /// A new token with that outcome.
  std::string mint(outcome wanted, duration now);

  /// Empty arguments are missing ones.
  const verification& verify(std::string_view secret, std::string_view token, duration now);

  [[nodiscard]] const options& chosen() const { return options_; }
  /// Of tokens that are there already too.
  void set_token_life(duration life) { options_.token_life = life; }
  /// Forgets every token and every verification.
  void clear();
  [[nodiscard]] std::size_t verified() const { return verified_; }  ///< how often verify() was called
  [[nodiscard]] const std::optional<verification>& last() const { return last_; }

 private:
  struct token {
    outcome wanted;
    duration minted;
    bool used = false;
  };
  [[nodiscard]] verification judge(std::string_view secret, std::string_view name, duration now);

  options options_;
  random_source random_;
  std::map<std::string, token, std::less<>> tokens_;
  std::deque<std::string> order_;
  std::size_t verified_ = 0;
  std::optional<verification> last_;
};

}  // namespace parcours::mocks::captcha
