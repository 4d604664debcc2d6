#include "harness/base/entities.hpp"

#include <algorithm>
#include <array>

namespace parcours {
namespace {

using std::size_t;
using std::string_view;

struct named {
  string_view name;
  std::uint32_t value;
};

constexpr size_t longest_name = 16;

// Names that stand without a semicolon as well, U+00A0 to U+00FF in order.
constexpr std::array<string_view, 96> latin1{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

constexpr std::array<named, 8> ascii{
    {{"amp", '&'}, {"AMP", '&'}, {"lt", '<'}, {"LT", '<'}, {"gt", '>'}, {"GT", '>'}, {"quot", '"'}, {"QUOT", '"'}}};

// Names that need their semicolon.
constexpr auto others = std::to_array<named>({
    {"apos", '\''},
    {"Tab", '\t'},
    {"NewLine", '\n'},
    {"excl", '!'},
    {"num", '#'},
    {"dollar", '$'},
    {"percnt", '%'},
    {"lpar", '('},
    {"rpar", ')'},
    {"ast", '*'},
    {"midast", '*'},
    {"plus", '+'},
    {"comma", ','},
    {"period", '.'},
    {"sol", '/'},
    {"colon", ':'},
    {"semi", ';'},
    {"equals", '='},
    {"quest", '?'},
    {"commat", '@'},
    {"lsqb", '['},
    {"lbrack", '['},
    {"bsol", '\\'},
    {"rsqb", ']'},
    {"rbrack", ']'},
    {"Hat", '^'},
    {"lowbar", '_'},
    {"UnderBar", '_'},
    {"grave", '`'},
    {"DiacriticalGrave", '`'},
    {"lcub", '{'},
    {"lbrace", '{'},
    {"verbar", '|'},
    {"vert", '|'},
    {"VerticalLine", '|'},
    {"rcub", '}'},
    {"rbrace", '}'},
    {"hyphen", 0x2010},
    {"dash", 0x2010},
    {"ndash", 0x2013},
    {"mdash", 0x2014},
    {"lsquo", 0x2018},
    {"rsquo", 0x2019},
    {"rsquor", 0x2019},
    {"sbquo", 0x201A},
    {"ldquo", 0x201C},
    {"rdquo", 0x201D},
    {"bdquo", 0x201E},
    {"dagger", 0x2020},
    {"Dagger", 0x2021},
    {"bull", 0x2022},
    {"hellip", 0x2026},
    {"permil", 0x2030},
    {"lsaquo", 0x2039},
    {"rsaquo", 0x203A},
    {"euro", 0x20AC},
    {"trade", 0x2122},
    {"OElig", 0x152},
    {"oelig", 0x153},
    {"Scaron", 0x160},
    {"scaron", 0x161},
    {"Yuml", 0x178},
    {"fnof", 0x192},
    {"circ", 0x2C6},
    {"tilde", 0x2DC},
    {"ensp", 0x2002},
    {"emsp", 0x2003},
    {"thinsp", 0x2009},
    {"zwnj", 0x200C},
    {"zwj", 0x200D},
    {"lrm", 0x200E},
    {"rlm", 0x200F},
    {"ZeroWidthSpace", 0x200B},
    {"NoBreak", 0x2060},
});

std::uint32_t of_old_name(string_view name) {
  if (const auto found = std::ranges::find(ascii, name, &named::name); found != ascii.end()) return found->value;
  const auto found = std::ranges::find(latin1, name);
  return found == latin1.end() ? 0 : static_cast<std::uint32_t>(0xA0 + (found - latin1.begin()));
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// `text` is what stands behind the '&'.
character_reference by_name(string_view text) {
  size_t length = 0;
  while (length < std::min(text.size(), longest_name) && is_alphanumeric(text[length])) ++length;
  if (length < text.size() && text[length] == ';') {
    const string_view name = text.substr(0, length);
    if (const auto value = of_old_name(name)) return {value, length + 2};
    if (const auto found = std::ranges::find(others, name, &named::name); found != others.end()) {
      return {found->value, length + 2};
    }
  }
  for (length = std::min<size_t>(length, 6); length >= 2; --length) {
    if (const auto value = of_old_name(text.substr(0, length))) return {value, length + 1};
  }
  return {};
}

int digit_value(char c, bool hex) {
  if (c >= '0' && c <= '9') return c - '0';
  if (!hex) return -1;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// `text` is what stands behind the "&#".
character_reference by_number(string_view text) {
  const bool hex = !text.empty() && (text[0] == 'x' || text[0] == 'X');
  const size_t first = hex ? 1 : 0;
  size_t at = first;
  std::uint32_t value = 0;
  for (int digit = 0; at < text.size() && (digit = digit_value(text[at], hex)) >= 0; ++at) {
    value = std::min<std::uint32_t>(value * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit), 0x110000);
  }
  if (at == first || value == 0 || value > 0x10FFFF) return {};
  return {value, 2 + at + (at < text.size() && text[at] == ';' ? 1 : 0)};
}

}  // namespace

character_reference character_reference_at(string_view text) {
  if (text.size() < 3) return {};
  return text[1] == '#' ? by_number(text.substr(2)) : by_name(text.substr(1));
}

}  // namespace parcours
