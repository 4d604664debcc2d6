// Quotes, and texts that need them.
#include "harness/base/text.hpp"
#include "harness/yaml/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace parcours::yaml {

namespace {

// A quote that is not closed, or that closes too early.

void unclosed(const sheet& on, const quoted_text& quoted, repairs& out) {
  constexpr std::size_t most = 12;
  const auto text = on.text();
  const auto stop = std::min(text.find('\n', quoted.open), text.size());
  auto end = text.find_last_not_of(" \t\r", stop - 1) + 1;
  std::vector<std::size_t> places{end};
  for (auto at = quoted.open + 1; at < end && places.size() < most; ++at) {
    if (is_closer(text[at]) || text[at] == ',') places.push_back(at);
  }
  for (const auto place : places) {
    out.push_back({quoted.open,
                   1,
                   "the quote opened here is not closed",
                   fmt::format("close it with {} on the same line", text[quoted.open]),
                   {{place, 0, std::string(1, text[quoted.open])}}});
  }
}

/// The last quote on the line behind which a value can end.
std::size_t last_closing(std::string_view text, std::size_t open, std::size_t end) {
  std::size_t found = npos;
  for (auto at = open + 1; at < end; ++at) {
    if (text[at] != text[open]) continue;
    const auto rest = trim(text.substr(at + 1, end - at - 1));
    if (rest.empty() || is_closer(rest[0]) || rest[0] == ',' || rest[0] == ':' || rest[0] == '#') {
      found = at;
      if (!rest.empty() && rest[0] != '#') break;
    }
  }
  return found;
}

void quote_inside(const sheet& on, const quoted_text& quoted, const line& where, repairs& out) {
  const auto text = on.text();
  const char quote = text[quoted.open];
  const auto close = last_closing(text, quoted.open, where.end);
  if (close == npos || close <= quoted.close) return;
  repair made{quoted.close, 1, "", "", {}};
  for (auto at = quoted.close; at < close; ++at) {
    if (text[at] == quote) made.edits.push_back({at, 0, quote == '\'' ? "'" : "\\"});
  }
  made.message =
      quote == '\'' ? "this apostrophe ends the text that ' began" : "this quote ends the text that \" began";
  made.hint = quote == '\'' ? "write '' for an apostrophe inside '…', or put the text into \"…\""
                            : "write \\\" for a quote inside \"…\", or put the text into '…'";
  out.push_back(std::move(made));
}

std::string in_single_quotes(std::string_view text) {
  std::string made = "'";
  for (const char each : text) made += each == '\'' ? std::string("''") : std::string(1, each);
  return made + "'";
}

void text_behind_quote(const sheet& on, const quoted_text& quoted, const line& where, repairs& out) {
  const auto value = on.text().substr(quoted.open, where.end - quoted.open);
  out.push_back({quoted.close + 1,
                 where.end - quoted.close - 1,
                 "text follows the closing quote",
                 "put the whole text into '…'",
                 {{quoted.open, value.size(), in_single_quotes(value)}}});
}

// The quote that closes a text, if what opens another one stands right before it: {code: "${code}, captcha: "pass"}.
bool is_another_opening(std::string_view text, const quoted_text& quoted) {
  auto before = text.find_last_not_of(" \t", quoted.close - 1);
  return before != npos && before > quoted.open && before + 1 < quoted.close &&
         (text[before] == ':' || text[before] == ',' || text[before] == '[' || text[before] == '{');
}

}  // namespace

void quotes(const sheet& on, const line& where, repairs& out) {
  const auto text = on.text();
  for (const auto& quoted : quoted_texts(text, where.end)) {
    if (quoted.close == npos) {
      unclosed(on, quoted, out);
      continue;
    }
    if (quoted.close < where.start || quoted.close >= where.end) continue;
    const auto rest = text.substr(quoted.close + 1, where.end - quoted.close - 1);
    const auto behind = trim(rest);
    const bool ended = behind.empty() || is_closer(behind[0]) || behind[0] == ',' || behind[0] == ':' ||
                       (behind[0] == '#' && is_blank(rest[0]));
    if (ended) continue;
    if (quoted.open < where.start || is_another_opening(text, quoted)) unclosed(on, quoted, out);
    if (quoted.open < where.start) continue;
    quote_inside(on, quoted, where, out);
    text_behind_quote(on, quoted, where, out);
  }
}

