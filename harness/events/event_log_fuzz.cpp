// Any bytes as a log: reading must end in events or in an error, and what is read must be written and read the same.
#include "harness/events/log.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parcours::events;
  std::istringstream log(std::string(reinterpret_cast<const char*>(data), size));
  const auto end = read_events(log, "log", [&](const event& item, std::uint64_t from, std::uint64_t to) {
    const auto again = from_line(to_line(item));
    if (!again || *again != item || from >= to || to > size) std::abort();
  });
  if (!end && end.error().code != "bad-log") std::abort();
  return 0;
}
