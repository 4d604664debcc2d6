// The steps that a subscriber goes through to activate an account, or to get a forgotten password back, as two tables:
// the rules that hold in every state, and the steps themselves.
//
// Source: the insurer's leaflet, steps 1 to 5. Its heading speaks of the recovery of the password and its text of the
// activation of the account: both go through the same steps. What the leaflet does not say (the messages, what is
// checked and in which order) is assumed.
//
// The model of the mock executes these tables and nothing else; random exploration generates from them (forms.hpp says
// what a person can enter), coverage is counted against them and the documentation shows them.
#pragma once

#include "harness/base/enum_names.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parcours::mocks::portal {

using parcours::name_of;

/// Each state is a page: the one that the subscriber has got to.
BOOST_DEFINE_FIXED_ENUM_CLASS(state, std::uint8_t, landing, terms, identify, payment, email, code, password, done)

/// What happens. mail_* and captcha_* are answers of the mail server and of the captcha provider to what the portal
/// asked of them; all others are forms that the subscriber sends, but open_*: entrances to the page of the terms.
BOOST_DEFINE_FIXED_ENUM_CLASS(event, std::uint8_t,  //
                              open_activation, open_recovery, accept_terms, identify_by_amo, identify_by_registration,
                              pay_by_transfer, pay_by_e_mandat, request_code, mail_sent, mail_failed, submit_code,
                              captcha_passed, captcha_refused, captcha_unavailable, resend_code, set_password)

/// What must hold for a step to be taken.
BOOST_DEFINE_FIXED_ENUM_CLASS(guard, std::uint8_t,
                              never,  ///< refuses always: the event itself is the bad news
                              terms_accepted, amo_well_formed, issuer_listed, registration_well_formed,
                              number_known,  ///< asked only by a portal that tells: see policy::hide_unknown
                              rib_well_formed, rib_key_right, e_mandat_well_formed, payment_matches,
                              account_not_active,  ///< holds always in recovery
                              account_active,      ///< holds always in activation
                              email_well_formed, email_on_file, resend_not_early, resends_left, code_well_formed,
                              captcha_given, tries_left,
                              code_issued,  ///< for this very request, and not replaced by a newer one
                              code_fresh, code_matches,
                              password_asked,  ///< in recovery only, and where the policy has it
                              password_length_fits, password_mixed, passwords_equal)

/// What the portal does when a step is taken, or (burn_try, withdraw_code) refused, or when a rule applies.
BOOST_DEFINE_FIXED_ENUM_CLASS(effect, std::uint8_t, none,
                              begin_anew,  ///< the browser's session ends, and another one opens
                              open_session, remember_person,
                              renew_session,   ///< a new session id once the person is known: ASVS 5.0, 7.2.4
                              issue_code,      ///< voids the one before and counts as a sending
                              send_code,       ///< asks the mail server; answered by mail_sent or mail_failed
                              withdraw_code,   ///< voids the code that could not be sent; the sending does not count
                              verify_captcha,  ///< asks the provider; answered by one of captcha_*
                              burn_try, consume_code,
                              complete,      ///< the account is active, or the password reset
                              complete_once  ///< nothing: it was completed before
)

/// What the portal says to the subscriber; the texts of the catalogue have these names with '-' for '_'.
BOOST_DEFINE_FIXED_ENUM_CLASS(message_id, std::uint8_t,
                              // errors
                              terms_required, amo_format, number_unknown, issuer_required, registration_format,
                              rib_format, rib_key, e_mandat_format, no_match, already_active, not_active, email_format,
                              email_not_on_file, resend_early, resends_used, mail_failed, code_format, captcha_required,
                              captcha_refused, captcha_unavailable, tries_used, code_void, code_expired, code_wrong,
                              password_length, password_mix, passwords_differ,
                              // notices
                              code_resent, session_expired, step_order)

/// The fields of the forms, by the names that the pages give them. The captcha's stands for that of the provider.
BOOST_DEFINE_FIXED_ENUM_CLASS(field_id, std::uint8_t, csrf_token, terms, amo, issuer, registration, rib, e_mandat,
                              email, code, captcha, password, password_again)

/// What the portal is asked: to show a page, to take a form, or to hear what a service that it has asked answers.
BOOST_DEFINE_FIXED_ENUM_CLASS(request_kind, std::uint8_t, page, form, answer)

