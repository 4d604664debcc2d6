// The decisions of the captcha mock, without I/O: it mints tokens with an outcome, verifies them as their provider
// would, and applies the outcomes planned for the next verifications.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/random.hpp"
#include "harness/base/schedule.hpp"
#include "mocks/captcha/provider.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::captcha {

struct options {
  captcha::provider provider = provider::recaptcha;  ///< the provider of the key and the secret
  std::string site_key = "parcours-site-key";
  std::string secret = "parcours-secret";
  duration token_life{};             ///< lifetime of its tokens; zero: the provider's
  std::size_t kept_tokens = 10'000;  ///< beyond that the oldest token is forgotten (and then unknown)
  std::size_t kept_checks = 1'000;   ///< newest verifications to keep
};

/// A request for a token. Defaults: the provider and the site key of the mock (for a published test key, the provider
/// of that key) and a token that passes. Parameters that the provider does not have, such as a score, are ignored.
struct order {
  std::optional<captcha::provider> provider;
  std::string site_key;
  std::optional<outcome> fares;
  std::optional<double> score;  ///< 0 to 1, as in reCAPTCHA v3; absent: no score in the response
  std::string action;
  std::string custom_data;             ///< Turnstile's "cdata"
  std::string hostname = "127.0.0.1";  ///< of the page
};

/// A request to siteverify. Empty: not given.
struct question {
  static constexpr std::size_t longest_remote_ip = 45;        ///< bytes of an IPv6 address (RFC 4291); longer: cut off
  static constexpr std::size_t longest_idempotency_key = 64;  ///< bytes; a UUID has 36; a longer key is a bad request

  captcha::provider to = provider::recaptcha;
  std::string secret;
  std::string token;
  std::string site_key;
  std::string idempotency_key;  ///< Turnstile: a repeated request with the same key gets the same response
  std::string remote_ip;
  std::uint64_t session = 0;  ///< number of the portal's session; 0: unknown
  bool readable = true;       ///< false: the body was not in a format that the provider accepts
};

/// A request and its result; `passed` is its `success`. Contains neither the token nor the secret.
struct verification {
  duration at{};
  bool passed = false;
  std::vector<std::string> error_codes;
  std::optional<duration> minted;  ///< time at which the token was minted, if known
  std::uint64_t number = 0;        ///< from 1, in order
  captcha::provider to = provider::recaptcha;
  std::string site_key;
  std::string remote_ip;
  std::uint64_t session = 0;
  std::optional<double> score;
  std::string action;
  std::string custom_data;
  std::string hostname = "127.0.0.1";
  bool by_test_secret = false;
  // If there was no verdict:
  unsigned status = 0;   ///< this HTTP status instead
  bool dropped = false;  ///< no response at all

  [[nodiscard]] bool has_verdict() const { return status == 0 && !dropped; }
};

/// The planned outcome of a future verification, instead of the token's own result.
struct plan {
  enum class kind { pass, fail, expired, replayed, internal_error, as_is };
  static constexpr std::array<std::string_view, 6> kind_names = {"pass",     "fail",           "expired",
                                                                 "replayed", "internal_error", "as_is"};
  static constexpr std::size_t longest_site_key = 200;  ///< bytes

  kind what = kind::as_is;
  std::optional<double> score;
  duration delay{};           ///< before the response
  unsigned status = 0;        ///< the response is this HTTP status (400 to 599) without a verdict; 0: none
  bool drop = false;          ///< closed without a response
  std::string site_key;       ///< only for tokens of this key; empty: any
  std::uint64_t session = 0;  ///< only for this session of the portal; 0: any
  schedule when;              ///< which verifications it applies to
};

/// Not thread-safe.
class model {
 public:
  static constexpr std::size_t most_plans = 100;

  struct token {
    order of;
    outcome fares = outcome::pass;
    duration minted{};
    bool used = false;
    std::string idempotency_key;
    std::optional<verification> answer;  ///< of the first check, or of the newest with this key

    /// Marks the token as spent and keeps the response.
    void settle(std::string_view key, const verification& said);
  };
  /// The complete state except the options, for snapshots.
  struct image {
    random_source random{0};
    std::vector<std::pair<std::string, token>> tokens;  ///< in the order of minting
    std::vector<plan> plans;
    std::size_t asked = 0;
    std::size_t verified = 0;
    std::deque<verification> checks;
  };

  model(options chosen, random_source random) : options_(std::move(chosen)), random_(random) {}

  /// The dummy token for a published test key whose provider has one.
  std::string mint(const order& wanted, duration now);
  std::string mint(outcome wanted, duration now);

  /// The planned outcome for a request, which uses it up: the first that applies. None for requests that get no verdict
  /// on their token, for example because the secret is unknown.
  std::optional<plan> strike(const question& asked);
  /// Verifies a token, with the outcome in `planned` if there is one. A planned verdict spends the token too, except
  /// internal_error.
  const verification& verify(const question& asked, duration now, const plan& planned = {});
  /// The same for the mock's own provider. Empty arguments count as missing.
  const verification& verify(std::string_view secret, std::string_view token, duration now);
  /// Records a request that was answered with an HTTP status, or not at all. The token is unchanged.
  const verification& note_fault(const question& asked, duration now, unsigned status, bool dropped);

  void add(plan what) { plans_.push_back(std::move(what)); }
  void clear_plans() { plans_.clear(); }
  [[nodiscard]] const std::vector<plan>& plans() const { return plans_; }

  [[nodiscard]] const options& chosen() const { return options_; }
  /// Also applies to existing tokens; zero: the provider's lifetime.
  void set_token_life(duration life) { options_.token_life = life; }
  /// The provider of an order's token.
  [[nodiscard]] captcha::provider provider_of(const order& wanted) const;
  [[nodiscard]] duration life_of(captcha::provider by, std::string_view site_key) const;
  /// Deletes all tokens, verifications and plans.
  void clear();
  /// Incremented by each clear or restore: earlier requests in progress get no response.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  [[nodiscard]] image save() const;
  void restore(image from);
  [[nodiscard]] std::size_t asked() const { return asked_; }        ///< the number of the newest check
  [[nodiscard]] std::size_t verified() const { return verified_; }  ///< number of checks with a verdict
  /// Totals since the start, regardless of clear and restore: verifications with and without success.
  [[nodiscard]] std::uint64_t passed() const { return passed_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] const std::deque<verification>& checks() const { return checks_; }  ///< the newest checks, oldest first
  [[nodiscard]] const verification* last() const;  ///< the last check with a verdict, or nullptr

 private:
  struct party;
  [[nodiscard]] party who_asks(const question& asked) const;
  [[nodiscard]] std::vector<std::string> objections(const question& asked) const;
  [[nodiscard]] token* token_of(const question& asked);
  [[nodiscard]] verification begun(const question& asked, duration now);
  const verification& keep(verification made);
  void judge(const question& asked, duration now, const plan& planned, verification& out);
  void judge_token(token* held, const question& asked, duration now, verification& out);

  options options_;
  random_source random_;
  std::map<std::string, token, std::less<>> tokens_;
  std::deque<std::string> order_;
  std::vector<plan> plans_;
  std::size_t asked_ = 0;
  std::size_t verified_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t passed_ = 0;
  std::uint64_t generation_ = 0;
  std::deque<verification> checks_;
};

}  // namespace parcours::mocks::captcha
