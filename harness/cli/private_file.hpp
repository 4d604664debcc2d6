// Files whose lines may stand in no message: the one that --secrets names, and what else its owner keeps to himself.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/base/result.hpp"

#include <string>
#include <string_view>

namespace parcours::cli {

/// Whether nobody but us (and root) can read the file, as a file of secrets must be. Errors, each with its remedy:
/// "secrets-file".
[[nodiscard]] result<void> check_kept_to_us(const std::string& path);

/// By device and inode; false where one of them is missing or not given.
[[nodiscard]] bool is_same_file(const std::string& path, const std::string& other);

/// Whether a file among the journeys is none of them: one that only its owner can read, with no journey in it.
[[nodiscard]] bool is_private(const std::string& path, std::string_view text);

/// Leaves place and kind of what is wrong, and nothing of what the file says.
void unquote(diagnostic& of);

}  // namespace parcours::cli
