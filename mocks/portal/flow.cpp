#include "mocks/portal/flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace parcours::mocks::portal {

namespace {

constexpr bool of_form = true;
constexpr bool of_record = false;

constexpr check terms_checks[] = {{guard::terms_accepted, of_form, message_id::terms_required, field_id::terms}};
constexpr check amo_checks[] = {
    {guard::amo_well_formed, of_form, message_id::amo_format, field_id::amo},
    {guard::number_known, of_record, message_id::number_unknown, field_id::amo},
};
constexpr check registration_checks[] = {
    {guard::issuer_listed, of_form, message_id::issuer_required, field_id::issuer},
    {guard::registration_well_formed, of_form, message_id::registration_format, field_id::registration},
    {guard::number_known, of_record, message_id::number_unknown, field_id::registration},
};
// Someone who knows the payment identifier may learn that the account is active: this tells nobody else that it exists.
constexpr check transfer_checks[] = {
    {guard::rib_well_formed, of_form, message_id::rib_format, field_id::rib},
    {guard::rib_key_right, of_form, message_id::rib_key, field_id::rib},
    {guard::payment_matches, of_record, message_id::no_match},
    {guard::account_not_active, of_record, message_id::already_active},
    {guard::account_active, of_record, message_id::not_active},
};
constexpr check e_mandat_checks[] = {
    {guard::e_mandat_well_formed, of_form, message_id::e_mandat_format, field_id::e_mandat},
    {guard::payment_matches, of_record, message_id::no_match},
    {guard::account_not_active, of_record, message_id::already_active},
    {guard::account_active, of_record, message_id::not_active},
};
constexpr check request_checks[] = {
    {guard::email_well_formed, of_form, message_id::email_format, field_id::email},
    {guard::tries_left, of_record, message_id::tries_used},
    {guard::email_on_file, of_record, message_id::email_not_on_file, field_id::email},
    {guard::resend_not_early, of_record, message_id::resend_early},
    {guard::resends_left, of_record, message_id::resends_used},
};
constexpr check mail_failed_checks[] = {{guard::never, of_record, message_id::mail_failed, {}, effect::withdraw_code}};
constexpr check submit_checks[] = {
    {guard::code_well_formed, of_form, message_id::code_format, field_id::code},
    {guard::captcha_given, of_form, message_id::captcha_required, field_id::captcha},
};
// The code is looked at only after the captcha has passed: a failed captcha burns no try and tells nothing of the code.
constexpr check captcha_passed_checks[] = {
    {guard::tries_left, of_record, message_id::tries_used},
    {guard::code_issued, of_record, message_id::code_void, field_id::code},
    {guard::code_fresh, of_record, message_id::code_expired, field_id::code},
    {guard::code_matches, of_record, message_id::code_wrong, field_id::code, effect::burn_try},
    {guard::account_not_active, of_record, message_id::already_active},
};
// Who recovers a password has an account that is active: it was looked at with the payment.
constexpr check recovery_passed_checks[] = {
    {guard::tries_left, of_record, message_id::tries_used},
    {guard::code_issued, of_record, message_id::code_void, field_id::code},
    {guard::code_fresh, of_record, message_id::code_expired, field_id::code},
    {guard::code_matches, of_record, message_id::code_wrong, field_id::code, effect::burn_try},
};
constexpr check captcha_refused_checks[] = {{guard::never, of_record, message_id::captcha_refused, field_id::captcha}};
constexpr check captcha_unavailable_checks[] = {
    {guard::never, of_record, message_id::captcha_unavailable, field_id::captcha}};
constexpr check resend_checks[] = {
    {guard::tries_left, of_record, message_id::tries_used},
    {guard::resend_not_early, of_record, message_id::resend_early},
    {guard::resends_left, of_record, message_id::resends_used},
};
constexpr check password_checks[] = {
    {guard::password_length_fits, of_form, message_id::password_length, field_id::password},
    {guard::password_mixed, of_form, message_id::password_mix, field_id::password},
    {guard::passwords_equal, of_form, message_id::passwords_differ, field_id::password_again},
};

constexpr effect open[] = {effect::open_session};
constexpr effect remember[] = {effect::remember_person};
constexpr effect renew[] = {effect::renew_session};
constexpr effect issue_and_send[] = {effect::issue_code, effect::send_code};
constexpr effect verify[] = {effect::verify_captcha};
constexpr effect consume[] = {effect::consume_code};
constexpr effect finish[] = {effect::consume_code, effect::complete};
constexpr effect finish_only[] = {effect::complete};

constexpr effect anew[] = {effect::begin_anew};
constexpr effect once[] = {effect::complete_once};

using enum request_kind;

// Expiry, CSRF, double submission, the way back and the way ahead.
constexpr rule rules[] = {
    {page, condition::enters, verdict::shown, state::terms, anew},
    {page, condition::session_over, verdict::expired, state::terms, anew, message_id::session_expired},
    {page, condition::past_end, verdict::ignored},
    {page, condition::ahead, verdict::out_of_order, {}, {}, message_id::step_order},
    {page, condition::behind, verdict::shown},
    {page, condition::at_hand, verdict::shown},
    {form, condition::session_over, verdict::expired, state::terms, anew, message_id::session_expired},
    {form, condition::token_wrong, verdict::forged, {}, {}, {}, "forged"},
    {form, condition::ends_again, verdict::ignored, {}, once, {}, "ignored"},
    {form, condition::past_end, verdict::ignored, {}, {}, {}, "ignored"},
    {form, condition::ahead, verdict::out_of_order, {}, {}, message_id::step_order, "out of order"},
    {form, condition::behind, verdict::moved},
    {form, condition::at_hand, verdict::moved},
    {answer, condition::session_over, verdict::expired, state::terms, anew, message_id::session_expired},
    {answer, condition::ends_again, verdict::ignored, {}, once, {}, "ignored"},
    {answer, condition::not_awaited, verdict::ignored, {}, {}, {}, "ignored"},
    {answer, condition::at_hand, verdict::moved},
};

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
    {state::code, event::mail_sent, state::code, {}, {}, message_id::code_resent},
    {state::code, event::mail_failed, state::code, mail_failed_checks},
    {state::password, event::set_password, state::done, password_checks, finish_only},
};

