#include "harness/inbox/fold.hpp"

#include "harness/base/text.hpp"
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
  if (c >= 0xff01 && c <= 0xff5e) return lower(static_cast<char>(c - 0xfee0));  // full-width forms
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
    case 0x2012:
    case 0x2212:
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

bool is_dash(std::int32_t c) { return c == 0x2013 || c == 0x2014; }

class folder {
 public:
  folder(gaps kind, std::size_t size, std::vector<std::uint32_t>* origin) : kind_(kind), origin_(origin) {
    out_.reserve(size);
    if (origin_ != nullptr) origin_->reserve(size);
  }

  // What is appended next stands there in the source.
  void set_place(std::size_t at) { at_ = static_cast<std::uint32_t>(at); }

  void append(std::int32_t c, std::string_view bytes, bool digit_follows) {
    if (is_mark(c)) return;
    if (c < 0) return append_ascii('|');  // a malformed byte is a part of no word and no number
    if (is_space(c)) return widen(c == '\t' ? 2 : 1);
    if (c == '\n') return end_line();
    if (is_dash(c) && !(digit_follows && ends_with_digit())) return append_dash();
    if (gap_ == 0 && after_dash_) gap_ = 1;
    close_gap();
    if (is_dash(c)) {
      put('-');
    } else if (const char one = plain(c); one != '\0') {
      put(one);
    } else {
      for (const char byte : bytes) put(byte);
    }
  }

  // Letters, digits and most signs: nearly all of a mail.
  void append_ascii(char c) {
    if (gap_ > 0 || after_dash_) {
      append(c, {&c, 1}, false);
    } else {
      put(lower(c));
    }
  }

  std::string take() {
    close_gap();
    return std::move(out_);
  }

 private:
  void put(char c) {
    out_ += c;
    if (origin_ != nullptr) origin_->push_back(at_);
  }

  [[nodiscard]] bool ends_with_digit() const { return gap_ == 0 && !out_.empty() && is_digit(out_.back()); }

  void widen(std::size_t by) {
    if (!out_.empty() && !out_.ends_with('\n')) gap_ += by;
  }

  void close_gap() {
    if (gap_ > 0) put(kind_ == gaps::columns && gap_ > 1 ? '\t' : ' ');
    gap_ = 0;
    after_dash_ = false;
  }

  void end_line() {
    gap_ = 0;
    after_dash_ = false;
    if (!out_.ends_with("\n\n")) put('\n');
  }

  // A dash stands between words, not within one, whether there are spaces around it or not.
  void append_dash() {
    if (gap_ == 0) widen(1);
    close_gap();
    put('-');
    after_dash_ = true;
  }

  gaps kind_;
  std::string out_;
  std::vector<std::uint32_t>* origin_;
  std::uint32_t at_ = 0;
  std::size_t gap_ = 0;  // the width of the white space that is still to be written
  bool after_dash_ = false;
};

std::string fold(std::string_view text, gaps kind, std::vector<std::uint32_t>* origin) {
  folder made(kind, text.size(), origin);
  for (std::size_t i = 0; i < text.size();) {
    made.set_place(i);
    if (text[i] > ' ' && text[i] <= '~') {
      made.append_ascii(text[i++]);
      continue;
    }
    const auto point = decode_at(text, i);
    const auto next = i + point.size;
    made.append(point.value, text.substr(i, point.size), next < text.size() && is_digit(text[next]));
    i = next;
  }
  return made.take();
}

}  // namespace

std::string folded(std::string_view text, gaps kind) { return fold(text, kind, nullptr); }

folded_text folded_with_origin(std::string_view source) {
  folded_text made{{}, source, {}};
  made.text = fold(source, gaps::columns, &made.origin);
  return made;
}

std::string folded_text::written(std::size_t begin, std::size_t end) const {
  std::string out;
  for (auto i = begin; i < end; ++i) {
    const char there = source[origin[i]];
    out += lower(there) == text[i] ? there : text[i];
  }
  return out;
}

std::string_view folded_text::source_of(std::size_t begin, std::size_t end) const {
  if (begin >= end) return {};
  const auto stop = end < origin.size() ? origin[end] : source.size();
  return trim(source.substr(origin[begin], stop - origin[begin]));
}

}  // namespace parcours::inbox
