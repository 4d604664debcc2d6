#include "harness/inbox/fold.hpp"

#include "harness/base/utf8.hpp"

#include <cstddef>
#include <utility>

namespace parcours::inbox {

namespace {

// Letters with accents, U+00C0 to U+00FF; '.' where there is no plain letter.
constexpr std::string_view plain_latin = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";

bool is_mark(std::int32_t c) {
  return (c >= 0x300 && c <= 0x36f) || (c >= 0x64b && c <= 0x652) || c == 0x640 ||  // accents, vowel signs, tatweel
         (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || c == 0x2060 || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xfeff || c == 0xad;
}

bool is_space(std::int32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

// The one ASCII character that stands for `c`, or '\0'.
char plain(std::int32_t c) {
  if (c < 0) return '\0';
  if (c < 0x80) return lower(static_cast<char>(c));
  if (c >= 0xc0 && c <= 0xff) {
    const char letter = plain_latin[static_cast<std::size_t>(c) - 0xc0];
    return letter == '.' ? '\0' : letter;
  }
  if ((c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9)) return static_cast<char>('0' + (c & 0xf));
  switch (c) {
    case 0x2018:
    case 0x2019:
      return '\'';
    case 0xab:
    case 0xbb:
    case 0x201c:
    case 0x201d:
    case 0x201e:
      return '"';
    case 0x2010:
    case 0x2011:
      return '-';
    case 0x60c:
      return ',';
    case 0x61b:
      return ';';
    case 0x61f:
      return '?';
    default:
      return '\0';
  }
}

class folder {
 public:
  folder(gaps kind, std::size_t size) : kind_(kind) { out_.reserve(size); }

  void append(std::int32_t c, std::string_view bytes) {
    if (is_mark(c)) return;
    if (is_space(c)) return widen(c == '\t' ? 2 : 1);
    if (c == '\n') return end_line();
    if (c == 0x2013 || c == 0x2014) return append_dash();
    if (gap_ == 0 && after_dash_) gap_ = 1;
    close_gap();
    if (const char one = plain(c); one != '\0') {
      out_ += one;
    } else {
      out_ += bytes;
    }
  }

  // Letters, digits and most signs: nearly all of a mail.
  void append_ascii(char c) {
    if (gap_ > 0 || after_dash_) {
      append(c, {&c, 1});
    } else {
      out_ += lower(c);
    }
  }

  std::string take() {
    close_gap();
    return std::move(out_);
  }

 private:
  void widen(std::size_t by) {
    if (!out_.empty() && !out_.ends_with('\n')) gap_ += by;
  }

  void close_gap() {
    if (gap_ > 0) out_ += kind_ == gaps::columns && gap_ > 1 ? '\t' : ' ';
    gap_ = 0;
    after_dash_ = false;
  }

  void end_line() {
    gap_ = 0;
    after_dash_ = false;
    if (!out_.ends_with("\n\n")) out_ += '\n';
  }

  // A dash stands between words, not within one, whether there are spaces around it or not.
  void append_dash() {
    if (gap_ == 0) widen(1);
    close_gap();
    out_ += '-';
    after_dash_ = true;
  }

  gaps kind_;
  std::string out_;
  std::size_t gap_ = 0;  // the width of the white space that is still to be written
  bool after_dash_ = false;
};

}  // namespace

std::string folded(std::string_view text, gaps kind) {
  folder made(kind, text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] > ' ' && text[i] <= '~') {
      made.append_ascii(text[i++]);
      continue;
    }
    const auto point = decode_at(text, i);
    made.append(point.value, text.substr(i, point.size));
    i += point.size;
  }
  return made.take();
}

}  // namespace parcours::inbox
