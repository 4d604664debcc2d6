// Codes of letters and digits, placeholders, masks: the part of numbers.hpp that is not about digits alone.
#include "harness/inbox/numbers.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace parcours::inbox {

namespace {

constexpr std::size_t longest_placeholder = 40;

bool is_latin(char c) { return c >= 'a' && c <= 'z'; }
bool is_key_character(char c) { return is_latin(c) || is_digit(c); }

std::size_t group_end(std::string_view text, std::size_t i) {
  while (i < text.size() && is_key_character(text[i])) ++i;
  return i;
}

bool is_upper(std::string_view written) {
  return std::ranges::none_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
}

// "10h30", "1440mn", "2e": a measure, a time or a rank. Not "1234AB".
bool is_measure(std::string_view group) {
  const auto first = static_cast<std::size_t>(std::ranges::find_if_not(group, is_digit) - group.begin());
  const auto rest = group.substr(first);
  if (first == 0 || rest.empty()) return false;
  if (rest.starts_with('h') && std::ranges::all_of(rest.substr(1), is_digit)) return true;
  return first <= 2 && std::ranges::none_of(rest, is_digit);
}

std::size_t changes(std::string_view key) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < key.size(); ++i) count += is_digit(key[i]) != is_digit(key[i - 1]) ? 1 : 0;
  return count;
}

// A group that follows `end` after one space and is made as the first is: "8F3K 2210".
std::optional<std::size_t> spaced_group(const folded_text& text, std::size_t begin, std::size_t end) {
  const std::string_view all = text.text;
  if (end >= all.size() || all[end] != ' ') return std::nullopt;
  const auto next = group_end(all, end + 1);
  const auto goes_on = next < all.size() && (is_word(all[next]) || all[next] == ' ' || all[next] == '-');
  if (next - end - 1 != end - begin || goes_on || !is_upper(text.written(end + 1, next))) return std::nullopt;
  return next;
}

// "ABCD 2210" after a colon, "2210 8F3K": the key shows in its second group.
bool may_be_first_group(const folded_text& text, std::size_t begin, std::size_t end) {
  const std::string_view all = text.text;
  const bool after_colon = begin > 1 && all[begin - 1] == ' ' && all[begin - 2] == ':';
  if (is_digit(all[begin])) {
    const auto next = spaced_group(text, begin, end);
    if (!next || std::ranges::none_of(all.substr(end, *next - end), is_latin)) return false;
    return after_colon || std::ranges::any_of(all.substr(end, *next - end), is_digit);
  }
  return after_colon;
}

// The end of letters and digits in groups that hyphens tie; `begin` where something else is tied to them.
std::size_t tied_end(std::string_view all, std::size_t begin) {
  auto end = group_end(all, begin);
  while (end + 1 < all.size() && all[end] == '-' && is_key_character(all[end + 1])) end = group_end(all, end + 1);
  const char after = end < all.size() ? all[end] : ' ';
  const char beyond = end + 1 < all.size() ? all[end + 1] : ' ';
  const bool tied = is_word(after) || after == '@' || after == '_' || after == '/';
  return tied || ((after == '.' || after == ':' || after == ',') && is_key_character(beyond)) ? begin : end;
}

bool looks_like_key(const folded_text& text, std::size_t begin, std::size_t end) {
  const auto key = std::string_view(text.text).substr(begin, end - begin);
  const bool mixed = std::ranges::any_of(key, is_digit) && std::ranges::any_of(key, is_latin);
  const auto size = static_cast<std::size_t>(std::ranges::count_if(key, is_key_character));
  if (!mixed || size < shortest_code || size > longest_key || is_measure(key)) return false;
  return is_upper(text.written(begin, end)) || (changes(key) >= 2 && size >= 6);
}

// What templates leave where nothing was filled in.
struct brackets {
  std::string_view open;
  std::string_view close;
  bool names_code;  // what is inside must, since people write these too
};
constexpr auto placeholders = std::to_array<brackets>({{"${", "}", false},
                                                       {"#{", "}", false},
                                                       {"{{", "}}", false},
                                                       {"<%", "%>", false},
                                                       {"{%", "%}", false},
                                                       {"{", "}", true},
                                                       {"%", "%", true},
                                                       {"[", "]", true},
                                                       {"<", ">", true},
                                                       {"__", "__", true}});
constexpr auto code_names = std::to_array<std::string_view>({"code", "otp", "pin", "token", "jeton", "key"});
constexpr auto blanks = std::to_array<std::string_view>(
    {"%s", "%d", "%1$s", "null", "(null)", "undefined", "none", "nan", "nil", "n/a", "{0}", "[object object]"});

