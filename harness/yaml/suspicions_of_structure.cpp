// Brackets, commas, dashes and indentation.
#include "harness/yaml/odd_characters.hpp"
#include "harness/yaml/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::yaml {

// Brackets and commas.

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

namespace {

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

}  // namespace

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
    const auto suspect = [&](std::string hint, edit how) {
      out.push_back({where.start + at,
                     1,
                     fmt::format("this '{}' closes nothing", written[at]),
                     std::move(hint),
                     {std::move(how)}});
    };
    suspect("delete it", {where.start + at, 1, ""});
    if (value != npos && value < at) {
      suspect(fmt::format("delete it, or write the '{}' that it closes", partner(written[at])),
              {where.start + value + 2, 0, std::string(1, partner(written[at]))});
    }
  }
}

// A dash that is missing.

namespace {

std::string unfit_indentation(std::size_t width) {
  return fmt::format("this line is indented by {}, which fits no line above it", width);
}

}  // namespace

void missing_dash(const sheet& on, const line& where, repairs& out) {
  const auto written = on.of(where);
  const auto indent = on.indent(where);
  auto word = word_at(written, indent);
  const bool bracket = written.substr(indent).starts_with('{') || written.substr(indent).starts_with('[');
  if (bracket) word = written.substr(indent, 1);
  if (word.empty() || find_odd(word.substr(0, 3))) return;  // such a character is no word
  for (const auto& near : on.neighbours(where)) {
    const auto beside = on.of(near);
    const auto dash = on.indent(near);
    if (!beside.substr(dash).starts_with("- ")) continue;
    const bool has_key = !bracket && (written.substr(indent).contains(": ") || written.ends_with(':'));
    const auto above = word_at(beside, content_start(beside));
    auto message = fmt::format("'-' is missing before '{}'", word);
    auto hint = fmt::format("write '- {}{}'", word, bracket ? "…" : "");
    if (has_key && near.start < where.start && !above.empty()) {
      if (indent != dash) message = unfit_indentation(indent);
      hint = indent == dash ? fmt::format("{}, or indent it as '{}' is", hint, above)
                            : fmt::format("indent it by {}, as '{}' is, or {}", content_start(beside), above, hint);
    }
    out.push_back({where.start + indent,
                   word.size(),
                   std::move(message),
                   std::move(hint),
                   {{where.start, indent, std::string(dash, ' ') + "- "}}});
    return;
  }
}

// Indentation that fits nothing.

void indentation(const sheet& on, const line& where, repairs& out) {
  const auto here = on.indent(where);
  for (const auto& near : on.neighbours(where)) {
    const auto wanted = on.indent(near);
    if (wanted == here || near.start > where.start) continue;
    out.push_back({where.start + here,
                   1,
                   unfit_indentation(here),
                   fmt::format("indent it by {}, as line {} is", wanted, on.number(near)),
                   {{where.start, here, std::string(wanted, ' ')}}});
  }
}

}  // namespace parcours::yaml
