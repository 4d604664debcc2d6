// The log of a run: one event a line, appended as the run goes, the single source of every report. A run killed at any
// moment leaves a log that can be read: whatever was flushed is there, and at most the last line is torn.
#pragma once

#include "harness/base/redactor.hpp"
#include "harness/base/result.hpp"
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

  /// Keeps the line in memory until flush().
  void append(const event& item);
  /// Hands what was appended to the system in one write. To be called at each journey's end. Error: "log-write", once.
  result<void> flush();
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
  std::optional<error> failure_;
};

/// How a log ended.
struct log_end {
  std::uint64_t lines = 0;
  bool torn = false;  ///< the last line was cut short and is not counted: the run was killed while it wrote
};

/// Called for each event with the bytes of its line, [begin, end), counted from where reading began.
using event_visitor = std::function<void(event item, std::uint64_t begin, std::uint64_t end)>;

/// Reads events in order until the end of `from` or `limit` bytes. Events of unknown types are passed over. `name` is
/// what errors call the log. Error: "bad-log" when a line other than the last is no event.
result<log_end> read_events(std::istream& from, const std::string& name, const event_visitor& visit,
                            std::uint64_t limit = UINT64_MAX);

/// The same from a file. Further error: "unreadable-log".
result<log_end> read_log(const std::filesystem::path& path, const event_visitor& visit);

}  // namespace parcours::events
