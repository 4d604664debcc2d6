#include "harness/base/encoded_words.hpp"

#include "harness/base/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <string>

namespace parcours {
namespace {

using std::size_t;
using std::string_view;

constexpr string_view blanks = " \t\r\n";

// "=?charset?B?text?=": where its parts are in the text. The 75 characters of section 2 are often exceeded.
struct word {
  size_t begin = 0;
  size_t end = 0;
  string_view charset;
  bool base64 = false;
  size_t text = 0;  // where its encoded text begins; it ends two before `end`
};

std::optional<word> word_at(string_view text, size_t at) {
  constexpr size_t longest_charset = 60;
  if (!text.substr(at).starts_with("=?")) return std::nullopt;
  const size_t name = at + 2;
  const size_t mark = text.substr(0, std::min(text.size(), name + longest_charset)).find('?', name);
  if (mark == string_view::npos || mark == name || mark + 2 >= text.size() || text[mark + 2] != '?')
    return std::nullopt;
  const char encoding = text[mark + 1];
  if (!string_view("bBqQ").contains(encoding)) return std::nullopt;
  const size_t begin = mark + 3;
  const size_t end = text.find('?', begin);
  if (end == string_view::npos || !text.substr(end).starts_with("?=")) return std::nullopt;
  const auto charset = text.substr(name, mark - name);
  if (charset.find_first_of(blanks) != string_view::npos) return std::nullopt;
  // RFC 2231 section 5: "charset*language".
  return word{at, end + 2, charset.substr(0, charset.find('*')), encoding == 'b' || encoding == 'B', begin};
}

// What a byte is in UTF-8, where each character of the charset is one byte; others are taken to be UTF-8 already.
class to_unicode {
 public:
  to_unicode() = default;
  to_unicode(const to_unicode&) = delete;
  to_unicode& operator=(const to_unicode&) = delete;
  ~to_unicode() { close(); }

  std::string operator()(string_view charset, char byte) {
    if (static_cast<unsigned char>(byte) < 0x80 || iequals(charset, "utf-8")) return {byte};
    if (!iequals(charset, charset_)) open(charset);
    std::array<char, 8> out{};
    char* from = &byte;
    char* to = out.data();
    size_t left = 1;
    size_t room = out.size();
    const char as_is = byte;
    if (using_ == none || iconv(using_, &from, &left, &to, &room) == static_cast<size_t>(-1)) {
      if (using_ != none) iconv(using_, nullptr, nullptr, nullptr, nullptr);
      return {as_is};
    }
    return {out.data(), out.size() - room};
  }

 private:
  static constexpr int most_charsets = 16;  // of one text: one that is unknown takes long to look for
  static inline const iconv_t none = reinterpret_cast<iconv_t>(-1);  // NOLINT: as iconv_open says it

  void open(string_view charset) {
    close();
    charset_ = charset;
    if (++opened_ <= most_charsets) using_ = iconv_open("UTF-8", charset_.c_str());
  }
  void close() {
    if (using_ != none) iconv_close(using_);
    using_ = none;
  }

  std::string charset_ = "utf-8";
  iconv_t using_ = none;
  int opened_ = 0;
};

int value_of(char c) {
  constexpr string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = digits.find(c);
  return at == string_view::npos ? -1 : static_cast<int>(at);
}
int hex_of(char c) {
  constexpr string_view digits = "0123456789abcdef";
  const auto at = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
  return at == string_view::npos ? -1 : static_cast<int>(at);
}

class decoder {
 public:
  explicit decoder(const reading& from) : from_(from), text_(from.bytes()) {}

  std::optional<reading> run() {
    size_t kept = 0;
    for (size_t at = 0; (at = text_.find("=?", at)) != string_view::npos;) {
      auto one = word_at(text_, at);
      if (!one) {
        at += 2;
        continue;
      }
      if (!made_) made_.emplace(from_.depth + 1, from_.packed);
      copy(kept, at);
      for (; one; one = following(*one)) {
        kept = at = one->end;
        decode(*one);
      }
    }
    if (made_) copy(kept, text_.size());
    return std::move(made_);
  }

 private:
  // Section 6.2: white space between two of them is no part of the text.
  [[nodiscard]] std::optional<word> following(const word& one) const {
    const size_t at = text_.find_first_not_of(blanks, one.end);
    return at == string_view::npos ? std::nullopt : word_at(text_, at);
  }

  void copy(size_t begin, size_t end) {
    for (; begin < end; ++begin) made_->add(text_[begin], from_.begin(begin), from_.end(begin));
  }

  void add(const word& of, char byte, size_t first, size_t last) {
    for (const char each : unicode_(of.charset, byte)) made_->add(each, from_.begin(first), from_.end(last));
  }

  void decode(const word& one) { one.base64 ? decode_base64(one) : decode_quoted(one); }

  void decode_base64(const word& one) {
    unsigned held = 0;
    unsigned bits = 0;
    size_t before = one.text;
    for (size_t at = one.text; at + 2 < one.end; ++at) {
      const int value = value_of(text_[at]);
      if (value < 0) continue;
      held = (held << 6U | static_cast<unsigned>(value)) & 0xFFFFU;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        add(one, static_cast<char>(held >> bits & 0xFFU), before, at);
      }
      before = at;
    }
  }

  void decode_quoted(const word& one) {
    for (size_t at = one.text; at + 2 < one.end; ++at) {
      const bool escaped = text_[at] == '=' && at + 4 < one.end;
      const int high = escaped ? hex_of(text_[at + 1]) : -1;
      const int low = escaped ? hex_of(text_[at + 2]) : -1;
      if (high >= 0 && low >= 0) {
        add(one, static_cast<char>(high * 16 + low), at, at + 2);
        at += 2;
      } else {
        add(one, text_[at] == '_' ? ' ' : text_[at], at, at);
      }
    }
  }

  const reading& from_;
  string_view text_;
  std::optional<reading> made_;
  to_unicode unicode_;
};

}  // namespace

std::optional<reading> joined_words(const reading& from) { return decoder(from).run(); }

}  // namespace parcours
