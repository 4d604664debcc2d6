#include "harness/base/regex.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

namespace parcours {

namespace {

/// UTF-8 to one wchar_t per character. The text must be well formed.
std::wstring widen(std::string_view text) {
  std::wstring made;
  made.reserve(text.size());
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte < 0x80) {
      made += static_cast<wchar_t>(byte);
    } else if (byte >= 0xC0) {
      made += static_cast<wchar_t>(byte & (byte >= 0xF0 ? 0x07 : byte >= 0xE0 ? 0x0F : 0x1F));
    } else {
      made.back() = static_cast<wchar_t>((made.back() << 6) | (byte & 0x3F));
    }
  }
  return made;
}

void append_utf8(std::string& to, wchar_t character) {
  const auto code = static_cast<std::uint32_t>(character);
  const int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned char first[] = {0x00, 0xC0, 0xE0, 0xF0};
  to += static_cast<char>(first[more] | (code >> (6 * more)));
  for (int at = more - 1; at >= 0; --at) to += static_cast<char>(0x80 | ((code >> (6 * at)) & 0x3F));
}

constexpr std::size_t most_copies = 1000;

/// std::regex unrolls counts: {100} inside {100} is ten thousand copies, and its search recurses through them. Nothing
/// where there are too many.
std::optional<std::size_t> copies_of(std::string_view pattern) {
  std::size_t product = 1;
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    std::string_view inside = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
    if (const auto comma = inside.find(','); comma != std::string_view::npos && comma + 1 < inside.size()) {
      inside = inside.substr(comma + 1);
    }
    std::size_t count = 1;
    const auto [end, problem] = std::from_chars(inside.data(), inside.data() + inside.size(), count);
    if (problem == std::errc::result_out_of_range) return std::nullopt;
    product *= std::max<std::size_t>(count, 1);
    if (product > most_copies) return std::nullopt;
  }
  return product;
}

std::string_view reason(std::regex_constants::error_type code) {
  using namespace std::regex_constants;
  if (code == error_paren) return "a bracket ( or ) has no partner";
  if (code == error_brack) return "a bracket [ or ] has no partner";
  if (code == error_brace || code == error_badbrace) return "a count {…} is not well formed";
  if (code == error_range) return "a range of characters is the wrong way round";
  if (code == error_escape) return "an unknown escape, or '\\' at the end";
  if (code == error_badrepeat) return "there is nothing for '*', '+', '?' or '{' to repeat";
  if (code == error_complexity) return "back-references are not supported";
  return "it is not well formed or too large";
}

struct too_many_steps {};

/// Walks over a line and counts its steps: nothing else ends a search of std::regex early.
class walker {
 public:
  using iterator_category = std::bidirectional_iterator_tag;
  using value_type = wchar_t;
  using difference_type = std::ptrdiff_t;
  using pointer = const wchar_t*;
  using reference = const wchar_t&;

  struct purse {
    std::uint64_t steps;
    std::uint64_t weight;
    void spend(std::uint64_t more) {
      if (steps < more) throw too_many_steps();
      steps -= more;
    }
  };

  walker() = default;
  walker(pointer at, purse& its) : at_(at), purse_(&its) {}

  reference operator*() const {
    purse_->spend(1);
    return *at_;
  }
  walker& operator++() {
    purse_->spend(purse_->weight);
    ++at_;
    return *this;
  }
  walker operator++(int) {
    auto before = *this;
    ++*this;
    return before;
  }
  walker& operator--() {
    --at_;
    return *this;
  }
  walker operator--(int) {
    auto before = *this;
    --*this;
    return before;
  }
  bool operator==(const walker& other) const { return at_ == other.at_; }
  [[nodiscard]] pointer place() const { return at_; }

 private:
  pointer at_ = nullptr;
  purse* purse_ = nullptr;
};

using found_places = std::match_results<walker>;

std::wstring_view text_of(const std::sub_match<walker>& group) {
  if (!group.matched) return {};
  return {group.first.place(), group.second.place()};
}

/// A search tries each start anew: on a line of a megabyte that would take hours. So a long line is looked at through
/// windows that overlap by more than a match has.
constexpr std::ptrdiff_t window = 2000;

/// The end of a window is not the end of a line: a match that touches it is looked for again in the next one.
bool search_window(const std::wregex& wanted, std::wstring_view line, std::ptrdiff_t from, walker::purse& purse,
                   found_places& found) {
  using namespace std::regex_constants;
  const auto* const begin = line.data() + from;
  const bool last = std::ssize(line) - from <= window;
  const auto* const end = last ? line.data() + line.size() : begin + window;
  auto flags = match_default;
  if (from > 0) flags |= match_prev_avail | match_not_bol;
  if (!last) flags |= match_not_eol;
  if (!std::regex_search(walker(begin, purse), walker(end, purse), found, wanted, flags)) return false;
  const auto whole = text_of(found[0]);
  return last || whole.data() + whole.size() != end || whole.size() > regex::longest_match;
}

bool search_line(const std::wregex& wanted, std::wstring_view line, walker::purse& purse, found_places& found) {
  constexpr auto stride = window - static_cast<std::ptrdiff_t>(regex::longest_match);
  for (std::ptrdiff_t from = 0;; from += stride) {
    if (search_window(wanted, line, from, purse, found)) return true;
    if (std::ssize(line) - from <= window) return false;
  }
}

regex::match groups_of(const found_places& found) {
  regex::match groups(found.size());
  for (std::size_t at = 0; at < found.size(); ++at) {
    for (const wchar_t each : text_of(found[at])) append_utf8(groups[at], each);
  }
  return groups;
}

}  // namespace

result<regex> regex::compile(std::string_view pattern) {
  if (pattern.empty()) return fail("bad-regex", "it is empty and would match anything");
  if (pattern.size() > longest) return fail("bad-regex", fmt::format("longer than {} bytes", longest));
  if (!is_utf8(pattern)) return fail("bad-regex", "not UTF-8");
  const auto copies = copies_of(pattern);
  if (!copies) return fail("bad-regex", "its counts {…} multiply to more than 1,000");
  try {
    // The polynomial executor neither recurses once per character nor takes exponential time.
    const auto flags = std::regex_constants::ECMAScript | std::regex_constants::__polynomial;
    constexpr std::size_t states_a_step = 64;  // that are looked through without a look at a character
    return regex(std::wregex(widen(pattern), flags), pattern, 1 + (pattern.size() * *copies) / states_a_step);
  } catch (const std::regex_error& thrown) {
    return fail("bad-regex", std::string(reason(thrown.code())));
  }
}

std::optional<regex::match> regex::search(std::string_view text) const {
  auto steps = std::uint64_t(-1);
  return *search(text, steps);
}

result<std::optional<regex::match>> regex::search(std::string_view text, std::uint64_t& steps) const {
  const std::string clean = to_utf8(text);
  walker::purse purse{steps, weight_};
  std::optional<match> first;
  try {
    for (const auto line : split(clean, '\n')) {
      const std::wstring wide = widen(line).substr(0, longest_line);
      found_places found;
      if (!search_line(compiled_, wide, purse, found)) continue;
      first = groups_of(found);
      break;
    }
  } catch (const too_many_steps&) {
    steps = 0;
    return fail("too-many-steps", "the regular expression takes too long on this text");
  }
  steps = purse.steps;
  return first;
}

bool regex::sees_all(std::string_view text) {
  return std::ranges::all_of(split(text, '\n'), [](std::string_view line) { return line.size() <= longest_line; });
}

}  // namespace parcours
