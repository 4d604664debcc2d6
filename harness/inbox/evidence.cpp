#include "harness/inbox/evidence.hpp"

#include "harness/inbox/witness.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace parcours::inbox {

namespace {

// What may be announced so: what only stands in the place of a code is taken for it where that is beyond doubt.
enum class taken : std::uint8_t { anything, digits_and_keys, digits };

struct announcement {
  std::string_view says;
  int if_secret;  // "code secret" and the like speaks
  int if_code;    // "code" does
  taken takes;
  std::optional<ground> (witness::*holds)(std::size_t) const;
};

// Ordered by weight; the first that holds counts.
constexpr auto announcements = std::to_array<announcement>(
    {{"it stands under the heading", 100, 85, taken::anything, &witness::under_heading},
     {"it follows at once", 100, 80, taken::anything, &witness::adjacent},
     {"its sentence says that it is", 100, 80, taken::anything, &witness::linked},
     {"the sentence leads to it from", 90, 60, taken::anything, &witness::pointed},
     {"it stands alone below", 75, 65, taken::digits_and_keys, &witness::alone_below},
     {"it is to be entered", 70, 55, taken::digits, &witness::entered},
     {"it stands before", 65, 55, taken::digits, &witness::linked_by_colon},
     {"it stands alone above", 50, 50, taken::digits_and_keys, &witness::alone_above},
     {"it stands alone, and the subject speaks of a code", 45, 45, taken::digits, &witness::alone_for_subject},
     {"it opens its line, and the subject speaks of a code", 40, 40, taken::digits, &witness::opens_line_for_subject}});

bool takes(taken what, shape looks) {
  if (what == taken::anything || looks == shape::digits) return true;
  return what == taken::digits_and_keys && looks == shape::letters_and_digits;
}

struct disqualification {
  std::string_view says;
  bool yields_to_link;  // "Le numéro 048213 est votre code secret"
  std::optional<ground> (witness::*holds)(std::size_t) const;
};

constexpr auto disqualifications = std::to_array<disqualification>(
    {{"it stands in an older mail that is quoted", false, &witness::quoted},
     {"a part of it is masked, as in telephone and card numbers", false, &witness::masked},
     {"another kind of number is announced", true, &witness::labelled},
     {"its column has another heading", true, &witness::in_other_column},
     {"the line above announces another kind of number", true, &witness::headed},
     {"it is a duration or a count", true, &witness::measured},
     {"it is an amount", true, &witness::priced},
     {"it is said to be no longer valid", true, &witness::expired},
     {"it belongs to an old code", true, &witness::of_old_code},
     {"it looks like a telephone number", true, &witness::telephone},
     {"it is the number of a ticket or an order", true, &witness::ticket},
     {"it looks like a year", true, &witness::year},
     {"it looks like a postcode", true, &witness::before_town},
     {"it looks like a promotion code", true, &witness::promotion},
     {"it is one of several", true, &witness::one_of_several}});

}  // namespace

std::vector<verdict> witness::walk() {
  std::vector<verdict> found;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    const auto& one = marks_[i];
    if (one.what == mark::kind::cue) take_cue(i);
    if (one.what == mark::kind::sentence_end) sentence_end_ = one.begin;
    if (one.what == mark::kind::blank_line) blank_line_ = one.begin;
    if (one.what != mark::kind::number) continue;
    found.push_back(judge(i));
    remember(found.back());
  }
  return found;
}

verdict witness::judge(std::size_t i) const {
  const auto words_of = [this](const ground& on) {
    return on.cue ? all_.source_of(marks_[*on.cue].begin, marks_[*on.cue].end) : std::string_view();
  };
  for (const auto& rule : disqualifications) {
    const auto on = (this->*rule.holds)(i);
    if (!on) continue;
    if (rule.yields_to_link && linked(i)) continue;
    return {i, 0, rule.says, words_of(*on), true};
  }
  for (const auto& rule : announcements) {
    if (!takes(rule.takes, marks_[i].looks)) continue;
    if (const auto on = (this->*rule.holds)(i)) {
      return {i, on->secret ? rule.if_secret : rule.if_code, rule.says, words_of(*on)};
    }
  }
  return {i, 0, "nothing announces it"};
}

// A number that only the subject speaks for leaves others the same chance.
constexpr int worth_it = 50;

void witness::remember(const verdict& found) {
  const auto& number = marks_[found.mark];
  const bool announced = found.score > 0;
  if (!found.other) {
    rival_ = number.end;
    rival_is_announced_ = announced;
    pointer_.reset();
  }
  served_ = served_ || found.score >= worth_it;
  label_.reset();
}

std::vector<verdict> weigh(const folded_text& text, const std::vector<mark>& marks, bool subject_speaks) {
  return witness(text, marks, subject_speaks).walk();
}

bool speaks_of_code(const folded_text& text, const std::vector<mark>& marks) {
  witness all(text, marks, false);
  all.walk();
  return all.speaks();
}

}  // namespace parcours::inbox
