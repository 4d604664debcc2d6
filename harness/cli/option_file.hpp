// Files that options name.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/yaml/document.hpp"

#include <memory>
#include <string>
#include <utility>

namespace parcours::cli {

/// What `read(file, diagnostics)` makes of the file; nothing once what is wrong with it was told.
template <class Read>
auto read_file(std::string_view color, const std::string& path, Read read, const yaml::file_bounds& bounds = {})
    -> decltype(read(std::shared_ptr<const source_file>{}, std::declval<diagnostics&>())) {
  const auto file = yaml::load_file_within(path, bounds.size);
  if (!file) {
    tell(file.error(), bad_usage);
    return std::nullopt;
  }
  diagnostics found;
  auto made = read(*file, found);
  complain(render(found, wants_color(color, true)));
  return made;
}

}  // namespace parcours::cli
