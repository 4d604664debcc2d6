// Finds where quoted texts and comments begin and end in a source that may be malformed.
#include "harness/yaml/comments.hpp"
#include "harness/yaml/suspicions.hpp"

#include <algorithm>

namespace parcours::yaml {

namespace {

constexpr std::string_view blanks = " \t";

/// A quote opens a text where a value or key can begin, and is a character like any other within plain text.
bool opens(std::string_view text, std::size_t at, std::size_t line_start) {
  const auto before = text.substr(line_start, at - line_start);
  const auto last = before.find_last_not_of(blanks);
  if (last == std::string_view::npos) return true;
  const char mark = before[last];
  if (mark == '[' || mark == '{' || mark == ',') return true;
  const bool indicator = mark == ':' || mark == '-' || mark == '?';
  const bool apart = last + 1 < before.size() || (mark == ':' && last > 0 && before[last - 1] == '"');
  return indicator && apart;
}

/// "key: |" and "- >-": what follows, indented deeper, is text as it stands.
bool begins_block(std::string_view line) {
  line = line.substr(0, std::min(line.find(" #"), line.size()));
  const auto end = line.find_last_not_of(" \t\r0123456789+-");
  if (end == std::string_view::npos || (line[end] != '|' && line[end] != '>')) return false;
  return end == 0 || blanks.contains(line[end - 1]);
}

class scanner {
 public:
  scanner(std::string_view text, std::size_t end) : text_(text), end_(std::min(end, text.size())) {}

  void run() {
    while (at_ < end_) line();
  }
  std::vector<quoted_text> quoted;
  std::vector<std::size_t> comments;  ///< where their '#' stands

 private:
  void line() {
    const auto start = at_;
    auto rest = start;  // what stands behind quoted texts may announce a block
    auto stop = std::min(text_.find('\n', at_), text_.size());
    while (at_ < stop) {
      const char each = text_[at_];
      if (each == '#' && (at_ == start || blanks.contains(text_[at_ - 1]))) {
        comments.push_back(at_);
        break;
      }
      if ((each == '"' || each == '\'') && opens(text_, at_, start)) {
        quoted.push_back({at_, closing_quote(text_, at_)});
        if (quoted.back().close == std::string_view::npos) return void(at_ = text_.size());
        at_ = quoted.back().close;
        rest = at_ + 1;
        stop = std::min(text_.find('\n', at_), text_.size());
      }
      ++at_;
    }
    at_ = stop + 1;
    if (rest < stop && begins_block(text_.substr(rest, stop - rest))) skip_block(indent(start));
  }

  [[nodiscard]] std::size_t indent(std::size_t start) const {
    return std::min(text_.find_first_not_of(' ', start), text_.size()) - start;
  }

  void skip_block(std::size_t of_header) {
    while (at_ < text_.size()) {
      const auto stop = std::min(text_.find('\n', at_), text_.size());
      const bool empty = text_.substr(at_, stop - at_).find_first_not_of(" \t\r") == std::string_view::npos;
      if (!empty && indent(at_) <= of_header) return;
      at_ = stop + 1;
    }
  }

  std::string_view text_;
  std::size_t end_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t closing_quote(std::string_view text, std::size_t open) {
  const char quote = text[open];
  for (auto at = open + 1; at < text.size(); ++at) {
    const bool escape = quote == '"' ? text[at] == '\\' : text.substr(at, 2) == "''";
    if (escape) {
      ++at;
    } else if (text[at] == quote) {
      return at;
    }
  }
  return std::string_view::npos;
}

std::vector<quoted_text> quoted_texts(std::string_view text, std::size_t end) {
  scanner all(text, end);
  all.run();
  return std::move(all.quoted);
}

std::vector<comment> comments_of(std::string_view text) {
  scanner all(text, text.size());
  all.run();
  std::vector<comment> made;
  std::size_t line = 1;
  std::size_t counted = 0;
  for (const auto at : all.comments) {
    line += static_cast<std::size_t>(std::ranges::count(text.substr(counted, at - counted), '\n'));
    counted = at;
    auto words = text.substr(at + 1, text.find_first_of("\r\n", at) - at - 1);
    if (words.starts_with(' ')) words.remove_prefix(1);
    words = words.substr(0, words.find_last_not_of(" \t\r") + 1);  // npos + 1 is 0
    made.push_back({line, words});
  }
  return made;
}

}  // namespace parcours::yaml
