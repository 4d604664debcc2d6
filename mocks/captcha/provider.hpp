// The captcha providers that the mock stands in for, and in what they differ, as data.
//
// Sources: developers.google.com/recaptcha/docs/verify and …/faq (test keys), docs.hcaptcha.com,
// developers.cloudflare.com/turnstile (…/troubleshooting/testing for the test keys). What is published nowhere, such as
// the host names that answers to test secrets carry, is as users of the providers have seen it.
#pragma once

#include "harness/base/duration.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parcours::mocks::captcha {

enum class provider { recaptcha, hcaptcha, turnstile };

/// How a token will fare when it is verified.
enum class outcome {
  pass,      ///< once, within its life
  fail,      ///< not a human
  expired,   ///< too old from the start
  replayed,  ///< used before
};
inline constexpr std::array<std::string_view, 4> outcome_names = {"pass", "fail", "expired", "replayed"};
[[nodiscard]] std::optional<outcome> outcome_from(std::string_view name);

/// What the widget of a published test site key does.
struct test_key {
  enum class acts { asks, passes, fails };  ///< waits for a person, or decides as soon as it is shown
  static constexpr std::array<std::string_view, 3> act_names = {"asks", "passes", "fails"};

  std::string_view site_key;
  acts widget = acts::asks;
  bool invisible = false;
};

/// A published test secret: whatever it is asked about fares so, as often as it is asked.
struct test_secret {
  std::string_view secret;
  outcome fares = outcome::pass;
  std::string_view site_key;  ///< that is named beside it
};

struct provider_traits {
  provider id;
  std::string_view name;  ///< "recaptcha"

  // siteverify
  std::string_view verify_path;
  bool takes_json = false;         ///< as well as a form
  bool takes_multipart = false;    ///< and a form as FormData sends it
  bool takes_query = false;        ///< and its parameters in the address, of a GET too
  bool is_idempotent = false;      ///< takes idempotency_key
  bool compares_site_key = false;  ///< takes sitekey
  bool has_score = false;          ///< of version 3
  bool has_action = false;
  bool has_custom_data = false;     ///< "cdata"
  bool tells_test_secrets = false;  ///< in "metadata"
  bool response_first = false;      ///< of two missing parameters it names the token first
  bool lists_no_errors = false;     ///< "error-codes" is there, empty, when all is well
  bool tells_milliseconds = false;  ///< in "challenge_ts"

  // tokens
  std::string_view token_prefix;
  duration token_life{};
  std::size_t longest_token = 8192;  ///< bytes; what is longer is refused as invalid
  std::size_t longest_action = 200;
  bool plain_words = false;  ///< action and custom data are of letters, digits, '_' and '-'

  // error codes; empty: none
  std::string_view failed = "";         ///< for no human
  std::string_view expired;             ///< for a token that is too old
  std::string_view spent;               ///< for a token that was used
  std::string_view mismatch;            ///< for a token of a site key that is not the secret's
  std::string_view dummy_misused = "";  ///< for the test keys' token with a secret that is none of theirs
  std::string_view internal;            ///< for trouble of its own

  // published test keys
  std::span<const test_key> test_keys;
  std::span<const test_secret> test_secrets;
  std::string_view dummy_token = "";  ///< that their widgets give, the only one that their secrets take; empty: any
  std::string_view test_hostname;     ///< that answers to their secrets carry

  // the page
  std::string_view script_path;
  std::string_view global;    ///< what the script defines: "grecaptcha"
  std::string_view holder;    ///< class of the elements that the script fills: "g-recaptcha"
  std::string_view field;     ///< form field of the token
  std::string_view field_id;  ///< of the field of the first widget, "#" standing for the widget's number
};

[[nodiscard]] std::span<const provider_traits> all_providers();
[[nodiscard]] const provider_traits& traits_of(provider which);
[[nodiscard]] const provider_traits* provider_named(std::string_view name);  ///< nullptr: none

/// "recaptcha, hcaptcha, turnstile", for messages and help.
[[nodiscard]] std::string provider_names(std::string_view between = ", ");

/// The test key of that name; nullptr: none.
[[nodiscard]] const test_key* test_key_named(const provider_traits& of, std::string_view site_key);
[[nodiscard]] const test_secret* test_secret_named(const provider_traits& of, std::string_view secret);
/// Whose published test key it is; nullptr: nobody's.
[[nodiscard]] const provider_traits* provider_of_test_key(std::string_view site_key);

}  // namespace parcours::mocks::captcha
