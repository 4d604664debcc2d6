// Results as JUnit XML, for Jenkins, GitLab, Azure DevOps and every other CI server. The format has no official
// standard; what is written here is what those consumers agree on.
#pragma once

#include "harness/base/result.hpp"
#include "harness/events/results.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace parcours::reports::junit {

enum class profile : std::uint8_t {
  strict,  ///< only what the schema of Jenkins' xUnit plugin (junit-10.xsd) allows
  rich,    ///< and properties of each case, with the file and line that failed or where it begins
};

/// Writes testsuites > testsuite (one per journey file) > testcase to `path`, as xml_file does. Times are decimal
/// seconds, rounded to the millisecond per case, and totals are the sums of what stands below them. A journey that
/// never finished is an error of type "interrupted". Errors: "report-write"; "unreadable-log" and "bad-log" of the log
/// that `run` was read from.
result<void> render(const events::results& run, profile kind, const std::filesystem::path& path);
/// The same as a text.
result<std::string> render(const events::results& run, profile kind);

}  // namespace parcours::reports::junit
