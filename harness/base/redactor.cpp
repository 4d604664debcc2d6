#include "harness/base/redactor.hpp"

#include "harness/base/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace parcours {
namespace {

using std::size_t;
using std::string_view;

constexpr string_view mark = "[redacted]";
constexpr size_t shortest_secret = 3;

// HTML's names for U+00A0 to U+00FF, in order: French pages spell their accents with them.
constexpr string_view latin1_names =
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute "
    "micro "
    "para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil "
    "Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave "
    "Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml "
    "igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute "
    "thorn yuml";

// What one spelling at a place of a text stands for: `size` bytes of text for `bytes`; size 0: no spelling.
struct spelling {
  string_view bytes;
  size_t size = 0;
};

std::optional<std::uint32_t> number(string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

class decoder {
 public:
  // `encoded` is "%XX" or "=XX".
  spelling hex_pair(string_view encoded) {
    if (encoded.size() < 3) return {};
    const auto byte = number(encoded.substr(1, 2), 16);
    if (!byte) return {};
    bytes_[0] = static_cast<char>(*byte);
    return {{bytes_.data(), 1}, 3};
  }

  spelling entity(string_view encoded) {
    const size_t end = encoded.substr(0, 12).find(';');
    if (end == string_view::npos || end < 3) return {};
    const string_view name = encoded.substr(1, end - 1);
    if (name[0] != '#') return named(name, end + 1);
    const bool hex = name[1] == 'x' || name[1] == 'X';
    return code_point(number(name.substr(hex ? 2 : 1), hex ? 16 : 10), end + 1);
  }

  // RFC 8259 section 7.
  spelling json_escape(string_view encoded) {
    if (encoded.size() < 2) return {};
    if (encoded[1] != 'u') {
      constexpr string_view letters = "\"\\/bfnrt";
      const size_t which = letters.find(encoded[1]);
      return which == string_view::npos ? spelling{} : spelling{string_view("\"\\/\b\f\n\r\t").substr(which, 1), 2};
    }
    const auto unit = json_unit(encoded);
    if (!unit || *unit < 0xD800 || *unit > 0xDBFF) return code_point(unit, 6);
    const auto low = json_unit(encoded.substr(6));
    if (!low || *low < 0xDC00 || *low > 0xDFFF) return {};
    return code_point(0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00), 12);
  }

 private:
  static std::optional<std::uint32_t> json_unit(string_view encoded) {
    if (encoded.size() < 6 || !encoded.starts_with("\\u")) return std::nullopt;
    return number(encoded.substr(2, 4), 16);
  }

  spelling named(string_view name, size_t size) {
    if (name == "amp") return {"&", size};
    if (name == "lt") return {"<", size};
    if (name == "gt") return {">", size};
    if (name == "quot") return {"\"", size};
    if (name == "apos") return {"'", size};
    const std::vector<string_view> names = split(latin1_names, ' ');
    const auto which = std::ranges::find(names, name);
    if (which == names.end()) return {};
    return code_point(static_cast<std::uint32_t>(0xA0 + (which - names.begin())), size);
  }

  spelling code_point(std::optional<std::uint32_t> value, size_t size) {
    if (!value || !utf8proc_codepoint_valid(static_cast<utf8proc_int32_t>(*value))) return {};
    const auto length =
        utf8proc_encode_char(static_cast<utf8proc_int32_t>(*value), reinterpret_cast<utf8proc_uint8_t*>(bytes_.data()));
    return {{bytes_.data(), static_cast<size_t>(length)}, size};
  }

  std::array<char, 4> bytes_{};
};

// The length of a line break at the front, as such or as JSON writes it; 0 for none.
size_t line_break(string_view text) {
  for (const string_view form : {"\r\n", "\n", "\\r\\n", "\\n"})
    if (text.starts_with(form)) return form.size();
  return 0;
}

spelling escaped_spelling(string_view text, decoder& codec) {
  switch (text[0]) {
    case '%':
    case '=':
      return codec.hex_pair(text);
    case '&':
      return codec.entity(text);
    case '\\':
      return codec.json_escape(text);
    case '+':  // forms
    case '_':  // RFC 2047 section 4.2
      return {" ", 1};
    default:
      return {};
  }
}

// How many bytes at the front of `text` spell `secret`; nothing if they do not.
std::optional<size_t> spelled_size(string_view text, string_view secret) {
  size_t used = 0;
  for (;;) {
    if (secret.empty()) return used;
    if (used == text.size()) return std::nullopt;
    const string_view rest = text.substr(used);
    decoder codec;
    const spelling escaped = escaped_spelling(rest, codec);
    const bool stands_escaped = escaped.size > 0 && secret.starts_with(escaped.bytes);
    if (rest[0] == secret[0]) {
      if (stands_escaped)  // two readings, as of "%25" in a secret with a '%': the other one is tried first
        if (const auto more = spelled_size(rest.substr(escaped.size), secret.substr(escaped.bytes.size())))
          return used + escaped.size + *more;
      secret.remove_prefix(1);
      ++used;
    } else if (stands_escaped) {
      secret.remove_prefix(escaped.bytes.size());
      used += escaped.size;
    } else {  // RFC 2045 section 6.7: a soft line break
      const size_t soft = used > 0 && rest[0] == '=' ? line_break(rest.substr(1)) : 0;
      if (soft == 0) return std::nullopt;
      used += 1 + soft;
    }
  }
}

// The same for base64, in the alphabet of RFC 4648 section 4 or 5, lines broken anywhere.
std::optional<size_t> base64_size(string_view text, string_view needle) {
  size_t used = 0;
  for (size_t at = 0; at < needle.size();) {
    if (used == text.size()) return std::nullopt;
    const char c = text[used] == '-' ? '+' : text[used] == '_' ? '/' : text[used];
    const size_t skip = c == needle[at] ? 0 : used > 0 ? line_break(text.substr(used)) : 0;
    if (c == needle[at]) {
      ++at;
      ++used;
    } else if (skip > 0) {
      used += skip;
    } else {
      return std::nullopt;
    }
  }
  return used;
}

// The characters of base64 that depend on the secret alone when `before` bytes of something else stand before it.
std::string base64_core(string_view secret, size_t before) {
  const std::string encoded = base64_encode(std::string(before, '\0').append(secret));
  const size_t first = (before * 8 + 5) / 6;
  const size_t end = (before + secret.size()) * 8 / 6;
  return encoded.substr(first, end - first);
}

}  // namespace

