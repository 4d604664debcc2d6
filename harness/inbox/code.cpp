#include "harness/inbox/code.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/fold.hpp"
#include "harness/inbox/html_text.hpp"
#include "harness/inbox/marks.hpp"
#include "harness/inbox/numbers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace parcours::inbox {

namespace {

constexpr std::size_t reach = 160;     // characters between the words that announce a number and the number
constexpr std::size_t near = 60;       // between a number and the words that say of it that it is no longer valid
constexpr std::size_t follows = 40;    // between "048213 est votre" and "code secret"
constexpr std::size_t label_gap = 8;   // bytes between a label and its number: " est : ", " n° "
constexpr std::size_t point_gap = 40;  // bytes of "est le suivant :"

// How surely a number is the code.
enum class certainty : std::uint8_t {
  none,
  code_near,          // "le code à saisir 048213"
  code_takes_over,    // see secret_takes_over
  code_pointed,       // "le code à saisir est : 048213"
  secret_near,        // "votre code secret, à saisir sur le portail 048213"
  secret_takes_over,  // "votre code secret pour le contrat 1234567 est : 048213", "Saisissez 048213"
  code_adjacent,      // "code : 048213"
  secret_pointed,     // "votre code secret, à saisir sur le portail, est : 048213"
  secret_adjacent     // "code secret : 048213"
};

bool has_word(std::string_view text) { return std::ranges::any_of(text, is_word); }

// Nothing but signs and words that lead on: " est le suivant :".
bool only_leads_on(std::string_view between) {
  static constexpr auto words =
      std::to_array<std::string_view>({"est", "is", "le", "la", "les", "the", "suivant", "following", "ci", "dessous",
                                       "apres", "ce", "c", "هو", "هي", "التالي", "كالتالي"});
  if (between.size() > point_gap) return false;
  while (!between.empty()) {
    const auto begin = std::min<std::size_t>(std::ranges::find_if(between, is_word) - between.begin(), between.size());
    between.remove_prefix(begin);
    const auto length = std::ranges::find_if_not(between, is_word) - between.begin();
    const auto word = between.substr(0, static_cast<std::size_t>(length));
    if (!word.empty() && std::ranges::find(words, word) == words.end()) return false;
    between.remove_prefix(word.size());
  }
  return true;
}

// "… est : ", "… is", "… هو (": what comes next is what was spoken of.
bool points_on(std::string_view between) {
  const auto last = between.find_last_not_of(" \n\t([{\"'*<>");
  if (last == std::string_view::npos) return false;
  between = between.substr(0, last + 1);
  if (between.ends_with(':') || between.ends_with('=')) return true;
  static constexpr std::array<std::string_view, 3> words = {"est", "is", "هو"};
  return std::ranges::any_of(words, [between](auto word) {
    if (!between.ends_with(word)) return false;
    return between.size() == word.size() || !is_word(between[between.size() - word.size() - 1]);
  });
}

// One walk over the marks of a text, which remembers what was said last.
class finder {
 public:
  explicit finder(std::string_view text) : text_(text), marks_(marks_of(text)) {
    for (std::size_t i = 0; i < marks_.size(); ++i) take(i);
  }

  /// The number that is announced most surely; none where another is announced as surely.
  [[nodiscard]] std::optional<std::string> announced() const {
    return best_ && !rivalled_ ? std::optional(digits(*best_)) : std::nullopt;
  }
  [[nodiscard]] bool undecided() const { return rivalled_; }
  /// The only number that nothing else lays claim to.
  [[nodiscard]] std::optional<std::string> only() const {
    return only_ && !several_ ? std::optional(digits(*only_)) : std::nullopt;
  }
  [[nodiscard]] bool speaks_of_code() const { return code_.has_value(); }

 private:
  void take(std::size_t i);
  void take_cue(std::size_t i);
  void take_number(std::size_t i);
  void weigh(const mark& number, certainty sure);

  [[nodiscard]] bool is_claimed(std::size_t i) const;
  [[nodiscard]] bool is_labelled(const mark& number) const;
  [[nodiscard]] bool is_measure(std::size_t i) const;
  [[nodiscard]] bool expires(std::size_t i) const;
  [[nodiscard]] bool is_old(std::size_t code) const;
  [[nodiscard]] bool stands_alone(const mark& number) const;
  [[nodiscard]] bool in_clause(const mark& number) const;
  [[nodiscard]] certainty announced_by_code(const mark& number) const;
  [[nodiscard]] certainty announced_by_pointer(const mark& number) const;
  [[nodiscard]] certainty announced_by_link(std::size_t i) const;
  [[nodiscard]] certainty announced_by_heading(const mark& number) const;

