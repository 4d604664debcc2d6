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
  bare_line_end_ = true;
  keep("\r");
  at_ = at::text;
  return 0;
}

std::size_t data_reader::take_text(std::string_view bytes) {
  const auto run = bytes.substr(0, bytes.find('\r'));
  if (run.find('\n') != std::string_view::npos) bare_line_end_ = true;
  keep(run);
  if (run.size() == bytes.size()) return run.size();
  at_ = at::cr;
  return run.size() + 1;
}

void data_reader::keep(std::string_view bytes) {
  size_ += bytes.size();
  line_ += bytes.size();
  if (line_ > longest_text_line) long_line_ = true;
  if (too_large()) {
    std::string().swap(body_);
  } else {
    body_ += bytes;
  }
}

}  // namespace parcours::smtp
