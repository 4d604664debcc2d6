// Bytes in an encoding to UTF-8 and back, by ICU's converters and what the Encoding standard has otherwise than they.
#include "harness/base/utf8.hpp"
#include "harness/html/charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <string>

namespace parcours::html {
namespace {

constexpr char16_t replacement = u'\uFFFD';
constexpr std::string_view replacement_utf8 = "\xEF\xBF\xBD";

struct closed {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using converter = std::unique_ptr<UConverter, closed>;

void check(UErrorCode code) {
  if (U_FAILURE(code)) throw std::bad_alloc();  // the tests open every converter that there is
}

converter open(std::string_view icu_name) {
  auto code = U_ZERO_ERROR;
  converter opened(ucnv_open(std::string(icu_name).c_str(), &code));
  check(code);
  return opened;
}

std::u16string to_utf16(std::string_view text) {
  std::u16string out(text.size(), u'\0');
  std::int32_t size = 0;
  auto code = U_ZERO_ERROR;
  u_strFromUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &size, text.data(),
                       static_cast<std::int32_t>(text.size()), replacement, nullptr, &code);
  check(code);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string from_utf16(std::u16string_view text) {
  std::string out(3 * text.size(), '\0');
  std::int32_t size = 0;
  auto code = U_ZERO_ERROR;
  u_strToUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &size, text.data(),
                     static_cast<std::int32_t>(text.size()), replacement, nullptr, &code);
  check(code);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// -- encodings of one byte a character: a table of the upper 128

using upper_half = std::array<char16_t, 128>;

// ICU does not know ISO-8859-16.
constexpr std::u16string_view iso_8859_16 =
    u"\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";
static_assert(iso_8859_16.size() == 96);

struct difference {
  std::string_view encoding;
  std::uint8_t byte;
  char16_t character;
};
constexpr difference differences[] = {
    {"KOI8-U", 0xAE, u'ў'},
    {"KOI8-U", 0xBE, u'Ў'},
    {"windows-874", 0xDB, replacement},
    {"windows-874", 0xDC, replacement},
    {"windows-874", 0xDD, replacement},
    {"windows-874", 0xDE, replacement},
    {"windows-874", 0xFC, replacement},
    {"windows-874", 0xFD, replacement},
    {"windows-874", 0xFE, replacement},
    {"windows-874", 0xFF, replacement},
    {"windows-1253", 0xAA, replacement},
    {"windows-1255", 0xCA, u'\u05BA'},
};

upper_half own_table(encoding of) {
  upper_half out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool user_defined = of.name() == "x-user-defined";  // Encoding standard, section 14.5
    out[i] = static_cast<char16_t>(user_defined ? 0xF780 + i : i < 32 ? 0x80 + i : iso_8859_16[i - 32]);
  }
  return out;
}

upper_half table_of(encoding of) {
  if (of.icu_name().empty()) return own_table(of);
  std::array<char, 128> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(0x80 + i);
  upper_half out{};
  auto code = U_ZERO_ERROR;
  ucnv_toUChars(open(of.icu_name()).get(), out.data(), out.size(), bytes.data(), bytes.size(), &code);
  check(code);
  for (const auto& one : differences) {
    if (one.encoding == of.name()) out[one.byte - 0x80U] = one.character;
  }
  return out;
}

decoded_text decode_by_table(std::string_view bytes, encoding from) {
  const auto table = table_of(from);
  decoded_text out;
  out.text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const char16_t character = byte < 0x80 ? byte : table[byte - 0x80U];
    out.malformed = out.malformed || character == replacement;
    append_code_point(out.text, character);
  }
  return out;
}

// The byte for a character, none where the table has none.
std::optional<char> byte_for(const upper_half& table, std::int32_t character) {
  if (character < 0x80) return static_cast<char>(character);
  const auto* const found = std::ranges::find(table, static_cast<char16_t>(character));
  if (character > 0xFFFF || character == replacement || found == table.end()) return std::nullopt;
  return static_cast<char>(0x80 + (found - table.begin()));
}

std::string encode_by_table(std::string_view text, encoding to) {
  const auto table = table_of(to);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto [value, size] = decode_at(text, at);
    const auto character = value < 0 ? std::int32_t{replacement} : value;
    if (const auto byte = byte_for(table, character)) {
      out += *byte;
    } else {
      out.append("&#").append(std::to_string(character)).append(";");
    }
    at += size;
  }
  return out;
}

// -- the others, by ICU

