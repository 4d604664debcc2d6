// Errors in files that people write, reported as a good compiler does: position, cause and fix.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace parcours {

/// The contents of a text file. Shared by all spans that point into it.
struct source_file {
  std::string path;  ///< as the user entered it
  std::string text;
};

/// `length` bytes from a position in a file. Line and column count from 1; the column is in bytes. A span without a
/// file points at nothing; a span with line 0 points at the file as a whole.
struct source_span {
  std::shared_ptr<const source_file> file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 1;

  [[nodiscard]] std::string place() const;  ///< "path:line:column", or as much of it as is known
};

enum class severity { error, warning };

struct diagnostic {
  std::string code;     ///< stable kebab-case identifier: "unknown-step"
  std::string message;  ///< the error: "'identfy' is not a step"
  source_span span;
  std::string hint;                ///< shown next to the markers: "did you mean 'identify'?"
  std::vector<std::string> notes;  ///< additional lines: "= note: …"
  severity level = severity::error;
};

using diagnostics = std::vector<diagnostic>;

/// The diagnostic as text that ends with a newline; with ANSI colours if `color`. The markers stay aligned after tabs
/// and wide characters. A very long line is cut around the marked part.
[[nodiscard]] std::string render(const diagnostic& item, bool color = false);

/// All diagnostics, sorted by file, line and column, separated by blank lines.
[[nodiscard]] std::string render(diagnostics items, bool color = false);

}  // namespace parcours
