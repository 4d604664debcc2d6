#include "harness/inbox/code.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/cues.hpp"
#include "harness/inbox/html_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace parcours::inbox {

namespace {

constexpr std::size_t reach = 160;  // bytes before a number in which the words that announce it are looked for
constexpr std::size_t label = 8;    // at most this many bytes stand between a label and its number: " est : ", " n° "
constexpr std::size_t shortest = 4;
constexpr std::size_t longest = 10;

struct number {
  std::size_t begin;
  std::size_t end;
  std::string digits;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 127; }

char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : ' '; }

std::string_view last_part(std::string_view text, std::size_t length) {
  return text.substr(text.size() - std::min(text.size(), length));
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
  const char after = at(text, end);
  if (before == '+' || after == '%') return true;
  if (joined(before, begin > 1 ? text[begin - 2] : ' ') || joined(after, at(text, end + 1))) return true;
  const auto token = last_part(text.substr(0, begin), reach);
  return token.substr(token.find_last_of(" \n") + 1).contains("://");
}

// "123 456", "1234-5678": two groups of the same length, as codes are printed to be read aloud. The length of the
// second group with its separator, or 0.
std::size_t second_group(std::string_view text, std::size_t begin, std::size_t end) {
  const auto length = end - begin;
  const char separator = at(text, end);
  if ((length != 3 && length != 4) || (separator != ' ' && separator != '-')) return 0;
  if (begin > 1 && text[begin - 1] == separator && is_digit(text[begin - 2])) return 0;
  const auto stop = end + 1 + length;
  if (stop > text.size() || !all_digits(text.substr(end + 1, length)) || is_digit(at(text, stop))) return 0;
  const bool goes_on = at(text, stop) == separator && is_digit(at(text, stop + 1));
  return goes_on ? 0 : length + 1;
}

std::vector<number> numbers_of(std::string_view text) {
  std::vector<number> found;
  std::size_t i = 0;
  while ((i = text.find_first_of("0123456789", i)) != std::string_view::npos) {
    const auto begin = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    std::string digits(text.substr(begin, i - begin));
    if (const auto more = second_group(text, begin, i); more > 0) {
      digits += text.substr(i + 1, more - 1);
      i += more;
    }
    if (digits.size() < shortest || digits.size() > longest || is_glued(text, begin, i)) continue;
    found.push_back({begin, i, std::move(digits)});
  }
  return found;
}

// Another kind of number: "dossier n° 20261234", "12 mai 2026", "1440 minutes".
bool is_labelled_otherwise(std::string_view before, std::string_view after) {
  static constexpr std::array<std::string_view, 8> units = {" minute", " heure", " jour", " seconde",
                                                            " hour",   " dh",    " mad",  " €"};
  if (std::ranges::any_of(units, [after](auto unit) { return after.starts_with(unit); })) return true;
  const auto near = last_part(before, 40);
  const auto other = last_cue(near, other_cues());
  if (!other || near.size() - other->end > label) return false;
  const auto code = last_cue(near, code_cues());
  return !code || code->end <= other->end;
}

// "code secret : 048213", "le code secret est 048213"
bool is_pointed_at(std::string_view between) {
  const auto end = trim(between);
  return end.empty() || end.ends_with(':') || end.ends_with('=') || end.ends_with("est") || end.ends_with("is") ||
         end.ends_with("هو");
}

bool ends_sentence(std::string_view between) {
  for (std::size_t i = 0; i + 1 < between.size(); ++i) {
    const bool stop = between[i] == '.' || between[i] == '!' || between[i] == '?';
    if (stop && (between[i + 1] == ' ' || between[i + 1] == '\n')) return true;
  }
  return false;
}

bool is_alone_on_line(std::string_view text, const number& one) {
  const auto before = text.substr(0, one.begin);
  const auto after = text.substr(one.end);
  const auto left = trim(before.substr(before.find_last_of('\n') + 1));
  return left.empty() && trim(after.substr(0, after.find('\n'))).empty();
}

// How surely the words in front of the number say that it is the code; 0: they do not. `previous` is the end of the
// last number that might be the code as well: what was announced once is seldom announced again by the same words.
int announced(std::string_view text, const number& one, std::size_t previous) {
  const auto window = last_part(text.substr(0, one.begin), reach);
  const auto code = last_cue(window, code_cues());
  if (!code) return 0;
  const auto between = window.substr(code->end);
  if (ends_sentence(between) && !is_alone_on_line(text, one)) return 0;
  int score = (code->strong ? 1000 : 500) - static_cast<int>(between.size());
  if (is_pointed_at(between)) score += 300;
  if (previous > one.begin - between.size()) {
    score -= is_pointed_at(text.substr(previous, one.begin - previous)) && !between.contains('\n') ? 100 : 400;
  }
  return score;
}

// "048213 est votre code secret": here the number comes first.
int followed(std::string_view after) {
  static constexpr std::array<std::string_view, 6> links = {" est votre ", " est le ", " : votre ",
                                                            " is your ",   " is the ", " هو "};
  for (const auto link : links) {
    if (!after.starts_with(link)) continue;
    const auto rest = after.substr(link.size(), 40);
    const auto code = last_cue(rest.substr(0, rest.find_first_of(".:\n0123456789")), code_cues());
    if (code) return code->strong ? 1290 : 790;
  }
  return 0;
}

std::optional<std::string> announced_number(std::string_view text, const std::vector<number>& numbers) {
  const number* best = nullptr;
  int best_score = 0;
  std::size_t previous = 0;  // end of the last number, and of the last that might be the code
  std::size_t previous_plain = 0;
  for (const auto& one : numbers) {
    const auto after = text.substr(one.end);
    int score = followed(after);
    if (!is_labelled_otherwise(text.substr(previous, one.begin - previous), after)) {
      score = std::max(score, announced(text, one, previous_plain));
      previous_plain = one.end;
    }
    previous = one.end;
    if (score > best_score) {
      best = &one;
      best_score = score;
    }
  }
  return best == nullptr ? std::nullopt : std::optional(best->digits);
}

// Where the subject alone speaks of a code: the only number that nothing else lays claim to.
std::optional<std::string> only_number(std::string_view text, const std::vector<number>& numbers) {
  const number* only = nullptr;
  std::size_t previous = 0;
  for (const auto& one : numbers) {
    const auto before = text.substr(previous, one.begin - previous);
    previous = one.end;
    if (is_labelled_otherwise(before, text.substr(one.end))) continue;
    if (only != nullptr && only->digits != one.digits) return std::nullopt;
    only = &one;
  }
  return only == nullptr ? std::nullopt : std::optional(only->digits);
}

std::optional<std::string> code_of_part(std::string_view text, bool subject_speaks) {
  const std::string plain = folded(text);
  const auto numbers = numbers_of(plain);
  auto found = announced_number(plain, numbers);
  if (!found && subject_speaks) found = only_number(plain, numbers);
  return found;
}

}  // namespace

std::optional<std::string> find_code_in_text(std::string_view text) { return code_of_part(text, false); }

std::optional<found_code> find_code(const smtp::parsed_mail& mail) {
  const bool subject_speaks = last_cue(folded(mail.subject), code_cues()).has_value();
  const auto in_text = code_of_part(mail.text, subject_speaks);
  const auto in_html = code_of_part(text_of_html(mail.html), subject_speaks);
  if (!in_text && !in_html) return std::nullopt;
  found_code found{in_text ? *in_text : *in_html, std::nullopt};
  if (in_text && in_html && *in_text != *in_html) found.conflicting = in_html;
  return found;
}

}  // namespace parcours::inbox
