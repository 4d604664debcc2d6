#include "harness/cli/bundled.hpp"

namespace parcours::cli {

namespace fs = std::filesystem;

fs::path scenarios_folder() {
  std::error_code ignored;
  const auto program = fs::read_symlink("/proc/self/exe", ignored);
  const auto installed = program.parent_path().parent_path() / "share/parcours/scenarios";
  return fs::is_directory(installed, ignored) ? installed : fs::path(PARCOURS_SOURCE_DIR) / "scenarios";
}

}  // namespace parcours::cli
