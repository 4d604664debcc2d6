// What the portal does when a step is taken or refused: the effects of the table, and the defects that do it wrongly.
#include "harness/base/text.hpp"
#include "mocks/portal/model.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::mocks::portal {

namespace {

constexpr duration an_hour = std::chrono::hours(1);
constexpr std::size_t kept_codes = 16;  // of one person: more than an hour's worth
constexpr std::size_t kept_tokens = 4096;

// How much longer the defect enumeration-by-time looks for a number that nobody has: any person notices a second.
constexpr duration slow_search = std::chrono::seconds(1);
constexpr std::string_view another_recipient = "archives@cnops.test";

std::string with_last_digit_changed(std::string code) {
  code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
  return code;
}

bool among(const std::vector<std::string>& errors, std::initializer_list<std::string_view> codes) {
  return std::ranges::any_of(errors, [&](const auto& error) { return std::ranges::find(codes, error) != codes.end(); });
}

}  // namespace

void model::apply(effect what, attempt& of) {
  switch (what) {
    case effect::none:
      return;
    case effect::begin_anew:
      return begin_anew(of);
    case effect::open_session:
      return open_session(of);
    case effect::remember_person:
      return remember_person(of);
    case effect::renew_session:
      return renew_session(of);
    case effect::issue_code:
      return of.in->who ? issue_code(of) : void();  // nobody: by the defect step-skippable
    case effect::send_code:
      return of.in->who ? send_code(of) : void();
    case effect::withdraw_code:
      return withdraw_code(of);
    case effect::verify_captcha:
      return verify_captcha(of);
    case effect::burn_try:
      ++of.in->tries;
      return;
    case effect::consume_code:
      if (of.in->who && !of.in->who->codes.empty()) of.in->who->codes.back().used = true;
      return;
    case effect::complete:
      return complete(of);
    case effect::complete_once:
      return has(defect::double_submit_activates_twice) ? complete(of) : void();
  }
}

// With what was begun; without a session, with the activation.
void model::begin_anew(attempt& of) {
  const flow_kind flow = of.entrance.value_or(of.in->flow);
  if (of.place != sessions_.end()) sessions_.erase(of.place);
  of.out.session = open(flow, of.now);
  of.place = sessions_.find(of.out.session);
  of.in = &of.place->second;
}

void model::open_session(attempt& of) {
  of.in->csrf = random_.hex(32);
  of.out.session = random_.hex(32);
  of.place = sessions_.emplace(of.out.session, std::move(*of.in)).first;
  of.in = &of.place->second;
}

void model::remember_person(attempt& of) {
  of.in->who = find_person(of);
  of.in->tries = 0;
  const bool by_amo = of.on == event::identify_by_amo;
  const std::string number = typed(of, by_amo ? field_id::amo : field_id::registration);
  if (!of.in->who && by_amo && has(defect::unknown_amo_accepted)) {
    subscriber nobody;
    nobody.amo = number;
    add_subscriber(std::move(nobody));
    of.in->who = people_.with_amo(number);
    of.in->who->invented = true;
  }
  if (!of.in->who && has(defect::enumeration_by_status)) of.out.status = 404;
  if (!of.in->who && has(defect::enumeration_by_time)) of.out.delay = slow_search;
  if (has(defect::personal_data_in_url)) of.out.query = "?immatriculation=" + percent_encode(number);
}

void model::renew_session(attempt& of) {
  if (has(defect::session_id_kept)) return;
  auto moved = sessions_.extract(of.place);
  moved.key() = of.out.session = random_.hex(32);
  of.in->csrf = random_.hex(32);
  of.place = sessions_.insert(std::move(moved)).position;
}

std::string model::next_code() {
  ++codes_issued_;
  if (has(defect::code_predictable)) return fmt::format("{:0{}}", codes_issued_, code_digits());
  if (codes_issued_ == 1 && !rules_.first_code.empty()) return rules_.first_code.substr(0, code_digits());
  return random_.digits(code_digits());
}

