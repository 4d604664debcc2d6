// JSON (RFC 8259) read as strictly as YAML is, into the same tree: for what clients send. Each value remembers its line
// and column, and of which type of JSON it was, so that a reader can tell 451 from "451".
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/yaml/document.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::yaml {

/// Reads one document, within the limits of document.hpp, 32 levels deep. The nodes' `json` tells their types.
///
/// nullopt when no tree could be made: "file-too-large", "empty-file", "json-syntax", "too-many-nodes". With
/// "duplicate-key" the tree is there as well; whoever uses it must look at `out` first.
[[nodiscard]] std::optional<node> read_json(std::shared_ptr<const source_file> file, diagnostics& out);

/// What is wrong with a JSON text: where, as "line 3, column 7" or as the path of a member ("world.people[3].amo").
struct json_fault {
  std::string place;
  std::string what;
};

/// The first syntax error, member that stands twice, or value beyond `most`; nothing where there is none. Takes texts
/// of any length, reads no further than the fault, and makes no tree of them.
[[nodiscard]] std::optional<json_fault> fault_of_json(std::string_view text, std::size_t most = std::size_t(-1));

}  // namespace parcours::yaml
