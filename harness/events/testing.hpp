// For the tests of the log and of the reports: a small run with one of everything, files to write it to, golden files.
#pragma once

#include "harness/events/checksum.hpp"
#include "harness/events/event.hpp"
#include "harness/events/results.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace parcours::events::testing {

using namespace std::chrono_literals;

inline wall_time at(duration since_start) {
  return std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 9h + 30min + since_start;
}

/// A name of the running test's own, for a file or a folder; nothing is there.
inline std::filesystem::path temporary_file(const std::string& name) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const auto folder = std::filesystem::path(::testing::TempDir()) / "parcours" / test->test_suite_name() / test->name();
  std::filesystem::create_directories(folder);
  std::filesystem::remove_all(folder / name);
  return folder / name;
}

inline void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// Compares with a golden file of the sources; PARCOURS_UPDATE_GOLDEN=1 in the environment rewrites it instead.
inline void expect_golden(const std::string& path_in_sources, const std::string& text) {
  const auto path = std::filesystem::path(PARCOURS_SOURCE_DIR) / path_in_sources;
  if (std::getenv("PARCOURS_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    write_file(path, text);
  }
  EXPECT_EQ(text, read_file(path)) << "differs from " << path_in_sources;
}

/// The code of the error; empty if there is none.
template <class T>
std::string code_of(const result<T>& outcome) {
  return outcome ? std::string() : outcome.error().code;
}

/// The lines of a log that is whole, with their numbers and the last, which closes it.
inline std::vector<std::string> to_lines(const std::vector<event>& events) {
  std::vector<std::string> lines;
  checksum sum;
  for (const event& item : events) {
    lines.push_back(to_line(item, lines.size() + 1));
    sum.add(lines.back());
  }
  const log_closed last{lines.size(), sum.take()};
  lines.push_back(to_line(last, last.lines + 1));
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string log;
  for (const auto& line : lines) log += line;
  return log;
}

inline std::string to_log(const std::vector<event>& events) { return joined(to_lines(events)); }

inline results results_of(const std::string& log) {
  const auto path = temporary_file("events.ndjson");
  write_file(path, log);
  auto run = results::read(path);
  if (!run) throw std::runtime_error(run.error().message);
  return *std::move(run);
}

inline journey_started start(std::string file, std::string label, std::size_t order, std::uint32_t attempt = 1) {
  journey_started e;
  e.id = "scenarios/journeys/" + file + ".yaml" + (label.empty() ? "" : "#" + label);
  e.file = "scenarios/journeys/" + file + ".yaml";
  e.classname = "scenarios.journeys." + file;
  e.name = file + (label.empty() ? "" : " " + label);
  e.line = 1;
  e.attempt = attempt;
  e.order = order;
  e.at = at(std::chrono::milliseconds(10 * order));
  return e;
}

inline journey_planned plan(const std::string& file, std::vector<std::string> labels, std::size_t order) {
  const auto like = start(file, "", order);
  return {like.file, like.classname, file, {}, 1, std::move(labels), 1, order};
}

inline step_finished step(const journey_started& of, std::size_t index, std::string title, verdict outcome,
                          duration took) {
  return {of.id, of.attempt, index, std::move(title), {of.file, 7 + index, 5}, outcome, took};
}

inline journey_finished finish(const journey_started& of, verdict outcome, duration took) {
  return {of.id, of.attempt, outcome, took, {}, {}, true};
}

inline problem wrong_page() {
  return {"expectation",
          "the page is not the one expected",
          "activated",
          "submit_code",
          {"scenarios/journeys/wrong_code.yaml", 9, 5},
          "« Saisir le code secret »\nhttp://127.0.0.1:8080/fr/confirm_adresse_5\nLe code est <incorrect> & périmé",
          "« Votre code secret » to amina@example.com",
          {"out/wrong_code/page.html"}};
}

/// Passed, failed, error, skipped, flaky, one that failed twice and one that was running when the run was interrupted;
/// the first two interleaved as with -j. Two more were planned and not run.
inline std::vector<event> sample_run() {
  auto valid = start("valid_amo", "", 0);
  valid.tags = {"smoke", "amo"};
  valid.synthetic = "AMO 012345678 (synthetic)";
  const auto wrong = start("wrong_code", "[five tries]", 1);
  const auto refused = start("unreachable", "", 2);
  const auto skipped = start("valid_amo", "[arabic]", 3);
  const auto flaky = start("resend", "", 4), flaky_again = start("resend", "", 4, 2);
  const auto twice = start("wrong_code", "[expired]", 5), twice_again = start("wrong_code", "[expired]", 5, 2);
  const auto running = start("recovery", "", 6);
  auto failed = finish(wrong, verdict::failed, 34ms);
  failed.problem = wrong_page();
  auto error = finish(refused, verdict::error, 2s);
  error.problem = problem{"target", "connection refused by 127.0.0.1:8080", {}, {}, {refused.file, 4, 3}, {}, {}, {}};
  auto skip = finish(skipped, verdict::skipped, 0ms);
  skip.skip_reason = "needs the bundled mocks";
  auto stumble = finish(flaky, verdict::error, 30s);
  stumble.problem = problem{"timeout", "no mail came within 30s", "1 mail", "no mail", {flaky.file, 12, 5}, {}, {}, {}};
  stumble.last = false;
  auto first_miss = finish(twice, verdict::failed, 8ms), second_miss = finish(twice_again, verdict::failed, 9ms);
  first_miss.problem = second_miss.problem = wrong_page();
  first_miss.last = false;
  return {run_started{"0.1.0", 42, "sim", "", "build-7", at(0ms), 9},
          plan("valid_amo", {"", "[arabic]"}, 0),
          plan("wrong_code", {"[five tries]", "[expired]"}, 1),
          plan("unreachable", {}, 2),
          plan("resend", {}, 4),
          plan("recovery", {}, 6),
          plan("lost_number", {"[one]", "[two]"}, 7),
          valid,
          wrong,
          step(valid, 1, "open activation", verdict::passed, 3ms),
          step(wrong, 1, "open activation", verdict::passed, 4ms),
          step(valid, 2, "accept_terms", verdict::passed, 1200us),
          step(wrong, 2, "submit_code", verdict::failed, 30ms),
          failed,
          finish(valid, verdict::passed, 12'345us),
          refused,
          error,
          skipped,
          skip,
          flaky,
          stumble,
          flaky_again,
          finish(flaky_again, verdict::passed, 1250ms),
          twice,
          first_miss,
          twice_again,
          second_miss,
          running,
          step(running, 1, "open recovery", verdict::passed, 5ms),
          run_interrupted{at(840ms)}};
}

}  // namespace parcours::events::testing
