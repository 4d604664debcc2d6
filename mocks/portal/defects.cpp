#include "mocks/portal/defects.hpp"

#include <algorithm>
#include <array>

namespace parcours::mocks::portal {

namespace {

using enum defect;

constexpr std::array<defect_info, defect_count> infos = {{
    {code_accepts_expired, "code-accepts-expired", "code", "A code passes after its time."},
    {code_reusable, "code-reusable", "code",
     "A code that was used passes again in a later request of the same person."},
    {code_old_valid_after_resend, "code-old-valid-after-resend", "code", "A new code does not void the one before."},
    {code_not_bound, "code-not-bound", "code", "A code that was sent to another person passes."},
    {code_tries_unlimited, "code-tries-unlimited", "code", "Wrong codes are never counted."},
    {code_tries_reset_by_resend, "code-tries-reset-by-resend", "code", "A new code brings new tries."},
    {code_predictable, "code-predictable", "code", "Codes count up from 1."},
    {code_too_short, "code-too-short", "code", "A code has 4 digits, whatever the policy says."},
    {code_in_page, "code-in-page", "code", "The page that asks for the code shows it."},
    {code_in_header, "code-in-header", "code", "The code stands in a header field of the response."},
    {code_leading_zero_dropped, "code-leading-zero-dropped", "code",
     "The mail shows the code without its leading zeros."},
    {captcha_not_verified, "captcha-not-verified", "captcha", "The captcha is not looked at by the server."},
    {captcha_fails_open, "captcha-fails-open", "captcha", "The captcha passes while its provider cannot be reached."},
    {captcha_token_reusable, "captcha-token-reusable", "captcha", "A token that has passed once passes again."},
    {captcha_expired_accepted, "captcha-expired-accepted", "captcha", "A token passes after its time."},
    {captcha_error_taken_for_success, "captcha-error-taken-for-success", "captcha",
     "Any answer of the provider is taken for success, an HTTP error too."},
    {captcha_order_leak, "captcha-order-leak", "captcha",
     "The code is looked at although the captcha failed: a wrong one is told, and burns no try."},
    {rib_key_ignored, "rib-key-ignored", "identity", "The key of a RIB is not looked at."},
    {rib_of_another_accepted, "rib-of-another-accepted", "identity", "The RIB of another subscriber passes."},
    {payment_mode_not_compared, "payment-mode-not-compared", "identity",
     "A payment identifier passes although the person is paid in the other way."},
    {unknown_amo_accepted, "unknown-amo-accepted", "identity", "A number that nobody has gets an account."},
    {affiliation_accepted, "affiliation-accepted", "identity",
     "The mutuelle's affiliation number passes for the AMO number."},
    {whitespace_stripped, "whitespace-stripped", "identity",
     "White space in an identifier or a code is left out although the policy refuses it."},
    {leading_zeros_stripped, "leading-zeros-stripped", "identity", "Identifiers are compared as numbers."},
    {enumeration_by_message, "enumeration-by-message", "identity", "A message tells that a number is unknown."},
    {enumeration_by_status, "enumeration-by-status", "identity", "The HTTP status tells that a number is unknown."},
    {enumeration_by_time, "enumeration-by-time", "identity", "The time of the answer tells that a number is unknown."},
    {terms_not_enforced, "terms-not-enforced", "flow", "The terms need not be accepted."},
    {step_skippable, "step-skippable", "flow", "A later step can be opened by its address."},
    {csrf_not_checked, "csrf-not-checked", "flow", "A form without its token is accepted."},
    {session_id_kept, "session-id-kept", "flow", "The session id stays the same once the person is known."},
    {session_never_expires, "session-never-expires", "flow", "A session has no end."},
    {double_submit_activates_twice, "double-submit-activates-twice", "flow",
     "The last form sent twice, at once too, activates twice."},
    {active_account_activated_again, "active-account-activated-again", "flow",
     "An active account can be activated again."},
    {email_not_matched, "email-not-matched", "flow", "Any e-mail address passes although the policy says otherwise."},
    {personal_data_in_url, "personal-data-in-url", "flow", "The number that was entered stands in the next address."},
    {mail_not_sent, "mail-not-sent", "mail", "The page says that the code was sent, and no mail is."},
    {mail_sent_twice, "mail-sent-twice", "mail", "The mail is sent twice."},
    {mail_to_another, "mail-to-another", "mail", "The mail goes to a second recipient as well (Cc)."},
    {mail_subject_not_encoded, "mail-subject-not-encoded", "mail", "The subject is raw UTF-8 (RFC 2047 not applied)."},
    {mail_code_in_subject, "mail-code-in-subject", "mail", "The code stands in the subject."},
    {mail_parts_differ, "mail-parts-differ", "mail", "The text and the HTML part carry different codes."},
    {resend_limit_ignored, "resend-limit-ignored", "mail", "Codes are sent as often and as fast as asked."},
}};

}  // namespace

std::span<const defect_info> all_defects() { return infos; }

const defect_info& info_of(defect id) { return infos.at(static_cast<std::size_t>(id)); }

std::optional<defect> defect_named(std::string_view name) {
  const auto* const found = std::ranges::find(infos, name, &defect_info::name);
  if (found == infos.end()) return std::nullopt;
  return found->id;
}

}  // namespace parcours::mocks::portal
