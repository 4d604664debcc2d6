#include "harness/events/log.hpp"

#include "harness/base/leak_check.hpp"
#include "harness/events/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>

namespace parcours::events {
namespace {

std::vector<event> events_of(const std::filesystem::path& log) {
  std::vector<event> events;
  const auto add = [&events](const log_line& line) { events.push_back(line.what.value()); };
  EXPECT_TRUE(read_log(log, add).has_value());
  return events;
}

const line_visitor ignore = [](const log_line&) {};

TEST(log_writer, writes_what_is_read_back) {
  const auto path = testing::temporary_file("events.ndjson");
  {
    auto log = log_writer::open(path);
    ASSERT_TRUE(log.has_value());
    for (const event& item : testing::sample_run()) log->append(item);
  }
  EXPECT_EQ(events_of(path), testing::sample_run());
}

TEST(log_writer, numbers_its_lines_and_closes_with_their_count_and_checksum) {
  const auto path = testing::temporary_file("events.ndjson");
  auto log = log_writer::open(path);
  ASSERT_TRUE(log.has_value());
  for (const event& item : testing::sample_run()) {
    log->append(item);
    ASSERT_TRUE(log->flush().has_value());
  }
  ASSERT_TRUE(log->close().has_value());
  EXPECT_EQ(testing::read_file(path), testing::to_log(testing::sample_run()));
}

TEST(log_writer, closes_with_what_sha256sum_says) {
  EXPECT_EQ(testing::to_log({run_finished{}}),
            "{\"event\":\"run_finished\",\"at_us\":0,\"took_us\":0,\"n\":1}\n"
            "{\"event\":\"log_closed\",\"lines\":1,\"sha256\":"
            "\"09d6e918f2a52a32718cbf70c7645867f788d191bf62c7b72e599b532f6e1a23\",\"n\":2}\n");
}

TEST(log_writer, keeps_lines_until_they_are_flushed) {
  const auto path = testing::temporary_file("events.ndjson");
  auto log = log_writer::open(path);
  ASSERT_TRUE(log.has_value());
  log->append(run_finished{});
  EXPECT_EQ(testing::read_file(path), "");
  ASSERT_TRUE(log->flush().has_value());
  EXPECT_EQ(testing::read_file(path), to_line(run_finished{}, 1));
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

// What the check of a run's artefacts would see if a secret came past the redactor.
TEST(log_writer, a_log_that_was_written_without_a_redactor_is_found_to_leak) {
  const redactor secrets(std::vector<secret>{{"secret.password", "hunter2 & co"}});
  const auto path = testing::temporary_file("events.ndjson");
  auto log = log_writer::open(path);
  ASSERT_TRUE(log.has_value());
  log->append(step_finished{.id = "a", .title = "fill [redacted]"});
  ASSERT_TRUE(log->flush().has_value());
  std::ifstream clean(path);
  EXPECT_EQ(leak_in(clean, secrets), std::nullopt);
  log->append(step_finished{.id = "a", .title = "fill hunter2+%26%20co"});
  ASSERT_TRUE(log->flush().has_value());
  std::ifstream planted(path);
  EXPECT_EQ(leak_in(planted, secrets), "secret.password");
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

TEST(read_lines, gives_the_place_of_each_line) {
  const std::string first = to_line(run_finished{}), second = to_line(run_interrupted{});
  std::istringstream log(first + "\n" + second);
  std::vector<std::array<std::uint64_t, 3>> spans;
  read_lines(log, [&](const log_line& line) { spans.push_back({line.at, line.begin, line.end}); });
  const auto a = first.size(), b = second.size();
  EXPECT_EQ(spans, (std::vector<std::array<std::uint64_t, 3>>{{1, 0, a}, {2, a, a + 1}, {3, a + 1, a + 1 + b}}));
}

TEST(read_lines, stops_at_the_limit) {
  const std::string line = to_line(run_finished{});
  for (const std::size_t limit : {line.size(), line.size() + 1}) {
    std::istringstream log(line + line + line);
    std::size_t seen = 0;
    read_lines(log, [&](const log_line&) { ++seen; }, limit);
    EXPECT_EQ(seen, limit == line.size() ? 1U : 2U);
  }
}

TEST(read_lines, hands_on_what_is_no_event) {
  std::istringstream log("{\"event\":\"journey_paused\"}\n" + to_line(run_finished{}, 2) + "{\"event\":\"run_fin");
  std::vector<std::string> seen;
  read_lines(log,
             [&](const log_line& line) { seen.push_back(testing::code_of(line.what) + (line.torn ? " torn" : "")); });
  EXPECT_EQ(seen, (std::vector<std::string>{"unknown-event", "", "bad-event torn"}));
}

TEST(read_log, cannot_read_what_is_no_file) {
  const auto missing = testing::temporary_file("events.ndjson");
  EXPECT_EQ(testing::code_of(read_log(missing, ignore)), "unreadable-log");
  EXPECT_EQ(testing::code_of(read_log(missing.parent_path(), ignore)), "unreadable-log");
}

}  // namespace
}  // namespace parcours::events
