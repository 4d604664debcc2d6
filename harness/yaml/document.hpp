// YAML with source positions: every key and value of a file remembers its line and column and is kept as text, exactly
// as written. A registration number with a leading zero is never converted to a number.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/base/result.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::yaml {

enum class kind { null, scalar, sequence, mapping };

/// The type of a value in JSON (see json.hpp); none if it was read from YAML, where the reader decides the type of a
/// scalar.
enum class json_type { none, text, number, boolean, other };

/// A value in the tree. Owns its children; the spans share the file.
struct node {
  struct entry;

  kind type = kind::null;
  std::string text;   ///< of a scalar, with YAML escapes decoded, never converted
  bool plain = true;  ///< a scalar without quotes that is not a block scalar
  json_type json = json_type::none;
  std::vector<node> items;     ///< of a sequence
  std::vector<entry> entries;  ///< of a mapping, in the order of the file
  source_span span;
  std::size_t offset = 0;  ///< of span's first byte in the file's text

  [[nodiscard]] bool is_scalar() const { return type == kind::scalar; }
  [[nodiscard]] bool is_sequence() const { return type == kind::sequence; }
  [[nodiscard]] bool is_mapping() const { return type == kind::mapping; }
  /// The value of `key` in a mapping; nullptr if there is none. Any change of the mapping invalidates it.
  [[nodiscard]] const node* find(std::string_view key) const;
};

struct node::entry {
  node key;  ///< always a scalar
  node value;
};

/// "text", "a list", "a mapping", "nothing", and for JSON also "a number" and "true or false": for messages.
[[nodiscard]] std::string_view describe(const node& what);

/// The approximate memory of a tree in bytes, the same on every machine: for limits.
[[nodiscard]] std::size_t weight(const node& tree);

/// The span of `length` bytes from `offset` in a scalar's text. The span of the whole scalar if the text cannot be
/// mapped to the source (escapes, block scalars, combined text).
[[nodiscard]] source_span span_within(const node& scalar, std::size_t offset, std::size_t length);

/// Limits far above the size of any legitimate file.
struct limits {
  static constexpr std::size_t file_size = 1U << 20U;  ///< bytes
  static constexpr std::size_t nodes = 100'000;        ///< aliases count as what they refer to
  static constexpr std::size_t depth = 64;
  static constexpr std::size_t weight = 32U << 20U;  ///< in bytes, as weight() counts them, with aliases expanded
};

/// The limits that are larger for a file that contains a table of data rather than hand-written text.
struct file_bounds {
  std::size_t size = limits::file_size;
  std::size_t nodes = limits::nodes;
  std::size_t weight = limits::weight;
};
/// Enough for a hundred thousand people.
inline constexpr file_bounds large_file{16U << 20U, 4'000'000, 1U << 30U};

/// Reads one document. Accepts a byte order mark and CRLF line endings.
///
/// Returns nullopt if no tree could be made: "file-too-large", "not-utf8", "bad-line-ends" (CR alone), "bad-character"
/// (NUL and other control characters), "empty-file", "yaml-syntax", "too-many-documents", "too-many-nodes" (or too much
/// text, through aliases), "too-deep", "bad-key" (not text), "recursive-alias". With "duplicate-key", "merge-key" and
/// "unsupported-tag" it returns the tree as well, so that the reader can find further errors. Callers must therefore
/// check `out` before they use the tree.
[[nodiscard]] std::optional<node> read(std::shared_ptr<const source_file> file, diagnostics& out,
                                       const file_bounds& bounds = {});

/// Reads a file of at most limits::file_size bytes. Errors: "file-not-found", "is-a-directory", "unreadable-file",
/// "file-too-large".
[[nodiscard]] result<std::shared_ptr<const source_file>> load_file(const std::string& path);
/// The same with a limit of `most` bytes.
[[nodiscard]] result<std::shared_ptr<const source_file>> load_file_within(const std::string& path, std::size_t most);

}  // namespace parcours::yaml
