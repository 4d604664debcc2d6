// The steps that a subscriber goes through to activate an account, or to get a forgotten password back, as one table.
//
// Source: the insurer's leaflet, steps 1 to 5. Its heading speaks of the recovery of the password and its text of the
// activation of the account: both go through the same steps. What the leaflet does not say (the messages, what is
// checked and in which order) is assumed.
//
// The model of the mock executes this table and nothing else; random exploration generates from it, coverage is counted
// against it and the diagram of the documentation is drawn from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parcours::mocks::portal {

/// Each state is a page: the one that the subscriber has got to.
enum class state : std::uint8_t { landing, terms, identify, payment, email, code, password, done };

/// What happens. mail_* and captcha_* are answers of the mail server and of the captcha provider to what the portal
/// asked of them; all others are forms that the subscriber sends.
enum class event : std::uint8_t {
  open_activation,
  open_recovery,
  accept_terms,
  identify_by_amo,
  identify_by_registration,
  pay_by_transfer,
  pay_by_e_mandat,
  request_code,
  mail_sent,
  mail_failed,
  submit_code,
  captcha_passed,
  captcha_refused,
  captcha_unavailable,
  resend_code,
  set_password,
};

/// What must hold for a step to be taken.
enum class guard : std::uint8_t {
  never,  ///< refuses always: the event itself is the bad news
  terms_accepted,
  amo_well_formed,
  issuer_listed,
  registration_well_formed,
  number_known,  ///< asked only by a portal that tells: see policy::hide_unknown
  rib_well_formed,
  rib_key_right,
  e_mandat_well_formed,
  payment_matches,
  account_not_active,  ///< holds always in recovery
  account_active,      ///< holds always in activation
  email_well_formed,
  email_on_file,
  resend_not_early,
  resends_left,
  code_well_formed,
  captcha_given,
  tries_left,
  code_issued,  ///< for this very request, and not replaced by a newer one
  code_fresh,
  code_matches,
  password_asked,  ///< in recovery only, and where the policy has it
  password_length_fits,
  password_mixed,
  passwords_equal,
};

/// What the portal does when the step is taken, or (burn_try, withdraw_code) refused.
enum class effect : std::uint8_t {
  none,
  open_session,
  remember_person,
  renew_session,   ///< a new session id once the person has proved who they are: ASVS 5.0, 7.2.4
  issue_code,      ///< voids the one before and counts as a sending
  send_code,       ///< asks the mail server; answered by mail_sent or mail_failed
  withdraw_code,   ///< voids the code that could not be sent; the sending does not count
  verify_captcha,  ///< asks the provider; answered by one of captcha_*
  burn_try,
  consume_code,
  complete,  ///< the account is active, or the password reset
};

/// One condition of a step. Checks of the form alone are all made, so that a person sees every slip at once, one
/// message a field; what the portal knows is looked at only when the form is in order, and the first refusal ends it.
struct check {
  guard ask;
  bool of_form;
  std::string_view message;  ///< id of a text of the catalogue
  std::string_view field{};  ///< name of the field it stands beside; empty: beside none
  effect on_refusal = effect::none;
};

/// A refused step leaves the subscriber where they are.
struct transition {
  state from;
  event on;
  state to;
  std::span<const check> checks{};
  std::span<const effect> effects{};
  std::string_view notice{};     ///< id of a text shown once the step is taken
  std::optional<guard> where{};  ///< the row counts only where this holds: else a later one for the same event does
};

[[nodiscard]] std::span<const transition> flow_table();

/// The first row for `on` in state `from`; nullptr where the table has none.
[[nodiscard]] const transition* find_transition(state from, event on);
/// The row of a form, whatever the state: each form stands on one page only. Not for answers.
[[nodiscard]] const transition& transition_of_form(event on);
/// True for mail_* and captcha_*.
[[nodiscard]] bool is_answer(event on);

[[nodiscard]] std::string_view name_of(state which);
[[nodiscard]] std::string_view name_of(event which);
[[nodiscard]] std::string_view name_of(guard which);
[[nodiscard]] std::string_view name_of(effect which);

/// The path of a state's page: /mon_compte, /fr/confirm_adresse_1 and on. The first two are the leaflet's; that the
/// later steps count up is assumed.
[[nodiscard]] std::string_view path_of(state page);
[[nodiscard]] std::optional<state> page_at(std::string_view path);

/// The ways in which a row can end, for coverage: taken, or refused by one of its checks. They are numbered from 0
/// through the whole table.
[[nodiscard]] std::size_t outcome_count();
/// `refused_by` is an index into row.checks; none: taken. `row` is of flow_table().
[[nodiscard]] std::size_t outcome_index(const transition& row, std::optional<std::size_t> refused_by = {});
/// "payment pay_by_transfer: taken", "payment pay_by_transfer: rib_key_right refuses".
[[nodiscard]] std::string outcome_name(std::size_t outcome);

/// False where the event itself is the refusal (a mail that could not be sent): such a row is never taken.
[[nodiscard]] bool outcome_possible(std::size_t outcome);

/// The table as a Mermaid state diagram.
[[nodiscard]] std::string flow_diagram();

}  // namespace parcours::mocks::portal