/// How a request stands to the session that it is of, whatever else it says.
BOOST_DEFINE_FIXED_ENUM_CLASS(condition, std::uint8_t,
                              enters,        ///< by an entrance of the portal, or at its first page without a session
                              session_over,  ///< there is none of that id, or it was idle for too long
                              token_wrong,   ///< the CSRF token is not the session's
                              ends_again,    ///< after the end, what would bring it: the last form sent twice
                              past_end,      ///< after the end, any other step
                              not_awaited,   ///< an answer that the state has no row for
                              ahead,         ///< of a step that the session has not reached
                              behind,        ///< of a step that the session has left
                              at_hand        ///< what remains
)

/// What becomes of a request.
BOOST_DEFINE_FIXED_ENUM_CLASS(verdict, std::uint8_t,
                              shown,         ///< the page that was asked for
                              moved,         ///< a row of the steps was taken
                              refused,       ///< a check of the row refused; the messages wait for the page
                              out_of_order,  ///< of a step that the session has not reached
                              ignored,  ///< nothing to do any more: the session is done, or has gone elsewhere since
                              expired,  ///< there is no such session; a new one was opened
                              forged    ///< the CSRF token is not the session's: answer 403
)

/// What holds in every state. The rules are asked in their order; the first that applies decides, and there is one for
/// every request. Where it says `moved` it lets the request through: a row of the request's own step is taken, wherever
/// the session stands, so that a subscriber may go back and fill an earlier form in anew.
struct rule {
  request_kind of;
  condition when;
  verdict answered;
  std::optional<state> leads_to{};  ///< none: to where the session stands
  std::span<const effect> effects{};
  std::optional<message_id> notice{};
  std::string_view noted{};  ///< in the journal; empty: nothing
};

/// One condition of a step. Checks of the form alone are all made, so that a person sees every slip at once, one
/// message a field; what the portal knows is looked at only when the form is in order, and the first refusal ends it.
struct check {
  guard ask;
  bool of_form;
  message_id message;
  std::optional<field_id> field{};  ///< beside which the message stands
  effect on_refusal = effect::none;
};

/// A refused step leaves the subscriber where they are.
struct transition {
  state from;
  event on;
  state to;
  std::span<const check> checks{};
  std::span<const effect> effects{};
  std::optional<message_id> notice{};  ///< shown once the step is taken
  std::optional<guard> where{};  ///< the row counts only where this holds: else a later one for the same event does
};

[[nodiscard]] std::span<const rule> flow_rules();
[[nodiscard]] std::span<const transition> flow_table();

/// The first row for `on` in state `from`; nullptr where the table has none.
[[nodiscard]] const transition* find_transition(state from, event on);
/// The row of a form, whatever the state: each form stands on one page only. Not for answers.
[[nodiscard]] const transition& transition_of_form(event on);
/// An answer for mail_* and captcha_*, a page for open_*, else a form.
[[nodiscard]] request_kind kind_of(event on);
[[nodiscard]] inline bool is_answer(event on) { return kind_of(on) == request_kind::answer; }

/// The path of a state's page: /mon_compte, /fr/confirm_adresse_1 and on. The first two are the leaflet's; that the
/// later steps count up is assumed.
[[nodiscard]] std::string_view path_of(state page);
[[nodiscard]] std::optional<state> page_at(std::string_view path);

/// The ways in which a request can end, for coverage: a row taken, or refused by one of its checks, and each rule. They
/// are numbered from 0 through the whole table of the steps, and then the rules.
[[nodiscard]] std::size_t outcome_count();
/// `refused_by` is an index into row.checks; none: taken. `row` is of flow_table().
[[nodiscard]] std::size_t outcome_index(const transition& row, std::optional<std::size_t> refused_by = {});
/// Of flow_rules().
[[nodiscard]] std::size_t outcome_index(const rule& of);
/// "payment pay_by_transfer: taken", "payment pay_by_transfer: rib_key_right refuses", "form ahead: out_of_order".
[[nodiscard]] std::string outcome_name(std::size_t outcome);

/// False where the event itself is the refusal (a mail that could not be sent): such a row is never taken.
[[nodiscard]] bool outcome_possible(std::size_t outcome);

/// The steps as a Mermaid state diagram.
[[nodiscard]] std::string flow_diagram();
/// The rules as a table in Markdown.
[[nodiscard]] std::string rules_table();

}  // namespace parcours::mocks::portal
