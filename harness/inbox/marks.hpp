// What stands in a mail that says something of its code: numbers, cues, and where sentences and paragraphs end.
#pragma once

#include "harness/inbox/cues.hpp"
#include "harness/inbox/fold.hpp"
#include "harness/inbox/numbers.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace parcours::inbox {

struct mark {
  enum class kind : std::uint8_t { number, cue, sentence_end, blank_line };

  kind what;
  std::size_t begin;  ///< bytes
  std::size_t end;
  std::size_t at;                     ///< `begin` in characters: an Arabic letter reaches as far as a Latin one
  sense means = sense::neutral;       ///< of a cue
  shape looks = shape::digits;        ///< of a number
  bool quoted = false;                ///< it stands in an older mail that is answered
  std::optional<sense> heading = {};  ///< of a number in a column of a table: what the column's head says
  [[nodiscard]] bool is(sense wanted) const { return what == kind::cue && means == wanted; }
  [[nodiscard]] bool is_code() const { return is(sense::secret_code) || is(sense::code) || is(sense::password); }
};

/// The marks of a text folded with columns, in their order, in time proportional to its length. A number is what may be
/// a code or stands in the place of one (see numbers.hpp), and is no part of a word, date, time or address. Cues in
/// older mails that are quoted are none.
[[nodiscard]] std::vector<mark> marks_of(const folded_text& text);

}  // namespace parcours::inbox
