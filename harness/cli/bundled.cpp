#include "harness/cli/bundled.hpp"

namespace parcours::cli {

namespace fs = std::filesystem;

namespace {

fs::path installed_or(const fs::path& below_prefix, const fs::path& in_source) {
  std::error_code ignored;
  const auto program = fs::read_symlink("/proc/self/exe", ignored);
  const auto installed = program.parent_path().parent_path() / below_prefix;
  return fs::is_directory(installed, ignored) ? installed : fs::path(PARCOURS_SOURCE_DIR) / in_source;
}

}  // namespace

fs::path scenarios_folder() { return installed_or("share/parcours/scenarios", "scenarios"); }

fs::path documentation_folder() { return installed_or("share/doc/parcours/docs", "docs"); }

}  // namespace parcours::cli
