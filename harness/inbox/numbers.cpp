#include "harness/inbox/numbers.hpp"

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
      return run.count == 2 &&
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

}  // namespace

digit_run read_digits(std::string_view text, std::size_t begin) {
  const auto run = read_groups(text, begin);
  digit_run found{run.end, {}};
  const auto keep = [&](std::size_t from, std::size_t to) {
    if (!is_glued(text, from, to)) found.numbers.emplace_back(from, to);
  };
  if (begin > 0 && text[begin - 1] == '+') return found;
  const bool one = is_one_number(text, run);
  if (one || run.count == 1) {
    if (one || has_length_of_code(run.length())) keep(run.begin, run.end);
  } else if (run.count == 2 && !is_phone_in_groups(digits_of(text.substr(begin, run.end - begin)))) {
    if (has_length_of_code(run.length())) keep(run.begin, run.first_end);
    if (has_length_of_code(run.end - run.second)) keep(run.second, run.end);
  }  // else three groups or more: an account, a telephone, a card
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

}  // namespace parcours::inbox