std::size_t bracketed_end(std::string_view text, std::size_t begin, const brackets& kind) {
  if (!text.substr(begin).starts_with(kind.open)) return begin;
  const auto inside = text.substr(begin + kind.open.size(), longest_placeholder);
  const auto size = inside.find(kind.close);
  if (size == std::string_view::npos || inside.substr(0, size).contains('\n')) return begin;
  const auto name = inside.substr(0, size);
  const auto within = [name](auto one) { return name.contains(one); };
  if (kind.names_code && (std::ranges::none_of(code_names, within) || std::ranges::any_of(name, is_digit)))
    return begin;
  return begin + kind.open.size() + size + kind.close.size();
}

std::size_t placeholder_end(std::string_view text, std::size_t begin) {
  for (const auto& kind : placeholders) {
    if (const auto end = bracketed_end(text, begin, kind); end > begin) return end;
  }
  for (const auto word : blanks) {
    if (!text.substr(begin).starts_with(word)) continue;
    const auto end = begin + word.size();
    if (end == text.size() || !is_word(text[end]) || !is_word(word.back())) return end;
  }
  return begin;
}

constexpr auto mask_signs = std::to_array<std::string_view>({"*", "•", "●", "∙", "·", "×", "#", "x"});

std::size_t sign_before(std::string_view text, std::size_t end) {
  for (const auto sign : mask_signs) {
    if (text.substr(0, end).ends_with(sign)) return sign.size();
  }
  return 0;
}

std::size_t signs_before(std::string_view text, std::size_t end, std::size_t& begin) {
  std::size_t count = 0;
  begin = end;
  while (count < 8) {
    const auto size = sign_before(text, begin);
    if (size == 0) break;
    begin -= size;
    ++count;
  }
  return count;
}

std::size_t signs_after(std::string_view text, std::size_t begin) {
  std::size_t count = 0;
  for (bool more = true; more && count < 8;) {
    more = false;
    for (const auto sign : mask_signs) {
      if (sign == "x" || !text.substr(begin).starts_with(sign)) continue;
      begin += sign.size();
      ++count;
      more = true;
      break;
    }
  }
  return count;
}

}  // namespace

bool looks_like_promotion(std::string_view key) {
  constexpr std::size_t word = 4;
  const auto letters = static_cast<std::size_t>(std::ranges::find_if_not(key, is_latin) - key.begin());
  return letters >= word && std::ranges::all_of(key.substr(letters), is_digit);
}

token_run read_key(const folded_text& text, std::size_t begin) {
  const std::string_view all = text.text;
  if (begin > 0 && is_word(all[begin - 1])) return {begin, {}};
  if (const auto end = placeholder_end(all, begin); end > begin) return {end, {{begin, end, shape::placeholder}}};
  if (!is_key_character(all[begin])) return {begin, {}};
  const char before = begin > 0 ? all[begin - 1] : ' ';
  if (before == '@' || before == '/' || before == '_' || before == '-' || before == '.' || before == '+')
    return {begin, {}};
  auto end = tied_end(all, begin);
  const bool tied = std::string_view(all).substr(begin, end - begin).contains('-');
  const bool upper = end > begin && is_upper(text.written(begin, end));
  if (!looks_like_key(text, begin, end) && !(upper && may_be_first_group(text, begin, end))) return {begin, {}};
  if (upper && !tied) {
    const auto size = end - begin;
    for (auto next = spaced_group(text, end - size, end); next; next = spaced_group(text, end - size, end)) end = *next;
  }
  if (!looks_like_key(text, begin, end)) return {begin, {}};
  return {end, {{begin, end, shape::letters_and_digits}}};
}

bool is_masked(std::string_view text, std::size_t begin, std::size_t end) {
  if (text.substr(begin, end - begin).contains("xxx")) return true;
  std::size_t from = begin;
  while (from > 0 && begin - from < 2 && std::string_view(" -)").contains(text[from - 1])) --from;
  std::size_t mask = from;
  const auto before = signs_before(text, from, mask);
  auto after_at = end;
  while (after_at < text.size() && after_at - end < 2 && text[after_at] == ' ') ++after_at;
  const auto after = signs_after(text, after_at);
  if (before == after) {
    const auto dots = text.substr(0, begin);
    const bool after_word = begin > 3 && is_word(text[begin - 4]);
    return (dots.ends_with("...") && !after_word) || dots.ends_with("\u2026");
  }
  return before >= 2 || after >= 2;
}

}  // namespace parcours::inbox
