// What stands in a mail that says something of its code: numbers, cues, and where sentences and paragraphs end.
#pragma once

#include "harness/inbox/cues.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace parcours::inbox {

struct mark {
  enum class kind : std::uint8_t { number, cue, sentence_end, blank_line };

  kind what;
  std::size_t begin;  ///< bytes
  std::size_t end;
  std::size_t at;                     ///< `begin` in characters: an Arabic letter reaches as far as a Latin one
  sense means = sense::neutral;       ///< of a cue
  std::optional<sense> heading = {};  ///< of a number in a column of a table: what the column's head says
  [[nodiscard]] bool is(sense wanted) const { return what == kind::cue && means == wanted; }
  [[nodiscard]] bool is_code() const { return is(sense::secret_code) || is(sense::code); }
};

/// The marks of a text folded with columns, in their order, in time proportional to its length. A number has the
/// length of a code, and is no part of a word, date, time, amount, address or of a number written in groups.
[[nodiscard]] std::vector<mark> marks_of(std::string_view text);

}  // namespace parcours::inbox
