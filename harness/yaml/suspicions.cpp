#include "harness/yaml/suspicions.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/odd_characters.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::yaml {

namespace {

constexpr auto npos = std::string_view::npos;

struct edit {
  std::size_t at;
  std::size_t erase;
  std::string insert;
};

/// A guess: what would be wrong, where, and how the text would be right. The edits are in the order of the text.
struct repair {
  std::size_t at;
  std::size_t length;
  std::string message;
  std::string hint;
  std::vector<edit> edits;
};
using repairs = std::vector<repair>;

struct line {
  std::size_t start;
  std::size_t end;  // before the line's end and the blanks there
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_closer(char c) { return c == '}' || c == ']'; }
char partner(char c) { return c == '{' ? '}' : c == '[' ? ']' : c == '}' ? '{' : '['; }

/// The source around the place where the parser gave up.
class sheet {
 public:
  sheet(std::string_view text, std::size_t failed_line) : text_(text) {
    for (std::size_t start = 0; start < text.size() && lines_.size() <= failed_line;) {
      const auto stop = std::min(text.find('\n', start), text.size());
      auto end = text.find_last_not_of(" \t\r", stop == 0 ? 0 : stop - 1);
      lines_.push_back({start, end == npos || end < start ? start : end + 1});
      start = stop + 1;
    }
    last_ = std::min(failed_line, lines_.size());
  }

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view of(const line& which) const {
    return text_.substr(which.start, which.end - which.start);
  }
  /// The line where the parser gave up and a few before it, nearest first; empty ones and comments are passed over.
  [[nodiscard]] std::vector<line> suspects() const { return before(last_, 4); }
  /// Up to `most` lines with something on them before the line of this index.
  [[nodiscard]] std::vector<line> before(std::size_t index, std::size_t most) const {
    std::vector<line> found;
    while (index-- > 0 && found.size() < most) {
      const auto content = of(lines_[index]).substr(indent(lines_[index]));
      if (!content.empty() && !content.starts_with('#')) found.push_back(lines_[index]);
    }
    return found;
  }
  [[nodiscard]] std::vector<line> neighbours(const line& of) const {
    const auto here = std::ranges::find(lines_, of.start, &line::start);
    auto found = before(static_cast<std::size_t>(here - lines_.begin()), 4);
    if (here != lines_.end() && here + 1 != lines_.end()) found.push_back(*(here + 1));
    return found;
  }
  [[nodiscard]] std::size_t number(const line& of) const {
    return static_cast<std::size_t>(std::ranges::find(lines_, of.start, &line::start) - lines_.begin()) + 1;
  }
  /// True if the next line is indented deeper, or begins an item of a list: it belongs to this one.
  [[nodiscard]] bool has_more_below(const line& of_key) const {
    const auto next = std::ranges::find(lines_, of_key.start, &line::start) + 1;
    if (next >= lines_.end()) return false;
    const auto deep = indent(*next);
    return deep > indent(of_key) || (deep == indent(of_key) && of(*next).substr(deep).starts_with("- "));
  }
  [[nodiscard]] std::size_t indent(const line& which) const {
    const auto written = of(which);
    return std::min(written.find_first_not_of(" \t"), written.size());
  }

