#include "mocks/console/session_story.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parcours::mocks::console {

namespace {

std::optional<portal::state> state_called(std::string_view name) { return enum_named<portal::state>(name); }

const portal::transition* row_of(std::string_view event) {
  const auto rows = portal::flow_table();
  const auto row = std::ranges::find_if(rows, [&](const auto& one) { return portal::name_of(one.on) == event; });
  return row == rows.end() ? nullptr : &*row;
}

void update(session_story& story, const portal::journal_entry& entry) {
  const auto* row = row_of(entry.event);
  if (row == nullptr || entry.detail == "ignored") return;
  const auto reached = state_called(entry.detail);
  story.refused = reached ? "" : entry.detail;
  if (portal::is_answer(row->on)) story.waits_for.clear();
  if (!reached) return;
  story.waits_for = asked_by(*row);
  if (row->from == portal::state::landing) {
    story.kind = row->on == portal::event::open_recovery ? portal::flow_kind::recovery : portal::flow_kind::activation;
  }
  if (row->from == portal::state::landing || story.at != *reached) story.since = entry.at;
  story.at = *reached;
}

constexpr auto refusals = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"forged",
      "The form's csrf_token is not the session's: the form is from another session, from before the person was known, "
      "or "
      "from another site. Answered 403."},
     {"out of order", "The form is of a step that the session has not reached."},
     {"terms-required", "The box of the terms is not ticked."},
     {"amo-format", "The AMO number has not as many digits as the policy asks for, or white space that it refuses."},
     {"number-unknown", "Nobody has this number, and the policy tells so (hide_unknown: false)."},
     {"issuer-required", "No issuer is chosen."},
     {"registration-format", "The number has not the form that the issuer's numbers have."},
     {"rib-format", "A RIB has 24 digits."},
     {"rib-key", "The last two digits are not the key that belongs to the first 22."},
     {"e-mandat-format", "The e-mandat has not as many digits as the policy asks for."},
     {"no-match",
      "The number entered before is nobody's, or the payment identifier is not that person's. The portal does not say "
      "which."},
     {"already-active", "The person's account is active: it is not activated twice."},
     {"not-active", "The person has no account whose password could be recovered."},
     {"email-format", "That is no e-mail address."},
     {"email-not-on-file",
      "The policy asks for the address on file (email_on_file: must_match), and this is another one."},
     {"resend-early", "The newest code is younger than the policy's resend_after."},
     {"resends-used", "As many codes were sent in an hour as the policy allows."},
     {"mail-failed", "The mail server did not take the mail: its session is listed under the mail server."},
     {"code-format",
      "The code has not as many digits as the one that was sent, or white space that the policy refuses."},
     {"captcha-required", "The form has no token of the captcha."},
     {"captcha-refused", "The captcha provider refused the token: its check says why."},
     {"captcha-unavailable", "The captcha provider gave no verdict in time: the portal fails closed."},
     {"tries-used", "As many wrong codes were entered as the policy allows: the session must be begun again."},
     {"code-void", "The code was replaced by a newer one, used, or never sent."},
     {"code-expired", "The code is older than the policy's code_ttl."},
     {"code-wrong", "The code is not the newest that was sent to this session. It cost a try."},
     {"password-length", "The password is shorter or longer than the policy allows."},
     {"password-mix", "The policy asks for a capital, a small letter and a digit."},
     {"passwords-differ", "The two passwords are not the same."}});

}  // namespace

std::string_view why_refused(std::string_view word) {
  const auto* const found = std::ranges::find(refusals, word, &std::pair<std::string_view, std::string_view>::first);
  return found == refusals.end() ? std::string_view{} : found->second;
}

std::string_view asked_by(portal::effect what) {
  if (what == portal::effect::send_code) return "mail";
  return what == portal::effect::verify_captcha ? "captcha" : "";
}

std::string_view asked_by(const portal::transition& row) {
  for (const auto what : row.effects) {
    if (const auto service = asked_by(what); !service.empty()) return service;
  }
  return "";
}

std::map<std::uint64_t, session_story> stories(const std::deque<portal::journal_entry>& journal) {
  std::map<std::uint64_t, session_story> all;
  for (const auto& entry : journal) update(all[entry.session], entry);
  return all;
}

}  // namespace parcours::mocks::console
