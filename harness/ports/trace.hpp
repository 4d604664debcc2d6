// The trace port: what happened, in order, for hashes in simulation and for debugging.
#pragma once

#include <string_view>

namespace parcours::ports {

class trace {
 public:
  virtual ~trace() = default;
  /// `component` names the speaker ("smtp", "portal"), `what` one line. Never a secret.
  virtual void record(std::string_view component, std::string_view what) = 0;
};

class null_trace final : public trace {
 public:
  void record(std::string_view, std::string_view) override {}
};

}  // namespace parcours::ports