// Of what is malformed, ASCII characters behind the first byte are kept: they may be the markup's (Encoding standard,
// "prepend byte to ioQueue"). Alone, 0x80 is the euro sign of GBK.
void on_malformed(const void* malformed, UConverterToUnicodeArgs* to, const char* bytes, std::int32_t size,
                  UConverterCallbackReason reason, UErrorCode* code) {
  if (reason > UCNV_IRREGULAR) return;
  *code = U_ZERO_ERROR;
  auto type_error = U_ZERO_ERROR;
  const std::string_view name = ucnv_getName(to->converter, &type_error);
  const bool euro = size == 1 && bytes[0] == '\x80' && name == "gb18030";
  if (!euro) *static_cast<bool*>(const_cast<void*>(malformed)) = true;  // NOLINT: how ICU hands a context through
  char16_t first = euro ? u'€' : replacement;
  ucnv_cbToUWriteUChars(to, &first, 1, 0, code);
  for (std::int32_t i = 1; i < size; ++i) {
    const auto character = static_cast<char16_t>(static_cast<unsigned char>(bytes[i]));
    if (character < 0x80 && character > 0) ucnv_cbToUWriteUChars(to, &character, 1, 0, code);
  }
}

decoded_text decode_by_icu(std::string_view bytes, encoding from) {
  const auto with = open(from.icu_name());
  decoded_text out;
  auto code = U_ZERO_ERROR;
  ucnv_setToUCallBack(with.get(), &on_malformed, &out.malformed, nullptr, nullptr, &code);
  std::u16string text(2 * bytes.size() + 2, u'\0');
  const auto size = ucnv_toUChars(with.get(), text.data(), static_cast<std::int32_t>(text.size()), bytes.data(),
                                  static_cast<std::int32_t>(bytes.size()), &code);
  check(code);
  text.resize(static_cast<std::size_t>(size));
  if (from.name() == "Big5") {  // ICU's has private characters where the standard has none
    const auto is_private = [](char16_t c) { return c >= u'\uE000' && c <= u'\uF8FF'; };
    out.malformed = out.malformed || std::ranges::any_of(text, is_private);
    std::ranges::replace_if(text, is_private, replacement);
  }
  out.text = from_utf16(text);
  return out;
}

// Two are written with fewer characters than they are read with: no four bytes in GBK, nothing of Hong Kong in Big5.
std::string_view icu_name_to_write(encoding to) {
  if (to.name() == "GBK") return "windows-936";
  return to.name() == "Big5" ? "windows-950-2000" : to.icu_name();
}

std::string encode_by_icu(std::string_view text, encoding to) {
  const auto wide = to_utf16(text);
  const auto with = open(icu_name_to_write(to));
  auto code = U_ZERO_ERROR;
  ucnv_setFromUCallBack(with.get(), &UCNV_FROM_U_CALLBACK_ESCAPE, UCNV_ESCAPE_XML_DEC, nullptr, nullptr, &code);
  std::string out(16 * wide.size() + 16, '\0');
  const auto size = ucnv_fromUChars(with.get(), out.data(), static_cast<std::int32_t>(out.size()), wide.data(),
                                    static_cast<std::int32_t>(wide.size()), &code);
  check(code);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace

decoded_text decode(std::string_view bytes, encoding from) {
  if (bytes.empty()) return {};
  if (from.is_replacement()) return {std::string(replacement_utf8), true};
  if (from.single_byte()) return decode_by_table(bytes, from);
  if (from.is_utf_8() && is_utf8(bytes)) return {std::string(bytes)};
  return decode_by_icu(bytes, from);
}

std::string encode(std::string_view text, encoding to) {
  to = to.for_output();
  if (to.is_utf_8()) return std::string(text);
  return to.single_byte() ? encode_by_table(text, to) : encode_by_icu(text, to);
}

bool has_all_of(encoding which, std::string_view text) {
  const auto table = table_of(which);
  for (std::size_t at = 0; at < text.size();) {
    const auto [value, size] = decode_at(text, at);
    if (value < 0 || !byte_for(table, value)) return false;
    at += size;
  }
  return true;
}

std::vector<std::string> legacy_spellings(std::string_view text) {
  std::vector<std::string> made;
  if (is_ascii(text)) return made;
  for (const auto which : encoding::all()) {
    if (which.single_byte() && has_all_of(which, text)) made.push_back(encode(text, which));
  }
  std::ranges::sort(made);
  const auto repeated = std::ranges::unique(made);
  made.erase(repeated.begin(), repeated.end());
  return made;
}

}  // namespace parcours::html
