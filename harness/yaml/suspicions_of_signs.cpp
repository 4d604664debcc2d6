// Wrong characters in place of YAML's own, and missing spaces and colons.
#include "harness/base/text.hpp"
#include "harness/yaml/odd_characters.hpp"
#include "harness/yaml/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::yaml {

namespace {

// A character that looks like one of YAML's.

edit replacement(std::string_view text, const odd_place& odd) {
  const auto after = odd.offset + odd.what->text.size();
  std::string meant(odd.what->meant);
  const bool needs_blank = meant == ":" || meant == "," || meant == "-";
  const bool apart = after >= text.size() || is_blank(text[after]) || text[after] == '\n' || text[after] == '\r';
  if (needs_blank && !apart) meant += ' ';
  return {odd.offset, odd.what->text.size(), std::move(meant)};
}

/// Spaces of another kind among those that a line begins with: how deep it was meant to be is as its neighbours are.
void odd_indentation(const sheet& on, const line& where, const repair& of_character, repairs& out) {
  const auto written = on.of(where);
  std::size_t end = 0;
  bool odd_one = false;
  for (;;) {
    end = std::min(written.find_first_not_of(" \t", end), written.size());
    const auto odd = find_odd(written.substr(0, std::min(end + 4, written.size())), end);
    if (!odd || odd->offset != end || odd->what->meant != " ") break;
    end += odd->what->text.size();
    odd_one = true;
  }
  if (!odd_one) return;
  for (const auto& near : on.neighbours(where)) {
    for (const auto more : {0U, 2U}) {
      auto guess = of_character;
      guess.edits = {{where.start, end, std::string(on.indent(near) + more, ' ')}};
      out.push_back(std::move(guess));
    }
  }
}

}  // namespace

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
  if (all.edits.size() > 1) out.push_back(all);
  if (!all.edits.empty()) odd_indentation(on, where, all, out);
}

// A tab among the blanks that a line begins with (YAML 1.2 section 6.1).

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

// A space that is missing after '-' or ':', and a colon that is missing or is written '='.

namespace {

/// The spaces that are missing after the dashes of this line and those below it.
std::vector<edit> dashes_from(const sheet& on, const line& first) {
  std::vector<edit> found;
  for (const auto& each : on.suspects()) {
    const auto written = on.of(each);
    const auto dash = on.indent(each);
    const bool bare = written.size() > dash + 1 && written[dash] == '-' && is_word(written[dash + 1]);
    if (each.start >= first.start && bare) found.insert(found.begin(), {each.start + dash + 1, 0, " "});
  }
  return found;
}

}  // namespace

void missing_space(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto first = on.indent(where);
  if (written.size() > first + 1 && written[first] == '-' && is_word(written[first + 1])) {
    repair one{where.start + first,
               2,
               "a space is missing after '-'",
               fmt::format("write '- {}'", word_at(written, first + 1)),
               {{where.start + first + 1, 0, " "}}};
    out.push_back(one);
    one.edits = dashes_from(on, where);
    if (one.edits.size() > 1) out.push_back(std::move(one));
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
  const auto suspect = [&](std::size_t erase, std::string insert, std::string message) {
    out.push_back({where.start + start,
                   key.size(),
                   std::move(message),
                   fmt::format("write '{}:'", key),
                   {{where.start + end, erase, std::move(insert)}}});
  };
  const bool announces = rest.empty() && on.has_more_below(where);
  if (announces || (!rest.empty() && (rest[0] == '{' || rest[0] == '['))) {
    suspect(0, rest.empty() ? ":" : ": ", fmt::format("':' is missing after '{}'", key));
  } else if (rest.starts_with('=')) {
    const auto equals = written.find('=', end);
    suspect(equals + 1 - end, ": ", fmt::format("'{}' is followed by '=' where ':' is due", key));
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

}  // namespace parcours::yaml