bool redactor::add(string_view secret) {
  if (secret.size() < shortest_secret) return false;
  add_needle(std::string(secret), false);
  for (const size_t before : {0U, 1U, 2U}) add_needle(base64_core(secret, before), true);
  for (const char opening : string_view("%=&\\")) starts_[static_cast<unsigned char>(opening)] = true;
  return true;
}

void redactor::add_needle(std::string text, bool base64) {
  const char first = text[0];
  const auto start = [this](char c) { starts_[static_cast<unsigned char>(c)] = true; };
  start(first);
  if (first == '+' && base64) start('-');
  if (first == '/' && base64) start('_');
  if (first == ' ') start('+'), start('_');
  needles_.push_back({std::move(text), base64});
}

// The leftmost secret from `from` on, the longest of those that begin there.
std::optional<redactor::found> redactor::find(string_view text, size_t from) const {
  for (size_t at = from; at < text.size(); ++at) {
    if (!starts_[static_cast<unsigned char>(text[at])]) continue;
    const string_view rest = text.substr(at);
    size_t longest = 0;
    for (const needle& each : needles_) {
      const auto size = each.base64 ? base64_size(rest, each.text) : spelled_size(rest, each.text);
      longest = std::max(longest, size.value_or(0));
    }
    if (longest > 0) return found{at, at + longest};
  }
  return std::nullopt;
}

std::string redactor::apply(std::string text) const {
  std::optional<found> next = find(text, 0);
  if (!next) return text;
  std::string out;
  size_t kept = 0;
  for (; next; next = find(text, kept)) {
    out.append(text, kept, next->begin - kept).append(mark);
    kept = next->end;
  }
  return out.append(text, kept);
}

bool redactor::leaks(string_view bytes) const {
  // What was redacted is no leak, even of a secret such as "red".
  for (size_t end = bytes.find(mark); end != string_view::npos; end = bytes.find(mark)) {
    if (find(bytes.substr(0, end), 0)) return true;
    bytes.remove_prefix(end + mark.size());
  }
  return find(bytes, 0).has_value();
}

}  // namespace parcours
