// What speaks for a number of a mail being its code, and what against it: the rules, as a table.
#pragma once

#include "harness/inbox/fold.hpp"
#include "harness/inbox/marks.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace parcours::inbox {

/// Of one number among the marks.
struct verdict {
  std::size_t mark;
  int score = 0;                ///< 0: nothing announces it, or something tells that it is another number
  std::string_view says;        ///< the rule that decided
  std::string_view words = {};  ///< the words of the mail that it rests on; may be empty
  bool other = false;           ///< something tells that it is another number
};

/// All numbers of a text, in their order. `subject_speaks`: the mail's subject announces a code.
[[nodiscard]] std::vector<verdict> weigh(const folded_text& text, const std::vector<mark>& marks, bool subject_speaks);

/// True if the words of a text announce a code.
[[nodiscard]] bool speaks_of_code(const folded_text& text, const std::vector<mark>& marks);

}  // namespace parcours::inbox
