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

/// How much there may be in a JSON text, whatever its bytes.
struct json_bounds {
  std::size_t values = std::size_t(-1);
  std::size_t members = std::size_t(-1);  ///< of one object
};

/// Looks at a JSON text as it comes: for the first syntax error, member that stands twice, or value or member beyond
/// the bounds. It keeps nothing of the text but the names of the members of open objects.
class json_check {
 public:
  explicit json_check(json_bounds bounds = {});
  ~json_check();
  json_check(const json_check&) = delete;
  json_check& operator=(const json_check&) = delete;

  /// Takes what comes next. Not after a fault.
  std::optional<json_fault> feed(std::string_view more);
  /// There is no more.
  std::optional<json_fault> end();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// The same of a whole text; nothing where there is no fault.
[[nodiscard]] std::optional<json_fault> fault_of_json(std::string_view text, json_bounds bounds = {});

}  // namespace parcours::yaml
