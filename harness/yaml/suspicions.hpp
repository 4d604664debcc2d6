// Finds the actual error in an invalid YAML file. The parser reports only where it failed, often one line later.
//
// A suspicion is a guess with a repair. It is reported only if the parser gets past the line where it failed once the
// repair is made, which proves that it was the cause.
#pragma once

#include "harness/base/diagnostic.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::yaml {

/// True if the parser gets further with this text than with the original.
using trial = std::function<bool(const std::string& repaired)>;

/// The error, and the text of the file without it. The line numbers stay the same: a repair changes one line and adds
/// none.
struct cause {
  diagnostic found;
  std::string repaired;
};

/// The cause of a failure on `line` (counted from 1); nothing if no suspicion can be proven or the file is too large
/// for trials.
[[nodiscard]] std::optional<cause> find_cause(const std::shared_ptr<const source_file>& file, std::size_t line,
                                              const trial& gets_further);

/// A typical error in a plain text that is not the expected word: "open:activation" lacks a space, another text
/// contains a no-break space. Empty if none is visible.
[[nodiscard]] std::string slip_in(std::string_view text);
/// A character in `text` that only looks like another one, with what to write instead. Empty: none.
[[nodiscard]] std::string odd_character_in(std::string_view text);

/// The quotes of a quoted text in a YAML source.
struct quoted_text {
  std::size_t open = 0;
  std::size_t close = std::string_view::npos;  ///< npos: not closed
};
/// The quoted texts that begin before `end`.
[[nodiscard]] std::vector<quoted_text> quoted_texts(std::string_view text, std::size_t end);
/// The closing quote for the quote at `open`.
[[nodiscard]] std::size_t closing_quote(std::string_view text, std::size_t open);

}  // namespace parcours::yaml
