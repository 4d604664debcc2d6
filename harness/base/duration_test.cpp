#include "harness/base/duration.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace parcours {
namespace {

using namespace std::chrono_literals;

std::string problem(std::string_view text) {
  const auto value = parse_duration(text);
  return value ? "none" : value.error().code;
}

TEST(parse_duration, reads_numbers_with_units_largest_first) {
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("10m"), 10min);
  EXPECT_EQ(parse_duration("1h30m"), 90min);
  EXPECT_EQ(parse_duration("2d1ms"), 48h + 1ms);
  EXPECT_EQ(parse_duration("1.5h"), 90min);
  EXPECT_EQ(parse_duration("0.1s"), 100ms);
  EXPECT_EQ(parse_duration("0.000001ms"), 1ns);
  EXPECT_EQ(parse_duration("90m"), 90min);
  EXPECT_EQ(parse_duration("0"), 0s);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(parse_duration, refuses_all_else) {
  for (const char* text : {"", "5", "00", "s", "-1s", "+1s", "1 s", " 1s", "1s ", "1m1h", "1s1s", "1.s", ".5s", "1..5s",
                           "1e3s", "1S", "10min", "1,5s", "1h30"})
    EXPECT_EQ(problem(text), "bad-duration") << text;
}

TEST(parse_duration, accepts_ten_thousand_days_and_not_a_millisecond_more) {
  EXPECT_EQ(parse_duration("10000d"), 10'000 * 24h);
  EXPECT_EQ(problem("10000d1ms"), "duration-too-long");
  EXPECT_EQ(problem("10001d"), "duration-too-long");
  EXPECT_EQ(problem("99999999999999999999999999s"), "duration-too-long");
  EXPECT_EQ(problem("9999d9999999h9999999999m99999999999s"), "duration-too-long");
}

TEST(format_duration, is_short_and_exact) {
  EXPECT_EQ(format_duration(0s), "0");
  EXPECT_EQ(format_duration(10min), "10m");
  EXPECT_EQ(format_duration(90min), "1h30m");
  EXPECT_EQ(format_duration(1250ms), "1s250ms");
  EXPECT_EQ(format_duration(25h), "1d1h");
  EXPECT_EQ(format_duration(1ms + 500us), "1.5ms");
  EXPECT_EQ(format_duration(1s + 1ns), "1s0.000001ms");
  EXPECT_EQ(format_duration(-90s), "-1m30s");
  EXPECT_EQ(format_duration(duration::min()).front(), '-');
}

RC_GTEST_PROP(duration_property, what_is_formatted_is_read_back, ()) {
  const duration value(*rc::gen::inRange<std::int64_t>(0, 864'000'000'000'000'000));
  RC_ASSERT(parse_duration(format_duration(value)).value() == value);
}

TEST(decimal_seconds, has_three_rounded_decimals) {
  EXPECT_EQ(decimal_seconds(1250ms), "1.250");
  EXPECT_EQ(decimal_seconds(0s), "0.000");
  EXPECT_EQ(decimal_seconds(499us), "0.000");
  EXPECT_EQ(decimal_seconds(500us), "0.001");
  EXPECT_EQ(decimal_seconds(999'500us), "1.000");
  EXPECT_EQ(decimal_seconds(-1500ms), "-1.500");
  EXPECT_EQ(decimal_seconds(-1us), "0.000");
}

TEST(rfc3339, writes_utc_to_the_millisecond) {
  using std::chrono::sys_days;
  using std::chrono::year;
  EXPECT_EQ(rfc3339(sys_days(year(2026) / 1 / 31) + 9h + 30min), "2026-01-31T09:30:00.000Z");
  EXPECT_EQ(rfc3339(sys_days(year(2024) / 2 / 29) + 23h + 59min + 59s + 999ms + 999us), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(rfc3339(std::chrono::sys_time<duration>(-1ms)), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace parcours
