#include "harness/run/expectations.hpp"

#include "harness/base/text.hpp"
#include "harness/run/asserting.hpp"

#include <type_traits>
#include <variant>

namespace parcours::run {

namespace {

using namespace journey;

step_result holds(const took_within& wanted, const source_span& place, attempt_context& at) {
  const auto most = at.length(wanted.length);
  if (!most) return unresolvable(most.error(), place);
  return unless(at.step_took <= *most, place, "the time that the step took", "at most " + format_duration(*most),
                format_duration(at.step_took));
}

// What cannot be seen on this target holds: unseen() tells of it.
step_result holds(const account_is& wanted, const source_span& place, attempt_context& at) {
  const auto active = at.environment().account_active(at.people().subscriber.person.amo);
  if (!active) return {};
  const auto here = *active ? account_state::active : account_state::inactive;
  return unless(here == wanted.state, place, "the account", std::string(to_string(wanted.state)),
                std::string(to_string(here)));
}

step_result holds(const captcha_was& wanted, const source_span& place, attempt_context& at) {
  auto here = at.environment().captcha_checked();
  if (!here) return {};
  if (at.environment().captcha_checks() == at.checks_before) here = captcha_verdict::not_checked;
  return unless(*here == wanted.verdict, place, "the verification of the captcha",
                std::string(to_string(wanted.verdict)), std::string(to_string(*here)));
}

step_result holds(const mails_are& wanted, const source_span& place, attempt_context& at) {
  const auto count = at.environment().mail().count(at.address());
  if (!count) return {};
  return unless(*count == wanted.count, place, "the number of mails to " + at.address(), std::to_string(wanted.count),
                std::to_string(*count));
}

bool can_be_seen(const account_is&, attempt_context& at) {
  return at.environment().account_active(at.people().subscriber.person.amo).has_value();
}
bool can_be_seen(const captcha_was&, attempt_context& at) { return at.environment().captcha_checked().has_value(); }
bool can_be_seen(const mails_are&, attempt_context& at) {
  return at.environment().mail().count(at.address()).has_value();
}
bool can_be_seen(const mail_is&, attempt_context& at) { return !at.mail || at.mail->envelope; }
template <class Other>
bool can_be_seen(const Other&, attempt_context&) {
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

template <class What>
constexpr bool is_told_by_the_page = std::is_same_v<What, page_is> || std::is_same_v<What, message_says> ||
                                     std::is_same_v<What, field_error_says> || std::is_same_v<What, absent_text>;

// What the page says cannot be as expected, nor otherwise, where it cannot be told what it says.
template <class What>
step_result readable_and_holds(const What& wanted, const source_span& place, attempt_context& at) {
  if constexpr (is_told_by_the_page<What>) {
    if (const auto& why = at.browser().current().source().unreadable())
      return step_error(why->code, why->message, place);
  }
  return holds(wanted, place, at);
}

}  // namespace

step_result check(const expectation& expected, attempt_context& at) {
  step_result all;
  for (const auto& one : expected.all) {
    join(all, std::visit([&](const auto& what) { return readable_and_holds(what, one.span, at); }, one.what));
  }
  return all;
}

std::string unseen(const expectation& expected, attempt_context& at) {
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
