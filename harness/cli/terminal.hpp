// Where the program speaks: standard output and error, and what kind of terminal they are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::cli {

/// Whether to colour what goes to standard output (or error), for --color auto|always|never; NO_COLOR and TERM=dumb are
/// honoured.
[[nodiscard]] bool wants_color(std::string_view when, bool to_stderr = false);
[[nodiscard]] bool stdout_is_terminal();
/// Whether the terminal, if there is one, can erase, redraw and colour: TERM=dumb cannot.
[[nodiscard]] bool obeys_controls();
[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stderr_is_terminal();
/// COLUMNS if it is set, else what the terminal of standard output says, else 80.
[[nodiscard]] std::size_t terminal_width();

/// Whole texts, at once. A closed pipe is no error: there is nobody to tell.
void say(std::string_view text);
void complain(std::string_view text);
/// Puts a question to the person at the terminal and waits for a line; nothing when there is nobody to answer.
[[nodiscard]] std::optional<std::string> ask(const std::string& question);
/// Whether all that was said so far has reached standard output: a disk may be full.
[[nodiscard]] bool said_all();

}  // namespace parcours::cli
