#include "mocks/console/mail_query.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/fold.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace parcours::mocks::console {

namespace {

std::optional<unsigned> number(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  const auto part = text.substr(at, digits);
  if (!all_digits(part)) return std::nullopt;
  unsigned value = 0;
  std::from_chars(part.data(), part.data() + part.size(), value);
  return value;
}

bool any_has(const std::vector<parcours::smtp::mailbox_address>& all, const std::string& wanted) {
  return std::ranges::any_of(
      all, [&](const auto& one) { return inbox::folded(one.name + " " + one.address).contains(wanted); });
}

// The words of a query: blanks separate them, but not between quotation marks, which are taken away.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> all(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ' ' || c == '\t')) {
      all.emplace_back();
    } else {
      all.back() += c;
    }
  }
  std::erase(all, "");
  return all;
}

}  // namespace

std::optional<ports::wall_time> read_date(std::string_view text) {
  const auto year = number(text, 0, 4);
  const auto month = number(text, 5, 2);
  const auto day = number(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  const ports::wall_time midnight = std::chrono::sys_days(date);
  if (text.size() == 10) return midnight;
  if (text.ends_with('Z')) text.remove_suffix(1);
  const auto hour = number(text, 11, 2);
  const auto minute = number(text, 14, 2);
  const auto second = number(text, 17, 2);
  if (text.size() != 19 || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return midnight + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

mail_query::mail_query(std::string_view text) {
  for (const auto& word : words_of(to_utf8(text.substr(0, longest)))) add(word);
}

std::optional<mail_query::what> mail_query::kind_named(std::string_view name) {
  struct named {
    std::string_view name;
    what kind;
  };
  static constexpr auto kinds = std::to_array<named>({{"to", what::to},
                                                      {"from", what::from},
                                                      {"cc", what::cc},
                                                      {"bcc", what::bcc},
                                                      {"addressed", what::addressed},
                                                      {"subject", what::subject},
                                                      {"message-id", what::message_id},
                                                      {"before", what::before},
                                                      {"after", what::after}});
  const auto found = std::ranges::find(kinds, name, &named::name);
  return found == kinds.end() ? std::nullopt : std::optional(found->kind);
}

void mail_query::add(std::string_view word) {
  term made;
  if (word.size() > 1 && (word.front() == '-' || word.front() == '!')) {
    made.negated = true;
    word.remove_prefix(1);
  }
  made.value = inbox::folded(word);
  if (made.value == "is:read") made.kind = what::read;
  if (made.value == "is:unread") made.kind = what::unread;
  if (made.value == "has:attachment" || made.value == "has:attachments") made.kind = what::attachment;
  const auto colon = word.find(':');
  const auto kind = colon == std::string_view::npos ? std::nullopt : kind_named(ascii_lower(word.substr(0, colon)));
  if (kind && colon + 1 < word.size()) {
    const auto value = word.substr(colon + 1);
    const bool dated = *kind == what::before || *kind == what::after;
    const auto date = dated ? read_date(value) : std::nullopt;
    if (!dated || date) {
      made.kind = *kind;
      made.value = inbox::folded(value);
      made.date = date.value_or(ports::wall_time{});
    }
  }
  terms_.push_back(std::move(made));
}

bool mail_query::holds(const smtp::stored_mail& mail, const mail_summary& summary, ports::wall_time received) const {
  return std::ranges::all_of(terms_,
                             [&](const term& one) { return holds(one, mail, summary, received) != one.negated; });
}

bool mail_query::holds(const term& one, const smtp::stored_mail& mail, const mail_summary& summary,
                       ports::wall_time received) {
  switch (one.kind) {
    case what::word:
      return summary.words.contains(one.value);
    case what::to:
      return any_has(summary.to, one.value);
    case what::from:
      return any_has(summary.from, one.value);
    case what::cc:
      return any_has(summary.cc, one.value);
    case what::bcc:
      return any_has(summary.bcc, one.value);
    case what::addressed:
      return std::ranges::any_of(std::array{&summary.to, &summary.from, &summary.cc, &summary.bcc, &summary.reply_to},
                                 [&](const auto* all) { return any_has(*all, one.value); });
    case what::subject:
      return inbox::folded(summary.subject).contains(one.value);
    case what::message_id:
      return inbox::folded(summary.message_id).contains(one.value);
    case what::before:
      return received < one.date;
    case what::after:
      return received >= one.date;
    case what::read:
      return mail.read;
    case what::unread:
      return !mail.read;
    case what::attachment:
      return summary.attachments > 0;
  }
  return false;
}

}  // namespace parcours::mocks::console
