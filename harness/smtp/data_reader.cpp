#include "harness/smtp/data_reader.hpp"

#include <algorithm>

namespace parcours::smtp {

std::string dot_stuffed(std::string_view bytes) {
  std::string wire;
  wire.reserve(bytes.size() + 16);
  if (bytes.starts_with('.')) wire += '.';
  while (true) {
    const auto end = bytes.find("\r\n.");
    if (end == std::string_view::npos) break;
    wire.append(bytes.substr(0, end + 3)).push_back('.');
    bytes.remove_prefix(end + 3);
  }
  wire += bytes;
  if (!wire.empty() && !wire.ends_with("\r\n")) wire += "\r\n";
  return wire += ".\r\n";
}

line_faults examine_lines(std::string_view text) {
  line_faults found;
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    const bool whole = end != std::string_view::npos && text.substr(end, 2) == "\r\n";
    const auto line = end == std::string_view::npos ? text.size() : end + (whole ? 2 : 1);
    found.bare_line_end = found.bare_line_end || (end != std::string_view::npos && !whole);
    found.too_long = found.too_long || line > longest_text_line;
    text.remove_prefix(line);
  }
  return found;
}

std::size_t data_reader::feed(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !done_) taken += step(bytes.substr(taken));
  return taken;
}

// Takes 0 or more of the bytes (at least one of them) and changes its place; 0 only together with a change of place.
std::size_t data_reader::step(std::string_view bytes) {
  const char next = bytes.front();
  switch (at_) {
    case at::line_start:
      at_ = next == '.' ? at::dot : at::text;
      return next == '.' ? 1 : 0;
    case at::dot:  // other characters follow on the line, or it is the end: in both cases the dot is dropped
      at_ = next == '\r' ? at::dot_cr : at::text;
      return next == '\r' ? 1 : 0;
    case at::dot_cr:
      done_ = next == '\n';
      return done_ ? 1 : after_cr(next);
    case at::cr:
      return after_cr(next);
    case at::text:
      break;
  }
  return take_text(bytes);
}

std::size_t data_reader::after_cr(char next) {
  if (next == '\n') {
    keep("\r\n");
    line_ = 0;
    at_ = at::line_start;
    return 1;
  }
  lines_.bare_line_end = true;
  keep("\r");
  line_ = 0;
  at_ = at::text;
  return 0;
}

std::size_t data_reader::take_text(std::string_view bytes) {
  const auto run = bytes.substr(0, bytes.find('\r'));
  auto rest = run;
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lines_.bare_line_end = true;
    keep(rest.substr(0, end + 1));
    line_ = 0;
    rest.remove_prefix(end + 1);
  }
  keep(rest);
  if (run.size() == bytes.size()) return run.size();
  at_ = at::cr;
  return run.size() + 1;
}

void data_reader::keep(std::string_view bytes) {
  size_ += bytes.size();
  line_ += bytes.size();
  if (line_ > longest_text_line) lines_.too_long = true;
  if (too_large()) {
    std::string().swap(body_);
  } else {
    body_ += bytes;
  }
}

}  // namespace parcours::smtp
