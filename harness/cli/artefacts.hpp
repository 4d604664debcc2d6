// What a run writes, and the folder that it has for itself while it does.
#pragma once

#include "harness/base/result.hpp"
#include "harness/cli/options.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace parcours::cli {

/// Every file that a run writes: the one list of them.
struct artefacts {
  std::filesystem::path log;
  std::filesystem::path junit;     ///< "-": standard output
  std::filesystem::path evidence;  ///< a folder; what stands in it that no run wrote is none of ours

  [[nodiscard]] std::vector<std::filesystem::path> all() const;
};

/// Of the run whose log is at `log`.
[[nodiscard]] artefacts artefacts_of(const report_options& chosen, const std::filesystem::path& log);
[[nodiscard]] artefacts artefacts_of(const run_options& chosen);

/// Removes what an earlier run wrote there, so that nothing of it can be taken for this one's. Only regular files:
/// never a device, a FIFO or what a link leads to. Error: "not-removed".
result<void> remove_earlier(const artefacts& what);

/// Holds the folder of a run for this process, by a file ".parcours.lock" that is locked (flock) and removed at the
/// end. The lock of a process that was killed is gone with it; its file does not matter.
class folder_lock {
 public:
  /// Nothing if there is no such folder; `make` makes it, if that can be done. Errors: "out-in-use", which names the
  /// process that holds it; "out-not-locked".
  static result<std::optional<folder_lock>> take(const std::filesystem::path& folder, bool make = false);

  folder_lock(folder_lock&& other) noexcept;
  folder_lock& operator=(folder_lock&&) = delete;
  ~folder_lock();

 private:
  folder_lock(int file, std::filesystem::path path) : file_(file), path_(std::move(path)) {}

  int file_;  // -1 once moved from
  std::filesystem::path path_;
};

/// What comes before anything that can fail: takes the folder, if there is one, and removes what an earlier run left.
[[nodiscard]] result<std::optional<folder_lock>> make_room(const run_options& chosen);

}  // namespace parcours::cli
