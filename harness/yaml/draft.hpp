// A YAML document under construction, and a writer that formats it as a person would: short mappings and lists on one
// line, long ones on several lines, quotes only where needed.
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
  bool token = false;    ///< a number, a duration or a keyword of the format, which needs no quotes
  bool implied = false;  ///< equal to the default of the reader, and left out
  bool block = false;    ///< each item or entry is on a line of its own, however short
  std::string comment;   ///< for an item, or an entry of a block mapping: lines above it, without '#'
  std::vector<draft> items;
  std::vector<entry> entries;

  [[nodiscard]] draft* find(std::string_view key);
  [[nodiscard]] const draft* find(std::string_view key) const;
  /// Adds an entry to a mapping.
  draft& add(std::string key, draft value);
};
struct draft::entry {
  std::string key;
  draft value;
};

[[nodiscard]] draft text_draft(std::string_view text);    ///< read as text by every reader, even "12" and "yes"
[[nodiscard]] draft token_draft(std::string_view token);  ///< see draft::token
[[nodiscard]] draft mapping_draft(bool block = false);
[[nodiscard]] draft sequence_draft(bool block = false);
/// The draft of a tree that was read. Scalars that were written without quotes may be written without quotes again.
[[nodiscard]] draft draft_of(const node& tree);

/// The document as text; read() makes the same tree from it. Lines have at most 100 columns where their text allows it.
[[nodiscard]] std::string write(const draft& mapping);

/// The lines of a comment, each with '#' and an indentation of `indent` spaces.
[[nodiscard]] std::string commented(std::string_view lines, std::size_t indent = 0);

// Decisions on how a text can be written. Internal to this library.

/// Where a scalar is written: inside brackets, some characters would end it.
enum class context { block, flow };
/// The scalar on one line, in quotes if necessary.
[[nodiscard]] std::string written_scalar(std::string_view text, bool token, context where);
/// True if each line of the text can be written unchanged below "|".
[[nodiscard]] bool can_be_literal(std::string_view text);

}  // namespace parcours::yaml
