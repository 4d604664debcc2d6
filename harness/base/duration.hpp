// Lengths of time as people write them in journeys and options: "250ms", "30s", "10m", "1h30m".
#pragma once

#include "harness/base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace parcours {

using duration = std::chrono::nanoseconds;

/// Reads one or more number+unit pairs (units: ms, s, m, h, d; whole or decimal numbers), largest first, without signs.
/// "0" alone is zero. Errors: "bad-duration", and "duration-too-long" above 10,000 days.
[[nodiscard]] result<duration> parse_duration(std::string_view text);

/// The shortest text that parse_duration() reads back, to the millisecond: "10m", "1h30m", "1.250s" is written
/// "1s250ms". Finer values keep decimals of a millisecond.
[[nodiscard]] std::string format_duration(duration value);

/// Plain decimal seconds with three decimals, "1.250": what JUnit wants, whatever the locale.
[[nodiscard]] std::string decimal_seconds(duration value);

/// "2026-01-31T09:30:00.000Z", from nanoseconds since the Unix epoch. RFC 3339, UTC.
[[nodiscard]] std::string rfc3339(std::chrono::sys_time<duration> when);

}  // namespace parcours
