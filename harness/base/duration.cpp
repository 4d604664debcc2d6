#include "harness/base/duration.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>

namespace parcours {
namespace {

using namespace std::chrono_literals;

struct unit {
  std::string_view name;
  duration length;
};
constexpr std::array<unit, 5> units{{{"d", 24h}, {"h", 1h}, {"m", 1min}, {"s", 1s}, {"ms", 1ms}}};
constexpr duration longest = 10'000 * 24h;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

template <class Predicate>
std::string_view take_while(std::string_view& text, Predicate wanted) {
  std::size_t end = 0;
  while (end < text.size() && wanted(text[end])) ++end;
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

std::unexpected<error> bad(std::string_view text) {
  return fail(
      "bad-duration",
      fmt::format("'{}' is not a length of time: write numbers with units, largest first, as in 250ms, 30s, 1h30m",
                  text));
}

// whole.fraction times the unit, in integers so that no decimal is rounded; stops growing just above the longest.
std::int64_t nanoseconds(std::string_view whole, std::string_view fraction, duration unit_length) {
  const std::int64_t too_many = longest / unit_length + 1;
  std::int64_t count = 0;
  for (const char digit : whole) {
    count = count * 10 + (digit - '0');
    if (count >= too_many) return longest.count() + 1;
  }
  std::int64_t total = count * unit_length.count();
  std::int64_t scale = unit_length.count();
  for (const char digit : fraction) total += (digit - '0') * (scale /= 10);
  return total;
}

// One number and its unit off the front of `rest`; `next_unit` moves on, since units only shrink.
std::optional<std::int64_t> take_part(std::string_view& rest, std::size_t& next_unit) {
  const std::string_view whole = take_while(rest, is_digit);
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_while(rest, is_digit);
    if (fraction.empty()) return std::nullopt;
  }
  const std::string_view name = take_while(rest, is_letter);
  while (next_unit < units.size() && units[next_unit].name != name) ++next_unit;
  if (whole.empty() || next_unit == units.size()) return std::nullopt;
  return nanoseconds(whole, fraction, units[next_unit++].length);
}

std::string fraction_of_ms(std::int64_t ns) {
  std::string out = fmt::format(".{:06}", ns);
  out.resize(out.find_last_not_of('0') + 1);
  return out;
}

std::uint64_t magnitude(duration value) {
  const auto bits = static_cast<std::uint64_t>(value.count());
  return value.count() < 0 ? 0 - bits : bits;
}

}  // namespace

result<duration> parse_duration(std::string_view text) {
  if (text == "0") return duration::zero();
  if (text.empty()) return bad(text);
  std::string_view rest = text;
  std::int64_t total = 0;
  for (std::size_t next_unit = 0; !rest.empty();) {
    const std::optional<std::int64_t> part = take_part(rest, next_unit);
    if (!part) return bad(text);
    total += *part;
  }
  if (total > longest.count())
    return fail("duration-too-long",
                fmt::format("'{}' is longer than 10,000 days, the longest that is accepted", text));
  return duration(total);
}

std::string format_duration(duration value) {
  if (value == duration::zero()) return "0";
  std::string out = value < duration::zero() ? "-" : "";
  std::uint64_t rest = magnitude(value);
  for (const unit& each : units) {
    const auto length = static_cast<std::uint64_t>(each.length.count());
    const std::uint64_t count = rest / length;
    rest %= length;
    const bool finer = each.length == 1ms && rest > 0;
    if (count == 0 && !finer) continue;
    out += fmt::format("{}{}{}", count, finer ? fraction_of_ms(static_cast<std::int64_t>(rest)) : "", each.name);
  }
  return out;
}

std::string decimal_seconds(duration value) {
  const std::uint64_t ms = (magnitude(value) + 500'000) / 1'000'000;
  return fmt::format("{}{}.{:03}", value < duration::zero() && ms > 0 ? "-" : "", ms / 1000, ms % 1000);
}

std::string rfc3339(std::chrono::sys_time<duration> when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(when - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

}  // namespace parcours
