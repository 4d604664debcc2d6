#include "harness/inbox/code.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/evidence.hpp"
#include "harness/inbox/html_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <utility>

namespace parcours::inbox {

namespace {

constexpr int margin = 5;    // by which a code must be likelier than the next number
constexpr int certain = 80;  // a number of the body that contradicts the subject

struct finding {
  std::optional<std::string> code;
  int score = 0;
  std::string reason;  // why there is none
  std::vector<candidate> candidates;
};

// One of the mail's texts, read.
class reading {
 public:
  reading(place where, std::string_view source)
      : where_(where), text_(folded_with_origin(source)), marks_(marks_of(text_)) {}

  [[nodiscard]] bool speaks() const { return speaks_of_code(text_, marks_); }
  [[nodiscard]] finding search(bool subject_speaks, const code_options& options) const;

 private:
  [[nodiscard]] std::string value_of(const mark& one) const;
  [[nodiscard]] std::string_view unfit(const mark& one, const code_options& options) const;
  [[nodiscard]] candidate describe(const verdict& found, const code_options& options) const;
  [[nodiscard]] std::vector<candidate> described(std::vector<verdict> all, const code_options& options) const;
  void decide(const std::vector<verdict>& all, const code_options& options, finding& made) const;

  place where_;
  folded_text text_;
  std::vector<mark> marks_;
};

std::string reading::value_of(const mark& one) const {
  switch (one.looks) {
    case shape::letters_and_digits:
      return text_.written(one.begin, one.end);
    case shape::placeholder:
      return std::string(text_.source_of(one.begin, one.end));
    default:
      return digits_of(std::string_view(text_.text).substr(one.begin, one.end - one.begin));
  }
}

// Why something can be no code, however it is announced; empty: it can.
std::string_view reading::unfit(const mark& one, const code_options& options) const {
  if (one.looks == shape::placeholder) return "it is a placeholder that was not filled in";
  if (options.length) {
    const auto value = value_of(one);
    const auto size = std::ranges::count_if(value, [](char c) { return c != ' ' && c != '-'; });
    return static_cast<std::size_t>(size) == *options.length ? "" : "it has another length";
  }
  if (one.looks == shape::too_short) return "it is shorter than a code";
  if (one.looks == shape::too_long) return "it is longer than a code";
  return one.looks == shape::uneven ? "its groups are not those of a code" : "";
}

candidate reading::describe(const verdict& found, const code_options& options) const {
  const auto& one = marks_[found.mark];
  candidate made{.value = value_of(one), .where = where_, .score = found.score};
  const auto before = text_.source.substr(0, text_.origin[one.begin]);
  made.line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
  made.reason = found.words.empty() ? std::string(found.says) : fmt::format("{}: \"{}\"", found.says, found.words);
  if (const auto why = unfit(one, options); found.score > 0 && !why.empty())
    made.reason += fmt::format("; but {}", why);
  return made;
}

std::vector<candidate> reading::described(std::vector<verdict> all, const code_options& options) const {
  std::ranges::stable_sort(all, std::greater(), &verdict::score);
  if (all.size() > most_candidates) all.resize(most_candidates);
  std::ranges::sort(all, std::less(), &verdict::mark);
  std::vector<candidate> made;
  made.reserve(all.size());
  for (const auto& one : all) made.push_back(describe(one, options));
  return made;
}

void reading::decide(const std::vector<verdict>& all, const code_options& options, finding& made) const {
  const auto counts = [&](const verdict& one) {
    return one.score > 0 && (!options.length || unfit(marks_[one.mark], options).empty());
  };
  const verdict* best = nullptr;
  for (const auto& one : all) {
    if (counts(one) && (best == nullptr || one.score > best->score)) best = &one;
  }
  if (best == nullptr) {
    made.reason = options.length ? fmt::format("no code of {} characters is announced", *options.length)
                                 : "no number is announced as a code";
    return;
  }
  const auto value = value_of(marks_[best->mark]);
  if (const auto why = unfit(marks_[best->mark], options); !why.empty()) {
    made.reason = fmt::format("'{}' stands where the code should be, but {}", value, why);
    return;
  }
  for (const auto& one : all) {
    if (!counts(one) || one.score <= best->score - margin) continue;
    if (const auto other = value_of(marks_[one.mark]); other != value) {
      made.reason = fmt::format("'{}' and '{}' are announced alike", value, other);
      return;
    }
  }
  made.code = value;
  made.score = best->score;
}

finding reading::search(bool subject_speaks, const code_options& options) const {
  finding made;
  auto all = weigh(text_, marks_, subject_speaks);
  decide(all, options, made);
  made.candidates = described(std::move(all), options);
  return made;
}

// What the pattern finds in each line; a quoted line is an older mail's.
finding search_by_pattern(place where, std::string_view text, const code_options& options, std::uint64_t& steps) {
  finding made;
  std::size_t number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    if (line.starts_with('>') || made.candidates.size() == most_candidates) continue;
    const auto tried = options.pattern->search(line, steps);
    if (!tried) break;
    const auto& found = *tried;
    if (!found) continue;
    candidate one{.value = found->at(found->size() > 1 ? 1 : 0), .where = where, .line = number, .score = certain};
    one.reason = "the pattern finds it";
    if (options.length && one.value.size() != *options.length) {
      one.score = 0;
      one.reason += "; but it has another length";
    } else if (made.code && *made.code != one.value) {
      made.reason = fmt::format("the pattern finds '{}' and '{}'", *made.code, one.value);
    } else {
      made.code = one.value;
      made.score = certain;
    }
    made.candidates.push_back(std::move(one));
  }
  if (!made.reason.empty()) made.code.reset();
  if (!made.code && made.reason.empty()) made.reason = "the pattern finds nothing";
  return made;
}

// Neither a number nor a character is cut.
std::string_view beginning(std::string_view text) {
  if (text.size() <= longest_text) return text;
  text = text.substr(0, longest_text);
  const auto gap = text.find_last_of(" \t\n");
  return gap == std::string_view::npos ? text.substr(0, first_malformed(text)) : text.substr(0, gap);
}

std::string plain(std::string value) {
  std::erase_if(value, [](char c) { return c == ' ' || c == '-'; });
  return value;
}

bool differ(const finding& one, const finding& other) {
  return one.code && other.code && plain(*one.code) != plain(*other.code);
}

// The subject's code goes before a number of the body that is less surely the code.
void settle(const finding& subject, const finding& text, const finding& html, code_search& made) {
  const auto& body = text.code ? text : html;
  if (differ(text, html)) {
    made.conflicting = disagreement{*text.code, *html.code};
    made.reason = fmt::format("the text part says '{}', the HTML part '{}'", *text.code, *html.code);
  } else if (differ(subject, body) && body.score >= certain) {
    made.reason = fmt::format("the subject says '{}', the body '{}'", *subject.code, *body.code);
  } else if (subject.code || body.code) {
    made.code = subject.code && (!body.code || differ(subject, body)) ? subject.code : body.code;
  } else {
    made.reason = text.candidates.empty() && !html.candidates.empty() ? html.reason : text.reason;
  }
}

void list(std::span<finding> all, code_search& made) {
  for (auto& part : all) {
    for (auto& one : part.candidates) {
      one.taken = made.code && one.score > 0 && plain(one.value) == plain(*made.code);
      made.candidates.push_back(std::move(one));
    }
  }
}

}  // namespace

