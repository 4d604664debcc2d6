#include "mocks/portal/flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace parcours::mocks::portal {

namespace {

constexpr bool form = true;
constexpr bool known = false;

constexpr check terms_checks[] = {{guard::terms_accepted, form, "terms-required", "terms"}};
constexpr check amo_checks[] = {
    {guard::amo_well_formed, form, "amo-format", "amo"},
    {guard::number_known, known, "number-unknown", "amo"},
};
constexpr check registration_checks[] = {
    {guard::issuer_listed, form, "issuer-required", "issuer"},
    {guard::registration_well_formed, form, "registration-format", "registration"},
    {guard::number_known, known, "number-unknown", "registration"},
};
// Someone who knows the payment identifier may learn that the account is active: this tells nobody else that it exists.
constexpr check transfer_checks[] = {
    {guard::rib_well_formed, form, "rib-format", "rib"}, {guard::rib_key_right, form, "rib-key", "rib"},
    {guard::payment_matches, known, "no-match"},         {guard::account_not_active, known, "already-active"},
    {guard::account_active, known, "not-active"},
};
constexpr check e_mandat_checks[] = {
    {guard::e_mandat_well_formed, form, "e-mandat-format", "e_mandat"},
    {guard::payment_matches, known, "no-match"},
    {guard::account_not_active, known, "already-active"},
    {guard::account_active, known, "not-active"},
};
constexpr check request_checks[] = {
    {guard::email_well_formed, form, "email-format", "email"},
    {guard::tries_left, known, "tries-used"},
    {guard::email_on_file, known, "email-not-on-file", "email"},
    {guard::resend_not_early, known, "resend-early"},
    {guard::resends_left, known, "resends-used"},
};
constexpr check mail_failed_checks[] = {{guard::never, known, "mail-failed", {}, effect::withdraw_code}};
constexpr check submit_checks[] = {
    {guard::code_well_formed, form, "code-format", "code"},
    {guard::captcha_given, form, "captcha-required", "captcha"},
};
// The code is looked at only after the captcha has passed: a failed captcha burns no try and tells nothing of the code.
constexpr check captcha_passed_checks[] = {
    {guard::tries_left, known, "tries-used"},
    {guard::code_issued, known, "code-void", "code"},
    {guard::code_fresh, known, "code-expired", "code"},
    {guard::code_matches, known, "code-wrong", "code", effect::burn_try},
    {guard::account_not_active, known, "already-active"},
};
// Who recovers a password has an account that is active: it was looked at with the payment.
constexpr check recovery_passed_checks[] = {
    {guard::tries_left, known, "tries-used"},
    {guard::code_issued, known, "code-void", "code"},
    {guard::code_fresh, known, "code-expired", "code"},
    {guard::code_matches, known, "code-wrong", "code", effect::burn_try},
};
constexpr check captcha_refused_checks[] = {{guard::never, known, "captcha-refused", "captcha"}};
constexpr check captcha_unavailable_checks[] = {{guard::never, known, "captcha-unavailable", "captcha"}};
constexpr check resend_checks[] = {
    {guard::tries_left, known, "tries-used"},
    {guard::resend_not_early, known, "resend-early"},
    {guard::resends_left, known, "resends-used"},
};
constexpr check password_checks[] = {
    {guard::password_length_fits, form, "password-length", "password"},
    {guard::password_mixed, form, "password-mix", "password"},
    {guard::passwords_equal, form, "passwords-differ", "password_again"},
};

constexpr effect open[] = {effect::open_session};
constexpr effect remember[] = {effect::remember_person};
constexpr effect renew[] = {effect::renew_session};
constexpr effect issue_and_send[] = {effect::issue_code, effect::send_code};
constexpr effect verify[] = {effect::verify_captcha};
constexpr effect consume[] = {effect::consume_code};
constexpr effect finish[] = {effect::consume_code, effect::complete};
constexpr effect finish_only[] = {effect::complete};

constexpr transition table[] = {
    {state::landing, event::open_activation, state::terms, {}, open},
    {state::landing, event::open_recovery, state::terms, {}, open},
    {state::terms, event::accept_terms, state::identify, terms_checks},
    {state::identify, event::identify_by_amo, state::payment, amo_checks, remember},
    {state::identify, event::identify_by_registration, state::payment, registration_checks, remember},
    {state::payment, event::pay_by_transfer, state::email, transfer_checks, renew},
    {state::payment, event::pay_by_e_mandat, state::email, e_mandat_checks, renew},
    {state::email, event::request_code, state::email, request_checks, issue_and_send},
    {state::email, event::mail_sent, state::code},
    {state::email, event::mail_failed, state::email, mail_failed_checks},
    {state::code, event::submit_code, state::code, submit_checks, verify},
    {state::code, event::captcha_passed, state::password, recovery_passed_checks, consume, {}, guard::password_asked},
    {state::code, event::captcha_passed, state::done, captcha_passed_checks, finish},
    {state::code, event::captcha_refused, state::code, captcha_refused_checks},
    {state::code, event::captcha_unavailable, state::code, captcha_unavailable_checks},
    {state::code, event::resend_code, state::code, resend_checks, issue_and_send},
    {state::code, event::mail_sent, state::code, {}, {}, "code-resent"},
    {state::code, event::mail_failed, state::code, mail_failed_checks},
    {state::password, event::set_password, state::done, password_checks, finish_only},
};

constexpr std::array<std::string_view, 8> state_names = {"landing", "terms", "identify", "payment",
                                                         "email",   "code",  "password", "done"};
constexpr std::array<std::string_view, 8> paths = {
    "/mon_compte",           "/fr/confirm_adresse_1", "/fr/confirm_adresse_2", "/fr/confirm_adresse_3",
    "/fr/confirm_adresse_4", "/fr/confirm_adresse_5", "/fr/confirm_adresse_6", "/fr/confirm_adresse_fin"};
constexpr std::array<std::string_view, 16> event_names = {
    "open_activation", "open_recovery",   "accept_terms",    "identify_by_amo",     "identify_by_registration",
    "pay_by_transfer", "pay_by_e_mandat", "request_code",    "mail_sent",           "mail_failed",
    "submit_code",     "captcha_passed",  "captcha_refused", "captcha_unavailable", "resend_code",
    "set_password"};
constexpr std::array<std::string_view, 26> guard_names = {"never",
                                                          "terms_accepted",
                                                          "amo_well_formed",
                                                          "issuer_listed",
                                                          "registration_well_formed",
                                                          "number_known",
                                                          "rib_well_formed",
                                                          "rib_key_right",
                                                          "e_mandat_well_formed",
                                                          "payment_matches",
                                                          "account_not_active",
                                                          "account_active",
                                                          "email_well_formed",
                                                          "email_on_file",
                                                          "resend_not_early",
                                                          "resends_left",
                                                          "code_well_formed",
                                                          "captcha_given",
                                                          "tries_left",
                                                          "code_issued",
                                                          "code_fresh",
                                                          "code_matches",
                                                          "password_asked",
                                                          "password_length_fits",
                                                          "password_mixed",
                                                          "passwords_equal"};
constexpr std::array<std::string_view, 11> effect_names = {
    "none",          "open_session",   "remember_person", "renew_session", "issue_code", "send_code",
    "withdraw_code", "verify_captcha", "burn_try",        "consume_code",  "complete"};

static_assert(state_names.size() == static_cast<std::size_t>(state::done) + 1);
static_assert(event_names.size() == static_cast<std::size_t>(event::set_password) + 1);
static_assert(guard_names.size() == static_cast<std::size_t>(guard::passwords_equal) + 1);
static_assert(effect_names.size() == static_cast<std::size_t>(effect::complete) + 1);

template <class Names, class Enum>
constexpr std::string_view name_in(const Names& names, Enum which) {
  return names.at(static_cast<std::size_t>(which));
}

/// Where each row's outcomes begin: the running sum of what the rows before it can end in.
constexpr auto first_outcomes = [] {
  std::array<std::size_t, std::size(table) + 1> sums{};
  for (std::size_t i = 0; i < std::size(table); ++i) sums[i + 1] = sums[i] + table[i].checks.size() + 1;
  return sums;
}();

/// The row of an outcome, and which way it ended: 0 for taken, n for refused by check n - 1.
std::pair<const transition&, std::size_t> outcome_at(std::size_t outcome) {
  const auto* const after = std::ranges::upper_bound(first_outcomes, outcome);
  const auto row = static_cast<std::size_t>(after - first_outcomes.begin()) - 1;
  return {table[row], outcome - first_outcomes.at(row)};
}

/// The event, and where it counts: "captcha_passed (password_asked)".
std::string event_of(const transition& row) {
  return row.where ? fmt::format("{} ({})", name_of(row.on), name_of(*row.where)) : std::string(name_of(row.on));
}

std::string label_of(const transition& row) {
  std::string text = event_of(row);
  std::string_view before = " [";
  for (const check& item : row.checks) {
    text.append(before).append(name_of(item.ask));
    before = ", ";
  }
  if (!row.checks.empty()) text += ']';
  before = " / ";
  for (const effect item : row.effects) {
    text.append(before).append(name_of(item));
    before = ", ";
  }
  return text;
}

}  // namespace

