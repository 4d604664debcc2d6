#include "harness/cli/private_file.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

namespace parcours::cli {

namespace {

constexpr unsigned others_may_read = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

}  // namespace

result<void> check_kept_to_us(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return {};  // told by whoever reads it
  if (!S_ISREG(found.st_mode)) {
    return fail("secrets-file", fmt::format("'{}' is no regular file: secrets are read from nothing else", path));
  }
  if (found.st_uid != geteuid() && found.st_uid != 0) {
    return fail("secrets-file",
                fmt::format("'{}' belongs to another user (uid {}), who can read the secrets: copy it to "
                            "a file of your own, with 'chmod 600'",
                            path, found.st_uid));
  }
  if ((found.st_mode & others_may_read) != 0) {
    return fail("secrets-file", fmt::format("'{}' has the mode {:04o}: others can read or change the secrets; "
                                            "'chmod 600 {}' keeps them out",
                                            path, found.st_mode & 07777U, path));
  }
  return {};
}

bool is_same_file(const std::string& path, const std::string& other) {
  std::error_code missing;
  return !other.empty() && std::filesystem::equivalent(path, other, missing) && !missing;
}

bool is_private(const std::string& path, std::string_view text) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0 || (found.st_mode & others_may_read) != 0) return false;
  constexpr auto keys = std::to_array<std::string_view>({"journey:", "steps:", "- "});
  return std::ranges::none_of(split(text, '\n'), [&](std::string_view line) {
    return std::ranges::any_of(keys, [&](std::string_view key) { return line.starts_with(key); });
  });
}

void unquote(diagnostic& of) {
  constexpr std::string_view quotes = "'\"`";
  const auto first = of.message.find_first_of(quotes);
  const auto last = of.message.find_last_of(quotes);
  if (first != last) of.message.replace(first + 1, last - first - 1, "…");
  of.hint.clear();
  of.notes.clear();
  if (of.span.file) of.span.file = std::make_shared<const source_file>(source_file{of.span.file->path, {}});
}

}  // namespace parcours::cli
