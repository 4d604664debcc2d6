#include "harness/events/evidence_store.hpp"

#include "harness/base/text.hpp"
#include "harness/events/checksum.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace parcours::events {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view unfinished = ".part";
constexpr std::size_t checksum_digits = 64;

std::string last_error() { return std::generic_category().message(errno); }

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::write(file, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

// A new file: never one that is there, nor what a link leads to.
bool write_file(const fs::path& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file < 0) return false;
  const bool written = write_all(file, bytes);
  const int why = errno;
  const bool closed = ::close(file) == 0;
  if (!written) errno = why;
  return written && closed;
}

}  // namespace

content content_of(std::shared_ptr<const std::string> bytes, std::string type) {
  content made;
  if (!bytes || bytes->empty()) return made;
  checksum sum;
  sum.add(*bytes);
  made.type = std::move(type);
  made.size = bytes->size();
  made.sha256 = sum.take();
  made.bytes = std::move(bytes);
  return made;
}

result<void> evidence_store::put(event& item) {
  result<void> done;
  for (auto* one : contents_of(item)) {
    if (!one->bytes) continue;
    if (!failure_) done = write(*one);
    if (failure_) one->sha256.clear();
    one->bytes.reset();
  }
  return done;
}

result<void> evidence_store::write(const content& what) {
  if (written_.contains(what.sha256)) return {};
  std::error_code ignored;
  if (!std::exchange(made_, true)) fs::create_directories(folder_, ignored);
  const auto path = folder_ / what.sha256;
  auto part = path;
  part += unfinished;
  const bool folder = fs::is_directory(fs::symlink_status(folder_, ignored));
  if (!folder) errno = ENOTDIR;
  const bool written = folder && write_file(part, *what.bytes) && ::rename(part.c_str(), path.c_str()) == 0;
  if (written) {
    written_.insert(what.sha256);
    return {};
  }
  failure_ = error{"evidence-write", fmt::format("cannot write evidence in the folder {}: {}; the log does not name "
                                                 "what could not be written",
                                                 folder_.string(), last_error())};
  if (folder) fs::remove(part, ignored);
  return std::unexpected(*failure_);
}

bool evidence_store::is_ours(std::string_view file_name) {
  if (file_name.ends_with(unfinished)) file_name.remove_suffix(unfinished.size());
  return file_name.size() == checksum_digits &&
         std::ranges::all_of(file_name, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

fs::path evidence_folder(const fs::path& log) { return log.parent_path() / "evidence"; }

}  // namespace parcours::events
