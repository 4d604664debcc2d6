// Dates of cookies as browsers read them (RFC 6265 section 5.1.1).
#include "harness/base/text.hpp"
#include "harness/drivers/cookies.hpp"

#include <algorithm>
#include <array>

namespace parcours::drivers {
namespace {

struct date_parts {
  std::optional<std::array<int, 3>> time;
  std::optional<int> day;
  std::optional<int> month;
  std::optional<int> year;
};

bool is_delimiter(char c) {
  return c == '\t' || (c >= ' ' && c <= '/') || (c >= ';' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

// The digits at the start of `text`, taken off it, if there are `least` to `most` and no more.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  if (length < least || length > most) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(0, length)) number = number * 10 + (c - '0');
  text.remove_prefix(length);
  return number;
}

std::optional<std::array<int, 3>> read_time(std::string_view token) {
  std::array<int, 3> time{};
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (i > 0 && !token.starts_with(':')) return std::nullopt;
    if (i > 0) token.remove_prefix(1);
    const auto number = take_number(token, 1, 2);
    if (!number) return std::nullopt;
    time[i] = *number;
  }
  return time;
}

std::optional<int> read_month(std::string_view token) {
  static constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                              "jul", "aug", "sep", "oct", "nov", "dec"};
  const auto* found =
      std::ranges::find_if(months, [&](std::string_view month) { return iequals(month, token.substr(0, 3)); });
  if (found == months.end()) return std::nullopt;
  return static_cast<int>(found - months.begin()) + 1;
}

// Each token is the first of time, day, month, year that is still open and that it can be, in this order.
void take(std::string_view token, date_parts& into) {
  if (!into.time && (into.time = read_time(token))) return;
  auto rest = token;
  if (!into.day && (into.day = take_number(rest, 1, 2))) return;
  if (!into.month && (into.month = read_month(token))) return;
  rest = token;
  if (!into.year) into.year = take_number(rest, 2, 4);
}

int full_year(int written) {
  if (written >= 70 && written <= 99) return written + 1900;
  return written <= 69 ? written + 2000 : written;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text) {
  date_parts parts;
  while (!text.empty()) {
    const auto length = static_cast<std::size_t>(std::ranges::find_if(text, is_delimiter) - text.begin());
    if (length > 0) take(text.substr(0, length), parts);
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  if (!parts.time || !parts.day || !parts.month || !parts.year) return std::nullopt;
  const auto [hour, minute, second] = *parts.time;
  const int year = full_year(*parts.year);
  if (year < 1601 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(*parts.month)),
                                         std::chrono::day(static_cast<unsigned>(*parts.day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace parcours::drivers
