#include "mocks/portal/forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::portal {

namespace {

using enum value_kind;

constexpr entry csrf_entries[] = {
    {right},
    {missing, {}, condition::token_wrong},
    {empty, {}, condition::token_wrong},
    {forged, {}, condition::token_wrong},
    {of_another, {}, condition::token_wrong},
    {outdated, {}, condition::token_wrong},
};
constexpr entry terms_entries[] = {{right}, {missing, guard::terms_accepted}, {empty, guard::terms_accepted}};
constexpr entry amo_entries[] = {
    {right},
    {spaced, guard::amo_well_formed},
    {missing, guard::amo_well_formed},
    {empty, guard::amo_well_formed},
    {letters, guard::amo_well_formed},
    {foreign_digits, guard::amo_well_formed},
    {too_short, guard::amo_well_formed},
    {too_long, guard::amo_well_formed},
    {affiliation, guard::amo_well_formed},
    {unknown, guard::number_known},
    {of_another},
};
constexpr entry issuer_entries[] = {
    {right}, {missing, guard::issuer_listed}, {empty, guard::issuer_listed}, {unlisted, guard::issuer_listed}};
constexpr entry registration_entries[] = {
    {right},
    {spaced, guard::registration_well_formed},
    {missing, guard::registration_well_formed},
    {empty, guard::registration_well_formed},
    {letters, guard::registration_well_formed},
    {foreign_digits, guard::registration_well_formed},
    {too_short, guard::registration_well_formed},
    {too_long, guard::registration_well_formed},
    {unknown, guard::number_known},
};
constexpr entry rib_entries[] = {
    {right},
    {spaced, guard::rib_well_formed},
    {missing, guard::rib_well_formed},
    {empty, guard::rib_well_formed},
    {letters, guard::rib_well_formed},
    {foreign_digits, guard::rib_well_formed},
    {too_short, guard::rib_well_formed},
    {too_long, guard::rib_well_formed},
    {iban, guard::rib_well_formed},
    {wrong_key, guard::rib_key_right},
    {aliased_key, guard::rib_key_right},
    {other_account, guard::payment_matches},
    {of_another, guard::payment_matches},
    {other_mode, guard::payment_matches},
};
constexpr entry e_mandat_entries[] = {
    {right},
    {spaced, guard::e_mandat_well_formed},
    {missing, guard::e_mandat_well_formed},
    {empty, guard::e_mandat_well_formed},
    {letters, guard::e_mandat_well_formed},
    {foreign_digits, guard::e_mandat_well_formed},
    {too_short, guard::e_mandat_well_formed},
    {too_long, guard::e_mandat_well_formed},
    {unknown, guard::payment_matches},
    {of_another, guard::payment_matches},
    {other_mode, guard::payment_matches},
};
constexpr entry email_entries[] = {
    {right},
    {spaced},
    {missing, guard::email_well_formed},
    {empty, guard::email_well_formed},
    {malformed, guard::email_well_formed},
    {of_another, guard::email_on_file},
};
constexpr entry code_entries[] = {
    {right},
    {spaced, guard::code_well_formed},
    {missing, guard::code_well_formed},
    {empty, guard::code_well_formed},
    {letters, guard::code_well_formed},
    {foreign_digits, guard::code_well_formed},
    {too_short, guard::code_well_formed},
    {too_long, guard::code_well_formed},
    {forged, guard::code_matches, {}, event::captcha_passed},
    {outdated, guard::code_matches, {}, event::captcha_passed},
    {of_another, guard::code_matches, {}, event::captcha_passed},
};
constexpr entry captcha_entries[] = {
    {right},
    {missing, guard::captcha_given},
    {empty, guard::captcha_given},
    {forged, guard::never, {}, event::captcha_refused},
    {expired, guard::never, {}, event::captcha_refused},
    {used, guard::never, {}, event::captcha_refused},
};
constexpr entry password_entries[] = {
    {right},
    {missing, guard::password_length_fits},
    {empty, guard::password_length_fits},
    {too_short, guard::password_length_fits},
    {too_long, guard::password_length_fits},
    {plain, guard::password_mixed},
};
constexpr entry password_again_entries[] = {
    {right}, {missing, guard::passwords_equal}, {empty, guard::passwords_equal}, {different, guard::passwords_equal}};

constexpr form_field csrf{field_id::csrf_token, csrf_entries};
constexpr form_field accept_fields[] = {csrf, {field_id::terms, terms_entries}};
constexpr form_field amo_fields[] = {csrf, {field_id::amo, amo_entries}};
constexpr form_field registration_fields[] = {
    csrf, {field_id::issuer, issuer_entries}, {field_id::registration, registration_entries}};
constexpr form_field rib_fields[] = {csrf, {field_id::rib, rib_entries}};
constexpr form_field e_mandat_fields[] = {csrf, {field_id::e_mandat, e_mandat_entries}};
constexpr form_field email_fields[] = {csrf, {field_id::email, email_entries}};
constexpr form_field code_fields[] = {csrf, {field_id::code, code_entries}, {field_id::captcha, captcha_entries}};
constexpr form_field resend_fields[] = {csrf};
constexpr form_field password_fields[] = {
    csrf, {field_id::password, password_entries}, {field_id::password_again, password_again_entries}};

constexpr form_spec forms[] = {
    {event::accept_terms, accept_fields},
    {event::identify_by_amo, amo_fields},
    {event::identify_by_registration, registration_fields},
    {event::pay_by_transfer, rib_fields},
    {event::pay_by_e_mandat, e_mandat_fields},
    {event::request_code, email_fields},
    {event::submit_code, code_fields},
    {event::resend_code, resend_fields},
    {event::set_password, password_fields},
};

/// Why a value does not pass: "rib_key_right", "captcha_refused", "token_wrong"; empty: it does.
std::string_view stopped_by(const entry& of) {
  if (of.stopped_by) return name_of(*of.stopped_by);
  if (!of.refused_by) return {};
  return *of.refused_by == guard::never ? name_of(*of.answered) : name_of(*of.refused_by);
}

std::string in_words(const form_field& of) {
  std::vector<std::pair<std::string_view, std::string>> groups;
  for (const entry& one : of.entries) {
    auto found = std::ranges::find(groups, stopped_by(one), &std::pair<std::string_view, std::string>::first);
    if (found == groups.end()) found = groups.insert(found, {stopped_by(one), {}});
    found->second.append(found->second.empty() ? "" : ", ").append(name_of(one.what));
  }
  std::string text;
  for (const auto& [by, values] : groups) {
    if (!by.empty()) text.append("; `").append(by).append("` refuses ");
    text += values;
  }
  return text;
}

}  // namespace

