// Reads a journey file. Every mistake of the file, and of the files that it uses, is reported in one pass.
#pragma once

#include "harness/journey/includes.hpp"
#include "harness/journey/model.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parcours::journey {

struct read_options {
  file_loader load = yaml::load_file;                         ///< for "use: FILE"
  std::map<std::string, std::string, std::less<>> variables;  ///< --var; a journey's own cases go first
  std::span<const std::string_view> fake_kinds;               ///< of "${fake.KIND}"; empty: any
  std::span<const std::string_view> defects;                  ///< that the mock portal knows; empty: any
};

/// nullopt exactly when an error was added to `out`; warnings ("unused-case-value") may come with a journey.
///
/// Errors are those of yaml::read() and of the decoding, and: "unknown-step", "two-steps", "too-many-keys",
/// "unknown-variable" (nothing defines it at this point), "bad-variable", "unclosed-variable", "bad-regex", "bad-name",
/// "bad-tag", "unknown-defect", "include-loop", "include-too-deep", "too-many-steps", "too-many-cases",
/// "duplicate-case", "name-taken". The policy of the world is left to the portal, the names of pages to check_fit().
[[nodiscard]] std::optional<journey> read_journey(std::shared_ptr<const source_file> file, const read_options& options,
                                                  diagnostics& out);

/// The first line of comment before anything else, without '#'; the editor's "yaml-language-server:" line is passed
/// over.
[[nodiscard]] std::string description_of(std::string_view text);

}  // namespace parcours::journey