std::span<const transition> flow_table() { return table; }

const transition* find_transition(state from, event on) {
  const auto* const row =
      std::ranges::find_if(table, [&](const transition& t) { return t.from == from && t.on == on; });
  return row == std::end(table) ? nullptr : row;
}

const transition& transition_of_form(event on) {
  const auto* const row = std::ranges::find(table, on, &transition::on);
  if (is_answer(on) || row == std::end(table)) throw std::logic_error("no form raises this event");
  return *row;
}

bool is_answer(event on) {
  switch (on) {
    case event::mail_sent:
    case event::mail_failed:
    case event::captcha_passed:
    case event::captcha_refused:
    case event::captcha_unavailable:
      return true;
    default:
      return false;
  }
}

std::string_view name_of(state which) { return name_in(state_names, which); }
std::string_view name_of(event which) { return name_in(event_names, which); }
std::string_view name_of(guard which) { return name_in(guard_names, which); }
std::string_view name_of(effect which) { return name_in(effect_names, which); }

std::string_view path_of(state page) { return name_in(paths, page); }

std::optional<state> page_at(std::string_view path) {
  const auto* const found = std::ranges::find(paths, path);
  if (found == paths.end()) return std::nullopt;
  return static_cast<state>(found - paths.begin());
}

std::size_t outcome_count() { return first_outcomes.back(); }

std::size_t outcome_index(const transition& row, std::optional<std::size_t> refused_by) {
  const auto index = static_cast<std::size_t>(&row - std::begin(table));
  return first_outcomes.at(index) + (refused_by ? *refused_by + 1 : 0);
}

bool outcome_possible(std::size_t outcome) {
  const auto [row, way] = outcome_at(outcome);
  return way > 0 || row.checks.empty() || row.checks.front().ask != guard::never;
}

std::string outcome_name(std::size_t outcome) {
  const auto [row, way] = outcome_at(outcome);
  const std::string end = way == 0 ? "taken" : fmt::format("{} refuses", name_of(row.checks[way - 1].ask));
  return fmt::format("{} {}: {}", name_of(row.from), event_of(row), end);
}

std::string flow_diagram() {
  std::string text = "stateDiagram-v2\n  [*] --> landing\n";
  for (const transition& row : table) {
    text += fmt::format("  {} --> {}: {}\n", name_of(row.from), name_of(row.to), label_of(row));
  }
  return text + "  done --> [*]\n";
}

}  // namespace parcours::mocks::portal
