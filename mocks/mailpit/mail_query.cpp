#include "mocks/mailpit/mail_query.hpp"

#include "harness/base/text.hpp"
#include "harness/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cstring>

namespace parcours::mocks::mailpit {

namespace {

// Takes what it reads off the front of a text.
class front_reader {
 public:
  explicit front_reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  char one_of(std::string_view these) {
    if (rest_.empty() || !these.contains(rest_.front())) return '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  std::optional<unsigned> number(std::size_t digits, unsigned most) {
    if (rest_.size() < digits || !all_digits(rest_.substr(0, digits))) return std::nullopt;
    unsigned value = 0;
    std::from_chars(rest_.data(), rest_.data() + digits, value);
    rest_.remove_prefix(digits);
    return value <= most ? std::optional(value) : std::nullopt;
  }
  std::string_view digits() {
    const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    const auto found = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return found;
  }

 private:
  std::string_view rest_;
};

std::optional<ports::wall_time> read_day(front_reader& from) {
  const auto year = from.number(4, 2261);  // the last that ports::wall_time holds
  const char mark = from.one_of("-/");
  const auto month = year && mark != '\0' ? from.number(2, 12) : std::nullopt;
  const auto day = month && from.one_of({&mark, 1}) == mark ? from.number(2, 31) : std::nullopt;
  if (!day || *year < 1678) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  return date.ok() ? std::optional<ports::wall_time>(std::chrono::sys_days(date)) : std::nullopt;
}

// "09:30", "09:30:05", "09:30:05.25".
std::optional<duration> read_time_of_day(front_reader& from) {
  const auto hour = from.number(2, 23);
  const auto minute = hour && from.one_of(":") != '\0' ? from.number(2, 59) : std::nullopt;
  if (!minute) return std::nullopt;
  duration time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (from.one_of(":") == '\0') return time;
  const auto second = from.number(2, 59);
  if (!second) return std::nullopt;
  time += std::chrono::seconds(*second);
  if (from.one_of(".") == '\0') return time;
  std::string fraction(from.digits());
  if (fraction.empty()) return std::nullopt;
  fraction.resize(9, '0');
  return time + std::chrono::nanoseconds(std::stoul(fraction));
}

// "Z", "+01:00", "+0100", or nothing.
std::optional<duration> read_offset(front_reader& from) {
  if (from.at_end() || from.one_of("Zz") != '\0') return duration::zero();
  const char sign = from.one_of("+-");
  const auto hours = sign != '\0' ? from.number(2, 23) : std::nullopt;
  from.one_of(":");
  const auto minutes = hours ? from.number(2, 59) : std::nullopt;
  if (!minutes) return std::nullopt;
  const duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return sign == '-' ? -offset : offset;
}

// What stands between words without being part of one, in a text that was folded. A line end separates: see joined().
bool is_punctuation(std::int32_t c) {
  if (c >= 0 && c < 0x80) return c != '\n' && std::isalnum(c) == 0;
  const auto within = [c](std::int32_t first, std::int32_t last) { return c >= first && c <= last; };
  return (within(0xa0, 0xbf) && c != 0xaa && c != 0xb5 && c != 0xba) || within(0x2010, 0x205e) ||
         within(0x3001, 0x3011) || within(0x66a, 0x66d) || c == 0x6d4 || c == 0xd7 || c == 0xf7;
}

// The words of a folded text, a blank between them.
std::string bridged(std::string_view text) {
  std::string words;
  words.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto point = decode_at(text, i);
    if (!is_punctuation(point.value)) {
      words += text.substr(i, point.size);
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
    i += point.size;
  }
  if (words.ends_with(' ')) words.pop_back();
  return words;
}

// Time grows with the text, whatever is looked for in it: std::string_view::find() may take as much for each byte.
bool has(std::string_view text, std::string_view wanted) {
  return memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

// A line each, and none holds a line end: no phrase goes from one to the next.
std::string joined(const std::vector<parcours::smtp::mailbox_address>& all) {
  std::string lines;
  for (const auto& one : all) lines.append(searchable(one.name + " " + one.address)).append("\n");
  return lines;
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
  front_reader from(text);
  auto when = read_day(from);
  if (!when || from.at_end()) return when;
  const auto time = from.one_of("Tt ") != '\0' ? read_time_of_day(from) : std::nullopt;
  const auto offset = time ? read_offset(from) : std::nullopt;
  if (!offset || !from.at_end()) return std::nullopt;
  return *when + *time - *offset;
}

std::optional<std::uint64_t> read_size(std::string_view text) {
  front_reader from(text);
  const auto whole_part = from.digits();
  const auto fraction = from.one_of(".") != '\0' ? from.digits() : std::string_view("0");
  if (whole_part.empty() || whole_part.size() > 12 || fraction.empty() || fraction.size() > 12) return std::nullopt;
  double size = std::stod(std::string(whole_part) + "." + std::string(fraction));
  const char unit = from.one_of("kKmM");
  if (unit != '\0') from.one_of("bB");
  if (!from.at_end()) return std::nullopt;
  if (unit != '\0') size *= unit == 'k' || unit == 'K' ? 1024 : 1024 * 1024;
  return static_cast<std::uint64_t>(size);
}

mail_query::mail_query(std::string_view text) {
  for (const auto& word : words_of(to_utf8(text))) add(word);
}

result<mail_query> mail_query::read(std::string_view text) {
  if (text.size() <= longest) return mail_query(text);
  return fail("long-query", "a query has at most " + std::to_string(longest) + " bytes");
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
                                                      {"reply-to", what::reply_to},
                                                      {"addressed", what::addressed},
                                                      {"subject", what::subject},
                                                      {"message-id", what::message_id},
                                                      {"before", what::before},
                                                      {"after", what::after},
                                                      {"larger", what::larger},
                                                      {"smaller", what::smaller},
                                                      {"tag", what::tag}});
  const auto found = std::ranges::find(kinds, name, &named::name);
  return found == kinds.end() ? std::nullopt : std::optional(found->kind);
}

void mail_query::add(std::string_view word) {
  const auto given = word;
  term made;
  if (word.size() > 1 && (word.front() == '-' || word.front() == '!')) {
    made.negated = true;
    word.remove_prefix(1);
  }
  made.value = searchable(word);
  if (made.value == "is:read") made.kind = what::read;
  if (made.value == "is:unread") made.kind = what::unread;
  if (made.value == "is:tagged") made.kind = what::tagged;
  if (made.value == "has:attachment" || made.value == "has:attachments") made.kind = what::attachment;
  if (made.value == "has:inline" || made.value == "has:inlines") made.kind = what::inlined;
  const auto colon = word.find(':');
  const auto kind = colon == std::string_view::npos ? std::nullopt : kind_named(ascii_lower(word.substr(0, colon)));
  if (kind && colon + 1 < word.size()) {
    term named = made;
    named.kind = *kind;
    if (read_value(named, word.substr(colon + 1))) {
      made = std::move(named);
    } else if (*kind == what::before || *kind == what::after) {
      if (left_out_.empty()) left_out_ = given;
      return;
    }
  }
  terms_.push_back(std::move(made));
}

bool mail_query::read_value(term& into, std::string_view value) {
  into.value = searchable(parcours::smtp::shown_address(value));
  if (into.kind == what::before || into.kind == what::after) {
    const auto date = read_date(value);
    into.date = date.value_or(ports::wall_time{});
    return date.has_value();
  }
  if (into.kind == what::larger || into.kind == what::smaller) {
    into.size = read_size(value).value_or(0);
    return into.size > 0;
  }
  return true;
}

std::string searched_mail::made(part which) const {
  switch (which) {
    case part::from:
      return joined(summary_->from);
    case part::to:
      return joined(summary_->to);
    case part::cc:
      return joined(summary_->cc);
    case part::bcc:
      return joined(summary_->bcc);
    case part::reply_to:
      return joined(summary_->reply_to);
    case part::subject:
      return searchable(summary_->subject);
    case part::message_id:
      return searchable(summary_->message_id);
    case part::words:
      break;
  }
  return {};
}

constexpr std::size_t folding = 8;  // a byte that is folded or bridged takes as long as so many that are looked at

std::string_view searched_mail::text(part which) {
  if (which == part::words) return summary_->words;  // searchable already
  auto& here = made_[static_cast<std::size_t>(which)];
  if (!here.text) effort_ += folding * here.text.emplace(made(which)).size();
  return *here.text;
}

std::string_view searched_mail::words(part which) {
  auto& here = made_[static_cast<std::size_t>(which)];
  if (!here.words) effort_ += folding * here.words.emplace(bridged(text(which))).size();
  return *here.words;
}

bool searched_mail::mentions(part where, const std::string& wanted) {
  const auto all = text(where);
  effort_ += all.size();
  if (has(all, wanted)) return true;
  if (!wanted.contains(' ')) return false;  // one word is looked for as it is
  const auto phrase = bridged(wanted);
  const auto between = words(where);
  effort_ += between.size();
  return !phrase.empty() && has(between, phrase);
}

bool mail_query::holds(std::size_t number, searched_mail& in, const smtp::stored_mail& mail,
                       ports::wall_time received) const {
  const auto& one = terms_[number];
  return holds(one, in, mail, received) != one.negated;
}

bool mail_query::holds(const smtp::stored_mail& mail, const mail_summary& summary, ports::wall_time received) const {
  searched_mail in(std::make_shared<const mail_summary>(summary));
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    if (!holds(i, in, mail, received)) return false;
  }
  return true;
}