  [[nodiscard]] std::string_view between(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }
  [[nodiscard]] bool same_line(const mark& one, const mark& number) const {
    return !between(one.end, number.begin).contains('\n');
  }
  [[nodiscard]] bool is_secret() const { return marks_[*code_].is(sense::secret_code); }
  [[nodiscard]] std::string digits(const mark& number) const { return digits_of(between(number.begin, number.end)); }

  std::string_view text_;
  std::vector<mark> marks_;

  std::optional<std::size_t> code_;  // the last words that speak of a code, as an index of marks_
  bool is_void_ = false;             // and whether that code is said to be old or expired
  std::optional<mark> label_;        // since the last number and code
  std::optional<mark> pointer_;      // since the last number that may be the code
  std::optional<std::size_t> sentence_end_;
  std::optional<std::size_t> blank_line_;
  std::optional<std::size_t> rival_;  // where the last number ends that may be the code
  bool rival_is_pointed_at_ = false;  // then no other takes over what was said before it

  std::optional<mark> best_;
  certainty best_certainty_ = certainty::none;
  bool rivalled_ = false;
  std::optional<mark> only_;
  bool several_ = false;
};

void finder::take(std::size_t i) {
  const auto& one = marks_[i];
  switch (one.what) {
    case mark::kind::number:
      return take_number(i);
    case mark::kind::cue:
      return take_cue(i);
    case mark::kind::sentence_end:
      sentence_end_ = one.begin;
      return;
    case mark::kind::blank_line:
      blank_line_ = one.begin;
      return;
  }
}

void finder::take_cue(std::size_t i) {
  const auto& one = marks_[i];
  if (one.is_code()) {
    code_ = i;
    is_void_ = is_old(i);
    label_.reset();
  } else if (one.is(sense::label) || one.is(sense::holder)) {
    label_ = one;
  } else if (one.is(sense::pointer)) {
    pointer_ = one;
  } else if (one.is(sense::expired)) {
    is_void_ = true;
  }
}

// A link counts even of a number with a label: "Le numéro 048213 est votre code secret".
void finder::take_number(std::size_t i) {
  const auto& number = marks_[i];
  const auto link = announced_by_link(i);
  if (is_claimed(i)) {
    if (link >= certainty::code_adjacent) weigh(number, link);
  } else {
    const auto sure =
        std::max({link, announced_by_code(number), announced_by_pointer(number), announced_by_heading(number)});
    weigh(number, sure);
    several_ = several_ || (only_ && digits(*only_) != digits(number));
    if (!only_) only_ = number;
    rival_ = number.end;
    rival_is_pointed_at_ = sure != certainty::none && sure != certainty::code_near && sure != certainty::secret_near;
    pointer_.reset();
  }
  label_.reset();
}

void finder::weigh(const mark& number, certainty sure) {
  if (sure == certainty::none || sure < best_certainty_) return;
  rivalled_ = sure == best_certainty_ && (rivalled_ || digits(*best_) != digits(number));
  best_ = number;
  best_certainty_ = sure;
}

// Another kind of number, or a code that is not to be used.
bool finder::is_claimed(std::size_t i) const {
  const auto& number = marks_[i];
  if (is_labelled(number) || is_measure(i) || expires(i)) return true;
  const bool plainly = code_ && only_leads_on(between(marks_[*code_].end, number.begin));
  if (plainly && is_void_) return true;
  // A code may look like a telephone number, but then it is said plainly that it is the code.
  return looks_like_phone(between(number.begin, number.end)) && !plainly;
}

bool finder::is_labelled(const mark& number) const {
  if (label_ && (!number.heading || same_line(*label_, number))) {
    const auto gap = between(label_->end, number.begin);
    const bool at_once = gap.size() <= 2 && !has_word(gap) && !gap.contains(':');
    return label_->is(sense::label) ? gap.size() <= label_gap : at_once;
  }
  const bool other = number.heading == sense::label || number.heading == sense::holder;
  const bool said_beside = code_ && marks_[*code_].at + reach > number.at && same_line(marks_[*code_], number);
  return other && !said_beside;
}

// "1440 minutes", also with the end of a line between, if the number is not set apart: "Code : 048213\nHeures …".
bool finder::is_measure(std::size_t i) const {
  if (i + 1 == marks_.size() || !marks_[i + 1].is(sense::unit)) return false;
  const auto& number = marks_[i];
  const auto& unit = marks_[i + 1];
  const auto gap = between(number.end, unit.begin);
  if (gap.size() > 1 || has_word(gap) || text_.substr(unit.end).starts_with('\'')) return false;
  return gap != "\n" || !(stands_alone(number) || between(0, number.begin).ends_with(": "));
}

// "111111 n'est plus valable"
bool finder::expires(std::size_t i) const {
  const auto& number = marks_[i];
  for (const auto& one : std::span(marks_).subspan(i + 1)) {
    if (one.what != mark::kind::cue || one.is_code() || one.at > number.at + near) return false;
    if (one.is(sense::expired)) return true;
  }
  return false;
}

// "ancien code", "code précédent"
bool finder::is_old(std::size_t code) const {
  const auto beside = [this](const mark& left, const mark& right) {
    return right.begin - left.end == 1 && text_[left.end] != '\n';
  };
  const auto& one = marks_[code];
  if (code > 0 && marks_[code - 1].is(sense::old) && beside(marks_[code - 1], one)) return true;
  return code + 1 < marks_.size() && marks_[code + 1].is(sense::old) && beside(one, marks_[code + 1]);
}

bool finder::stands_alone(const mark& number) const {
  for (auto i = number.begin; i > 0 && text_[i - 1] != '\n'; --i) {
    if (is_word(text_[i - 1])) return false;
  }
  for (auto i = number.end; i < text_.size() && text_[i] != '\n'; ++i) {
    if (is_word(text_[i])) return false;
  }
  return true;
}

// A number belongs to words of its sentence and paragraph; beyond their end, only if it is set apart.
bool finder::in_clause(const mark& number) const {
  const auto end = marks_[*code_].end;
  if (sentence_end_ && *sentence_end_ >= end) return stands_alone(number);
  return !blank_line_ || *blank_line_ < end || only_leads_on(between(*blank_line_, number.begin));
}

certainty finder::announced_by_code(const mark& number) const {
  using enum certainty;
  if (!code_ || is_void_) return none;
  const auto& code = marks_[*code_];
  const auto gap = between(code.end, number.begin);
  if (number.at - code.at > reach || !in_clause(number)) return none;
  if (number.heading && gap.contains('\n')) return none;
  if (rival_ && *rival_ > code.end) {
    const auto since = between(*rival_, number.begin);
    if (rival_is_pointed_at_ || !points_on(since) || since.contains('\n')) return none;
    return is_secret() ? secret_takes_over : code_takes_over;
  }
  if (only_leads_on(gap)) return is_secret() ? secret_adjacent : code_adjacent;
  if (points_on(gap)) return is_secret() ? secret_pointed : code_pointed;
  return is_secret() ? secret_near : code_near;
}

// "Un code secret a été envoyé. Saisissez 048213."
certainty finder::announced_by_pointer(const mark& number) const {
  if (!code_ || !pointer_ || number.at - marks_[*code_].at > reach) return certainty::none;
  if (!only_leads_on(between(pointer_->end, number.begin))) return certainty::none;
  return is_secret() ? certainty::secret_takes_over : certainty::code_takes_over;
}

// "[048213] est votre code secret"
certainty finder::announced_by_link(std::size_t i) const {
  using enum certainty;
  if (i + 2 >= marks_.size()) return none;
  const auto& link = marks_[i + 1];
  const bool sure = link.is(sense::link);
  if (!sure && !link.is(sense::colon_link)) return none;
  const auto gap = between(marks_[i].end, link.begin);
  if (gap.size() > 4 || has_word(gap)) return none;
  for (auto k = i + 2; k < marks_.size() && marks_[k].what == mark::kind::cue; ++k) {
    const auto& code = marks_[k];
    if (code.at > link.at + follows) return none;
    if (!code.is_code()) continue;
    if (is_old(k) || between(link.end, code.begin).find_first_of(":\n") != std::string_view::npos) return none;
    if (code.is(sense::secret_code)) return sure ? secret_adjacent : secret_takes_over;
    return sure ? code_adjacent : code_takes_over;
  }
  return none;
}

certainty finder::announced_by_heading(const mark& number) const {
  if (number.heading == sense::secret_code) return certainty::secret_adjacent;
  return number.heading == sense::code ? certainty::code_adjacent : certainty::none;
}

std::optional<std::string> code_of_part(std::string_view text, bool subject_speaks) {
  const std::string plain = folded(text, gaps::columns);
  const finder found(plain);
  if (found.undecided()) return std::nullopt;
  auto code = found.announced();
  return !code && subject_speaks ? found.only() : code;
}

}  // namespace

std::optional<std::string> find_code_in_text(std::string_view text) { return code_of_part(text, false); }

std::optional<found_code> find_code(const smtp::parsed_mail& mail) {
  const auto subject = folded(mail.subject, gaps::columns);
  const bool subject_speaks = finder(subject).speaks_of_code();
  const auto in_text = code_of_part(mail.text, subject_speaks);
  const auto in_html = code_of_part(text_of_html(mail.html), subject_speaks);
  if (!in_text && !in_html) return std::nullopt;
  found_code found{in_text ? *in_text : *in_html, std::nullopt};
  if (in_text && in_html && *in_text != *in_html) found.conflicting = in_html;
  return found;
}

}  // namespace parcours::inbox
