// How results read in a terminal: lines for people, without a clock and without state.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/events/event.hpp"
#include "harness/events/results.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::reports::terminal {

enum class ink : std::uint8_t { green, red, yellow, dim };
/// `text` in ANSI colour if `color`, else as it is.
[[nodiscard]] std::string paint(std::string_view text, ink colour, bool color);

/// One line that is safe to print: line breaks and tabs become spaces, other control characters (C0, DEL, C1: a page
/// could send the terminal commands) and malformed UTF-8 become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

/// `text`, which holds no control characters, cut so that it needs no more than `width` columns; "…" marks the cut.
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);

/// "12 ms", "1.25 s", "2 min 05 s".
[[nodiscard]] std::string short_time(duration took);

/// Why a journey did not pass, as a compiler would put it: message, place, the line of the journey file if `source` is
/// given, then step, expected, seen, page and mail as far as they are known. Ends with an empty line.
[[nodiscard]] std::string failure_block(const events::problem& why, std::string_view step,
                                        const std::shared_ptr<const source_file>& source, bool color);

/// What the last line of a run tells.
struct summary {
  events::totals total;
  std::size_t planned = 0;
  std::uint64_t seed = 0;
  duration took{};
  bool interrupted = false;
  std::vector<std::string> artefacts;  ///< paths of the reports
};

/// "32 journeys: 30 passed, 1 failed, 1 error, 0 skipped in 0.84 s · seed 42 · out/junit.xml" and a newline. Says "30
/// of 32 journeys" and "2 skipped (2 not run)" when the run did not come to some of the plan, and how many of the
/// passed ones were flaky.
[[nodiscard]] std::string summary_line(const summary& run, bool color);

}  // namespace parcours::reports::terminal
