// Errors in files that people write, shown as a good compiler shows them: place, cause, fix.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace parcours {

/// A text file as it was read. Shared by every span that points into it.
struct source_file {
  std::string path;  ///< as the user gave it
  std::string text;
};

/// `length` bytes from a place in a file; line and column count from 1, the column in bytes.
/// A span without a file points at nothing; one with line 0 points at the file as a whole.
struct source_span {
  std::shared_ptr<const source_file> file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 1;

  [[nodiscard]] std::string place() const;  ///< "path:line:column", or as much of it as is known
};

enum class severity { error, warning };

struct diagnostic {
  std::string code;     ///< stable kebab-case name: "unknown-step"
  std::string message;  ///< what is wrong: "'identfy' is not a step"
  source_span span;
  std::string hint;                ///< stands beside the marks: "did you mean 'identify'?"
  std::vector<std::string> notes;  ///< further lines: "= note: …"
  severity level = severity::error;
};

using diagnostics = std::vector<diagnostic>;

/// The diagnostic as text, ending in a newline; with ANSI colours if `color`. Tabs and wide characters keep the marks
/// under what they mark; a very long line is cut around the mark.
[[nodiscard]] std::string render(const diagnostic& item, bool color = false);

/// All of them in order of file, line, column, a blank line between.
[[nodiscard]] std::string render(diagnostics items, bool color = false);

}  // namespace parcours
