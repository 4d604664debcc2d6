// Where quoted texts begin and end in a source that may be broken.
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

  std::vector<quoted_text> run() {
    while (at_ < end_) line();
    return std::move(found_);
  }

 private:
  void line() {
    const auto start = at_;
    bool plain = true;  // no quoted text on this line: it may announce a block
    auto stop = std::min(text_.find('\n', at_), text_.size());
    while (at_ < stop) {
      const char each = text_[at_];
      if (each == '#' && (at_ == start || blanks.contains(text_[at_ - 1]))) break;
      if ((each == '"' || each == '\'') && opens(text_, at_, start)) {
        plain = false;
        found_.push_back({at_, closing_quote(text_, at_)});
        if (found_.back().close == std::string_view::npos) return void(at_ = text_.size());
        at_ = found_.back().close;
        stop = std::min(text_.find('\n', at_), text_.size());
      }
      ++at_;
    }
    at_ = stop + 1;
    if (plain && begins_block(text_.substr(start, stop - start))) skip_block(indent(start));
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
  std::vector<quoted_text> found_;
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

std::vector<quoted_text> quoted_texts(std::string_view text, std::size_t end) { return scanner(text, end).run(); }

}  // namespace parcours::yaml
