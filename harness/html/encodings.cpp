// The table of encodings and their labels: Encoding standard, section 4.2.
#include "harness/base/text.hpp"
#include "harness/html/charset.hpp"
#include "harness/html/document.hpp"
#include "harness/html/white_space.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace parcours::html {
namespace {

struct row {
  std::string_view name;
  std::string_view icu_name;
  bool single_byte;
  std::string_view labels;
};

constexpr row table[] = {
    {"UTF-8", "UTF-8", false, "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8"},
    {"windows-1252", "windows-1252", true,
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
     "iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252"},
    {"UTF-16LE", "UTF-16LE", false, "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"},
    {"UTF-16BE", "UTF-16BE", false, "unicodefffe utf-16be"},
    {"replacement", "", false, "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement"},
    {"x-user-defined", "", true, "x-user-defined"},
    {"windows-1256", "windows-1256", true, "cp1256 windows-1256 x-cp1256"},
    {"ISO-8859-6", "ISO-8859-6", true,
     "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i "
     "iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
    {"ISO-8859-15", "ISO-8859-15", true, "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"},
    {"IBM866", "ibm-866", true, "866 cp866 csibm866 ibm866"},
    {"ISO-8859-2", "ISO-8859-2", true,
     "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {"ISO-8859-3", "ISO-8859-3", true,
     "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {"ISO-8859-4", "ISO-8859-4", true,
     "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {"ISO-8859-5", "ISO-8859-5", true,
     "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"},
    {"ISO-8859-7", "ISO-8859-7", true,
     "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
     "iso_8859-7:1987 sun_eu_greek"},
    {"ISO-8859-8", "ISO-8859-8", true,
     "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
     "iso_8859-8:1988 visual"},
    {"ISO-8859-8-I", "ISO-8859-8", true, "csiso88598i iso-8859-8-i logical"},
    {"ISO-8859-10", "iso-8859_10-1998", true, "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {"ISO-8859-13", "ISO-8859-13", true, "iso-8859-13 iso8859-13 iso885913"},
    {"ISO-8859-14", "iso-8859_14-1998", true, "iso-8859-14 iso8859-14 iso885914"},
    {"ISO-8859-16", "", true, "iso-8859-16"},
    {"KOI8-R", "KOI8-R", true, "cskoi8r koi koi8 koi8-r koi8_r"},
    {"KOI8-U", "KOI8-U", true, "koi8-ru koi8-u"},
    {"macintosh", "macintosh", true, "csmacintosh mac macintosh x-mac-roman"},
    {"windows-874", "windows-874-2000", true, "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"},
    {"windows-1250", "windows-1250", true, "cp1250 windows-1250 x-cp1250"},
    {"windows-1251", "windows-1251", true, "cp1251 windows-1251 x-cp1251"},
    {"windows-1253", "windows-1253", true, "cp1253 windows-1253 x-cp1253"},
    {"windows-1254", "windows-1254", true,
     "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 "
     "x-cp1254"},
    {"windows-1255", "windows-1255", true, "cp1255 windows-1255 x-cp1255"},
    {"windows-1257", "windows-1257", true, "cp1257 windows-1257 x-cp1257"},
    {"windows-1258", "windows-1258", true, "cp1258 windows-1258 x-cp1258"},
    {"x-mac-cyrillic", "x-mac-cyrillic", true, "x-mac-cyrillic x-mac-ukrainian"},
    {"GBK", "gb18030", false, "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk"},
    {"gb18030", "gb18030", false, "gb18030"},
    {"Big5", "Big5-HKSCS", false, "big5 big5-hkscs cn-big5 csbig5 x-x-big5"},
    {"EUC-JP", "EUC-JP", false, "cseucpkdfmtjapanese euc-jp x-euc-jp"},
    {"ISO-2022-JP", "ISO-2022-JP", false, "csiso2022jp iso-2022-jp"},
    {"Shift_JIS", "windows-31j", false, "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis"},
    {"EUC-KR", "windows-949-2000", false,
     "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949"},
};
static_assert(std::size(table) == 40);

}  // namespace

std::optional<encoding> encoding::labelled(std::string_view label) {
  const auto wanted = ascii_lower(trim(label));
  if (wanted == "utf-8") return utf_8();
  if (wanted.empty() || wanted.find_first_of(white_space) != std::string::npos) return std::nullopt;
  const auto* found = std::ranges::find_if(table, [&](const row& one) { return has_word(one.labels, wanted); });
  if (found == std::end(table)) return std::nullopt;
  return encoding(static_cast<std::uint8_t>(found - std::begin(table)));
}

encoding encoding::utf_8() { return encoding(0); }
encoding encoding::windows_1252() { return encoding(1); }
std::vector<encoding> encoding::all() {
  std::vector<encoding> made;
  made.reserve(std::size(table));
  for (std::size_t row = 0; row < std::size(table); ++row) made.push_back(encoding(static_cast<std::uint8_t>(row)));
  return made;
}
std::string_view encoding::name() const { return table[row_].name; }
std::string_view encoding::icu_name() const { return table[row_].icu_name; }
bool encoding::single_byte() const { return table[row_].single_byte; }
bool encoding::is_utf_16() const { return name().starts_with("UTF-16"); }
bool encoding::is_replacement() const { return name() == "replacement"; }

}  // namespace parcours::html
