// The self-audit: what a command wrote is looked through for secrets before the command ends.
#pragma once

#include "harness/base/redactor.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace parcours::cli {

/// Of one command. Without secrets it does nothing.
class audit {
 public:
  explicit audit(redactor secrets) : secrets_(std::move(secrets)) {}

  /// Checks a text before it is shown, in order: false if it holds a secret and must be held back.
  [[nodiscard]] bool passes(std::string_view text);
  /// Removes each of the files that holds a secret and tells of it, and of what was held back: `not_carried_out`, or
  /// `passed`. What is no regular file (a pipe) is passed over.
  [[nodiscard]] int finish(std::span<const std::filesystem::path> artefacts);

 private:
  redactor secrets_;
  std::string tail_;       // of what was shown: a secret may stand across two texts
  std::string held_back_;  // the name of a secret
};

}  // namespace parcours::cli
