#include "harness/inbox/witness.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/numbers.hpp"

#include <algorithm>
#include <array>

namespace parcours::inbox {

namespace {

constexpr std::size_t reach = 160;        // characters between the words that announce a number and the number
constexpr std::size_t below = 300;        // the same for a number that stands alone
constexpr std::size_t near = 60;          // between a number and the words that say of it that it is no longer valid
constexpr std::size_t above = 120;        // between a number that stands alone and the words that explain it
constexpr std::size_t follows = 40;       // between "048213 est votre" and "code secret"
constexpr std::size_t label_gap = 8;      // bytes between a label and its number: " est : ", " n° "
constexpr std::size_t longest_head = 60;  // bytes of a line that is the heading of what stands below

bool has_word(std::string_view text) { return std::ranges::any_of(text, is_word); }

// "… est : ", "… is", "… هو (": what comes next is what was spoken of.
bool points_on(std::string_view between) {
  const auto last = between.find_last_not_of(" \n\t([{\"'*<>");
  if (last == std::string_view::npos) return false;
  between = between.substr(0, last + 1);
  if (between.ends_with(':') || between.ends_with('=')) return true;
  constexpr std::array<std::string_view, 5> words = {"est", "est le", "is", "هو", "هي"};
  return std::ranges::any_of(words, [between](auto word) {
    if (!between.ends_with(word)) return false;
    return between.size() == word.size() || !is_word(between[between.size() - word.size() - 1]);
  });
}

std::optional<ground> given(bool holds, ground on = {}) { return holds ? std::optional(on) : std::nullopt; }

}  // namespace

void witness::take_cue(std::size_t i) {
  const auto& one = marks_[i];
  if (one.is_code()) return take_code(i);
  if (one.is(sense::other_code)) {
    code_.reset();
    label_ = i;
  } else if (one.is(sense::label) || one.is(sense::holder) || one.is(sense::month)) {
    label_ = i;
  } else if (one.is(sense::pointer)) {
    pointer_ = i;
  } else if (one.is(sense::expired)) {
    stale_ = true;
  } else if (one.is(sense::absent) || one.is(sense::never)) {
    absence_ = i;
    if (code_ && in_sentence_of(marks_[*code_].end) && !served_) absent_ = true;
  }
}

// A warning such as "Ne communiquez jamais ce code" does not take the place of words that announced it.
void witness::take_code(std::size_t i) {
  if (is_fault(i)) {
    label_ = i;
    code_.reset();
    return;
  }
  const bool absent = absence_ && in_sentence_of(marks_[*absence_].end);
  const bool live = code_ && !stale_ && !absent_;
  if (live && (absent || marks_[i].is(sense::password))) return;
  code_ = i;
  stale_ = is_old(i);
  absent_ = absent;
  served_ = false;
  label_.reset();
}

std::optional<ground> witness::under_heading(std::size_t i) const {
  const auto heading = marks_[i].heading;
  return given(heading == sense::secret_code || heading == sense::code, {{}, heading == sense::secret_code});
}

std::optional<ground> witness::adjacent(std::size_t i) const {
  const auto& number = marks_[i];
  if (!code_ || stale_ || !in_clause(number) || !only_leads_on(gap_to(number))) return std::nullopt;
  const bool other_line = gap_to(number).contains('\n');
  if (other_line && (number.heading || !closes(number))) return std::nullopt;
  return by_code();
}

std::optional<ground> witness::pointed(std::size_t i) const {
  const auto& number = marks_[i];
  if (!code_ || stale_ || absent_ || is_password() || !is_determined(*code_) || !in_clause(number)) return {};
  const auto& code = marks_[*code_];
  auto gap = gap_to(number);
  if (number.at - code.at > reach || (number.heading && gap.contains('\n'))) return std::nullopt;
  if (rival_ && *rival_ > code.end) {
    gap = between(*rival_, number.begin);
    if (rival_is_announced_ || gap.contains('\n')) return std::nullopt;
  }
  const auto last = gap.find_last_not_of(" \n\t");
  const bool other_line = last != std::string_view::npos && gap.substr(last).contains('\n');
  return given(points_on(gap) && (!other_line || closes(number)), by_code());
}

// "[048213] est votre code secret"
std::optional<ground> witness::linked(std::size_t i) const { return linked_by(sense::link, i); }

// "048213 : votre code secret"
std::optional<ground> witness::linked_by_colon(std::size_t i) const { return linked_by(sense::colon_link, i); }

std::optional<ground> witness::linked_by(sense kind, std::size_t i) const {
  if (i + 2 >= marks_.size() || !marks_[i + 1].is(kind)) return std::nullopt;
  const auto& link = marks_[i + 1];
  const auto gap = between(marks_[i].end, link.begin);
  if (gap.size() > 4 || has_word(gap)) return std::nullopt;
  for (auto k = i + 2; k < marks_.size() && marks_[k].what == mark::kind::cue; ++k) {
    const auto& code = marks_[k];
    if (code.at > link.at + follows || code.is(sense::other_code)) return std::nullopt;
    if (!code.is_code()) continue;
    const auto way = between(link.end, code.begin);
    if (is_old(k) || way.find_first_of(":\n") != std::string_view::npos) return std::nullopt;
    return ground{k, code.is(sense::secret_code)};
  }
  return std::nullopt;
}

std::optional<ground> witness::alone_below(std::size_t i) const {
  const auto& number = marks_[i];
  if (!code_ || stale_ || absent_ || served_ || is_password() || number.heading) return std::nullopt;
  return given(number.at - marks_[*code_].at <= below && stands_alone(number), by_code());
}

// "Un code secret a été envoyé. Saisissez 048213."
std::optional<ground> witness::entered(std::size_t i) const {
  const auto& number = marks_[i];
  if (!pointer_ || !only_leads_on(between(marks_[*pointer_].end, number.begin)) || number.heading) return std::nullopt;
  if (between(marks_[*pointer_].end, number.begin).contains('\n') && !stands_alone(number)) return std::nullopt;
  if (!code_) return given(subject_speaks_, {pointer_, false});
  return given(number.at - marks_[*code_].at <= reach && !is_password(), {pointer_, by_code().secret});
}

std::optional<ground> witness::alone_above(std::size_t i) const {
  const auto& number = marks_[i];
  if (number.heading || !stands_alone(number)) return std::nullopt;
  std::optional<std::size_t> code;
  for (auto k = i + 1; k < marks_.size() && marks_[k].at <= number.at + above; ++k) {
    const auto& one = marks_[k];
    if (one.what == mark::kind::number || one.is(sense::other_code)) return given(code.has_value(), {code, false});
    if (one.is(sense::absent)) return std::nullopt;
    if (!code && one.is_code() && !one.is(sense::password) && !is_old(k)) code = k;
    if (code && one.what != mark::kind::cue) break;
  }
  return given(code.has_value(), {code, false});
}

std::optional<ground> witness::alone_for_subject(std::size_t i) const {
  const auto& number = marks_[i];
  return given(subject_speaks_ && !stale_ && !absent_ && !served_ && !number.heading && stands_alone(number));
}

std::optional<ground> witness::opens_line_for_subject(std::size_t i) const {
  const auto& number = marks_[i];
  return given(subject_speaks_ && !stale_ && !absent_ && !served_ && !number.heading && opens_line(number) &&
               goes_on(text_.substr(number.end)));
}

std::optional<ground> witness::quoted(std::size_t i) const { return given(marks_[i].quoted); }

std::optional<ground> witness::masked(std::size_t i) const {
  return given(is_masked(text_, marks_[i].begin, marks_[i].end));
}

std::optional<ground> witness::labelled(std::size_t i) const {
  if (!label_) return std::nullopt;
  const auto& number = marks_[i];
  const auto& label = marks_[*label_];
  const auto gap = between(label.end, number.begin);
  if (gap.contains("\n\n") || (number.heading && gap.contains('\n'))) return std::nullopt;
  const bool at_once = gap.size() <= 2 && !has_word(gap) && !gap.contains(':') && !gap.contains('\n');
  return given(label.is(sense::holder) ? at_once : gap.size() <= label_gap, {label_});
}

std::optional<ground> witness::in_other_column(std::size_t i) const {
  const auto& number = marks_[i];
  const bool other =
      number.heading == sense::label || number.heading == sense::holder || number.heading == sense::other_code;
  const bool said_beside = code_ && marks_[*code_].at + reach > number.at && !gap_to(number).contains('\n');
  return given(other && !said_beside);
}

// "Agence :\n1204": a heading of its own, which speaks of no code.
std::optional<ground> witness::headed(std::size_t i) const {
  const auto& number = marks_[i];
  const auto head = opens_line(number) ? heading_above(number) : std::string_view();
  if (head.empty()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(head.data() - text_.data());
  const bool of_code = code_ && marks_[*code_].end > begin;
  const bool leads = pointer_ && marks_[*pointer_].begin >= begin;
  if (of_code || leads) return std::nullopt;
  if (label_ && marks_[*label_].begin >= begin) return ground{label_};
  return given(head.ends_with(':') && !(code_ && in_sentence_of(marks_[*code_].end)));
}

// "1440 minutes", also with the end of a line between, if the number is not set apart: "Code : 048213\nHeures …".
std::optional<ground> witness::measured(std::size_t i) const {
  if (i + 1 == marks_.size() || !(marks_[i + 1].is(sense::unit) || marks_[i + 1].is(sense::currency))) return {};
  const auto& number = marks_[i];
  const auto& unit = marks_[i + 1];
  const auto gap = between(number.end, unit.begin);
  if (gap.size() > 1 || has_word(gap) || text_.substr(unit.end).starts_with('\'')) return std::nullopt;
  const bool apart = stands_alone(number) || between(0, number.begin).ends_with(": ");
  return given(gap != "\n" || !apart, {i + 1});
}

std::optional<ground> witness::priced(std::size_t i) const {
  if (i == 0 || !marks_[i - 1].is(sense::currency)) return std::nullopt;
  const auto gap = between(marks_[i - 1].end, marks_[i].begin);
  return given(gap.size() <= 1 && gap != "\n" && (i < 2 || marks_[i - 2].what != mark::kind::number), {i - 1});
}

// "111111 n'est plus valable"
std::optional<ground> witness::expired(std::size_t i) const {
  const auto& number = marks_[i];
  for (auto k = i + 1; k < marks_.size(); ++k) {
    const auto& one = marks_[k];
    if (one.what != mark::kind::cue || one.is_code() || one.at > number.at + near) return std::nullopt;
    if (one.is(sense::expired)) return given(true, {k});
  }
  return std::nullopt;
}

std::optional<ground> witness::of_old_code(std::size_t i) const { return given(stale_ && plainly(marks_[i]), {code_}); }

// A code may look like a telephone number, but then it is said plainly that it is the code.
std::optional<ground> witness::telephone(std::size_t i) const {
  const auto& number = marks_[i];
  return given(looks_like_phone(between(number.begin, number.end)) && !plainly(number));
}

std::optional<ground> witness::ticket(std::size_t i) const {
  const auto& number = marks_[i];
  return given(number.begin > 0 && text_[number.begin - 1] == '#' && !plainly(number));
}

std::optional<ground> witness::year(std::size_t i) const {
  const auto& number = marks_[i];
  if (!looks_like_year(between(number.begin, number.end))) return std::nullopt;
  const bool said = plainly(number) && (marks_[*code_].is(sense::secret_code) || points_on(gap_to(number)));
  return given(!said);
}

// "75011 Paris"
std::optional<ground> witness::before_town(std::size_t i) const {
  const auto& number = marks_[i];
  const bool five = number.looks == shape::digits && number.end - number.begin == 5;
  if (!five || plainly(number) || number.end + 1 >= text_.size() || text_[number.end] != ' ') return std::nullopt;
  const auto next = number.end + 1;
  return given(is_letter(text_[next]) && all_.source[all_.origin[next]] != text_[next]);
}

std::optional<ground> witness::promotion(std::size_t i) const {
  const auto& key = marks_[i];
  if (key.looks != shape::letters_and_digits || (code_ && marks_[*code_].is(sense::secret_code))) return std::nullopt;
  return given(looks_like_promotion(between(key.begin, key.end)));
}

// "451278 ou 889900"
std::optional<ground> witness::one_of_several(std::size_t i) const {
  const auto parted_by_or = [this](std::size_t left, std::size_t right) {
    if (marks_[left].what != mark::kind::number || marks_[right].what != mark::kind::number) return false;
    const auto way = between(marks_[left].end, marks_[right].begin);
    return way == " ou " || way == " or " || way == " أو ";
  };
  return given((i > 0 && parted_by_or(i - 1, i)) || (i + 1 < marks_.size() && parted_by_or(i, i + 1)));
}

// "votre code", "the Wallet code", not "Code coverage". Arabic says it by the word itself.
bool witness::is_determined(std::size_t code) const {
  constexpr auto determiners = std::to_array<std::string_view>(
      {"votre", "vos", "ton", "le", "ce", "un", "du", "the", "your", "this", "a", "my", "new", "nouveau", "voici"});
  constexpr std::size_t window = 40;
  const auto& one = marks_[code];
  if (!one.is(sense::code) || static_cast<unsigned char>(text_[one.begin]) >= 0x80) return true;
  auto before = text_.substr(0, one.begin);
  if (before.size() > window) before.remove_prefix(before.size() - window);
  if (const auto line = before.rfind('\n'); line != std::string_view::npos) before.remove_prefix(line + 1);
  return std::ranges::any_of(split(before, ' '), [&](std::string_view word) {
    return std::ranges::find(determiners, word) != determiners.end();
  });
}

// "ancien code", "code précédent"
bool witness::is_old(std::size_t code) const {
  const auto beside = [this](const mark& left, const mark& right) {
    return right.begin - left.end == 1 && text_[left.end] != '\n';
  };
  const auto& one = marks_[code];
  if (code > 0 && marks_[code - 1].is(sense::old) && beside(marks_[code - 1], one)) return true;
  return code + 1 < marks_.size() && marks_[code + 1].is(sense::old) && beside(one, marks_[code + 1]);
}

// "erreur (code 5021)"
bool witness::is_fault(std::size_t code) const {
  if (code == 0 || !marks_[code - 1].is(sense::fault) || !marks_[code].is(sense::code)) return false;
  const auto gap = between(marks_[code - 1].end, marks_[code].begin);
  return gap.size() <= 4 && !has_word(gap) && !gap.contains('\n');
}

bool witness::opens_line(const mark& number) const {
  for (auto i = number.begin; i > 0 && text_[i - 1] != '\n'; --i) {
    if (is_word(text_[i - 1]) || number.begin - i > near) return false;
  }
  return true;
}

// The end of the line follows, or of the sentence, or what a sentence about a code goes on with.
bool witness::closes(const mark& number) const {
  const auto after = text_.substr(number.end);
  if (goes_on(after)) return true;
  for (std::size_t i = 0; i < after.size() && after[i] != '\n' && i < near; ++i) {
    if (after[i] == '.' && i + 1 < after.size() && is_white(after[i + 1])) return true;
    if (is_word(after[i])) return false;
  }
  return true;
}

// A number belongs to words of its sentence and paragraph; beyond their end, only if it is set apart.
bool witness::in_clause(const mark& number) const {
  const auto end = marks_[*code_].end;
  if (sentence_end_ && *sentence_end_ >= end) return stands_alone(number);
  return !blank_line_ || *blank_line_ < end || only_leads_on(between(*blank_line_, number.begin));
}

// The last line above that is not blank, or the last sentence in it; empty where that is long.
std::string_view witness::heading_above(const mark& number) const {
  const auto line = text_.substr(0, number.begin).rfind('\n');
  const auto last = line == std::string_view::npos ? line : text_.find_last_not_of(" \n\t", line);
  if (last == std::string_view::npos) return {};
  const auto before = text_.substr(0, last + 1);
  const auto window = before.size() > longest_head ? before.size() - longest_head : 0;
  const auto end_of_other = before.substr(window).rfind('\n');
  if (end_of_other == std::string_view::npos && window > 0) return {};
  auto begin = end_of_other == std::string_view::npos ? 0 : window + end_of_other + 1;
  if (sentence_end_ && *sentence_end_ >= begin && *sentence_end_ < last) begin = *sentence_end_ + 1;
  return between(begin, last + 1);
}

}  // namespace parcours::inbox
