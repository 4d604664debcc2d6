#include "mocks/captcha/provider.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parcours::mocks::captcha {

namespace {

using namespace std::chrono_literals;

constexpr auto recaptcha_keys = std::to_array<test_key>(
    {{"6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI", "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe", outcome::pass}});
constexpr auto hcaptcha_keys = std::to_array<test_key>(
    {{"10000000-ffff-ffff-ffff-000000000001", "0x0000000000000000000000000000000000000000", outcome::pass}});
constexpr auto turnstile_keys =
    std::to_array<test_key>({{"1x00000000000000000000AA", "1x0000000000000000000000000000000AA", outcome::pass},
                             {"2x00000000000000000000AB", "2x0000000000000000000000000000000AA", outcome::fail},
                             {"3x00000000000000000000FF", "3x0000000000000000000000000000000AA", outcome::replayed}});

constexpr auto providers = std::to_array<provider_traits>(
    {{provider::recaptcha, "recaptcha", "/recaptcha/api/siteverify", "/recaptcha/api.js", "grecaptcha", "g-recaptcha",
      "g-recaptcha-response", "", "03A", 120s, false, true, "", "timeout-or-duplicate", "timeout-or-duplicate", "",
      "bad-request", false, recaptcha_keys},
     {provider::hcaptcha, "hcaptcha", "/siteverify", "/1/api.js", "hcaptcha", "h-captcha", "h-captcha-response",
      "g-recaptcha-response", "P1_", 120s, false, false, "", "expired-input-response", "already-seen-response",
      "sitekey-secret-mismatch", "bad-request", false, hcaptcha_keys},
     {provider::turnstile, "turnstile", "/turnstile/v0/siteverify", "/turnstile/v0/api.js", "turnstile", "cf-turnstile",
      "cf-turnstile-response", "", "0.", 300s, true, false, "invalid-input-response", "timeout-or-duplicate",
      "timeout-or-duplicate", "", "internal-error", true, turnstile_keys}});

}  // namespace

std::span<const provider_traits> all_providers() { return providers; }

const provider_traits& traits_of(provider which) { return providers[static_cast<std::size_t>(which)]; }

const provider_traits* provider_named(std::string_view name) {
  const auto* const found = std::ranges::find(providers, name, &provider_traits::name);
  return found == providers.end() ? nullptr : found;
}

std::optional<outcome> outcome_from(std::string_view name) {
  const auto* const found = std::ranges::find(outcome_names, name);
  if (found == outcome_names.end()) return std::nullopt;
  return static_cast<outcome>(found - outcome_names.begin());
}

}  // namespace parcours::mocks::captcha
