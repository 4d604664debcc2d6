// The journey files that paths on the command line stand for.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/base/result.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace parcours::cli {

/// "-" among the paths, and what diagnostics and reports call it.
inline constexpr const char* standard_input = "-";
inline constexpr const char* standard_input_name = "stdin";

/// Files as they are, folders searched for *.yaml and *.yml in order of name; each file once. What was passed over and
/// may have been meant is told: warnings "no-journeys", "dangling-link", "link-not-followed"; errors
/// "unreadable-folder", "dangling-link" for a path that was named itself.
[[nodiscard]] std::vector<std::string> find_journey_files(const std::vector<std::string>& paths, diagnostics& out);

/// The text of one of them: a file, a FIFO, or standard input.
[[nodiscard]] result<std::shared_ptr<const source_file>> read_journey_file(const std::string& path);

}  // namespace parcours::cli
