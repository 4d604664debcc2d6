#include "harness/smtp/reply.hpp"

#include <charconv>
#include <utility>

namespace parcours::smtp {

std::string to_string(const reply& answer) {
  std::string text = std::to_string(answer.code);
  if (!answer.text.empty()) text += ' ';
  for (const char c : answer.text) {
    if (c == '\n') {
      text += " / ";
    } else {
      text += c;
    }
  }
  return text;
}

std::optional<reply> reply_reader::next() {
  while (!broken_) {
    const auto end = unread_.find('\n');
    if (end == std::string::npos) {
      broken_ = unread_.size() > longest_reply;
      return std::nullopt;
    }
    std::string_view line(unread_.data(), end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    broken_ = !take_line(line);
    unread_.erase(0, end + 1);
    if (!broken_ && std::exchange(complete_, false)) return std::exchange(partial_, {});
  }
  return std::nullopt;
}

// Reply-line = Reply-code ( SP / "-" ) [ textstring ]; every line of a reply carries the same code (section 4.2.1).
bool reply_reader::take_line(std::string_view line) {
  unsigned code = 0;
  const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), code);
  if (problem != std::errc() || end != line.data() + 3 || code < 200 || code > 599) return false;
  const bool more = line.size() > 3 && line[3] == '-';
  if (line.size() > 3 && line[3] != ' ' && !more) return false;
  if (partial_.code != 0 && partial_.code != code) return false;
  if (partial_.code != 0) partial_.text += '\n';
  if (line.size() > 4) partial_.text += line.substr(4);
  partial_.code = code;
  complete_ = !more;
  return partial_.text.size() <= longest_reply;
}

}  // namespace parcours::smtp
