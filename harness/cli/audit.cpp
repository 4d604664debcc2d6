#include "harness/cli/audit.hpp"

#include "harness/base/leak_check.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/terminal.hpp"

#include <fmt/format.h>

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
  auto shown = tail_ + std::string(text);
  if (auto found = leak_in(shown, secrets_)) {
    held_back_ = *std::move(found);
    return false;
  }
  if (shown.size() > kept_tail) shown.erase(0, shown.size() - kept_tail);
  tail_ = std::move(shown);
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
