// JSON (RFC 8259) from clients, decoded as strictly as YAML into the same tree. Each value remembers its line and
// column and its JSON type, so that a reader can distinguish 451 from "451".
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/yaml/document.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::yaml {

/// Reads one document, within the limits of document.hpp and with at most 32 levels of nesting. The nodes' `json`
/// contains their types.
///
/// Returns nullopt if no tree could be made: "file-too-large", "empty-file", "json-syntax", "too-many-nodes". With
/// "duplicate-key" it returns the tree as well. Callers must therefore check `out` before they use the tree.
[[nodiscard]] std::optional<node> read_json(std::shared_ptr<const source_file> file, diagnostics& out);

/// An error in a JSON text and its position, as "line 3, column 7" or as the path of a member ("world.people[3].amo").
struct json_fault {
  std::string place;
  std::string what;
};

/// Limits of a JSON text other than its size in bytes.
struct json_bounds {
  std::size_t values = std::size_t(-1);
  std::size_t members = std::size_t(-1);  ///< in one object
};

/// Validates a JSON text incrementally: reports the first syntax error, duplicate member, or value or member beyond the
/// limits. Keeps nothing of the text except the names of the members of open objects.
class json_check {
 public:
  explicit json_check(json_bounds bounds = {});
  ~json_check();
  json_check(const json_check&) = delete;
  json_check& operator=(const json_check&) = delete;

  /// Processes the next part. Do not call it after an error.
  std::optional<json_fault> feed(std::string_view more);
  /// Ends the text.
  std::optional<json_fault> end();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Validates a whole text; nothing if there is no error.
[[nodiscard]] std::optional<json_fault> fault_of_json(std::string_view text, json_bounds bounds = {});

}  // namespace parcours::yaml
