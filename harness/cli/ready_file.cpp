#include "harness/cli/ready_file.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace parcours::cli {

namespace {

namespace fs = std::filesystem;

std::unexpected<error> wrong(const std::string& path, const std::string& why) {
  return fail("ready-file", "--ready-file: cannot write '" + path + "': " + why);
}

// Nothing, or why it could not be done.
std::error_code write_into(const std::string& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (file) return {};
  return errno != 0 ? std::error_code(errno, std::generic_category()) : std::make_error_code(std::errc::io_error);
}

bool is_plain(const std::string& path) {
  std::error_code failed;
  const auto kind = fs::symlink_status(path, failed).type();
  return kind == fs::file_type::regular || kind == fs::file_type::not_found;
}

}  // namespace

ready_file::~ready_file() {
  if (written_.empty() || !is_plain(path_)) return;
  std::ifstream file(path_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::error_code ignored;
  if (text == written_) fs::remove(path_, ignored);
}

result<void> ready_file::clear() {
  if (path_.empty()) return {};
  std::error_code failed;
  if (fs::is_directory(path_, failed)) return wrong(path_, "it is a directory");
  const auto folder = fs::path(path_).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, failed)) {
    return wrong(path_, "there is no directory '" + folder.string() + "'");
  }
  failed.clear();
  if (is_plain(path_)) fs::remove(path_, failed);
  if (failed) return wrong(path_, failed.message());
  return {};
}

result<void> ready_file::write(const std::string& text) {
  if (path_.empty()) return {};
  const bool plain = is_plain(path_);
  const auto temporary = path_ + ".tmp";
  auto failed = write_into(plain ? temporary : path_, text);
  if (plain && !failed) fs::rename(temporary, path_, failed);
  if (!failed) {
    if (plain) written_ = text;
    return {};
  }
  std::error_code ignored;
  if (plain) fs::remove(temporary, ignored);
  return wrong(path_, failed.message());
}

}  // namespace parcours::cli
