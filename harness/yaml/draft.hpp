// A YAML document to be, and its text as a person would write it: short mappings and lists on one line, long ones on
// lines of their own, quotes only where they are needed.
#pragma once

#include "harness/yaml/document.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::yaml {

struct draft {
  struct entry;

  kind type = kind::null;
  std::string text;      ///< of a scalar
  bool token = false;    ///< a number, a length of time or a word of the format: its digits need no quotes
  bool implied = false;  ///< its reader takes the same where it is missing: left out
  bool block = false;    ///< its items or entries stand on lines of their own, however short
  std::string comment;   ///< of an item, or of an entry of a mapping that is a block: lines above it, without '#'
  std::vector<draft> items;
  std::vector<entry> entries;

  [[nodiscard]] draft* find(std::string_view key);
  [[nodiscard]] const draft* find(std::string_view key) const;
  /// Adds an entry of a mapping.
  draft& add(std::string key, draft value);
};
struct draft::entry {
  std::string key;
  draft value;
};

[[nodiscard]] draft text_draft(std::string_view text);    ///< stays text for whoever reads it, "12" and "yes" too
[[nodiscard]] draft token_draft(std::string_view token);  ///< see draft::token
[[nodiscard]] draft mapping_draft(bool block = false);
[[nodiscard]] draft sequence_draft(bool block = false);
/// A tree that was read; what stood there without quotes may do so again.
[[nodiscard]] draft draft_of(const node& tree);

/// The bytes of a document, read() makes the same tree of them. Lines have 100 columns at most where their texts let
/// them.
[[nodiscard]] std::string write(const draft& mapping);

/// Lines of a comment, each behind '#' and `indent` blanks.
[[nodiscard]] std::string commented(std::string_view lines, std::size_t indent = 0);

// What of a text decides how it can stand. Internal to this library.

/// Where a scalar stands: within brackets some characters end it.
enum class context { block, flow };
/// The scalar on one line, in quotes if it must.
[[nodiscard]] std::string written_scalar(std::string_view text, bool token, context where);
/// True if each of its lines can stand as it is below "|".
[[nodiscard]] bool can_be_literal(std::string_view text);

}  // namespace parcours::yaml