std::span<const form_spec> all_forms() { return forms; }

const form_spec& form_of(event on) {
  const auto* const found = std::ranges::find(forms, on, &form_spec::on);
  if (found == std::end(forms)) throw std::logic_error("no form raises this event");
  return *found;
}

bool is_asked(guard which, const policy& rules) {
  switch (which) {
    case guard::terms_accepted:
      return rules.terms_required;
    case guard::number_known:
      return !rules.hide_unknown;
    case guard::email_on_file:
      return rules.email_on_file == email_rule::must_match;
    case guard::password_mixed:
      return rules.password_mix;
    default:
      return true;
  }
}

std::optional<guard> refusal_of(const entry& of, const policy& rules) {
  if (!of.refused_by || !is_asked(*of.refused_by, rules)) return std::nullopt;
  if (of.what == spaced && rules.spaces == space_rule::accept) return std::nullopt;
  return of.refused_by;
}

std::string forms_table() {
  std::string text = "| form | field | what can be sent |\n|---|---|---|\n";
  for (const form_spec& one : forms) {
    for (const form_field& field : one.fields) {
      if (field.name == field_id::csrf_token && &one != std::begin(forms)) continue;
      const auto form = field.name == field_id::csrf_token ? "each" : name_of(one.on);
      text += fmt::format("| {} | {} | {} |\n", form, name_of(field.name), in_words(field));
    }
  }
  return text;
}

}  // namespace parcours::mocks::portal
