// Why a file is no YAML: the slip that its writer made, where the parser can only say where it gave up, often a line
// later.
//
// A suspicion is a guess with a repair. It is told only if the parser gets beyond the line where it gave up once the
// repair is made, so that what is told was the cause.
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

/// True if the parser comes further with this text than with the file's own.
using trial = std::function<bool(const std::string& repaired)>;

/// What was wrong, and the file's text without it. Its lines are the file's: a repair changes one and adds none.
struct cause {
  diagnostic found;
  std::string repaired;
};

/// The cause of a failure on `line` (from 1); nothing if no suspicion proves true, or the file is too large for trials.
[[nodiscard]] std::optional<cause> find_cause(const std::shared_ptr<const source_file>& file, std::size_t line,
                                              const trial& gets_further);

/// What is often wrong with a plain text that is not the word it should be: "open:activation" lacks a blank, another
/// has a no-break space in it. Empty: nothing that shows.
[[nodiscard]] std::string slip_in(std::string_view text);
/// A character in it that only looks like another one, with what to write. Empty: none.
[[nodiscard]] std::string odd_character_in(std::string_view text);

/// A quoted text of a YAML source: where its quotes are.
struct quoted_text {
  std::size_t open = 0;
  std::size_t close = std::string_view::npos;  ///< npos: it is not closed
};
/// Those that begin before `end`.
[[nodiscard]] std::vector<quoted_text> quoted_texts(std::string_view text, std::size_t end);
/// The closing quote of the one that opens at `open`.
[[nodiscard]] std::size_t closing_quote(std::string_view text, std::size_t open);

}  // namespace parcours::yaml
