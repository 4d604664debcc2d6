// What must hold for a step to be taken: the guards of the table, and the defects that make them too kind.
#include "harness/base/text.hpp"
#include "mocks/portal/email.hpp"
#include "mocks/portal/forms.hpp"
#include "mocks/portal/model.hpp"

#include <algorithm>

namespace parcours::mocks::portal {

namespace {

constexpr std::size_t rib_length = 24;
constexpr std::size_t rib_without_key = 22;
constexpr std::size_t short_code = 4;  // by the defect code-too-short
constexpr duration an_hour = std::chrono::hours(1);

std::string_view without_zeros(std::string_view number) {
  const auto first = number.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view{} : number.substr(first);
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += decode_at(text, at).size;
  return count;
}

bool is_mixed(std::string_view text) {
  const auto any = [&](auto is) { return std::ranges::any_of(text, is); };
  return any([](char c) { return c >= 'A' && c <= 'Z'; }) && any([](char c) { return c >= 'a' && c <= 'z'; }) &&
         any([](char c) { return c >= '0' && c <= '9'; });
}

/// The last form once more, or what the provider says of it where both were sent at once: the token is spent by then.
bool brings_the_end(event on) {
  return on == event::submit_code || on == event::captcha_passed || on == event::captcha_refused ||
         on == event::set_password;
}

}  // namespace

bool model::is_so(condition what, const attempt& of) const {
  switch (what) {
    case condition::enters:
      return of.step == state::terms && (of.entrance || of.id.empty());
    case condition::session_over:
      return of.place == sessions_.end() || expired(*of.in, of.now);
    case condition::token_wrong:
      return value_in(of.form, field_id::csrf_token) != of.in->csrf && !has(defect::csrf_not_checked);
    case condition::ends_again:
      return of.in->at == state::done && brings_the_end(of.on);
    case condition::past_end:
      return of.in->at == state::done && of.step != state::done &&
             !(of.kind == request_kind::page && has(defect::step_skippable));
    case condition::not_awaited:
      return row_for(of) == nullptr;
    case condition::ahead:
      return of.step > of.in->at && !has(defect::step_skippable);
    case condition::behind:
      return of.step < of.in->at;
    case condition::at_hand:
      return true;
  }
  return false;
}

bool model::holds(guard ask, const attempt& of) const {
  switch (ask) {
    case guard::never:
      return false;
    case guard::terms_accepted:
      return !is_asked(ask, rules_) || has(defect::terms_not_enforced) || !value_in(of.form, field_id::terms).empty();
    case guard::amo_well_formed:
      return amo_well_formed(of);
    case guard::issuer_listed:
      return issuer_in(of.form) != nullptr;
    case guard::registration_well_formed: {
      const fakeit::issuer* const by = issuer_in(of.form);
      return by ? digits_of(typed(of, field_id::registration), by->length) : !typed(of, field_id::registration).empty();
    }
    case guard::number_known:
      return (!is_asked(ask, rules_) && !has(defect::enumeration_by_message)) || has(defect::unknown_amo_accepted) ||
             find_person(of) != nullptr;
    case guard::rib_well_formed:
      return digits_of(typed(of, field_id::rib), rib_length);
    case guard::rib_key_right:
      return has(defect::rib_key_ignored) || fakeit::check_rib(typed(of, field_id::rib)) == fakeit::rib_check::ok;
    case guard::e_mandat_well_formed:
      return digits_of(typed(of, field_id::e_mandat), rules_.identifiers.e_mandat_length);
    case guard::payment_matches:
      return payment_matches(of);
    case guard::account_not_active:
    case guard::account_active:
      return account_fits(ask, *of.in);
    case guard::email_well_formed:
      return is_email(trim(value_in(of.form, field_id::email)));
    case guard::email_on_file:
      return of.in->who && (!is_asked(ask, rules_) || has(defect::email_not_matched) ||
                            iequals(of.in->who->data.email_on_file, trim(value_in(of.form, field_id::email))));
    case guard::resend_not_early:
      return has(defect::resend_limit_ignored) || !of.in->who || of.in->who->sendings.empty() ||
             of.now - of.in->who->sendings.back() >= rules_.resend_after;
    case guard::resends_left: {
      if (has(defect::resend_limit_ignored) || !of.in->who) return true;
      const auto recent =
          std::ranges::count_if(of.in->who->sendings, [&](duration at) { return of.now - at < an_hour; });
      return recent <= static_cast<std::ptrdiff_t>(rules_.resends_per_hour);
    }
    case guard::code_well_formed:
      return digits_of(typed(of, field_id::code), code_digits(*of.in));
    case guard::captcha_given:
      return has(defect::captcha_not_verified) || !captcha_token_in(of.form).empty();
    case guard::tries_left:
      return has(defect::code_tries_unlimited) || of.in->tries < rules_.code_tries ||
             (has(defect::code_tries_reset_by_resend) && (of.on == event::resend_code || of.on == event::request_code));
    case guard::code_issued:
      return code_of(*of.in) != nullptr;
    case guard::code_fresh:
      return has(defect::code_accepts_expired) || of.now - code_of(*of.in)->at < rules_.code_ttl;
    case guard::code_matches:
      return code_matches(of);
    case guard::password_asked:
      return rules_.new_password && of.in->flow == flow_kind::recovery;
    case guard::password_length_fits: {
      const std::size_t length = characters(value_in(of.form, field_id::password));
      return length >= rules_.password_min_length && length <= rules_.password_max_length;
    }
    case guard::password_mixed:
      return !is_asked(ask, rules_) || is_mixed(value_in(of.form, field_id::password));
    case guard::passwords_equal:
      return value_in(of.form, field_id::password) == value_in(of.form, field_id::password_again);
  }
  return false;
}

bool model::account_fits(guard ask, const session& in) const {
  if (!in.who) return false;
  if (ask == guard::account_not_active) {
    return in.flow == flow_kind::recovery || !in.who->account.active || has(defect::active_account_activated_again);
  }
  return in.flow == flow_kind::activation || in.who->account.active;
}

/// An identifier or a code, as it is to be compared: where the policy refuses white space it is in there still.
std::string model::typed(const attempt& of, field_id field) const {
  const std::string_view value = value_in(of.form, field);
  const bool stripped = rules_.spaces == space_rule::accept || has(defect::whitespace_stripped);
  return stripped ? without_spaces(value) : std::string(value);
}

bool model::digits_of(std::string_view value, std::size_t length) const {
  if (!all_digits(value)) return false;
  return value.size() == length || (has(defect::leading_zeros_stripped) && value.size() < length);
}

bool model::same_number(std::string_view a, std::string_view b) const {
  if (a.empty() || b.empty()) return false;
  return has(defect::leading_zeros_stripped) ? without_zeros(a) == without_zeros(b) : a == b;
}

const fakeit::issuer* model::issuer_in(const form_values& form) const {
  const auto& issuers = rules_.identifiers.issuers;
  const auto found = std::ranges::find(issuers, value_in(form, field_id::issuer), &fakeit::issuer::name);
  return found == issuers.end() ? nullptr : &*found;
}

bool model::amo_well_formed(const attempt& of) const {
  const std::string number = typed(of, field_id::amo);
  return digits_of(number, rules_.identifiers.amo_length) ||
         (has(defect::affiliation_accepted) && digits_of(number, rules_.identifiers.affiliation_length));
}

bool model::exists(const person& who) const { return !who.invented || has(defect::unknown_amo_accepted); }

person* model::find_person(const attempt& of) const {
  person* found = find_by_number(of);
  const bool by_amo = of.on == event::identify_by_amo;
  if (!found && (has(defect::leading_zeros_stripped) || (by_amo && has(defect::affiliation_accepted)))) {
    found = search(of);
  }
  return found && exists(*found) ? found : nullptr;
}

// By an index, whoever is asked for: a search would take the longer the later somebody stands, and longest for nobody.
person* model::find_by_number(const attempt& of) const {
  if (of.on == event::identify_by_amo) return people_.with_amo(typed(of, field_id::amo));
  return people_.at(value_in(of.form, field_id::issuer), typed(of, field_id::registration));
}

person* model::search(const attempt& of) const {
  ++searches_;
  const bool by_amo = of.on == event::identify_by_amo;
  const std::string number = typed(of, by_amo ? field_id::amo : field_id::registration);
  const std::string_view issuer = value_in(of.form, field_id::issuer);
  const auto is_meant = [&](const subscriber& who) {
    if (!by_amo) return who.issuer == issuer && same_number(who.registration, number);
    return same_number(who.amo, number) || (has(defect::affiliation_accepted) && same_number(who.affiliation, number));
  };
  return people_.first_of(is_meant);
}

bool model::payment_matches(const attempt& of) const {
  if (!of.in->who) return false;
  const person& who = *of.in->who;
  if (who.invented) return exists(who);
  const bool by_transfer = of.on == event::pay_by_transfer;
  const bool paid_so = by_transfer == (who.data.paid_by == payment_mode::bank_transfer);
  if (!paid_so && !has(defect::payment_mode_not_compared)) return false;
  if (!by_transfer) return same_number(who.data.e_mandat, typed(of, field_id::e_mandat));
  const std::string rib = typed(of, field_id::rib);
  if (!has(defect::rib_of_another_accepted)) return rib_matches(rib, who);
  return std::ranges::any_of(people(), [&](const person& other) { return rib_matches(rib, other); });
}

bool model::rib_matches(std::string_view rib, const person& who) const {
  if (same_number(who.data.rib, rib)) return true;
  return has(defect::rib_key_ignored) && who.data.rib.substr(0, rib_without_key) == rib.substr(0, rib_without_key);
}

const issued_code* model::code_of(const session& in) const {
  if (!in.who || in.who->codes.empty()) return nullptr;
  const issued_code& newest = in.who->codes.back();
  return newest.request == in.number && !newest.voided && !newest.used ? &newest : nullptr;
}

bool model::code_matches(const attempt& of) const {
  const std::string value = typed(of, field_id::code);
  const issued_code* const code = code_of(*of.in);
  return (code && code->value == value) || passes_by_defect(value, of);
}

bool model::passes_by_defect(std::string_view value, const attempt& of) const {
  const auto fresh = [&](const issued_code& code) { return code.value == value && of.now - code.at < rules_.code_ttl; };
  const auto of_this_person = [&](const issued_code& code) {
    const bool old = has(defect::code_old_valid_after_resend) && code.request == of.in->number && !code.used;
    return fresh(code) && (old || (has(defect::code_reusable) && code.used));
  };
  if (of.in->who && std::ranges::any_of(of.in->who->codes, of_this_person)) return true;
  const auto of_another_request = [&](const issued_code& code) {
    return fresh(code) && code.request != of.in->number && !code.voided && !code.used;
  };
  const auto sent_to = [&](const person& who) { return std::ranges::any_of(who.codes, of_another_request); };
  return has(defect::code_not_bound) && std::ranges::any_of(people(), sent_to);
}

std::size_t model::code_digits() const { return has(defect::code_too_short) ? short_code : rules_.code_length; }

/// Those of the code that is out: it may be older than the rules.
std::size_t model::code_digits(const session& in) const {
  const issued_code* const out = code_of(in);
  return out ? out->value.size() : code_digits();
}

}  // namespace parcours::mocks::portal
