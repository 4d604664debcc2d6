// The log of a run: one event a line, appended as the run goes, the single source of every report. Lines are numbered
// from 1, and the last one, "log_closed", says how many there are and their checksum. A run killed at any moment leaves
// a log that can be read: whatever was flushed is there, at most the last line is torn, and it is not closed.
#pragma once

#include "harness/base/redactor.hpp"
#include "harness/base/result.hpp"
#include "harness/events/checksum.hpp"
#include "harness/events/event.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::events {

/// Writes a log. Not thread-safe; flushes when it is destroyed.
///
/// The first failure (a full disk) is told once, by the flush() that met it; what is appended later is dropped, so that
/// the log stays readable up to there. A run whose log failed has not delivered its results: it ends with exit code 4.
class log_writer {
 public:
  /// Starts an empty log, in place of one that was there; missing folders are made. Every text is passed through
  /// `secrets`. Error: "log-write".
  static result<log_writer> open(const std::filesystem::path& path, redactor secrets = {});

  log_writer(log_writer&&) = default;
  log_writer& operator=(log_writer&&) = delete;
  ~log_writer();

  /// Keeps the line, with its number, in memory until flush() or close().
  void append(const event& item);
  /// Hands what was appended to the system in one write. To be called at each journey's end. Error: "log-write", once.
  result<void> flush();
  /// Flushes, with the line that closes the log: it is whole. Nothing may be appended after it. Error: "log-write".
  result<void> close();
  /// The failure that ended the log, if there was one.
  [[nodiscard]] const std::optional<error>& failure() const { return failure_; }

 private:
  struct closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  log_writer(std::unique_ptr<std::FILE, closer> file, std::string path, redactor secrets);

  std::unique_ptr<std::FILE, closer> file_;  // null once moved from
  std::string path_;
  redactor secrets_;
  std::string buffer_;
  std::uint64_t lines_ = 0;
  checksum sum_;
  std::optional<error> failure_;
};

/// A line as it was read.
struct log_line {
  std::uint64_t at = 0;     ///< which line of the file, from 1
  std::uint64_t begin = 0;  ///< its bytes, its end included, counted from where reading began
  std::uint64_t end = 0;
  std::string_view text;     ///< without its end
  bool torn = false;         ///< the last one, without its end: the run was killed while it wrote
  std::uint64_t number = 0;  ///< that it bears; 0: none
  result<event> what;        ///< errors: those of read_line
};
using line_visitor = std::function<void(log_line& line)>;

/// Reads lines in order until the end of `from` or `limit` bytes. A line that is no event is handed on as any other.
void read_lines(std::istream& from, const line_visitor& visit, std::uint64_t limit = UINT64_MAX);

/// The same from a file. Error: "unreadable-log".
result<void> read_log(const std::filesystem::path& path, const line_visitor& visit);

}  // namespace parcours::events
