// The names under which logs and reports know journey files. Ids, people and seeds hang on them: they must not depend
// on the folder that one stands in.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace parcours::cli {

/// "scenarios/journeys/x.yaml" for a file that comes with the program, wherever it is installed; else nothing.
[[nodiscard]] std::optional<std::string> bundled_name(const std::filesystem::path& file);

/// One for each of `files`, which were found at the paths `given` or below them.
///
/// A bundled file has its bundled name. Others count from the folder that was given, in its own name: mine/a.yaml,
/// whether mine, ../mine or /home/x/mine was given; what is given as a relative path downwards (tests/mine) keeps all
/// of it. Of two files that would have the same name each has its whole path.
[[nodiscard]] std::vector<std::string> report_names(const std::vector<std::string>& files,
                                                    const std::vector<std::string>& given);

}  // namespace parcours::cli
