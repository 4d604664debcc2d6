// The rules of the mock portal: how long a code lives, how often one may be asked for, what an identifier looks like.
//
// The real portal's rules are not publicly known, so every one of these is assumed and is configuration, never a
// constant of the code: policy.yaml beside this file holds the defaults with the reason for each, and a journey
// overlays what it wants to be otherwise (`world: {policy: {code_ttl: 30s}}`).
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/base/duration.hpp"
#include "harness/fakeit/identifiers.hpp"
#include "harness/yaml/document.hpp"

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace parcours::mocks::portal {

enum class email_rule { any, must_match };
/// What becomes of white space in an identifier or a code: left out, or a mistake that is told.
enum class space_rule { accept, refuse };

/// The members are the keys of the policy file, and these defaults those of policy.yaml. A limit of time is reached at
/// its very end: a code of 10 minutes passes at 9:59 and no longer at 10:00 (as RFC 7519 4.1.4 has it for tokens).
struct policy {
  bool terms_required = true;
  bool hide_unknown = true;  ///< same answer whether a number exists or not
  email_rule email_on_file = email_rule::any;
  space_rule spaces = space_rule::accept;

  fakeit::identifier_rules identifiers;  ///< keys: amo_length affiliation_length e_mandat_length ppr_length …

  std::size_t code_length = 6;  ///< digits
  duration code_ttl = std::chrono::minutes(10);
  unsigned code_tries = 5;  ///< wrong codes of one request, whatever is sent anew; then it must be begun again
  std::string first_code;   ///< the first code that is sent, for tests; empty: random as all others
  duration resend_after = std::chrono::seconds(60);
  unsigned resends_per_hour = 5;                    ///< to one person, beside the first sending
  duration session_ttl = std::chrono::minutes(30);  ///< without a request

  bool new_password = true;             ///< recovery ends with a new password, entered twice
  std::size_t password_min_length = 8;  ///< characters
  std::size_t password_max_length = 64;
  bool password_mix = false;  ///< a capital, a small letter and a digit

  duration captcha_ttl{};  ///< not the portal's: for the bundled captcha provider; zero: as that provider has it
  duration captcha_timeout = std::chrono::seconds(5);

  duration smtp_timeout = std::chrono::seconds(10);
  std::string sender_address = "ne-pas-repondre@cnops.test";
  std::string sender_name = "CNOPS";
  std::string subject = "Votre code secret CNOPS à usage unique";
  std::string subject_ar = "رمزكم السري CNOPS للاستعمال مرة واحدة";  ///< of mails to who reads the Arabic pages
};

/// Sets what the mapping names and leaves the rest. Mistakes are appended to `out` with their places, all of them:
/// unknown keys, wrong types, values out of range.
void apply(policy& to, const yaml::node& overlay, diagnostics& out);

/// Every key with its value, in the form that apply() reads.
[[nodiscard]] boost::json::object to_json(const policy& rules);

/// A policy file, over the defaults. nullopt if it holds a mistake.
[[nodiscard]] std::optional<policy> read_policy(std::shared_ptr<const source_file> file, diagnostics& out);

/// The text of policy.yaml: the documented defaults.
[[nodiscard]] std::string_view default_policy_text();

}  // namespace parcours::mocks::portal
