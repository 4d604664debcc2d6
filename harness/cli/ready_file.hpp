// The file that tells scripts where everything listens.
#pragma once

#include "harness/base/result.hpp"

#include <string>

namespace parcours::cli {

/// Who waits for the file finds it whole, or not at all, and only while the addresses in it are answered: what another
/// program left there goes before anything listens, and ours goes at the end. What is no regular file (a pipe, a
/// terminal, a link) is written into and never put in another's place. An empty path: no such file.
class ready_file {
 public:
  explicit ready_file(std::string path) : path_(std::move(path)) {}
  /// Takes the file away again, if it is still the one that was written.
  ~ready_file();
  ready_file(const ready_file&) = delete;
  ready_file& operator=(const ready_file&) = delete;

  /// Takes an older one away. Error "ready-file": what is there can be none.
  [[nodiscard]] result<void> clear();
  /// Error "ready-file".
  [[nodiscard]] result<void> write(const std::string& text);

 private:
  std::string path_;
  std::string written_;  // as a file of its own
};

}  // namespace parcours::cli
