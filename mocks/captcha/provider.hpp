// The captcha providers that the mock stands in for, and in what they differ, as data.
//
// Sources: developers.google.com/recaptcha/docs/verify, docs.hcaptcha.com, developers.cloudflare.com/turnstile.
#pragma once

#include "harness/base/duration.hpp"

#include <array>
#include <optional>
#include <span>
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

/// A published pair: with its secret any token fares so, and the widget of its site key fetches one that does.
struct test_key {
  std::string_view site_key;
  std::string_view secret;
  outcome fares;
};

struct provider_traits {
  provider id;
  std::string_view name;  ///< "recaptcha"
  std::string_view verify_path;
  std::string_view script_path;
  std::string_view global;  ///< what the script defines: "grecaptcha"
  std::string_view holder;  ///< class of the elements that the script fills: "g-recaptcha"
  std::string_view field;   ///< form field of the token
  std::string_view mirror;  ///< another field with the same token; empty: none
  std::string_view token_prefix;
  duration token_life;
  bool takes_json;            ///< siteverify takes JSON as well as a form
  bool takes_query;           ///< and its parameters in the address
  std::string_view failed;    ///< error code for no human; empty: none
  std::string_view expired;   ///< error code for a token that is too old
  std::string_view spent;     ///< error code for a token that was used
  std::string_view mismatch;  ///< error code for a site key that is not the secret's; empty: not looked at
  std::string_view internal;  ///< error code for trouble of its own
  bool lists_no_errors;       ///< "error-codes" is there, empty, when all is well
  std::span<const test_key> test_keys;
};

[[nodiscard]] std::span<const provider_traits> all_providers();
[[nodiscard]] const provider_traits& traits_of(provider which);
[[nodiscard]] const provider_traits* provider_named(std::string_view name);  ///< nullptr: none

}  // namespace parcours::mocks::captcha
