#include "harness/events/log.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace parcours::events {

result<log_writer> log_writer::open(const std::filesystem::path& path, redactor secrets) {
  std::error_code ignored;  // fopen tells the failure better
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  std::unique_ptr<std::FILE, closer> file(std::fopen(path.c_str(), "wb"));
  if (!file) {
    const std::string cause = std::generic_category().message(errno);
    return fail("log-write", fmt::format("cannot write the log {}: {}", path.string(), cause));
  }
  std::setvbuf(file.get(), nullptr, _IONBF, 0);  // the buffer is ours: a flush is one write
  return log_writer(std::move(file), path.string(), std::move(secrets));
}

log_writer::log_writer(std::unique_ptr<std::FILE, closer> file, std::string path, redactor secrets)
    : file_(std::move(file)), path_(std::move(path)), secrets_(std::move(secrets)) {}

log_writer::~log_writer() {
  if (file_) std::ignore = flush();
}

void log_writer::append(const event& item) {
  if (failure_) return;
  const auto begin = buffer_.size();
  append_line(buffer_, item, secrets_, ++lines_);
  sum_.add(std::string_view(buffer_).substr(begin));
}

result<void> log_writer::close() {
  // Not redacted: the digits of a checksum are no text, and one that is changed closes nothing.
  if (!failure_) buffer_ += to_line(log_closed{lines_, sum_.take()}, lines_ + 1);
  return flush();
}

result<void> log_writer::flush() {
  if (failure_ || buffer_.empty()) return {};
  const std::size_t written = std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get());
  const bool whole = written == buffer_.size();
  buffer_.clear();
  if (whole) return {};
  const std::string cause = std::generic_category().message(errno);
  failure_ =
      error{"log-write", fmt::format("cannot write the log {}: {}; the results after this are lost", path_, cause)};
  return std::unexpected(*failure_);
}

void read_lines(std::istream& from, const line_visitor& visit, std::uint64_t limit) {
  std::string text;
  std::uint64_t at = 0;
  for (std::uint64_t begin = 0, end = 0; begin < limit && std::getline(from, text); begin = end) {
    const bool torn = from.eof();
    end = begin + text.size() + (torn ? 0 : 1);
    auto [item, number] = read_line(text);
    log_line line{++at, begin, end, text, torn, number, std::move(item)};
    visit(line);
  }
}

result<void> read_log(const std::filesystem::path& path, const line_visitor& visit) {
  std::ifstream file(path, std::ios::binary);
  read_lines(file, visit);
  // A folder opens like a file but cannot be read from: only then, and on a broken disk, is the stream bad.
  if (!file.is_open() || file.bad()) {
    return fail("unreadable-log", fmt::format("cannot read the log {}", path.string()));
  }
  return {};
}

}  // namespace parcours::events
