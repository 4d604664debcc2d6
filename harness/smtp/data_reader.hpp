// Mail data on the wire: dot-stuffing, and where the data ends (RFC 5321 section 4.5.2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// `bytes` as they are sent after DATA: a dot is put in front of each line that begins with one, a missing CRLF at the
/// end is added, and the closing ".\r\n" follows. Lines end at CRLF only.
[[nodiscard]] std::string dot_stuffed(std::string_view bytes);

/// What RFC 5321 forbids in the lines of a mail.
struct line_faults {
  bool bare_line_end = false;  ///< a CR or LF outside a CRLF (section 2.3.8)
  bool too_long = false;       ///< a line of more than 1000 octets, CRLF included (section 4.5.3.1.6); a bare CR or LF
                               ///< ends a line here
  friend bool operator==(const line_faults&, const line_faults&) = default;
};
inline constexpr std::size_t longest_text_line = 1000;
[[nodiscard]] line_faults examine_lines(std::string_view text);

/// Receives mail data piece by piece. Only CRLF "." CRLF ends it (at its very beginning "." CRLF): a bare CR or LF is
/// never taken for a line end, so nobody can smuggle a second message in. Reads to the end even when the data is
/// refused.
class data_reader {
 public:
  /// `max_size`: octets after unstuffing, line ends included (RFC 1870 section 3). More is read but not kept.
  explicit data_reader(std::size_t max_size) : max_size_(max_size) {}

  /// Takes bytes up to the end of data and returns how many.
  std::size_t feed(std::string_view bytes);
  [[nodiscard]] bool done() const { return done_; }

  [[nodiscard]] bool too_large() const { return size_ > max_size_; }
  /// Of what came, without its stuffing.
  [[nodiscard]] const line_faults& lines() const { return lines_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The data without stuffing and without the closing dot. Valid once, when done().
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
