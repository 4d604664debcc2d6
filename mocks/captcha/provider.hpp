// The captcha providers that the mock imitates, with their differences as data.
//
// Sources: developers.google.com/recaptcha/docs/verify and …/faq (test keys), docs.hcaptcha.com,
// developers.cloudflare.com/turnstile (…/troubleshooting/testing for the test keys). Unpublished details, such as the
// host names in responses to test secrets, are as users of the providers have observed them.
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

/// The result of verifying a token.
enum class outcome {
  pass,      ///< once, within its lifetime
  fail,      ///< not a human
  expired,   ///< too old from the start
  replayed,  ///< used before
};
inline constexpr std::array<std::string_view, 4> outcome_names = {"pass", "fail", "expired", "replayed"};
[[nodiscard]] std::optional<outcome> outcome_from(std::string_view name);

/// The behaviour of the widget for a published test site key.
struct test_key {
  enum class acts { asks, passes, fails };  ///< waits for a person, or decides as soon as it is shown
  static constexpr std::array<std::string_view, 3> act_names = {"asks", "passes", "fails"};

  std::string_view site_key;
  acts widget = acts::asks;
  bool invisible = false;
};

/// A published test secret: every verification with it has this outcome, any number of times.
struct test_secret {
  std::string_view secret;
  outcome fares = outcome::pass;
  std::string_view site_key;  ///< published together with it
};

struct provider_traits {
  provider id;
  std::string_view name;  ///< "recaptcha"

  // siteverify
  std::string_view verify_path;
  bool takes_json = false;         ///< in addition to a form
  bool takes_multipart = false;    ///< also a form as FormData
  bool takes_query = false;        ///< also query parameters, and GET
  bool is_idempotent = false;      ///< accepts idempotency_key
  bool compares_site_key = false;  ///< accepts sitekey
  bool has_score = false;          ///< in version 3
  bool has_action = false;
  bool has_custom_data = false;     ///< "cdata"
  bool tells_test_secrets = false;  ///< in "metadata"
  bool response_first = false;      ///< if both are missing, the error names the token first
  bool lists_no_errors = false;     ///< on success, "error-codes" is present and empty
  bool tells_milliseconds = false;  ///< in "challenge_ts"

  // tokens
  std::string_view token_prefix;
  duration token_life{};
  std::size_t longest_token = 8192;  ///< bytes; a longer token is refused as invalid
  std::size_t longest_action = 200;
  bool plain_words = false;  ///< action and custom data consist of letters, digits, '_' and '-'

  // error codes; empty: none
  std::string_view failed = "";         ///< not a human
  std::string_view expired;             ///< the token has expired
  std::string_view spent;               ///< the token was already used
  std::string_view mismatch;            ///< the token's site key does not belong to the secret
  std::string_view dummy_misused = "";  ///< the dummy token with a secret other than a test secret
  std::string_view internal;            ///< internal error of the provider

  // published test keys
  std::span<const test_key> test_keys;
  std::span<const test_secret> test_secrets;
  std::string_view dummy_token = "";  ///< given by their widgets, the only one that their secrets accept; empty: any
  std::string_view test_hostname;     ///< in responses to their secrets

  // the page
  std::string_view script_path;
  std::string_view global;    ///< the object that the script defines: "grecaptcha"
  std::string_view holder;    ///< class of the elements in which the script renders widgets: "g-recaptcha"
  std::string_view field;     ///< form field of the token
  std::string_view field_id;  ///< id of the field of the first widget, with "#" for the widget's number
};

[[nodiscard]] std::span<const provider_traits> all_providers();
[[nodiscard]] const provider_traits& traits_of(provider which);
[[nodiscard]] const provider_traits* provider_named(std::string_view name);  ///< nullptr: none

/// "recaptcha, hcaptcha, turnstile", for messages and help.
[[nodiscard]] std::string provider_names(std::string_view between = ", ");

/// The test key with this name; nullptr: none.
[[nodiscard]] const test_key* test_key_named(const provider_traits& of, std::string_view site_key);
[[nodiscard]] const test_secret* test_secret_named(const provider_traits& of, std::string_view secret);
/// The provider that has published this test key; nullptr: none.
[[nodiscard]] const provider_traits* provider_of_test_key(std::string_view site_key);

}  // namespace parcours::mocks::captcha
