#include "harness/events/log.hpp"

#include "harness/events/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace parcours::events {
namespace {

std::vector<event> events_of(const std::filesystem::path& log) {
  std::vector<event> events;
  EXPECT_TRUE(
      read_log(log, [&](event item, std::uint64_t, std::uint64_t) { events.push_back(std::move(item)); }).has_value());
  return events;
}

const event_visitor ignore = [](const event&, std::uint64_t, std::uint64_t) {};

TEST(log_writer, writes_what_is_read_back) {
  const auto path = testing::temporary_file("events.ndjson");
  {
    auto log = log_writer::open(path);
    ASSERT_TRUE(log.has_value());
    for (const event& item : testing::sample_run()) log->append(item);
  }
  EXPECT_EQ(events_of(path), testing::sample_run());
}

TEST(log_writer, keeps_lines_until_they_are_flushed) {
  const auto path = testing::temporary_file("events.ndjson");
  auto log = log_writer::open(path);
  ASSERT_TRUE(log.has_value());
  log->append(run_finished{});
  EXPECT_EQ(testing::read_file(path), "");
  ASSERT_TRUE(log->flush().has_value());
  EXPECT_EQ(testing::read_file(path), to_line(run_finished{}));
}

TEST(log_writer, makes_the_folder_and_replaces_an_older_log) {
  const auto path = testing::temporary_file("deep") / "out" / "events.ndjson";
  std::filesystem::remove_all(path.parent_path().parent_path());
  ASSERT_TRUE(log_writer::open(path).has_value());
  testing::write_file(path, "an older log\n");
  ASSERT_TRUE(log_writer::open(path).has_value());
  EXPECT_EQ(testing::read_file(path), "");
  std::filesystem::remove_all(path.parent_path().parent_path());
}

TEST(log_writer, takes_secrets_out) {
  const redactor secrets(std::vector<secret>{{"password", "hunter2"}});
  const auto path = testing::temporary_file("events.ndjson");
  auto log = log_writer::open(path, secrets);
  ASSERT_TRUE(log.has_value());
  log->append(step_finished{.id = "a", .title = "fill hunter2"});
  ASSERT_TRUE(log->flush().has_value());
  EXPECT_EQ(std::get<step_finished>(events_of(path).at(0)).title, "fill [redacted]");
}

TEST(log_writer, cannot_write_where_a_folder_is) {
  const auto log = log_writer::open(testing::temporary_file("x").parent_path());
  ASSERT_FALSE(log.has_value());
  EXPECT_EQ(log.error().code, "log-write");
}

TEST(log_writer, tells_of_a_full_disk_once) {
  auto log = log_writer::open("/dev/full");
  ASSERT_TRUE(log.has_value());
  log->append(run_finished{});
  const auto first = log->flush();
  ASSERT_FALSE(first.has_value());
  EXPECT_EQ(first.error().code, "log-write");
  EXPECT_THAT(first.error().message, ::testing::HasSubstr("No space left"));
  log->append(run_finished{});
  EXPECT_TRUE(log->flush().has_value());
  EXPECT_TRUE(log->failure().has_value());
}

TEST(read_events, gives_the_bytes_of_each_line) {
  const std::string first = to_line(run_finished{}), second = to_line(run_interrupted{});
  std::istringstream log(first + "\n" + second);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> spans;
  const auto end = read_events(
      log, "log", [&](const event&, std::uint64_t from, std::uint64_t to) { spans.emplace_back(from, to); });
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->lines, 3U);
  const auto a = first.size(), b = second.size();
  EXPECT_EQ(spans, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, a}, {a + 1, a + 1 + b}}));
}

TEST(read_events, stops_at_the_limit) {
  const std::string line = to_line(run_finished{});
  for (const std::size_t limit : {line.size(), line.size() + 1}) {
    std::istringstream log(line + line + line);
    EXPECT_EQ(read_events(log, "log", ignore, limit)->lines, limit == line.size() ? 1U : 2U);
  }
}

TEST(read_events, passes_over_events_of_newer_versions) {
  std::istringstream log("{\"event\":\"journey_paused\"}\n" + to_line(run_finished{}));
  std::size_t seen = 0;
  ASSERT_TRUE(read_events(log, "log", [&](const event&, std::uint64_t, std::uint64_t) { ++seen; }).has_value());
  EXPECT_EQ(seen, 1U);
}

TEST(read_events, tolerates_a_torn_last_line_and_no_other) {
  std::istringstream torn(to_line(run_finished{}) + "{\"event\":\"run_fin");
  const auto end = read_events(torn, "log", ignore);
  ASSERT_TRUE(end.has_value());
  EXPECT_TRUE(end->torn);
  EXPECT_EQ(end->lines, 1U);
  std::istringstream damaged(to_line(run_finished{}) + "{\"event\":\"run_fin\n" + to_line(run_finished{}));
  const auto broken = read_events(damaged, "out/events.ndjson", ignore);
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().code, "bad-log");
  EXPECT_THAT(broken.error().message, ::testing::StartsWith("out/events.ndjson:2: "));
}

TEST(read_log, cannot_read_what_is_no_file) {
  const auto missing = testing::temporary_file("events.ndjson");
  EXPECT_EQ(testing::code_of(read_log(missing, ignore)), "unreadable-log");
  EXPECT_EQ(testing::code_of(read_log(missing.parent_path(), ignore)), "unreadable-log");
}

}  // namespace
}  // namespace parcours::events
