// The log of `parcours serve`: what the mocks tell of by the trace port, a line each.
#pragma once

#include "harness/base/redactor.hpp"
#include "harness/base/result.hpp"
#include "harness/cli/audit.hpp"
#include "harness/cli/options.hpp"
#include "harness/ports/clock.hpp"
#include "harness/ports/trace.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace spdlog {
class logger;
}

namespace parcours::cli {

/// Each line is written at once. Secrets that the command line names are masked in any encoding; what the mocks tell
/// has none (see ports/trace.hpp). Files are begun anew at `largest` bytes, and the last `kept` of them stay beside.
class log_file final : public ports::trace {
 public:
  static constexpr std::size_t largest = 16U << 20U;
  static constexpr std::size_t kept = 3;

  /// "-" is standard error, where each line passes `checked` first. Error "log-file".
  static result<std::unique_ptr<log_file>> open(const log_options& chosen, redactor secrets, audit& checked,
                                                ports::clock& time);
  ~log_file() override;

  /// The files that the log may be in by now.
  [[nodiscard]] static std::vector<std::filesystem::path> files(const log_options& chosen);

  void record(std::string_view component, std::string_view what, std::initializer_list<ports::fact> of) override;

 private:
  log_file(std::shared_ptr<spdlog::logger> to, bool json, redactor secrets, audit* checked, ports::clock& time);

  std::shared_ptr<spdlog::logger> to_;
  bool json_;
  redactor secrets_;
  audit* checked_;  // of lines that cannot be taken back
  ports::clock& time_;
};

}  // namespace parcours::cli