namespace {

// A value that must stand in quotes.

bool begins_entry(std::string_view text) {
  const auto key = word_at(text, 0);
  return !key.empty() && text.substr(key.size()).starts_with(": ");
}

/// "a, key: b": what follows the comma is an entry of its own.
bool holds_entry(std::string_view value) {
  for (auto at = value.find(", "); at != npos; at = value.find(", ", at + 1)) {
    if (begins_entry(value.substr(std::min(value.find_first_not_of(' ', at + 1), value.size())))) return true;
  }
  return false;
}

/// Why a plain value is none; empty where nothing speaks against it.
std::string why_quotes(std::string_view value, bool in_flow) {
  constexpr std::string_view reserved = "@`%&*!|>,?#";
  const char first = value[0];
  const bool quote = value.ends_with('"') || value.ends_with('\'');
  if (quote && std::ranges::count(value, value.back()) == 1) return "the quote that opens this text is missing";
  if (value.starts_with("{{")) return "a variable is written \"${name}\", not {{name}}";
  if (in_flow && value.contains("${")) return "inside { } and [ ] a value with ${…} must stand in quotes";
  if (in_flow && first == '/')
    return "inside { } and [ ] a regular expression with one of , { } [ ] must stand in quotes";
  if (reserved.contains(first)) return fmt::format("a text without quotes cannot begin with '{}'", first);
  if (value == "-" || value.starts_with("- ") || value.starts_with(": "))
    return fmt::format("a text without quotes cannot begin with '{} '", first);
  if (in_flow && holds_entry(value)) return {};
  if (value.contains(": ") || value.ends_with(':')) return "a text with ': ' in it must stand in quotes";
  if (in_flow && value.find_first_of("{}[],") != npos)
    return "inside { } and [ ] a text with one of , { } [ ] must stand in quotes";
  return {};
}

/// A part of a text that goes on behind its comma or bracket, or two items of a list: worth a trial when all else
/// fails.
bool is_doubtful(std::string_view value, bool in_flow) {
  if (!in_flow) return false;
  return value[0] == '/' ? !value.ends_with('/') || value.size() == 1 : value.contains(',');
}

struct value_repairs {
  repairs likely;
  repairs doubtful;
};

void quote_value(const sheet& on, const line& where, std::size_t start, bool in_flow, value_repairs& out) {
  constexpr std::size_t most = 12;
  constexpr std::size_t longest_shown = 40;
  const auto written = on.of(where);
  std::size_t tried = 0;
  for (auto end = start + 1; end <= written.size() && tried < most; ++end) {
    const bool can_end = end == written.size() || (in_flow && (is_closer(written[end]) || written[end] == ','));
    if (!can_end) continue;
    const auto value = trim(written.substr(start, end - start));
    const auto why = value.empty() ? std::string() : why_quotes(value, in_flow);
    if (why.empty()) continue;
    ++tried;
    auto quoted = in_single_quotes(value);
    auto& guesses = is_doubtful(value, in_flow) ? out.doubtful : out.likely;
    guesses.push_back({where.start + start,
                       value.size(),
                       why,
                       quoted.size() <= longest_shown ? "write " + quoted : "put it into '…'",
                       {{where.start + start, value.size(), std::move(quoted)}}});
    if (why.starts_with("the quote") && value.ends_with('"')) guesses.back().hint = "begin it with \"";
    if (!in_flow && begins_entry(value) && value.size() < longest_shown) {
      guesses.back().hint += fmt::format(", or {{{}}} if a key is meant", value);
    }
    if (value.starts_with("{{")) guesses.back().hint = "write \"${name}\", with its quotes";
  }
}

/// "- key: value": an item that is a mapping, and no text.
bool is_mapping_item(std::string_view written) { return begins_entry(written.substr(content_start(written))); }

}  // namespace

void unquoted_values(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  value_repairs found;
  for (std::size_t at = 0; at + 1 < written.size(); ++at) {
    const bool sign = written.substr(at).starts_with(": ") || written.substr(at).starts_with(", ");
    const bool dash = at == on.indent(where) && written.substr(at).starts_with("- ");
    const bool opener = written[at] == '[' && written[at + 1] != ' ';
    if ((!sign && !dash && !opener) || (dash && is_mapping_item(written))) continue;
    const auto start = opener ? at + 1 : written.find_first_not_of(' ', at + 1);
    if (start == npos || written[start] == '"' || written[start] == '\'') continue;
    if ((written[start] == '{' && !written.substr(start).starts_with("{{")) || (written[start] == '[')) continue;
    const bool in_flow = !brackets_of(written.substr(0, start)).open.empty();
    if (written[at] == ',' && (!in_flow || begins_entry(written.substr(start)))) continue;
    quote_value(on, where, start, in_flow, found);
  }
  std::ranges::move(found.likely, std::back_inserter(out));
  std::ranges::move(found.doubtful, std::back_inserter(out));
}

}  // namespace parcours::yaml
