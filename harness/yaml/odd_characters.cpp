#include "harness/yaml/odd_characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace parcours::yaml {

namespace {

// By what is meant. Names are those of the Unicode character database, in lower case and plain words.
constexpr odd_character table[] = {
    {"\u00A0", "a no-break space (U+00A0)", " "},
    {"\u1680", "an Ogham space (U+1680)", " "},
    {"\u2000", "an en quad (U+2000)", " "},
    {"\u2001", "an em quad (U+2001)", " "},
    {"\u2002", "an en space (U+2002)", " "},
    {"\u2003", "an em space (U+2003)", " "},
    {"\u2004", "a three-per-em space (U+2004)", " "},
    {"\u2005", "a four-per-em space (U+2005)", " "},
    {"\u2006", "a six-per-em space (U+2006)", " "},
    {"\u2007", "a figure space (U+2007)", " "},
    {"\u2008", "a punctuation space (U+2008)", " "},
    {"\u2009", "a thin space (U+2009)", " "},
    {"\u200A", "a hair space (U+200A)", " "},
    {"\u202F", "a narrow no-break space (U+202F)", " "},
    {"\u205F", "a mathematical space (U+205F)", " "},
    {"\u3000", "an ideographic space (U+3000)", " "},
    {"\u0085", "a next-line character (U+0085)", " "},
    {"\u2028", "a line separator (U+2028)", " "},
    {"\u2029", "a paragraph separator (U+2029)", " "},
    {"\uFF1A", "a full-width colon (U+FF1A)", ":"},
    {"\uFE55", "a small colon (U+FE55)", ":"},
    {"\uFE13", "a vertical colon (U+FE13)", ":"},
    {"\uA789", "a modifier colon (U+A789)", ":"},
    {"\u2236", "a ratio sign (U+2236)", ":"},
    {"\uFF0C", "a full-width comma (U+FF0C)", ","},
    {"\uFE50", "a small comma (U+FE50)", ","},
    {"\u060C", "an Arabic comma (U+060C)", ","},
    {"\u3001", "an ideographic comma (U+3001)", ","},
    {"\u201A", "a low quotation mark (U+201A)", ","},
    {"\uFF5B", "a full-width bracket (U+FF5B)", "{"},
    {"\uFF5D", "a full-width bracket (U+FF5D)", "}"},
    {"\uFF3B", "a full-width bracket (U+FF3B)", "["},
    {"\uFF3D", "a full-width bracket (U+FF3D)", "]"},
    {"\u3010", "a lenticular bracket (U+3010)", "["},
    {"\u3011", "a lenticular bracket (U+3011)", "]"},
    {"\u201C", "a typographic quote (U+201C)", "\""},
    {"\u201D", "a typographic quote (U+201D)", "\""},
    {"\u201E", "a typographic quote (U+201E)", "\""},
    {"\u201F", "a typographic quote (U+201F)", "\""},
    {"\u00AB", "a typographic quote (U+00AB)", "\""},
    {"\u00BB", "a typographic quote (U+00BB)", "\""},
    {"\uFF02", "a full-width quote (U+FF02)", "\""},
    {"\u2033", "a double prime (U+2033)", "\""},
    {"\u2018", "a typographic quote (U+2018)", "'"},
    {"\u2019", "a typographic quote (U+2019)", "'"},
    {"\u201B", "a typographic quote (U+201B)", "'"},
    {"\u2039", "a typographic quote (U+2039)", "'"},
    {"\u203A", "a typographic quote (U+203A)", "'"},
    {"\uFF07", "a full-width apostrophe (U+FF07)", "'"},
    {"\u2032", "a prime (U+2032)", "'"},
    {"\u00B4", "an acute accent (U+00B4)", "'"},
    {"\u2010", "a hyphen (U+2010)", "-"},
    {"\u2011", "a no-break hyphen (U+2011)", "-"},
    {"\u2012", "a figure dash (U+2012)", "-"},
    {"\u2013", "an en dash (U+2013)", "-"},
    {"\u2014", "an em dash (U+2014)", "-"},
    {"\u2212", "a minus sign (U+2212)", "-"},
    {"\u2022", "a bullet (U+2022)", "-"},
    {"\u00B7", "a middle dot (U+00B7)", "-"},
    {"\uFF0D", "a full-width hyphen (U+FF0D)", "-"},
    {"\uFE63", "a small hyphen (U+FE63)", "-"},
    {"\uFF03", "a full-width number sign (U+FF03)", "#"},
    {"\uFF04", "a full-width dollar sign (U+FF04)", "$"},
    {"\u00AD", "a soft hyphen (U+00AD)", ""},
    {"\u200B", "a zero width space (U+200B)", ""},
    {"\u200C", "a zero width non-joiner (U+200C)", ""},
    {"\u200D", "a zero width joiner (U+200D)", ""},
    {"\u200E", "a left-to-right mark (U+200E)", ""},
    {"\u200F", "a right-to-left mark (U+200F)", ""},
    {"\u202A", "a direction mark (U+202A)", ""},
    {"\u202B", "a direction mark (U+202B)", ""},
    {"\u202C", "a direction mark (U+202C)", ""},
    {"\u202D", "a direction mark (U+202D)", ""},
    {"\u202E", "a direction mark (U+202E)", ""},
    {"\u2060", "a word joiner (U+2060)", ""},
    {"\u2066", "a direction mark (U+2066)", ""},
    {"\u2067", "a direction mark (U+2067)", ""},
    {"\u2068", "a direction mark (U+2068)", ""},
    {"\u2069", "a direction mark (U+2069)", ""},
    {"\uFEFF", "a byte order mark (U+FEFF)", ""},
};

}  // namespace

std::optional<odd_place> find_odd(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (static_cast<unsigned char>(text[at]) < 0x80) continue;
    const auto here = text.substr(at);
    const auto* found = std::ranges::find_if(table, [&](const auto& each) { return here.starts_with(each.text); });
    if (found != std::end(table)) return odd_place{found, at};
  }
  return std::nullopt;
}

std::string described(const odd_character& what) {
  if (what.meant.empty()) return fmt::format("this is {}, which nobody can see", what.name);
  if (what.meant == " ") return fmt::format("this is {}, not a space", what.name);
  return fmt::format("this is {}, not {}", what.name,
                     what.meant == "'" ? "an apostrophe '" : fmt::format("'{}'", what.meant));
}

std::string remedy(const odd_character& what) {
  if (what.meant.empty()) return "delete it";
  if (what.meant == " ") return "write a plain space";
  return what.meant == "'" ? "write \"…\" or '…'" : fmt::format("write {}", what.meant);
}

}  // namespace parcours::yaml
