// Files that tests write in place.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/journey/reader.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parcours::journey::testing_support {

inline std::shared_ptr<const source_file> file_of(std::string text, std::string path = "file.yaml") {
  return std::make_shared<const source_file>(source_file{std::move(path), std::move(text)});
}

inline std::vector<std::string> codes(const diagnostics& found) {
  std::vector<std::string> all;
  for (const auto& each : found) all.push_back(each.code);
  return all;
}

/// A loader of files that are held in a map.
inline file_loader loader_of(std::map<std::string, std::string> files) {
  return [files = std::move(files)](const std::string& path) -> result<std::shared_ptr<const source_file>> {
    const auto found = files.find(path);
    if (found == files.end()) return fail("file-not-found", "there is no file '" + path + "'");
    return file_of(found->second, path);
  };
}

struct reading {
  std::optional<journey> made;
  diagnostics found;
};

inline reading read_text(std::string text, const read_options& options = {}) {
  reading all;
  all.made = read_journey(file_of(std::move(text)), options, all.found);
  return all;
}

}  // namespace parcours::journey::testing_support
