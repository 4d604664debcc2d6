#include "mocks/world/image.hpp"

#include "harness/base/text.hpp"
#include "mocks/portal/subscribers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <ranges>
#include <set>

namespace parcours::mocks::world {

namespace {

using complaint = std::optional<archive_fault>;

constexpr std::size_t most_codes = 16;        // of one person
constexpr std::size_t most_people = 200'000;  // twice what the command line makes

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
    const auto text = [](const auto& one) { return is_utf8(one.second.notify) && is_utf8(one.second.original); };
    if (!is_utf8(mail.who.return_content) || !is_utf8(mail.who.id) || !std::ranges::all_of(requests, text)) {
      return archive_fault{std::string(place), "has an envelope that is no text"};
    }
    const auto& tags = mail.tags;
    if (tags && (tags->size() > smtp::most_tags || !std::ranges::all_of(*tags, smtp::is_tag))) {
      return archive_fault{std::string(place), "has tags that are none"};
    }
  }
  return {};
}

complaint wrong_in(const auto& all, const std::string& place, auto part) {
  std::size_t at = 0;
  for (const auto& one : all) {
    if (auto wrong = wrong_with(std::invoke(part, one))) return archive_fault{fmt::format("{}[{}]", place, at), *wrong};
    ++at;
  }
  return {};
}

complaint wrong_captcha(const captcha::faults& from) {
  if (auto wrong = wrong_with(from)) return archive_fault{"captcha_faults", *wrong};
  return {};
}

complaint wrong_person(const portal::model_image& from) {
  std::set<std::string_view> known;
  for (const auto& one : from.people) {
    const std::string place = fmt::format("portal.people[{}]", known.size());
    if (!known.insert(one.data.amo).second) return archive_fault{place, "has the AMO number of another"};
    if (one.codes.size() > most_codes) return archive_fault{place, "has too many codes"};
  }
  return {};
}

// What is told of the world is text, and short.
bool is_short(std::string_view text, std::size_t longest = 256) { return text.size() <= longest && is_utf8(text); }

complaint wrong_words(const image& from) {
  const auto event = [](const portal::journal_entry& one) {
    return is_short(one.event, 64) && is_short(one.detail, 64);
  };
  if (!std::ranges::all_of(from.portal.journal, event)) return archive_fault{"portal.journal", "has no such events"};
  const auto request = [](const portal::exchange& one) {
    const auto name = [](const std::string& field) { return field.size() <= 64; };
    return is_short(one.method, 64) && one.path.size() <= 256 && is_short(one.fault, 64) && one.fields.size() <= 32 &&
           std::ranges::all_of(one.fields, name);
  };
  if (!std::ranges::all_of(from.requests, request)) return archive_fault{"requests", "have no such members"};
  const auto check = [](const captcha::verification& one) {
    const auto code = [](const std::string& text) { return is_short(text, 64); };
    return one.error_codes.size() <= 8 && std::ranges::all_of(one.error_codes, code) && one.site_key.size() <= 256;
  };
  if (!std::ranges::all_of(from.captcha.checks, check)) return archive_fault{"captcha.checks", "have no such members"};
  return {};
}

complaint wrong_entry(const portal::model_image& from) {
  const auto small = [](const portal::model_image::visit& one) {
    const auto field = [](const auto& entered) { return entered.first.size() <= 64 && entered.second.size() <= 256; };
    return one.id.size() <= 64 && one.data.csrf.size() <= 64 && one.data.email.size() <= 320 &&
           one.data.messages.size() <= 16 && one.data.entered.size() <= 16 &&
           std::ranges::all_of(one.data.entered, field);
  };
  if (std::ranges::all_of(from.visits, small)) return {};
  return archive_fault{"portal.visits", "hold more than a visit does"};
}

complaint too_many(const image& from) {
  constexpr std::size_t most = portal::fault_plan::most;
  if (from.smtp_faults.size() > most || from.chaos.size() > most || from.portal_faults.size() > most ||
      from.captcha.plans.size() > most) {
    return archive_fault{"faults", "are at most 100 of a kind"};
  }
  if (from.portal.visits.size() > portal::model::most_sessions) {
    return archive_fault{"portal.visits", "are at most 10000"};
  }
  if (from.portal.people.size() > most_people) return archive_fault{"portal.people", "are at most 200000"};
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
           wrong_in(from.smtp_faults, "smtp_faults", std::identity{}),
           wrong_in(from.chaos, "chaos", std::identity{}),
           wrong_in(from.portal_faults, "portal_faults", &portal::fault_plan::planned::what),
           wrong_in(from.captcha.plans, "captcha.outcomes", std::identity{}),
           wrong_in(from.portal.people, "portal.people", &portal::person::data),
           wrong_captcha(from.captcha_faults),
           wrong_person(from.portal),
           wrong_entry(from.portal),
           wrong_words(from),
           too_many(from),
       }) {
    if (found) return found;
  }
  return {};
}

}  // namespace parcours::mocks::world
