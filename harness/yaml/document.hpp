// YAML with places: every key and value of a file that people write remembers its line and column, and stays the text
// that was written. A registration number with a leading zero is never turned into a number.
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

/// What a value was in JSON (see json.hpp); none: it was read as YAML, whose scalars are what their readers want.
enum class json_type { none, text, number, boolean, other };

/// A value in the tree. Owns its children; the spans share the file.
struct node {
  struct entry;

  kind type = kind::null;
  std::string text;   ///< of a scalar, as YAML unescapes it, never converted
  bool plain = true;  ///< a scalar written without quotes and not as a block
  json_type json = json_type::none;
  std::vector<node> items;     ///< of a sequence
  std::vector<entry> entries;  ///< of a mapping, in the order of the file
  source_span span;
  std::size_t offset = 0;  ///< of span's first byte in the file's text

  [[nodiscard]] bool is_scalar() const { return type == kind::scalar; }
  [[nodiscard]] bool is_sequence() const { return type == kind::sequence; }
  [[nodiscard]] bool is_mapping() const { return type == kind::mapping; }
  /// The value beside `key` of a mapping; nullptr if there is none. Invalidated by any change of the mapping.
  [[nodiscard]] const node* find(std::string_view key) const;
};

struct node::entry {
  node key;  ///< always a scalar
  node value;
};

/// "text", "a list", "a mapping", "nothing", of JSON also "a number", "true or false": for messages.
[[nodiscard]] std::string_view describe(const node& what);

/// The memory that a tree takes, in bytes, roughly and the same everywhere: for limits.
[[nodiscard]] std::size_t weight(const node& tree);

/// The place of `length` bytes from `offset` inside a scalar's text; all of the scalar where the two cannot be matched
/// (escapes, block scalars, text that was put together).
[[nodiscard]] source_span span_within(const node& scalar, std::size_t offset, std::size_t length);

/// Limits that no honest file comes near.
struct limits {
  static constexpr std::size_t file_size = 1U << 20U;  ///< bytes
  static constexpr std::size_t nodes = 100'000;        ///< aliases counted as what they stand for
  static constexpr std::size_t depth = 64;
  static constexpr std::size_t weight = 32U << 20U;  ///< bytes as weight() counts them, aliases expanded
};

/// Of those, what a file may have more of that is a table of data rather than something that people write.
struct file_bounds {
  std::size_t size = limits::file_size;
  std::size_t nodes = limits::nodes;
  std::size_t weight = limits::weight;
};
/// A hundred thousand people.
inline constexpr file_bounds large_file{16U << 20U, 4'000'000, 1U << 30U};

/// Reads one document. Accepts a byte order mark and CRLF line ends.
///
/// nullopt when no tree could be made: "file-too-large", "not-utf8", "bad-line-ends" (CR alone), "bad-character" (NUL
/// and other control characters), "empty-file", "yaml-syntax", "too-many-documents", "too-many-nodes" (or too much
/// text, by aliases), "too-deep", "bad-key" (not text), "recursive-alias". With "duplicate-key", "merge-key" and
/// "unsupported-tag" the tree is there as well, so that its reader can go on and find everything else; whoever uses it
/// must look at `out` first.
[[nodiscard]] std::optional<node> read(std::shared_ptr<const source_file> file, diagnostics& out,
                                       const file_bounds& bounds = {});

/// The file as text, at most limits::file_size. Errors: "file-not-found", "is-a-directory", "unreadable-file",
/// "file-too-large".
[[nodiscard]] result<std::shared_ptr<const source_file>> load_file(const std::string& path);
/// The same, of at most `most` bytes.
[[nodiscard]] result<std::shared_ptr<const source_file>> load_file_within(const std::string& path, std::size_t most);

}  // namespace parcours::yaml