 private:
  std::string_view text_;
  std::vector<line> lines_;
  std::size_t last_ = 0;
};

// "- accept_terms": the place of the dash's item, or of the first word.
std::size_t content_start(std::string_view written) {
  auto at = written.find_first_not_of(" \t");
  while (at != npos && written.substr(at).starts_with("- ")) at = written.find_first_not_of(' ', at + 1);
  return at == npos ? written.size() : at;
}

std::string_view word_at(std::string_view written, std::size_t at) {
  auto end = at;
  while (end < written.size() && is_word(written[end])) ++end;
  return written.substr(at, end - at);
}

/// The brackets that are open at a place of a line, quoted texts left out.
struct open_brackets {
  std::vector<std::size_t> open;
  std::vector<std::size_t> surplus;  // closers that close nothing
  std::vector<std::size_t> wrong;    // closers of another kind than what they close
};

open_brackets brackets_of(std::string_view written) {
  open_brackets found;
  const auto quoted = quoted_texts(written, written.size());
  auto next = quoted.begin();
  for (std::size_t at = 0; at < written.size(); ++at) {
    if (next != quoted.end() && next->open == at) {
      at = std::min(next++->close, written.size() - 1);
    } else if (written[at] == '{' || written[at] == '[') {
      found.open.push_back(at);
    } else if (is_closer(written[at])) {
      if (found.open.empty()) {
        found.surplus.push_back(at);
        continue;
      }
      if (written[found.open.back()] != partner(written[at])) found.wrong.push_back(at);
      found.open.pop_back();
    }
  }
  return found;
}

// 1. A character that looks like one of YAML's.

edit replacement(std::string_view text, const odd_place& odd) {
  const auto after = odd.offset + odd.what->text.size();
  std::string meant(odd.what->meant);
  const bool needs_blank = meant == ":" || meant == "," || meant == "-";
  const bool apart = after >= text.size() || is_blank(text[after]) || text[after] == '\n' || text[after] == '\r';
  if (needs_blank && !apart) meant += ' ';
  return {odd.offset, odd.what->text.size(), std::move(meant)};
}

void odd_characters(const sheet& on, const line& where, repairs& out) {
  constexpr std::size_t most = 8;
  repair all{};
  const auto written = on.text().substr(0, where.end);
  for (auto odd = find_odd(written, where.start); odd && all.edits.size() < most;
       odd = find_odd(written, odd->offset + odd->what->text.size())) {
    if (odd->offset == 0 && odd->what->text == "\uFEFF") continue;
    repair one{odd->offset, odd->what->text.size(), described(*odd->what), remedy(*odd->what), {}};
    one.edits.push_back(replacement(on.text(), *odd));
    if (all.edits.empty()) all = {one.at, one.length, one.message, one.hint, {}};
    all.edits.push_back(one.edits.front());
    out.push_back(std::move(one));
  }
  if (all.edits.size() > 1) out.push_back(std::move(all));
}

// 2. A tab among the blanks that a line begins with (YAML 1.2 section 6.1).

void tabs(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto blanks = written.substr(0, on.indent(where));
  if (written.substr(blanks.size()).starts_with("-\t")) {
    const auto at = where.start + blanks.size() + 1;
    out.push_back({at, 1, "a tab stands after '-'", "write a space", {{at, 1, " "}}});
  }
  const auto tab = blanks.find('\t');
  if (tab == npos) return;
  for (const auto& near : on.neighbours(where)) {
    const auto width = on.indent(near);
    for (const auto more : {0U, 2U}) {
      out.push_back({where.start + tab,
                     1,
                     "a tab stands in the indentation",
                     "indent with spaces",
                     {{where.start, blanks.size(), std::string(width + more, ' ')}}});
    }
  }
}

// 3. A quote that is not closed, or that closes too early.

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
    if (rest.empty() || is_closer(rest[0]) || rest[0] == ',' || rest[0] == '#') {
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
  made.message = quote == '\'' ? "this apostrophe ends the text that ' began" : "this quote ends the text that \" began";
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

// 4. A blank that is missing after '-' or ':', and a colon that is missing or is written '='.

void missing_blank(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto first = on.indent(where);
  if (written.size() > first + 1 && written[first] == '-' && is_word(written[first + 1])) {
    out.push_back({where.start + first,
                   2,
                   "a space is missing after '-'",
                   fmt::format("write '- {}'", word_at(written, first + 1)),
                   {{where.start + first + 1, 0, " "}}});
  }
  if (written.substr(first).starts_with("* ") || written.substr(first).starts_with("+ ")) {
    out.push_back({where.start + first,
                   1,
                   fmt::format("'{}' begins no item of a list", written[first]),
                   "write '-'",
                   {{where.start + first, 1, "-"}}});
  }
  for (auto at = written.find(':'); at != npos; at = written.find(':', at + 1)) {
    const bool apart = at + 1 >= written.size() || is_blank(written[at + 1]) || written[at + 1] == '/';
    auto start = at;
    while (start > 0 && is_word(written[start - 1])) --start;
    const bool begins = start <= content_start(written) || std::string_view(" {[,").contains(written[start - 1]);
    if (apart || start == at || !begins) continue;
    const auto key = written.substr(start, at - start);
    out.push_back({where.start + at,
                   1,
                   "a space is missing after ':'",
                   fmt::format("write '{}: …'", key),
                   {{where.start + at + 1, 0, " "}}});
  }
}

void missing_colon(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto start = content_start(written);
  const auto key = word_at(written, start);
  if (key.empty()) return;
  const auto end = start + key.size();
  const auto rest = trim(written.substr(end));
  const auto tell = [&](std::size_t erase, std::string insert, std::string message) {
    out.push_back({where.start + start,
                   key.size(),
                   std::move(message),
                   fmt::format("write '{}:'", key),
                   {{where.start + end, erase, std::move(insert)}}});
  };
  const bool announces = rest.empty() && on.has_more_below(where);
  if (announces || (!rest.empty() && (rest[0] == '{' || rest[0] == '['))) {
    tell(0, rest.empty() ? ":" : ": ", fmt::format("':' is missing after '{}'", key));
  } else if (rest.starts_with('=')) {
    const auto equals = written.find('=', end);
    tell(equals + 1 - end, ": ", fmt::format("'{}' is followed by '=' where ':' is due", key));
  }
}

void equals_signs(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  for (auto at = written.find('='); at != npos; at = written.find('=', at + 1)) {
    auto end = written.find_last_not_of(' ', at == 0 ? 0 : at - 1) + 1;
    auto start = end;
    while (start > 0 && is_word(written[start - 1])) --start;
    if (start == end || start == 0 || !std::string_view(" {,").contains(written[start - 1])) continue;
    out.push_back({where.start + at,
                   1,
                   "'=' stands here where ':' is due",
                   fmt::format("write '{}: …'", written.substr(start, end - start)),
                   {{where.start + end, at + 1 - end, ": "}}});
  }
}

// 5. Brackets and commas.

void missing_comma(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  for (std::size_t at = 1; at + 1 < written.size(); ++at) {
    const char before = written[at - 1];
    if (written[at] != ' ' || !(before == '"' || before == '\'' || is_closer(before))) continue;
    const auto start = written.find_first_not_of(' ', at);
    const auto key = word_at(written, start);
    if (key.empty() || !written.substr(start + key.size()).starts_with(": ")) continue;
    if (brackets_of(written.substr(0, at)).open.empty()) continue;
    out.push_back({where.start + start,
                   key.size(),
                   fmt::format("',' is missing before '{}'", key),
                   "write ',' between two entries",
                   {{where.start + at, 0, ","}}});
  }
}

void round_brackets(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto open = written.find(": (");
  if (open == npos || !written.ends_with(')')) return;
  out.push_back({where.start + open + 2,
                 1,
                 "'(' begins nothing in YAML",
                 "a mapping stands in { }, a list in [ ]",
                 {{where.start + open + 2, 1, "{"}, {where.end - 1, 1, "}"}}});
}

void square_for_curly(const sheet& on, const line& where, const open_brackets& found, repairs& out) {
  const auto written = on.of(where);
  for (const auto at : found.wrong) {
    const auto until = brackets_of(written.substr(0, at));
    const char wanted = partner(written[until.open.back()]);
    out.push_back({where.start + at,
                   1,
                   fmt::format("'{}' closes what '{}' opened", written[at], written[until.open.back()]),
                   fmt::format("write '{}'", wanted),
                   {{where.start + at, 1, std::string(1, wanted)}}});
  }
}

void brackets(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto found = brackets_of(written);
  square_for_curly(on, where, found, out);
  if (!found.open.empty()) {
    std::string closers;
    for (auto open = found.open.rbegin(); open != found.open.rend(); ++open) closers += partner(written[*open]);
    const auto at = found.open.front();
    out.push_back({where.start + at,
                   1,
                   fmt::format("the '{}' opened here is not closed", written[at]),
                   fmt::format("close it with '{}'", partner(written[at])),
                   {{where.end, 0, closers}}});
  }
  for (const auto at : found.surplus) {
    const auto value = written.find(": ");
    const auto tell = [&](std::string hint, edit how) {
      out.push_back({where.start + at,
                     1,
                     fmt::format("this '{}' closes nothing", written[at]),
                     std::move(hint),
                     {std::move(how)}});
    };
    tell("delete it", {where.start + at, 1, ""});
    if (value != npos && value < at) {
      tell(fmt::format("delete it, or write the '{}' that it closes", partner(written[at])),
           {where.start + value + 2, 0, std::string(1, partner(written[at]))});
    }
  }
}

// 6. A value that must stand in quotes.

/// Why a plain value is none; empty where nothing speaks against it.
std::string why_quotes(std::string_view value, bool in_flow) {
  constexpr std::string_view reserved = "@`%&*!|>,?#";
  const char first = value[0];
  if (value.ends_with('"') || value.ends_with('\'')) return "the quote that opens this text is missing";
  if (value.starts_with("{{")) return "a variable is written \"${name}\", not {{name}}";
  if (in_flow && value.contains("${")) return "inside { } and [ ] a value with ${…} must stand in quotes";
  if (in_flow && first == '/') return "inside { } and [ ] a regular expression with one of , { } [ ] must stand in quotes";
  if (reserved.contains(first)) return fmt::format("a text without quotes cannot begin with '{}'", first);
  if (value == "-" || value.starts_with("- ") || value.starts_with(": "))
    return fmt::format("a text without quotes cannot begin with '{} '", first);
  if (value.contains(": ") || value.ends_with(':')) return "a text with ': ' in it must stand in quotes";
  if (in_flow && value.find_first_of("{}[],") != npos)
    return "inside { } and [ ] a text with one of , { } [ ] must stand in quotes";
  return {};
}

void quote_value(const sheet& on, const line& where, std::size_t start, bool in_flow, repairs& out) {
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
    out.push_back({where.start + start,
                   value.size(),
                   why,
                   quoted.size() <= longest_shown ? "write " + quoted : "put it into '…'",
                   {{where.start + start, value.size(), std::move(quoted)}}});
    if (value.ends_with('"')) out.back().hint = "begin it with \"";
    if (value.starts_with("{{")) out.back().hint = "write \"${name}\", with its quotes";
  }
}

/// "- key: value": an item that is a mapping, and no text.
bool is_mapping_item(std::string_view written) {
  const auto start = content_start(written);
  const auto key = word_at(written, start);
  return !key.empty() && written.substr(start + key.size()).starts_with(": ");
}

void unquoted_values(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  for (std::size_t at = 0; at + 1 < written.size(); ++at) {
    const bool colon = written.substr(at).starts_with(": ");
    const bool dash = at == on.indent(where) && written.substr(at).starts_with("- ");
    const bool opener = written[at] == '[' && written[at + 1] != ' ';
    if ((!colon && !dash && !opener) || (dash && is_mapping_item(written))) continue;
    const auto start = opener ? at + 1 : written.find_first_not_of(' ', at + 1);
    if (start == npos || written[start] == '"' || written[start] == '\'') continue;
    if ((written[start] == '{' && !written.substr(start).starts_with("{{")) || (written[start] == '[')) continue;
    quote_value(on, where, start, !brackets_of(written.substr(0, start)).open.empty(), out);
  }
}

// 7. A dash that is missing.

void missing_dash(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto indent = on.indent(where);
  const auto word = word_at(written, indent);
  if (word.empty()) return;
  for (const auto& near : on.neighbours(where)) {
    const auto beside = on.of(near);
    const auto dash = on.indent(near);
    if (!beside.substr(dash).starts_with("- ")) continue;
    const bool has_key = written.substr(indent).contains(": ") || written.ends_with(':');
    const auto above = word_at(beside, content_start(beside));
    auto hint = fmt::format("write '- {}'", word);
    if (has_key && near.start < where.start && !above.empty()) hint += fmt::format(", or indent it as '{}' is", above);
    out.push_back({where.start + indent,
                   word.size(),
                   fmt::format("'-' is missing before '{}'", word),
                   std::move(hint),
                   {{where.start, indent, std::string(dash, ' ') + "- "}}});
    return;
  }
}

// 8. Indentation that fits nothing.

void indentation(const sheet& on, const line& where, repairs& out) {
  const auto here = on.indent(where);
  for (const auto& near : on.neighbours(where)) {
    const auto wanted = on.indent(near);
    if (wanted == here || near.start > where.start) continue;
    out.push_back({where.start + here,
                   1,
                   fmt::format("this line is indented by {}, which fits no line above it", here),
                   fmt::format("indent it by {}, as line {} is", wanted, on.number(near)),
                   {{where.start, here, std::string(wanted, ' ')}}});
  }
}

using suspicion = void (*)(const sheet& on, const line& where, repairs& out);
/// What is certain when it helps goes first, what nearly always helps goes last.
constexpr suspicion suspicions[] = {odd_characters, tabs,         missing_comma,   quotes,       missing_blank,
                                    missing_colon,  equals_signs, round_brackets,  brackets,     unquoted_values,
                                    missing_dash,   indentation};

std::string applied(std::string_view text, const std::vector<edit>& edits) {
  std::string made;
  std::size_t from = 0;
  for (const auto& each : edits) {
    made += text.substr(from, each.at - from);
    made += each.insert;
    from = each.at + each.erase;
  }
  return made += text.substr(from);
}

diagnostic told(const std::shared_ptr<const source_file>& file, repair what) {
  const std::string_view before = std::string_view(file->text).substr(0, what.at);
  const auto number = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const auto start = before.rfind('\n') + 1;  // npos + 1 is the start of the text
  const source_span span{file, number, what.at - start + 1, std::max<std::size_t>(what.length, 1)};
  return {"yaml-syntax", std::move(what.message), span, std::move(what.hint), {}};
}

}  // namespace

std::optional<diagnostic> find_cause(const std::shared_ptr<const source_file>& file, std::size_t line,
                                     const trial& gets_further) {
  constexpr std::size_t most_trials = 200;
  constexpr std::size_t most_bytes = 8U << 20U;
  const sheet on(file->text, line);
  std::size_t trials = std::min(most_trials, most_bytes / std::max<std::size_t>(file->text.size(), 1));
  for (const auto suspect : suspicions) {
    for (const auto& where : on.suspects()) {
      repairs guesses;
      suspect(on, where, guesses);
      for (auto& guess : guesses) {
        if (trials-- == 0) return std::nullopt;
        if (gets_further(applied(file->text, guess.edits))) return told(file, std::move(guess));
      }
    }
  }
  return std::nullopt;
}

std::string slip_in(std::string_view text) {
  const auto colon = text.find(':');
  const auto odd = find_odd(text);
  const bool odd_follows = odd && odd->offset == colon + 1;
  const bool key = colon != npos && colon > 0 && std::ranges::all_of(text.substr(0, colon), is_word);
  if (key && !odd_follows && colon + 1 < text.size() && !is_blank(text[colon + 1]) && text[colon + 1] != '/') {
    return fmt::format("a space is missing after '{}:'", text.substr(0, colon));
  }
  const auto word = word_at(text, 0);
  if (!word.empty() && text.substr(word.size()).starts_with(" {")) {
    return fmt::format("':' is missing after '{}'", word);
  }
  if (odd) return fmt::format("there is {} in it; {}", odd->what->name, remedy(*odd->what));
  return {};
}

}  // namespace parcours::yaml
