#include "harness/yaml/slips.hpp"

#include "harness/yaml/odd_characters.hpp"
#include "harness/yaml/probe.hpp"
#include "harness/yaml/suspicions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace parcours::yaml {

namespace {

/// yaml-cpp's words for what people most often get wrong, in other words.
std::string explained(const std::string& words) {
  using namespace YAML::ErrorMsg;
  static const std::map<std::string_view, std::string_view> plain = {
      {END_OF_MAP_FLOW, "a '{' is not closed here, or a ',' is missing"},
      {END_OF_SEQ_FLOW, "a '[' is not closed here, or a ',' is missing"},
      {BLOCK_ENTRY, "'-' cannot stand here; is a bracket or a quote before it not closed?"},
      {MAP_KEY, "a key cannot stand here; is a bracket or a quote before it not closed?"},
      {MAP_VALUE, "a ':' cannot stand here; a text with ': ' in it must stand in quotes"},
      {END_OF_MAP, "a key is expected here; look at the indentation"},
      {END_OF_SEQ, "'-' is expected here; look at the indentation"},
      {EOF_IN_SCALAR, "a quote is not closed"},
      {UNKNOWN_ANCHOR, "this alias names nothing"},
  };
  const auto found = plain.find(words);
  return found == plain.end() ? words : std::string(found->second);
}

/// What a wrong escape is. yaml-cpp's mark is behind it, where hexadecimal digits were due even on the next line.
std::optional<slip> bad_escape(const YAML::Exception& thrown, const places& where) {
  constexpr std::size_t longest = 10;  // "\U0001F600"
  if (!is_bad_escape(thrown)) return std::nullopt;
  const std::string_view text = where.file()->text;
  const auto slash = text.substr(0, where.offset(thrown.mark)).rfind('\\');
  if (slash == std::string_view::npos || slash + longest < where.offset(thrown.mark)) return std::nullopt;
  auto escape = text.substr(slash, where.offset(thrown.mark) - slash);
  escape = escape.substr(0, escape.find_first_of("\"\r\n"));
  const auto line_start = text.rfind('\n', slash) + 1;  // npos + 1 is the start of the text
  const auto line = static_cast<std::size_t>(std::ranges::count(text.substr(0, slash), '\n')) + 1;
  std::string repaired(text);
  repaired.insert(slash, 1, '\\');
  return slip{{"yaml-syntax",
               fmt::format("in \"…\" the characters {} are an escape that YAML does not know", escape),
               {where.file(), line, slash - line_start + 1, escape.size()},
               "write '…' around the text, where \\ is a character like any other",
               {fmt::format("inside \"…\" it would be \\{}", escape)}},
              std::move(repaired)};
}

std::string_view first_line(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

}  // namespace

slip syntax_error(const YAML::Exception& thrown, const places& where) {
  if (auto escape = bad_escape(thrown, where)) return *std::move(escape);
  const auto line = where.at(thrown.mark).line;
  const auto further = [line](const std::string& repaired) { return parses_beyond(repaired, line); };
  if (auto cause = find_cause(where.file(), line, further)) {
    return {std::move(cause->found), std::move(cause->repaired)};
  }
  diagnostic made{"yaml-syntax", fmt::format("broken YAML: {}", explained(thrown.msg)), where.at(thrown.mark), "", {}};
  if (thrown.msg == YAML::ErrorMsg::TAB_IN_INDENTATION) made.hint = "indent with spaces, not with tabs";
  return {std::move(made)};
}

slip unclosed_quote(const places& where, const YAML::Mark& mark) {
  const std::string quote = where.file()->text.substr(where.offset(mark), 1);
  const auto line = first_line(where.text_from(mark));
  std::string repaired(where.file()->text);
  repaired.insert(where.offset(mark) + line.size(), quote);
  auto place = where.at(mark);
  for (auto odd = find_odd(line); odd; odd = find_odd(line, odd->offset + 1)) {
    if (odd->what->meant != quote) continue;
    place.column += odd->offset;
    place.length = odd->what->text.size();
    return {{"yaml-syntax", described(*odd->what), place, remedy(*odd->what), {}}, std::move(repaired)};
  }
  return {{"yaml-syntax",
           "the quote opened here is not closed",
           place,
           fmt::format("close it with {} on the same line", quote),
           {}},
          std::move(repaired)};
}

}  // namespace parcours::yaml
