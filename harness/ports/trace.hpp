// The trace port: a record of events in order, for hashes in simulation, for logs and for debugging.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace parcours::ports {

/// One detail of an event: "status", 303.
struct fact {
  std::string_view name;
  std::variant<std::string_view, std::uint64_t> value;
};

class trace {
 public:
  virtual ~trace() = default;
  /// `component` is the source ("smtp", "portal"), `what` is a single line. Must not contain secrets. The views are not
  /// kept.
  virtual void record(std::string_view component, std::string_view what, std::initializer_list<fact> of = {}) = 0;
};

class null_trace final : public trace {
 public:
  void record(std::string_view, std::string_view, std::initializer_list<fact>) override {}
};

}  // namespace parcours::ports
