#include "harness/inbox/numbers.hpp"

#include "harness/inbox/cues.hpp"
#include "harness/inbox/fold.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace parcours::inbox {

namespace {

char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : ' '; }

std::size_t digits_end(std::string_view text, std::size_t i) {
  while (is_digit(at(text, i))) ++i;
  return i;
}

// Part of a word, a date, a time, an amount, an address or a reference such as "amo-2026/00123".
bool is_glued(std::string_view text, std::size_t begin, std::size_t end) {
  const auto ties_words = [](char c) { return c == '/' || c == '-' || c == '_' || c == '@'; };
  const auto ties_digits = [](char c) { return c == '.' || c == ',' || c == ':'; };
  const auto joined = [&](char tie, char beyond) {
    if (is_digit(tie) || (tie >= 'a' && tie <= 'z')) return true;
    return (ties_words(tie) && (is_digit(beyond) || is_letter(beyond))) || (ties_digits(tie) && is_digit(beyond));
  };
  const char before = begin > 0 ? text[begin - 1] : ' ';
  if (before == '+') return true;
  return joined(before, begin > 1 ? text[begin - 2] : ' ') || joined(at(text, end), at(text, end + 1));
}

struct groups {
  std::size_t begin;
  std::size_t end;         // of the last
  std::size_t first_end;   // of the first
  std::size_t second = 0;  // where the second begins
  std::size_t count = 1;
  bool even = true;       // all as long as the first
  char separator = '\0';  // ' ' for any white space

  [[nodiscard]] std::size_t length() const { return first_end - begin; }
};

// Where the next group begins, or `from` if there is none. White space other than one space, such as the ends of
// lines, stands only between digits that stand alone.
std::size_t next_group(std::string_view text, const groups& run, std::size_t last) {
  const auto from = run.end;
  std::size_t begin = from;
  while (begin < from + 4 && is_white(at(text, begin)) && begin < text.size()) ++begin;
  const bool spaced = begin > from;
  if (!spaced && (at(text, from) == '-' || at(text, from) == '.')) ++begin;
  if (begin == from || !is_digit(at(text, begin))) return from;
  if (run.separator != '\0' && run.separator != (spaced ? ' ' : text[from])) return from;
  const auto end = digits_end(text, begin);
  const bool wide = spaced && (begin - from > 1 || text[from] != ' ');
  if (wide && (from - last > 1 || end - begin > 1)) return from;
  const char tie = at(text, end);  // of "2026-11-25", which is no group
  const bool tied = spaced && (tie == '-' || tie == '.' || tie == '/' || tie == ':') && is_digit(at(text, end + 1));
  return tied ? from : begin;
}

groups read_groups(std::string_view text, std::size_t begin) {
  const auto end = digits_end(text, begin);
  groups run{begin, end, end};
  std::size_t last = begin;
  for (auto next = next_group(text, run, last); next != run.end; next = next_group(text, run, last)) {
    if (run.count == 1) {
      run.separator = is_white(text[run.end]) ? ' ' : text[run.end];
      run.second = next;
    }
    last = next;
    run.end = digits_end(text, next);
    run.even = run.even && run.end - next == run.length();
    ++run.count;
  }
  return run;
}

// "0482 1399" may be a code, or a code and something else. It is one where nothing but the sentence goes on.
bool stands_for_itself(std::string_view after) {
  static constexpr std::array<std::string_view, 8> goes_on = {" est ",  " pour ", " (",    " valable ",
                                                              " dans ", " is ",   " for ", " هو "};
  if (after.empty() || (after.front() != ' ' && after.front() != '\t')) return true;
  return std::ranges::any_of(goes_on, [after](auto words) { return after.starts_with(words); });
}

// "2025-2026"
bool is_span_of_years(std::string_view text, const groups& run) {
  return looks_like_year(text.substr(run.begin, 4)) && looks_like_year(text.substr(run.second, 4));
}

// Codes are printed in even groups to be read aloud, or digit by digit.
bool is_one_number(std::string_view text, const groups& run) {
  if (!run.even) return false;
  switch (run.length()) {
    case 1:
      return run.count >= shortest_code && run.count <= longest_code && run.separator != '.';
    case 2:
      return (run.count == 3 || run.count == 4) && run.separator == ' ';
    case 3:
      return run.count == 2;
    case 4:
      return run.count == 2 && !is_span_of_years(text, run) &&
             (run.separator == '-' || (run.separator == ' ' && stands_for_itself(text.substr(run.end))));
    default:
      return false;
  }
}