constexpr std::array<std::string_view, 8> paths = {
    "/mon_compte",           "/fr/confirm_adresse_1", "/fr/confirm_adresse_2", "/fr/confirm_adresse_3",
    "/fr/confirm_adresse_4", "/fr/confirm_adresse_5", "/fr/confirm_adresse_6", "/fr/confirm_adresse_fin"};
static_assert(paths.size() == all_of<state>.size());

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

std::string names_of(std::span<const effect> effects) {
  std::string text;
  for (const effect item : effects) text.append(text.empty() ? "" : ", ").append(name_of(item));
  return text;
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
  return row.effects.empty() ? text : text.append(" / ").append(names_of(row.effects));
}

}  // namespace

std::span<const rule> flow_rules() { return rules; }
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

request_kind kind_of(event on) {
  switch (on) {
    case event::open_activation:
    case event::open_recovery:
      return request_kind::page;
    case event::mail_sent:
    case event::mail_failed:
    case event::captcha_passed:
    case event::captcha_refused:
    case event::captcha_unavailable:
      return request_kind::answer;
    default:
      return request_kind::form;
  }
}

std::string_view path_of(state page) { return paths.at(static_cast<std::size_t>(page)); }

std::optional<state> page_at(std::string_view path) {
  const auto* const found = std::ranges::find(paths, path);
  if (found == paths.end()) return std::nullopt;
  return static_cast<state>(found - paths.begin());
}

std::size_t outcome_count() { return first_outcomes.back() + std::size(rules); }

std::size_t outcome_index(const transition& row, std::optional<std::size_t> refused_by) {
  const auto index = static_cast<std::size_t>(&row - std::begin(table));
  return first_outcomes.at(index) + (refused_by ? *refused_by + 1 : 0);
}

std::size_t outcome_index(const rule& of) {
  return first_outcomes.back() + static_cast<std::size_t>(&of - std::begin(rules));
}

bool outcome_possible(std::size_t outcome) {
  if (outcome >= first_outcomes.back()) return true;
  const auto [row, way] = outcome_at(outcome);
  return way > 0 || row.checks.empty() || row.checks.front().ask != guard::never;
}

std::string outcome_name(std::size_t outcome) {
  if (outcome >= first_outcomes.back()) {
    const rule& of = rules[outcome - first_outcomes.back()];
    return fmt::format("{} {}: {}", name_of(of.of), name_of(of.when), name_of(of.answered));
  }
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

std::string rules_table() {
  std::string text = "| request | when | verdict | leads to | effects | notice |\n|---|---|---|---|---|---|\n";
  for (const rule& one : rules) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name_of(one.of), name_of(one.when), name_of(one.answered),
                        one.leads_to ? name_of(*one.leads_to) : "", names_of(one.effects),
                        one.notice ? dashed_name_of(*one.notice) : "");
  }
  return text;
}

}  // namespace parcours::mocks::portal
