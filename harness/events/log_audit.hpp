// Whether a log is whole: lines that are lost, doubled, out of place, misspelt or changed. What its events say of each
// other (an end without its start) is for results to see.
#pragma once

#include "harness/events/checksum.hpp"
#include "harness/events/log.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace parcours::events {

/// What is wrong with a log, in the order in which it was found; of many mistakes only the first are kept.
class damage {
 public:
  static constexpr std::size_t most_told = 10;

  void add(std::string sentence);
  [[nodiscard]] bool empty() const { return found_ == 0; }
  /// One sentence each, then how many more there are.
  [[nodiscard]] std::vector<std::string> told() const;
  void add(const damage& other);

 private:
  std::vector<std::string> first_;
  std::size_t found_ = 0;
};

/// Takes the lines of a log one by one. Events that are not known are passed over in a log that is whole: a newer
/// version wrote it. Logs of shards may stand one after another in one file, each closed.
class log_audit {
 public:
  explicit log_audit(damage& found) : found_(found) {}

  void take(const log_line& line);
  /// After the last line.
  void finish();

 private:
  void begin_part(const log_line& line);
  void check_number(const log_line& line);
  void check_close(const log_line& line, const log_closed& said);

  damage& found_;
  std::uint64_t expected_ = 1;  // the number of the next line
  checksum sum_;
  bool begun_ = false;
  bool closed_ = false;
  bool unnumbered_ = false;  // told once
  damage unknown_;           // events of no type that is known: of a newer version, if the log proves to be whole
};

}  // namespace parcours::events