void model::issue_code(attempt& of) {
  person& who = *of.in->who;
  if (of.on == event::request_code) of.in->email = trim(value_in(of.form, field_id::email));
  if (has(defect::code_tries_reset_by_resend)) of.in->tries = 0;
  for (issued_code& old : who.codes) old.voided = true;
  if (who.codes.size() == kept_codes) who.codes.erase(who.codes.begin());
  who.codes.push_back({next_code(), of.in->number, of.now});
  std::erase_if(who.sendings, [&](duration at) { return of.now - at >= an_hour; });
  who.sendings.push_back(of.now);
}

void model::send_code(attempt& of) {
  const std::string& code = of.in->who->codes.back().value;
  outgoing_code mail;
  mail.to = of.in->email;
  mail.session = of.in->number;
  if (has(defect::mail_to_another)) mail.cc = another_recipient;
  mail.code = has(defect::code_leading_zero_dropped)
                  ? code.substr(std::min(code.find_first_not_of('0'), code.size() - 1))
                  : code;
  mail.html_code = has(defect::mail_parts_differ) ? with_last_digit_changed(mail.code) : mail.code;
  mail.file_number = random_.digits(7);
  mail.copies = has(defect::mail_not_sent) ? 0 : has(defect::mail_sent_twice) ? 2 : 1;
  mail.code_in_subject = has(defect::mail_code_in_subject);
  mail.raw_subject = has(defect::mail_subject_not_encoded);
  of.out.mail = std::move(mail);
}

// Only the request's own code and sending: by now the person may have asked for a newer one elsewhere.
void model::withdraw_code(attempt& of) {
  if (!of.in->who) return;
  const auto mine = std::ranges::find_if(of.in->who->codes, [&](const issued_code& code) {
    return code.request == of.in->number && !code.voided && !code.used;
  });
  if (mine == of.in->who->codes.end()) return;
  mine->voided = true;
  const auto sending = std::ranges::find(of.in->who->sendings, mine->at);
  if (sending != of.in->who->sendings.end()) of.in->who->sendings.erase(sending);
}

void model::verify_captcha(attempt& of) {
  if (!has(defect::captcha_not_verified)) {
    of.out.verify_captcha = true;
    return;
  }
  of.kind = request_kind::answer;
  of.on = event::captcha_passed;
  decide(of);
}

void model::remember_token(std::uint64_t hash) {
  if (!passed_before_.insert(hash).second) return;
  passed_tokens_.push_back(hash);
  if (passed_tokens_.size() <= kept_tokens) return;
  passed_before_.erase(passed_tokens_.front());
  passed_tokens_.pop_front();
}

// Fails closed: whatever is not a clear yes is a no (ASVS 5.0, 16.5.3).
event model::judge(const captcha_answer& answer, std::string_view token) {
  const bool by_error = has(defect::captcha_error_taken_for_success) && (answer.reached || answer.broken);
  if (!answer.reached) {
    return by_error || has(defect::captcha_fails_open) ? event::captcha_passed : event::captcha_unavailable;
  }
  const auto hash = fnv1a(token);
  // hCaptcha has a code for each; the others one for both, and then whoever has passed before is sent again.
  const bool either = among(answer.errors, {"timeout-or-duplicate"});
  const bool again = among(answer.errors, {"already-seen-response"}) || (either && passed_before_.contains(hash));
  const bool late = among(answer.errors, {"expired-input-response"}) || (either && !passed_before_.contains(hash));
  const bool by_defect =
      (again && has(defect::captcha_token_reusable)) || (late && has(defect::captcha_expired_accepted)) || by_error;
  if (answer.success || by_defect) {
    remember_token(hash);
    return event::captcha_passed;
  }
  const bool spent = again || late;
  const bool about_the_token =
      spent || answer.errors.empty() || among(answer.errors, {"missing-input-response", "invalid-input-response"});
  return about_the_token ? event::captcha_refused : event::captcha_unavailable;
}

void model::complete(attempt& of) {
  of.out.next = of.in->at = state::done;
  if (!of.in->who) return;
  portal::account& mine = of.in->who->account;
  if (of.in->flow == flow_kind::activation) {
    mine.active = true;
    ++mine.activations;
  } else {
    ++mine.resets;
  }
}

}  // namespace parcours::mocks::portal
