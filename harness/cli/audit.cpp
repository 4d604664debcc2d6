#include "harness/cli/audit.hpp"

#include "harness/base/leak_check.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

namespace parcours::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kept_tail = 4096;

void tell_of(std::string_view where, std::string_view secret, std::string_view what) {
  complain(
      fmt::format("error[leak]: {} holds the value of {}{}; keep it from others, and report this fault of parcours\n",
                  where, secret, what));
}

std::optional<std::string> leak_in_file(const fs::path& path, const redactor& secrets) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  return leak_in(file, secrets);
}

}  // namespace

bool audit::passes(std::string_view text) {
  if (secrets_.empty()) return true;
  const auto found = leak_in(tail_ + std::string(text), secrets_);
  if (found) {
    held_back_ = *found;
    return false;
  }
  tail_.append(text.substr(text.size() - std::min(text.size(), kept_tail)));
  if (tail_.size() > kept_tail) tail_.erase(0, tail_.size() - kept_tail);
  return true;
}

int audit::finish(std::span<const fs::path> artefacts) {
  if (secrets_.empty()) return passed;
  int code = passed;
  for (const auto& path : artefacts) {
    const auto found = leak_in_file(path, secrets_);
    if (!found) continue;
    std::error_code kept;
    fs::remove(fs::canonical(path, kept), kept);  // not a link to it
    tell_of(secrets_.apply(path.string()), *found, kept ? " and cannot be removed" : " and was removed");
    code = not_carried_out;
  }
  if (!held_back_.empty()) {
    tell_of("a text to be shown", held_back_, " and was held back");
    code = not_carried_out;
  }
  return code;
}

}  // namespace parcours::cli
