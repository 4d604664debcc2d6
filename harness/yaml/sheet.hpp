// The source around the position where a parser failed, with possible causes and their corrections. Internal to this
// library.
#pragma once

#include "harness/yaml/suspicions.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::yaml {

inline constexpr auto npos = std::string_view::npos;

struct edit {
  std::size_t at;
  std::size_t erase;
  std::string insert;
};

/// A guess: the error, its position, and the correction. The edits are in the order of the text.
struct repair {
  std::size_t at;
  std::size_t length;
  std::string message;
  std::string hint;
  std::vector<edit> edits;
};
using repairs = std::vector<repair>;

struct line {
  std::size_t start;
  std::size_t end;  // before the end of the line and trailing spaces
};

[[nodiscard]] bool is_blank(char c);
[[nodiscard]] bool is_word(char c);    // may be part of a key, in any script
[[nodiscard]] bool is_closer(char c);  // closes a bracket
[[nodiscard]] char partner(char c);    // the other bracket of the pair

/// The source around the position where the parser failed.
class sheet {
 public:
  sheet(std::string_view text, std::size_t failed_line) : text_(text) {
    for (std::size_t start = 0; start < text.size() && lines_.size() <= failed_line;) {
      const auto stop = std::min(text.find('\n', start), text.size());
      auto end = text.find_last_not_of(" \t\r", stop == 0 ? 0 : stop - 1);
      lines_.push_back({start, end == npos || end < start ? start : end + 1});
      start = stop + 1;
    }
    last_ = std::min(failed_line, lines_.size());
  }

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view of(const line& which) const {
    return text_.substr(which.start, which.end - which.start);
  }
  /// The line where the parser failed and a few lines before it, nearest first, without empty lines and comments.
  [[nodiscard]] std::vector<line> suspects() const { return before(last_, 4); }
  /// Up to `most` non-empty lines before the line with this index, without very long lines.
  [[nodiscard]] std::vector<line> before(std::size_t index, std::size_t most) const {
    std::vector<line> found;
    while (index-- > 0 && found.size() < most) {
      const auto content = of(lines_[index]).substr(indent(lines_[index]));
      if (content.empty() || content.starts_with('#')) continue;
      if (content.size() > longest_line) break;
      found.push_back(lines_[index]);
    }
    return found;
  }
  [[nodiscard]] std::vector<line> neighbours(const line& of) const {
    const auto here = std::ranges::find(lines_, of.start, &line::start);
    auto found = before(static_cast<std::size_t>(here - lines_.begin()), 4);
    if (here != lines_.end() && here + 1 != lines_.end()) found.push_back(*(here + 1));
    return found;
  }
  [[nodiscard]] std::size_t number(const line& of) const {
    return static_cast<std::size_t>(std::ranges::find(lines_, of.start, &line::start) - lines_.begin()) + 1;
  }
  /// True if the next line belongs to this one: it is indented further or begins a list item.
  [[nodiscard]] bool has_more_below(const line& of_key) const {
    const auto next = std::ranges::find(lines_, of_key.start, &line::start) + 1;
    if (next >= lines_.end()) return false;
    const auto deep = indent(*next);
    return deep > indent(of_key) || (deep == indent(of_key) && of(*next).substr(deep).starts_with("- "));
  }
  [[nodiscard]] std::size_t indent(const line& which) const {
    const auto written = of(which);
    return std::min(written.find_first_not_of(" \t"), written.size());
  }

 private:
  static constexpr std::size_t longest_line = 2000;  // bytes; no hand-written line is longer

  std::string_view text_;
  std::vector<line> lines_;
  std::size_t last_ = 0;
};

/// Where the content of a line begins, after the dashes of list items.
[[nodiscard]] std::size_t content_start(std::string_view written);
[[nodiscard]] std::string_view word_at(std::string_view written, std::size_t at);

/// The brackets that are open at a position in a line, ignoring quoted text.
struct open_brackets {
  std::vector<std::size_t> open;
  std::vector<std::size_t> surplus;  // closing brackets without an opening one
  std::vector<std::size_t> wrong;    // closing brackets that do not match the opening one
};
[[nodiscard]] open_brackets brackets_of(std::string_view written);

/// Looks for an error in one line and adds its repairs.
using suspicion = void(const sheet& on, const line& where, repairs& out);

suspicion odd_characters;   // characters that look like YAML's
suspicion tabs;             // instead of spaces
suspicion missing_space;    // after '-' or ':'; also another character instead of '-'
suspicion missing_colon;    // after a key
suspicion equals_signs;     // instead of ':'
suspicion quotes;           // not closed, or closed too early
suspicion unquoted_values;  // that need quotes
suspicion missing_comma;
suspicion round_brackets;  // instead of { }
suspicion brackets;        // not closed, or without an opening bracket
suspicion missing_dash;
suspicion indentation;  // that matches no level

}  // namespace parcours::yaml
