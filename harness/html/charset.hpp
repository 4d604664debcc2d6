// Charsets of pages as browsers know them: which one a page is in (HTML standard, section 13.2.3), its bytes as UTF-8,
// and UTF-8 as the bytes that a form sends (Encoding standard, section 4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::html {

/// One of the forty encodings of the Encoding standard.
class encoding {
 public:
  /// By its label: "latin1", "iso-8859-1" and "us-ascii" are all windows-1252. ASCII case and white space at the ends
  /// do not count.
  [[nodiscard]] static std::optional<encoding> labelled(std::string_view label);
  [[nodiscard]] static encoding utf_8();
  [[nodiscard]] static encoding windows_1252();

  [[nodiscard]] std::string_view name() const;
  /// The name under which ICU has it; "" for those that it does not have.
  [[nodiscard]] std::string_view icu_name() const;
  [[nodiscard]] bool single_byte() const;
  [[nodiscard]] bool is_utf_8() const { return row_ == 0; }
  [[nodiscard]] bool is_utf_16() const;
  /// Stands for charsets that browsers refuse to read, since pages in them have been used for attacks.
  [[nodiscard]] bool is_replacement() const;
  /// What forms and queries are sent in: UTF-8 for UTF-16 and for what cannot be read.
  [[nodiscard]] encoding for_output() const { return is_utf_16() || is_replacement() ? utf_8() : *this; }

  friend bool operator==(encoding, encoding) = default;

 private:
  explicit encoding(std::uint8_t row) : row_(row) {}
  std::uint8_t row_;  // in the table of encodings
};

/// Where a page may say its charset itself, and what it is in when nothing says it.
enum class self_description : std::uint8_t {
  html,   ///< in a <meta> or, as XML does
  xml,    ///< in its declaration; UTF-8
  none,   ///< nowhere
  utf_8,  ///< nowhere; it is UTF-8, as JSON is
};

struct charset_choice {
  encoding chosen;
  std::size_t mark = 0;  ///< bytes of a byte order mark at the beginning
  bool guessed = false;  ///< nothing says it
};
/// By byte order mark, else by the label that came with the page, else by what the page says in its first 1024 bytes
/// or, beyond them, in its head. A label that is not known says nothing. Where nothing says it, well-formed UTF-8 that
/// is not all ASCII is UTF-8, though browsers read windows-1252, and all else is windows-1252.
[[nodiscard]] charset_choice choose_charset(std::string_view page, std::optional<std::string_view> label,
                                            self_description by);

struct decoded_text {
  std::string text;        ///< UTF-8
  bool malformed = false;  ///< something was no text in that encoding, and is U+FFFD
};
[[nodiscard]] decoded_text decode(std::string_view bytes, encoding from);

/// What it does not have becomes a character reference, "&#8364;".
[[nodiscard]] std::string encode(std::string_view text, encoding to);
/// Whether all of `text` can be written in a single-byte encoding.
[[nodiscard]] bool has_all_of(encoding which, std::string_view text);

}  // namespace parcours::html
