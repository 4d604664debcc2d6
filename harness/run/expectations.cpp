#include "harness/run/expectations.hpp"

#include "harness/base/text.hpp"
#include "harness/run/asserting.hpp"

#include <type_traits>
#include <variant>

namespace parcours::run {

namespace {

using namespace journey;

step_result holds(const took_within& wanted, const source_span& place, scene& at) {
  const auto most = at.length(wanted.length);
  if (!most) return unresolvable(most.error(), place);
  return unless(at.step_took <= *most, place, "the time that the step took", "at most " + format_duration(*most),
                format_duration(at.step_took));
}

// What cannot be seen on this target holds: unseen() tells of it.
step_result holds(const account_is& wanted, const source_span& place, scene& at) {
  const auto active = at.bed().account_active(at.people().subscriber.person.amo);
  if (!active) return {};
  const auto here = *active ? account_state::active : account_state::inactive;
  return unless(here == wanted.state, place, "the account", std::string(to_string(wanted.state)),
                std::string(to_string(here)));
}

step_result holds(const captcha_was& wanted, const source_span& place, scene& at) {
  auto here = at.bed().captcha_checked();
  if (!here) return {};
  if (at.bed().captcha_checks() == at.checks_before) here = captcha_verdict::not_checked;
  return unless(*here == wanted.verdict, place, "the verification of the captcha",
                std::string(to_string(wanted.verdict)), std::string(to_string(*here)));
}

step_result holds(const mails_are& wanted, const source_span& place, scene& at) {
  const auto count = at.bed().mail().count(at.address);
  if (!count) return {};
  return unless(*count == wanted.count, place, "the number of mails to " + at.address, std::to_string(wanted.count),
                std::to_string(*count));
}

bool can_be_seen(const account_is&, scene& at) {
  return at.bed().account_active(at.people().subscriber.person.amo).has_value();
}
bool can_be_seen(const captcha_was&, scene& at) { return at.bed().captcha_checked().has_value(); }
bool can_be_seen(const mails_are&, scene& at) { return at.bed().mail().count(at.address).has_value(); }
bool can_be_seen(const mail_is&, scene& at) { return !at.mail || at.mail->envelope; }
template <class Other>
bool can_be_seen(const Other&, scene&) {
  return true;
}

constexpr std::string_view word(const account_is&) { return "account"; }
constexpr std::string_view word(const captcha_was&) { return "captcha"; }
constexpr std::string_view word(const mails_are&) { return "mails"; }
constexpr std::string_view word(const mail_is&) { return "mail"; }
template <class Other>
constexpr std::string_view word(const Other&) {
  return "";
}

}  // namespace

step_result check(const expectation& expected, scene& at) {
  step_result all;
  for (const auto& one : expected.all) {
    join(all, std::visit([&](const auto& what) { return holds(what, one.span, at); }, one.what));
  }
  return all;
}

std::string unseen(const expectation& expected, scene& at) {
  std::string out;
  for (const auto& one : expected.all) {
    std::visit(
        [&](const auto& what) {
          const auto its_word = word(what);
          if (!can_be_seen(what, at) && !out.contains(its_word)) out.append(" ").append(its_word);
        },
        one.what);
  }
  return out;
}

}  // namespace parcours::run
