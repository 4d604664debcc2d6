#include "harness/cli/report_names.hpp"

#include "harness/cli/bundled.hpp"

#include <cstddef>
#include <map>
#include <system_error>

namespace parcours::cli {

namespace fs = std::filesystem;

namespace {

fs::path whole(const fs::path& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).lexically_normal();
}

bool leads_out(const fs::path& relative) { return relative.empty() || *relative.begin() == ".."; }

std::string name_of(const fs::path& file, const std::vector<std::string>& given) {
  if (auto bundled = bundled_name(file)) return *std::move(bundled);
  const auto as_given = file.lexically_normal();
  if (as_given.is_relative() && !leads_out(as_given)) return as_given.string();
  const auto absolute = whole(file);
  for (const auto& path : given) {
    auto folder = whole(path);
    if (folder == absolute) folder = folder.parent_path();
    if (!folder.has_filename()) folder = folder.parent_path();  // it was given with a '/' at its end
    const auto below = absolute.lexically_relative(folder);
    if (!leads_out(below)) return (folder.filename() / below).string();
  }
  return absolute.string();
}

}  // namespace

std::optional<std::string> bundled_name(const fs::path& file) {
  const auto below = whole(file).lexically_relative(scenarios_folder());
  return leads_out(below) ? std::nullopt : std::optional((fs::path("scenarios") / below).string());
}

std::vector<std::string> report_names(const std::vector<std::string>& files, const std::vector<std::string>& given) {
  std::vector<std::string> names;
  std::map<std::string, std::size_t> taken;
  for (const auto& file : files) ++taken[names.emplace_back(name_of(file, given))];
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (taken[names[i]] > 1) names[i] = whole(files[i]).string();
  }
  return names;
}

}  // namespace parcours::cli
