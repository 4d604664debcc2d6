// Any bytes as a log: each line is an event or an error, what is read is written and read the same, and a log that says
// of itself that it is whole was written by us.
#include "harness/events/log.hpp"
#include "harness/events/log_audit.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parcours::events;
  std::istringstream log(std::string(reinterpret_cast<const char*>(data), size));
  damage found;
  log_audit audit(found);
  bool closed = false;
  read_lines(log, [&](const log_line& line) {
    audit.take(line);
    if (line.begin >= line.end || line.end > size) std::abort();
    if (!line.what) {
      if (line.what.error().code != "bad-event" && line.what.error().code != "unknown-event") std::abort();
      return;
    }
    const auto& item = *line.what;
    closed = closed || std::holds_alternative<log_closed>(item);
    const auto again = from_line(to_line(item));
    if (!again || *again != item) std::abort();
  });
  audit.finish();
  if (found.empty() && !closed) std::abort();
  return 0;
}
