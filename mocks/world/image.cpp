#include "mocks/world/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>

namespace parcours::mocks::world {

namespace {

using complaint = std::optional<archive_fault>;

template <class List, class Number>
complaint out_of_order(const List& all, std::string place, Number number, std::uint64_t last) {
  std::uint64_t before = 0;
  for (const auto& one : all) {
    if (one.*number <= before || one.*number > last) return archive_fault{place, "must be numbered from 1, in order"};
    before = one.*number;
  }
  return {};
}

complaint wrong_visit(const portal::model_image& from) {
  std::set<std::string_view> ids;
  for (const auto& one : from.visits) {
    const std::string place = fmt::format("portal.visits[{}]", ids.size());
    if (one.who && *one.who >= from.people.size()) return archive_fault{place, "is of a person who is not there"};
    if (!ids.insert(one.id).second) return archive_fault{place, "has the id of another"};
  }
  return {};
}

complaint wrong_mail(const std::ranges::range auto& all, std::string_view place) {
  for (const auto& mail : all) {
    const auto& requests = mail.who.requests;
    if (!requests.empty() && requests.rbegin()->first >= mail.who.to.size()) {
      return archive_fault{std::string(place), "has a delivery request of no recipient"};
    }
  }
  return {};
}

bool is_error(unsigned status) { return status == 0 || status >= 400; }

std::vector<const parcours::smtp::fault*> smtp_faults_of(const image& from) {
  std::vector<const parcours::smtp::fault*> all;
  for (const auto* list : {&from.smtp_faults, &from.chaos}) {
    for (const auto& one : *list) all.push_back(&one);
  }
  return all;
}

complaint wrong_fault(const image& from) {
  for (const auto* one : smtp_faults_of(from)) {
    if (!is_error(one->code)) return archive_fault{"smtp_faults", "have a code from 400 to 599, or 0"};
    if (one->text.find_first_of("\r\n") != std::string::npos)
      return archive_fault{"smtp_faults", "have one line of text"};
  }
  for (const auto& one : from.portal_faults) {
    const auto& law = one.what.delay.value_or(portal::delay_law{});
    const bool ordered = law.law != portal::delay_law::kind::uniform || law.low <= law.high;
    const bool mild = law.sigma >= 0 && law.sigma <= 10;
    if (!is_error(one.what.status) || !ordered || !mild) {
      return archive_fault{"portal_faults", "have a status from 400 to 599, or 0, low up to high, and sigma up to 10"};
    }
  }
  const bool planned = std::ranges::all_of(from.captcha.plans, is_error, &captcha::plan::status);
  if (!planned || !is_error(from.captcha_faults.status)) {
    return archive_fault{"captcha", "has statuses from 400 to 599, or 0"};
  }
  return {};
}

complaint too_many(const image& from) {
  constexpr std::size_t most = portal::fault_plan::most;
  if (from.smtp_faults.size() > most || from.chaos.size() > most || from.portal_faults.size() > most ||
      from.captcha.plans.size() > most) {
    return archive_fault{"faults", "are at most 100 of a kind"};
  }
  return {};
}

}  // namespace

complaint inconsistency(const image& from) {
  for (const auto& found : {
           out_of_order(from.portal.journal, "portal.journal", &portal::journal_entry::number, from.portal.noted),
           out_of_order(from.requests, "requests", &portal::exchange::number, from.requests_seen),
           out_of_order(from.mails.visible, "mailbox.visible", &smtp::stored_mail::id, from.mails.last),
           out_of_order(from.captcha.checks, "captcha.checks", &captcha::verification::number, from.captcha.asked),
           wrong_visit(from.portal),
           wrong_mail(from.mails.visible, "mailbox.visible"),
           wrong_mail(from.mails.on_its_way, "mailbox.on_its_way"),
           wrong_fault(from),
           too_many(from),
       }) {
    if (found) return found;
  }
  return {};
}

}  // namespace parcours::mocks::world
