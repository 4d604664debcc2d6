#include "harness/cli/journey_files.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>

namespace parcours::cli {

namespace fs = std::filesystem;

namespace {

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool is_journey_file(const fs::path& path) {
  const auto name = ascii_lower(path.filename().string());
  const bool yaml = name.ends_with(".yaml") || name.ends_with(".yml");
  const bool fragment = name.ends_with(".steps.yaml") || name.ends_with(".steps.yml");  // for `use:`
  return yaml && !fragment;
}

class finder {
 public:
  explicit finder(diagnostics& out) : out_(out) {}

  std::vector<std::string> run(const std::vector<std::string>& paths) {
    for (const auto& path : paths) {
      std::error_code ignored;
      if (fs::is_directory(path, ignored)) {
        add_folder(path);
      } else if (fs::is_symlink(path, ignored) && !fs::exists(path, ignored)) {
        tell(severity::error, "dangling-link", dangling(path));
      } else {
        add(path);  // what is wrong with it is told when it is read
      }
    }
    return std::move(found_);
  }

 private:
  void tell(severity level, std::string code, std::string message, std::string hint = {}) {
    out_.push_back({std::move(code), std::move(message), {}, std::move(hint), {}, level});
  }

  static std::string dangling(const fs::path& link) {
    std::error_code ignored;
    return fmt::format("'{}' is a link to '{}', which is not there", link.string(),
                       fs::read_symlink(link, ignored).string());
  }

  void add(const std::string& path) {
    std::error_code ignored;
    const auto whole = path == standard_input ? path : fs::absolute(path, ignored).lexically_normal().string();
    if (seen_.insert(whole).second) found_.push_back(path);
  }

  // Links to folders are not followed: they may lead round in a circle.
  void add_folder(const fs::path& folder) {
    std::error_code failed;
    std::vector<std::string> files;
    fs::recursive_directory_iterator walk(folder, failed);
    for (const fs::recursive_directory_iterator end; !failed && walk != end; walk.increment(failed)) {
      if (is_hidden(walk->path())) {
        walk.disable_recursion_pending();
        continue;
      }
      if (accepts(*walk)) files.push_back(walk->path().string());
    }
    if (failed) {
      tell(severity::error, "unreadable-folder",
           fmt::format("cannot read the folder '{}': {}", folder.string(), failed.message()));
    } else if (files.empty()) {
      tell(severity::warning, "no-journeys", fmt::format("the folder '{}' holds no journey", folder.string()),
           "journeys are files *.yaml that are not called *.steps.yaml");
    }
    std::ranges::sort(files);
    for (const auto& file : files) add(file);
  }

  bool accepts(const fs::directory_entry& entry) {
    std::error_code ignored;
    const auto shown = entry.path().string();
    if (entry.is_directory(ignored)) {
      if (entry.is_symlink(ignored)) {
        tell(severity::warning, "link-not-followed",
             fmt::format("'{}' is a link to a folder, which is not followed", shown), "name the folder itself");
      } else if (fs::is_empty(entry.path(), ignored)) {
        tell(severity::warning, "no-journeys", fmt::format("the folder '{}' is empty", shown));
      }
      return false;
    }
    if (!entry.exists(ignored)) tell(severity::warning, "dangling-link", dangling(entry.path()));
    return entry.is_regular_file(ignored) && is_journey_file(entry.path());
  }

  diagnostics& out_;
  std::vector<std::string> found_;
  std::set<std::string> seen_;
};

result<std::shared_ptr<const source_file>> read_standard_input() {
  std::string text(yaml::limits::file_size + 1, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  if (text.size() > yaml::limits::file_size) {
    return fail("file-too-large", fmt::format("standard input is larger than {} MiB", yaml::limits::file_size >> 20U));
  }
  return std::make_shared<const source_file>(source_file{standard_input_name, std::move(text)});
}

}  // namespace

std::vector<std::string> find_journey_files(const std::vector<std::string>& paths, diagnostics& out) {
  return finder(out).run(paths);
}

result<std::shared_ptr<const source_file>> read_journey_file(const std::string& path) {
  return path == standard_input ? read_standard_input() : yaml::load_file(path);
}

}  // namespace parcours::cli
