#include "harness/run/expectations.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <ranges>

namespace parcours::run {

namespace {

using journey::expectation;

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out.append(out.empty() ? "" : "\n").append(part);
  return out;
}

std::string show(const journey::text_pattern& wanted, scene& at) {
  if (wanted.is_regex) return unresolved(wanted);
  return at.text(wanted.text).value_or(unresolved(wanted));
}

// What the page tells its reader: alerts and notices, or what the target file points at.
std::string messages_of(scene& at) {
  const auto& marked = at.bed().target().messages.message;
  if (marked != journey::message_marks{}.message) return at.browser().text_of(marked).value_or("");
  auto all = at.browser().current().alerts();
  std::ranges::move(at.browser().current().statuses(), std::back_inserter(all));
  return join(all);
}

// Plain text may stand anywhere on the page; a regular expression must be found on one of its lines.
result<bool> says(const journey::text_pattern& wanted, const std::string& seen, scene& at) {
  if (wanted.is_regex) return journey::matches(wanted, seen, at.values());
  auto text = at.text(wanted.text);
  if (!text) return std::unexpected(text.error());
  return normalized(seen).find(normalized(*text)) != std::string::npos;
}

step_result unless(const result<bool>& holds, const expectation& of, std::string_view what, std::string expected,
                   std::string seen) {
  if (!holds) return stuck("step", holds.error().message, of.span);
  if (*holds) return {};
  return disappointed("expectation", std::string(what) + " is not what the journey expects", std::move(expected),
                      std::move(seen), of.span);
}

step_result check_page(const expectation& of, scene& at) {
  const auto wanted = at.text(*of.page);
  if (!wanted) return stuck("step", wanted.error().message, of.span);
  if (at.bed().target().page(*wanted) == nullptr) {
    return stuck("target", "the target file knows no page '" + *wanted + "'", of.span);
  }
  const auto here = page_name(at);
  const auto heading = at.browser().current().heading();
  return unless(here == *wanted, of, "the page", *wanted,
                here.empty() ? "an unknown page, « " + heading + " »" : here + ", « " + heading + " »");
}

step_result check_message(const expectation& of, scene& at) {
  const auto& page = at.browser().current();
  const auto told = messages_of(at);
  auto holds = says(*of.message, told, at);
  if (holds && !*holds) holds = says(*of.message, page.visible_text(), at);
  return unless(holds, of, "what the page says", show(*of.message, at),
                told.empty() ? "no message; " + page.heading() : told);
}

step_result check_field_errors(const expectation& of, scene& at) {
  const auto found = at.browser().current().field_errors();
  std::vector<std::string> lines;
  lines.reserve(found.size());
  for (const auto& one : found) lines.push_back(one.label + ": " + one.message);
  for (const auto& wanted : of.field_errors) {
    result<bool> holds = false;
    for (const auto& one : found) {
      const bool asked = !wanted.label || normalized(drivers::bare_label(*wanted.label)) == normalized(one.label) ||
                         *wanted.label == one.name;
      if (asked && holds && !*holds) holds = says(wanted.message, one.message, at);
    }
    const auto expected = (wanted.label ? *wanted.label + ": " : "") + show(wanted.message, at);
    auto checked = unless(holds, of, "the message beside the field", expected,
                          lines.empty() ? "no field is marked as wrong" : join(lines));
    if (!checked) return checked;
  }
  return {};
}

step_result check_within(const expectation& of, scene& at) {
  const auto most = at.length(*of.within);
  if (!most) return stuck("step", most.error().message, of.span);
  return unless(at.step_took <= *most, of, "the time that the step took", "at most " + format_duration(*most),
                format_duration(at.step_took));
}

// Not in the text, not in the source, not in a header.
step_result check_absent(const expectation& of, scene& at) {
  const auto text = at.text(*of.absent);
  if (!text) return stuck("step", text.error().message, of.span);
  const auto& browser = at.browser();
  const auto wanted = normalized(*text);
  std::string where;
  if (normalized(browser.current().visible_text()).find(wanted) != std::string::npos) where = "on the page";
  if (where.empty() && browser.body().find(*text) != std::string::npos) where = "in the source of the page";
  for (const auto& header : browser.headers().all()) {
    if (where.empty() && header.value.find(*text) != std::string::npos) where = "in the header " + header.name;
  }
  return unless(where.empty(), of, "what must not be there", "no " + unresolved(*of.absent), where);
}

step_result check_account(const expectation& of, scene& at) {
  const auto active = at.bed().account_active(at.people().subscriber.person.amo);
  if (!active) return {};  // cannot be seen here: see unseen()
  const auto here = *active ? journey::account_state::active : journey::account_state::inactive;
  return unless(here == *of.account, of, "the account", std::string(to_string(*of.account)),
                std::string(to_string(here)));
}

step_result check_captcha(const expectation& of, scene& at) {
  auto here = at.bed().captcha_checked();
  if (!here) return {};
  if (at.bed().captcha_checks() == at.checks_before) here = journey::captcha_verdict::not_checked;
  return unless(*here == *of.captcha, of, "the verification of the captcha", std::string(to_string(*of.captcha)),
                std::string(to_string(*here)));
}

step_result check_mails(const expectation& of, scene& at) {
  const auto count = at.bed().mail().count(at.address);
  if (!count) return {};
  return unless(*count == *of.mails, of, "the number of mails to " + at.address, std::to_string(*of.mails),
                std::to_string(*count));
}

step_result check_status(const expectation& of, scene& at) {
  return unless(at.browser().status() == *of.status, of, "the HTTP status", std::to_string(*of.status),
                std::to_string(at.browser().status()));
}

step_result check_url(const expectation& of, scene& at) {
  return unless(says(*of.url, at.browser().url(), at), of, "the address of the page", show(*of.url, at),
                at.browser().url());
}

}  // namespace

std::string page_name(scene& at) {
  const auto heading = at.browser().current().heading();
  const auto address = http::parse_url(at.browser().url());
  const auto target = address ? address->target : std::string();
  for (const auto& how : at.bed().target().pages) {
    const bool headed = !how.heading || journey::matches_normalized(*how.heading, heading, at.values()).value_or(false);
    const bool placed = !how.url || journey::matches(*how.url, target, at.values()).value_or(false);
    if (headed && placed) return how.name;
  }
  return {};
}

step_result check(const expectation& expected, scene& at) {
  struct part {
    bool asked;
    step_result (*check)(const expectation&, scene&);
  };
  const auto parts = std::to_array<part>({{expected.status.has_value(), check_status},
                                          {expected.page.has_value(), check_page},
                                          {expected.message.has_value(), check_message},
                                          {!expected.field_errors.empty(), check_field_errors},
                                          {expected.url.has_value(), check_url},
                                          {expected.absent.has_value(), check_absent},
                                          {expected.captcha.has_value(), check_captcha},
                                          {expected.account.has_value(), check_account},
                                          {expected.mails.has_value(), check_mails},
                                          {expected.within.has_value(), check_within}});
  for (const auto& one : parts) {
    if (!one.asked) continue;
    auto held = one.check(expected, at);
    if (!held) return held;
  }
  return {};
}

std::string unseen(const expectation& expected, scene& at) {
  std::string out;
  const auto& amo = at.people().subscriber.person.amo;
  if (expected.account && !at.bed().account_active(amo)) out += " account";
  if (expected.captcha && !at.bed().captcha_checked()) out += " captcha";
  if (expected.mails && !at.bed().mail().count(at.address)) out += " mails";
  return out;
}

}  // namespace parcours::run
