#include "harness/cli/artefacts.hpp"

#include "harness/events/evidence_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace parcours::cli {

namespace fs = std::filesystem;

namespace {

std::string last_error() { return std::generic_category().message(errno); }

// A lock on a file that its last holder has removed in the meantime keeps nobody out.
bool still_there(int file, const fs::path& path) {
  struct stat held = {};
  struct stat named = {};
  return fstat(file, &held) == 0 && stat(path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
}

// The number that the holder wrote; it may not have come to it yet.
std::string holder_of(int file) {
  std::array<char, 32> text{};
  const auto size = pread(file, text.data(), text.size(), 0);
  const std::string number(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return number.empty() ? "another run" : "another run (process " + number + ")";
}

}  // namespace

std::vector<fs::path> artefacts::all() const {
  std::vector<fs::path> files{log};
  if (junit != "-") files.push_back(junit);
  std::error_code failed;
  // Not what a link leads to: nothing is written there either.
  if (!fs::is_directory(fs::symlink_status(evidence, failed))) return files;
  for (fs::directory_iterator one(evidence, failed), end; !failed && one != end; one.increment(failed)) {
    std::error_code unknown;
    const bool file = fs::is_regular_file(one->symlink_status(unknown));
    if (file && events::evidence_store::is_ours(one->path().filename().native())) files.push_back(one->path());
  }
  return files;
}

artefacts artefacts_of(const report_options& chosen, const fs::path& log) {
  return {log, chosen.junit.empty() ? log.parent_path() / "junit.xml" : fs::path(chosen.junit),
          events::evidence_folder(log)};
}

artefacts artefacts_of(const run_options& chosen) {
  return artefacts_of(chosen.report, fs::path(chosen.out) / "events.ndjson");
}

result<void> remove_earlier(const artefacts& what) {
  for (const auto& path : what.all()) {
    std::error_code failed;
    if (!fs::is_regular_file(fs::symlink_status(path, failed))) continue;
    if (fs::remove(path, failed) || !failed) continue;
    return fail("not-removed",
                fmt::format("cannot remove {}, which an earlier run wrote: {}", path.string(), failed.message()));
  }
  std::error_code ignored;
  if (fs::is_directory(fs::symlink_status(what.evidence, ignored)))
    fs::remove(what.evidence, ignored);  // if it is empty
  return {};
}

result<std::optional<folder_lock>> folder_lock::take(const fs::path& folder, bool make) {
  std::error_code ignored;
  if (make) fs::create_directories(folder, ignored);
  if (!fs::is_directory(folder, ignored)) return std::nullopt;
  const auto path = folder / ".parcours.lock";
  for (;;) {
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0) {
      return fail("out-not-locked", fmt::format("cannot write in the folder {}: {}", folder.string(), last_error()));
    }
    folder_lock made(file, path);
    // Where the file system has no locks the run goes on without one.
    if (flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      made.path_.clear();  // it is theirs
      return fail("out-in-use",
                  fmt::format("{} writes in the folder {}: wait for its end, or choose another with --out",
                              holder_of(file), folder.string()));
    }
    if (!still_there(file, path)) {
      made.path_.clear();
      continue;
    }
    const auto number = std::to_string(getpid());
    if (ftruncate(file, 0) != 0 || pwrite(file, number.data(), number.size(), 0) < 0) {
      return fail("out-not-locked", fmt::format("cannot write in the folder {}: {}", folder.string(), last_error()));
    }
    return made;
  }
}

result<std::optional<folder_lock>> make_room(const run_options& chosen) {
  auto lock = folder_lock::take(chosen.out);
  if (!lock) return lock;
  if (const auto removed = remove_earlier(artefacts_of(chosen)); !removed) return std::unexpected(removed.error());
  return lock;
}

folder_lock::folder_lock(folder_lock&& other) noexcept
    : file_(std::exchange(other.file_, -1)), path_(std::move(other.path_)) {}

folder_lock::~folder_lock() {
  if (file_ < 0) return;
  std::error_code ignored;
  if (!path_.empty()) fs::remove(path_, ignored);  // while it is held: see still_there
  close(file_);
}

}  // namespace parcours::cli
