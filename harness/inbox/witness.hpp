// What a text says of each of its numbers, while one walks over its marks: the facts that the rules of evidence.cpp
// weigh.
#pragma once

#include "harness/inbox/evidence.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace parcours::inbox {

// What a rule rests on.
struct ground {
  std::optional<std::size_t> cue;  // an index of the marks
  bool secret = false;
};

// One walk over the marks of a text, which remembers what was said last.
class witness {
 public:
  witness(const folded_text& text, const std::vector<mark>& marks, bool subject_speaks)
      : all_(text), text_(text.text), marks_(marks), subject_speaks_(subject_speaks) {}

  std::vector<verdict> walk();
  [[nodiscard]] bool speaks() const { return code_ && !stale_ && !absent_ && !is_password(); }

  // What announces a number. Each is told of a number by its index.
  [[nodiscard]] std::optional<ground> under_heading(std::size_t i) const;
  [[nodiscard]] std::optional<ground> adjacent(std::size_t i) const;
  [[nodiscard]] std::optional<ground> linked(std::size_t i) const;
  [[nodiscard]] std::optional<ground> linked_by_colon(std::size_t i) const;
  [[nodiscard]] std::optional<ground> pointed(std::size_t i) const;
  [[nodiscard]] std::optional<ground> alone_below(std::size_t i) const;
  [[nodiscard]] std::optional<ground> entered(std::size_t i) const;
  [[nodiscard]] std::optional<ground> alone_above(std::size_t i) const;
  [[nodiscard]] std::optional<ground> alone_for_subject(std::size_t i) const;
  [[nodiscard]] std::optional<ground> opens_line_for_subject(std::size_t i) const;

  // What tells that it is another number.
  [[nodiscard]] std::optional<ground> quoted(std::size_t i) const;
  [[nodiscard]] std::optional<ground> masked(std::size_t i) const;
  [[nodiscard]] std::optional<ground> labelled(std::size_t i) const;
  [[nodiscard]] std::optional<ground> in_other_column(std::size_t i) const;
  [[nodiscard]] std::optional<ground> headed(std::size_t i) const;
  [[nodiscard]] std::optional<ground> measured(std::size_t i) const;
  [[nodiscard]] std::optional<ground> priced(std::size_t i) const;
  [[nodiscard]] std::optional<ground> expired(std::size_t i) const;
  [[nodiscard]] std::optional<ground> of_old_code(std::size_t i) const;
  [[nodiscard]] std::optional<ground> telephone(std::size_t i) const;
  [[nodiscard]] std::optional<ground> ticket(std::size_t i) const;
  [[nodiscard]] std::optional<ground> year(std::size_t i) const;
  [[nodiscard]] std::optional<ground> before_town(std::size_t i) const;
  [[nodiscard]] std::optional<ground> promotion(std::size_t i) const;
  [[nodiscard]] std::optional<ground> one_of_several(std::size_t i) const;

 private:
  void take_cue(std::size_t i);
  void take_code(std::size_t i);
  [[nodiscard]] verdict judge(std::size_t i) const;
  void remember(const verdict& found);

  [[nodiscard]] std::string_view between(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }
  [[nodiscard]] std::string_view gap_to(const mark& number) const { return between(marks_[*code_].end, number.begin); }
  [[nodiscard]] bool is_password() const { return marks_[*code_].is(sense::password); }
  [[nodiscard]] ground by_code() const { return {code_, marks_[*code_].is(sense::secret_code)}; }
  [[nodiscard]] bool plainly(const mark& number) const { return code_ && only_leads_on(gap_to(number)); }
  [[nodiscard]] std::optional<ground> linked_by(sense kind, std::size_t i) const;
  [[nodiscard]] bool is_old(std::size_t code) const;
  [[nodiscard]] bool is_determined(std::size_t code) const;
  [[nodiscard]] bool is_fault(std::size_t code) const;
  [[nodiscard]] bool in_sentence_of(std::size_t end) const {
    return (!sentence_end_ || *sentence_end_ < end) && (!blank_line_ || *blank_line_ < end);
  }
  [[nodiscard]] bool opens_line(const mark& number) const;
  [[nodiscard]] bool closes(const mark& number) const;
  [[nodiscard]] bool stands_alone(const mark& number) const { return opens_line(number) && closes(number); }
  [[nodiscard]] bool in_clause(const mark& number) const;
  [[nodiscard]] std::string_view heading_above(const mark& number) const;

  const folded_text& all_;
  std::string_view text_;
  const std::vector<mark>& marks_;
  bool subject_speaks_;

  std::optional<std::size_t> code_;  // the last words that speak of a code, as an index of marks_
  bool stale_ = false;               // that code is said to be old or expired
  bool absent_ = false;              // it is said to be elsewhere, or to come
  std::optional<std::size_t> absence_;
  std::optional<std::size_t> label_;    // since the last number and code
  std::optional<std::size_t> pointer_;  // since the last number that may be the code
  std::optional<std::size_t> sentence_end_;
  std::optional<std::size_t> blank_line_;
  std::optional<std::size_t> rival_;  // where the last number ends that may be the code
  bool rival_is_announced_ = false;   // then no other takes over what was said before it
  bool served_ = false;               // the code that was spoken of last has its number
};

}  // namespace parcours::inbox