bool mail_query::holds(const term& one, searched_mail& in, const smtp::stored_mail& mail, ports::wall_time received) {
  using part = searched_mail::part;
  const auto& summary = in.summary();
  switch (one.kind) {
    case what::word:
      return in.mentions(part::words, one.value);
    case what::to:
      return in.mentions(part::to, one.value);
    case what::from:
      return in.mentions(part::from, one.value);
    case what::cc:
      return in.mentions(part::cc, one.value);
    case what::bcc:
      return in.mentions(part::bcc, one.value);
    case what::reply_to:
      return in.mentions(part::reply_to, one.value);
    case what::addressed:
      return std::ranges::any_of(std::array{part::to, part::from, part::cc, part::bcc, part::reply_to},
                                 [&](part where) { return in.mentions(where, one.value); });
    case what::subject:
      return in.mentions(part::subject, one.value);
    case what::message_id:
      return in.mentions(part::message_id, one.value);
    case what::before:
      return received < one.date;
    case what::after:
      return received >= one.date;
    case what::larger:
      return mail.bytes.size() > one.size;
    case what::smaller:
      return mail.bytes.size() < one.size;
    case what::read:
      return mail.read;
    case what::unread:
      return !mail.read;
    case what::attachment:
      return summary.attachments > 0;
    case what::tag: {
      const auto same = [&](const std::string& tag) { return searchable(tag) == one.value; };
      return std::ranges::any_of(tags_of(mail, summary), same);
    }
    case what::tagged:
      return !tags_of(mail, summary).empty();
    case what::inlined:
      return summary.inlines > 0;
  }
  return false;
}

}  // namespace parcours::mocks::mailpit
