#include "mocks/captcha/provider.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parcours::mocks::captcha {

namespace {

using namespace std::chrono_literals;
using acts = test_key::acts;

constexpr auto recaptcha_keys = std::to_array<test_key>({{"6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI"}});
constexpr auto recaptcha_secrets = std::to_array<test_secret>(
    {{"6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe", outcome::pass, recaptcha_keys[0].site_key}});

constexpr auto hcaptcha_keys = std::to_array<test_key>({{"10000000-ffff-ffff-ffff-000000000001"}});
constexpr auto hcaptcha_secrets = std::to_array<test_secret>(
    {{"0x0000000000000000000000000000000000000000", outcome::pass, hcaptcha_keys[0].site_key}});

constexpr auto turnstile_keys = std::to_array<test_key>({{"1x00000000000000000000AA", acts::passes},
                                                         {"2x00000000000000000000AB", acts::fails},
                                                         {"3x00000000000000000000FF", acts::asks},
                                                         {"1x00000000000000000000BB", acts::passes, true},
                                                         {"2x00000000000000000000BB", acts::fails, true}});
constexpr auto turnstile_secrets = std::to_array<test_secret>(
    {{"1x0000000000000000000000000000000AA", outcome::pass, turnstile_keys[0].site_key},
     {"2x0000000000000000000000000000000AA", outcome::fail, turnstile_keys[1].site_key},
     {"3x0000000000000000000000000000000AA", outcome::replayed, turnstile_keys[0].site_key}});

constexpr provider_traits recaptcha{.id = provider::recaptcha,
                                    .name = "recaptcha",
                                    .verify_path = "/recaptcha/api/siteverify",
                                    .takes_query = true,
                                    .has_score = true,
                                    .has_action = true,
                                    .response_first = true,
                                    .token_prefix = "03A",
                                    .token_life = 120s,
                                    .expired = "timeout-or-duplicate",
                                    .spent = "timeout-or-duplicate",
                                    .mismatch = "invalid-input-response",
                                    .internal = "bad-request",
                                    .test_keys = recaptcha_keys,
                                    .test_secrets = recaptcha_secrets,
                                    .test_hostname = "testkey.google.com",
                                    .script_path = "/recaptcha/api.js",
                                    .global = "grecaptcha",
                                    .holder = "g-recaptcha",
                                    .field = "g-recaptcha-response",
                                    .field_id = "g-recaptcha-response"};

constexpr provider_traits hcaptcha{.id = provider::hcaptcha,
                                   .name = "hcaptcha",
                                   .verify_path = "/siteverify",
                                   .compares_site_key = true,
                                   .response_first = true,
                                   .token_prefix = "P1_",
                                   .token_life = 120s,
                                   .expired = "expired-input-response",
                                   .spent = "already-seen-response",
                                   .mismatch = "sitekey-secret-mismatch",
                                   .dummy_misused = "not-using-dummy-secret",
                                   .internal = "bad-request",
                                   .test_keys = hcaptcha_keys,
                                   .test_secrets = hcaptcha_secrets,
                                   .dummy_token = "10000000-aaaa-bbbb-cccc-000000000001",
                                   .test_hostname = "dummy-key-pass",
                                   .script_path = "/1/api.js",
                                   .global = "hcaptcha",
                                   .holder = "h-captcha",
                                   .field = "h-captcha-response",
                                   .field_id = "h-captcha-response-#"};

constexpr provider_traits turnstile{.id = provider::turnstile,
                                    .name = "turnstile",
                                    .verify_path = "/turnstile/v0/siteverify",
                                    .takes_json = true,
                                    .takes_multipart = true,
                                    .is_idempotent = true,
                                    .has_action = true,
                                    .has_custom_data = true,
                                    .tells_test_secrets = true,
                                    .lists_no_errors = true,
                                    .tells_milliseconds = true,
                                    .token_prefix = "0.",
                                    .token_life = 300s,
                                    .longest_token = 2048,
                                    .longest_action = 32,
                                    .plain_words = true,
                                    .failed = "invalid-input-response",
                                    .expired = "timeout-or-duplicate",
                                    .spent = "timeout-or-duplicate",
                                    .mismatch = "invalid-input-response",
                                    .internal = "internal-error",
                                    .test_keys = turnstile_keys,
                                    .test_secrets = turnstile_secrets,
                                    .dummy_token = "XXXX.DUMMY.TOKEN.XXXX",
                                    .test_hostname = "example.com",
                                    .script_path = "/turnstile/v0/api.js",
                                    .global = "turnstile",
                                    .holder = "cf-turnstile",
                                    .field = "cf-turnstile-response",
                                    .field_id = "cf-chl-widget-#_response"};

constexpr std::array<provider_traits, 3> providers = {recaptcha, hcaptcha, turnstile};

}  // namespace

std::span<const provider_traits> all_providers() { return providers; }

const provider_traits& traits_of(provider which) { return providers[static_cast<std::size_t>(which)]; }

const provider_traits* provider_named(std::string_view name) {
  const auto* const found = std::ranges::find(providers, name, &provider_traits::name);
  return found == providers.end() ? nullptr : found;
}

std::string provider_names(std::string_view between) {
  std::string all;
  for (const auto& one : providers) all.append(all.empty() ? "" : between).append(one.name);
  return all;
}

const test_key* test_key_named(const provider_traits& of, std::string_view site_key) {
  const auto found = std::ranges::find(of.test_keys, site_key, &test_key::site_key);
  return found == of.test_keys.end() ? nullptr : &*found;
}

const test_secret* test_secret_named(const provider_traits& of, std::string_view secret) {
  const auto found = std::ranges::find(of.test_secrets, secret, &test_secret::secret);
  return found == of.test_secrets.end() ? nullptr : &*found;
}

const provider_traits* provider_of_test_key(std::string_view site_key) {
  const auto* const found = std::ranges::find_if(
      providers, [&](const provider_traits& one) { return test_key_named(one, site_key) != nullptr; });
  return found == providers.end() ? nullptr : found;
}

std::optional<outcome> outcome_from(std::string_view name) {
  const auto* const found = std::ranges::find(outcome_names, name);
  if (found == outcome_names.end()) return std::nullopt;
  return static_cast<outcome>(found - outcome_names.begin());
}

}  // namespace parcours::mocks::captcha
