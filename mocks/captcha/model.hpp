// What the captcha mock decides, without I/O: tokens minted with an outcome, verified as their provider would, and
// answers that were planned for the next verifications.
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
  captcha::provider provider = provider::recaptcha;  ///< whose the key and the secret are
  std::string site_key = "parcours-site-key";
  std::string secret = "parcours-secret";
  duration token_life{};             ///< of its tokens; zero: as their provider has it
  std::size_t kept_tokens = 10'000;  ///< beyond that the oldest token is forgotten (and then unknown)
  std::size_t kept_checks = 1'000;   ///< newest verifications that are remembered
};

/// A token that is asked for. Empty or absent: the provider (of a published test key, its own) and site key of the
/// mock, and a token that passes. What the provider does not have, such as a score, is left out.
struct order {
  std::optional<captcha::provider> provider;
  std::string site_key;
  std::optional<outcome> fares;
  std::optional<double> score;  ///< 0 to 1, as reCAPTCHA v3 judges; absent: no score in the answer
  std::string action;
  std::string custom_data;             ///< Turnstile's "cdata"
  std::string hostname = "127.0.0.1";  ///< of the page
};

/// A question to siteverify. Empty: not given.
struct question {
  static constexpr std::size_t longest_remote_ip = 45;        ///< bytes of an address of IPv6 (RFC 4291); cut off there
  static constexpr std::size_t longest_idempotency_key = 64;  ///< bytes, a UUID has 36; a bad request beyond

  captcha::provider to = provider::recaptcha;
  std::string secret;
  std::string token;
  std::string site_key;
  std::string idempotency_key;  ///< Turnstile: asked again with the same one, the answer is the same
  std::string remote_ip;
  std::uint64_t session = 0;  ///< of the portal's session; 0: unknown
  bool readable = true;       ///< false: the body was not what the provider takes
};

/// What was asked and answered; `passed` is its `success`. Holds neither token nor secret.
struct verification {
  duration at{};
  bool passed = false;
  std::vector<std::string> error_codes;
  std::optional<duration> minted;  ///< when the token was made, if it is known
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
  // Of a question that got no verdict:
  unsigned status = 0;   ///< this HTTP status instead
  bool dropped = false;  ///< no answer at all

  [[nodiscard]] bool has_verdict() const { return status == 0 && !dropped; }
};

/// What is to become of a verification to come, in place of what its token would bring.
struct plan {
  enum class kind { pass, fail, expired, replayed, internal_error, as_is };
  static constexpr std::array<std::string_view, 6> kind_names = {"pass",     "fail",           "expired",
                                                                 "replayed", "internal_error", "as_is"};
  static constexpr std::size_t longest_site_key = 200;  ///< bytes

  kind what = kind::as_is;
  std::optional<double> score;
  duration delay{};           ///< before the answer
  unsigned status = 0;        ///< the answer is this HTTP status without a verdict, 400 to 599; 0: none
  bool drop = false;          ///< closed without an answer
  std::string site_key;       ///< only for tokens of this key; empty: any
  std::uint64_t session = 0;  ///< only for this session of the portal; 0: any
  schedule when;              ///< of the verifications that it is meant for
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
    std::optional<verification> answer;  ///< of the first check, or of the newest with that key

    /// It is spent now, and was answered so.
    void settle(std::string_view key, const verification& said);
  };
  /// All that it knows at one moment, apart from its options: to be written down and given back.
  struct image {
    random_source random{0};
    std::vector<std::pair<std::string, token>> tokens;  ///< in the order of minting
    std::vector<plan> plans;
    std::size_t asked = 0;
    std::size_t verified = 0;
    std::deque<verification> checks;
  };

  model(options chosen, random_source random) : options_(std::move(chosen)), random_(random) {}

  /// Of a published test key whose provider has a dummy token: that.
  std::string mint(const order& wanted, duration now);
  std::string mint(outcome wanted, duration now);

  /// The plan for a question, used up by one: the first that is meant for it. None for what gets no verdict on its
  /// token, such as a question with an unknown secret.
  std::optional<plan> strike(const question& asked);
  /// Judges a question, as `planned` has it if that says so: its verdict too spends the token, but for internal_error.
  const verification& verify(const question& asked, duration now, const plan& planned = {});
  /// Of the mock's own provider. Empty arguments are missing ones.
  const verification& verify(std::string_view secret, std::string_view token, duration now);
  /// Notes a question that was answered with an HTTP status, or not at all. The token is as before.
  const verification& note_fault(const question& asked, duration now, unsigned status, bool dropped);

  void add(plan what) { plans_.push_back(std::move(what)); }
  void clear_plans() { plans_.clear(); }
  [[nodiscard]] const std::vector<plan>& plans() const { return plans_; }

  [[nodiscard]] const options& chosen() const { return options_; }
  /// Of tokens that are there already too; zero: as their provider has it.
  void set_token_life(duration life) { options_.token_life = life; }
  /// Whose token an order is for.
  [[nodiscard]] captcha::provider provider_of(const order& wanted) const;
  [[nodiscard]] duration life_of(captcha::provider by, std::string_view site_key) const;
  /// Forgets every token, every verification and every plan.
  void clear();
  /// How often it was cleared or restored: what was asked before that has no answer any more.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  [[nodiscard]] image save() const;
  void restore(image from);
  [[nodiscard]] std::size_t asked() const { return asked_; }        ///< the number of the newest check
  [[nodiscard]] std::size_t verified() const { return verified_; }  ///< how many of them got a verdict
  /// Since the start, whatever was cleared and restored: verifications with success, and without.
  [[nodiscard]] std::uint64_t passed() const { return passed_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] const std::deque<verification>& checks() const { return checks_; }  ///< the newest, oldest first
  [[nodiscard]] const verification* last() const;                                   ///< that got a verdict; or nullptr

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
