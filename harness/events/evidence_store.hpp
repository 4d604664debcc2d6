// The folder of a run's evidence: what its events name by checksum, one file each, named by the SHA-256 of its bytes,
// so that what repeats stands there once. `sha256sum` checks it.
#pragma once

#include "harness/base/result.hpp"
#include "harness/events/event.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace parcours::events {

/// Of bytes that are free of secrets; they are kept until they are written. Nothing of no bytes.
[[nodiscard]] content content_of(std::shared_ptr<const std::string> bytes, std::string type);

/// Not thread-safe. The folder is made with the first file.
///
/// The first failure (a full disk, a folder that is a link) is told once, by the put() that met it; what comes later is
/// not written. An event then says how much there was, and names no file.
class evidence_store {
 public:
  explicit evidence_store(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Writes what the event's contents hold and are not written yet, each whole or not at all, whenever the run is
  /// killed. To be called before the event is logged. Error: "evidence-write", once.
  result<void> put(event& item);
  /// What ended the writing, if anything did.
  [[nodiscard]] const std::optional<error>& failure() const { return failure_; }

  /// Whether a file of that name, in such a folder, is one that a run wrote or was about to write.
  [[nodiscard]] static bool is_ours(std::string_view file_name);

 private:
  result<void> write(const content& what);

  std::filesystem::path folder_;
  bool made_ = false;
  std::unordered_set<std::string> written_;
  std::optional<error> failure_;
};

/// The folder beside a log.
[[nodiscard]] std::filesystem::path evidence_folder(const std::filesystem::path& log);

}  // namespace parcours::events