// "0612 345678", "212 612345678", "00212 612345678"
bool is_phone_in_groups(std::string_view digits) {
  return looks_like_phone(digits) || (digits.size() == 12 && digits.starts_with("212")) ||
         (digits.size() == 14 && digits.starts_with("00212"));
}

bool has_length_of_code(std::size_t digits) { return digits >= shortest_code && digits <= longest_code; }

// "10 minutes", "12 mai" behind a number are not its second group.
bool begins_measure(std::string_view text, std::size_t end) {
  const auto next = text.substr(end).starts_with(' ') ? cue_at(text, end + 1) : std::nullopt;
  return next && (next->means == sense::unit || next->means == sense::currency || next->means == sense::month);
}

bool follows_colon(std::string_view text, std::size_t begin) {
  return text.substr(0, begin).ends_with(':') || text.substr(0, begin).ends_with(": ");
}

// Groups in the cells of a row that has nothing else: "48", "29", "13". `begin` is the first of the line.
std::size_t end_of_cells(std::string_view text, std::size_t begin) {
  constexpr std::size_t longest = 2 * (longest_code + 1);
  if (begin > 0 && text[begin - 1] != '\n') return begin;
  const auto line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  if (line.size() > longest || !line.contains('\t') || line.find_first_not_of("0123456789\t-") != line.npos)
    return begin;
  const auto first = line.find('\t');
  for (std::size_t from = 0; from < line.size();) {
    const auto size = std::min(line.find('\t', from), line.size()) - from;
    if (size != first && line.substr(from, size) != "-") return begin;
    from += size + 1;
  }
  return first >= 1 && first <= 4 && has_length_of_code(digits_of(line).size()) ? begin + line.size() : begin;
}

token_run read_groups_of_cells(std::string_view text, std::size_t begin) {
  const auto end = end_of_cells(text, begin);
  return end == begin ? token_run{begin, {}} : token_run{end, {{begin, end, shape::digits}}};
}

// Two groups that are no pair may be two numbers, but a short one is a piece of something.
void add_two(std::string_view text, const groups& run, token_run& found) {
  const auto whole = digits_of(text.substr(run.begin, run.end - run.begin));
  if (is_phone_in_groups(whole)) return;
  const auto second = run.end - run.second;
  const auto keep = [&](std::size_t from, std::size_t to) {
    if (has_length_of_code(to - from) && !is_glued(text, from, to)) found.tokens.push_back({from, to, shape::digits});
  };
  if (run.separator == ' ' && begins_measure(text, run.end)) {
    keep(run.begin, run.first_end);
  } else if (run.length() < shortest_code || second < shortest_code) {
    if (!is_glued(text, run.begin, run.end)) found.tokens.push_back({run.begin, run.end, shape::uneven});
  } else {
    keep(run.begin, run.first_end);
    keep(run.second, run.end);
  }
}

}  // namespace

token_run read_digits(std::string_view text, std::size_t begin) {
  if (auto cells = read_groups_of_cells(text, begin); cells.end > begin) return cells;
  const auto run = read_groups(text, begin);
  token_run found{run.end, {}};
  if (begin > 0 && text[begin - 1] == '+') return found;
  const auto add = [&](shape looks) {
    if (!is_glued(text, run.begin, run.end)) found.tokens.push_back({run.begin, run.end, looks});
  };
  if (is_one_number(text, run)) {
    add(shape::digits);
  } else if (run.count == 1) {
    if (has_length_of_code(run.length())) add(shape::digits);
    if (run.length() > longest_code) add(shape::too_long);
    if (run.length() < shortest_code && follows_colon(text, begin)) add(shape::too_short);
  } else if (run.count == 2) {
    add_two(text, run, found);
  } else {
    add(shape::uneven);
  }
  return found;
}

std::string digits_of(std::string_view number) {
  std::string digits;
  std::ranges::copy_if(number, std::back_inserter(digits), is_digit);
  return digits;
}

bool looks_like_phone(std::string_view digits) {
  return digits.size() == 10 && digits[0] == '0' && digits[1] >= '5' && digits[1] <= '8';
}

bool looks_like_year(std::string_view digits) {
  return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

}  // namespace parcours::inbox
