// Transfer of mail data: dot-stuffing, and detection of the end of data (RFC 5321 section 4.5.2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// `bytes` as they are sent after DATA: a dot is added before each line that begins with one, a missing CRLF at the end
/// is added, and ".\r\n" is appended. Only CRLF ends a line.
[[nodiscard]] std::string dot_stuffed(std::string_view bytes);

/// Violations of RFC 5321 in the lines of a mail.
struct line_faults {
  bool bare_line_end = false;  ///< a CR or LF outside a CRLF (section 2.3.8)
  bool too_long = false;  ///< a line of more than 1000 octets, including CRLF (section 4.5.3.1.6); here a bare CR or LF
                          ///< also ends a line
  friend bool operator==(const line_faults&, const line_faults&) = default;
};
inline constexpr std::size_t longest_text_line = 1000;
[[nodiscard]] line_faults examine_lines(std::string_view text);

/// Receives mail data incrementally. Only CRLF "." CRLF ends the data (at the very beginning, "." CRLF). A bare CR or
/// LF is never taken for a line ending, which prevents SMTP smuggling. Reads to the end even if the data is refused.
class data_reader {
 public:
  /// `max_size`: octets after unstuffing, including line endings (RFC 1870 section 3). Octets beyond it are read but
  /// discarded.
  explicit data_reader(std::size_t max_size) : max_size_(max_size) {}

  /// Consumes bytes up to the end of data and returns their number.
  std::size_t feed(std::string_view bytes);
  [[nodiscard]] bool done() const { return done_; }

  [[nodiscard]] bool too_large() const { return size_ > max_size_; }
  /// Violations in the data received, after unstuffing.
  [[nodiscard]] const line_faults& lines() const { return lines_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The data without dot-stuffing and without the final dot. May be called once, when done().
  [[nodiscard]] std::string take() { return std::move(body_); }

 private:
  enum class at { line_start, dot, dot_cr, text, cr };

  std::size_t step(std::string_view bytes);
  std::size_t take_text(std::string_view bytes);
  std::size_t after_cr(char next);
  void keep(std::string_view bytes);

  std::size_t max_size_;
  std::string body_;
  std::size_t size_ = 0;
  std::size_t line_ = 0;  // octets of the current line so far
  at at_ = at::line_start;
  bool done_ = false;
  line_faults lines_;
};

}  // namespace parcours::smtp
