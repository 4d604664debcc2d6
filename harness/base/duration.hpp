// Durations as people write them in journeys and options: "250ms", "30s", "10m", "1h30m".
#pragma once

#include "harness/base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace parcours {

using duration = std::chrono::nanoseconds;

/// Parses one or more pairs of number and unit (units: ms, s, m, h, d; whole or decimal numbers), largest unit first,
/// without signs. "0" alone is zero. Errors: "bad-duration", and "duration-too-long" above 10,000 days.
[[nodiscard]] result<duration> parse_duration(std::string_view text);

/// The shortest text that parse_duration() accepts, to the millisecond: "10m", "1h30m"; "1.250s" becomes "1s250ms".
/// Values that are not whole milliseconds get decimals of a millisecond.
[[nodiscard]] std::string format_duration(duration value);

/// Seconds with three decimals, "1.250", independent of the locale: the format of JUnit.
[[nodiscard]] std::string decimal_seconds(duration value);

/// Formats nanoseconds since the Unix epoch as "2026-01-31T09:30:00.000Z" (RFC 3339, UTC).
[[nodiscard]] std::string rfc3339(std::chrono::sys_time<duration> when);

}  // namespace parcours