std::string_view name_of(place where) {
  switch (where) {
    case place::subject:
      return "subject";
    case place::text:
      return "text";
    default:
      return "html";
  }
}

code_search find_code(const mail_texts& mail, const code_options& options) {
  const auto subject_text = beginning(mail.subject);
  const auto text = beginning(mail.text);
  const auto html = beginning(mail.html);
  std::array<finding, 3> all;
  auto steps = most_steps;
  if (options.pattern) {
    all = {search_by_pattern(place::subject, subject_text, options, steps),
           search_by_pattern(place::text, text, options, steps), search_by_pattern(place::html, html, options, steps)};
  } else {
    const reading subject(place::subject, subject_text);
    const bool speaks = subject.speaks();
    all = {subject.search(false, options), reading(place::text, text).search(speaks, options),
           reading(place::html, html).search(speaks, options)};
  }
  code_search made;
  settle(all[0], all[1], all[2], made);
  if (steps == 0) {  // what it was not tried on may say another
    made.code.reset();
    made.reason = "the pattern takes too long on this mail";
  }
  list(all, made);
  return made;
}

code_search find_code(const smtp::parsed_mail& mail, const code_options& options) {
  return find_code({mail.subject, mail.text, text_of_html(mail.html, longest_text)}, options);
}

std::optional<std::string> find_code_in_text(std::string_view text) {
  return reading(place::text, beginning(text)).search(false, {}).code;
}

}  // namespace parcours::inbox
