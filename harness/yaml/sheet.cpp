#include "harness/yaml/sheet.hpp"

#include <algorithm>

namespace parcours::yaml {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_closer(char c) { return c == '}' || c == ']'; }
char partner(char c) { return c == '{' ? '}' : c == '[' ? ']' : c == '}' ? '{' : '['; }

std::size_t content_start(std::string_view written) {
  auto at = written.find_first_not_of(" \t");
  while (at != npos && written.substr(at).starts_with("- ")) at = written.find_first_not_of(' ', at + 1);
  return at == npos ? written.size() : at;
}

std::string_view word_at(std::string_view written, std::size_t at) {
  auto end = at;
  while (end < written.size() && is_word(written[end])) ++end;
  return written.substr(at, end - at);
}

open_brackets brackets_of(std::string_view written) {
  open_brackets found;
  const auto quoted = quoted_texts(written, written.size());
  auto next = quoted.begin();
  for (std::size_t at = 0; at < written.size(); ++at) {
    if (next != quoted.end() && next->open == at) {
      at = std::min(next++->close, written.size() - 1);
    } else if (written[at] == '{' || written[at] == '[') {
      found.open.push_back(at);
    } else if (is_closer(written[at])) {
      if (found.open.empty()) {
        found.surplus.push_back(at);
        continue;
      }
      if (written[found.open.back()] != partner(written[at])) found.wrong.push_back(at);
      found.open.pop_back();
    }
  }
  return found;
}

}  // namespace parcours::yaml
