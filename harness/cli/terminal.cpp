#include "harness/cli/terminal.hpp"

#include "harness/base/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace parcours::cli {

bool obeys_controls() {
  const char* kind = std::getenv("TERM");
  return kind == nullptr || std::string_view(kind) != "dumb";
}

bool wants_color(std::string_view when, bool to_stderr) {
  if (when != "auto") return when == "always";
  const char* no = std::getenv("NO_COLOR");
  return (no == nullptr || *no == '\0') && obeys_controls() && isatty(to_stderr ? STDERR_FILENO : STDOUT_FILENO) == 1;
}

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }
bool stdin_is_terminal() { return isatty(STDIN_FILENO) == 1; }

std::size_t terminal_width() {
  const char* given = std::getenv("COLUMNS");
  const std::string_view columns = given == nullptr ? "" : given;
  std::size_t width = 0;
  const auto [end, problem] = std::from_chars(columns.data(), columns.data() + columns.size(), width);
  if (problem == std::errc{} && end == columns.data() + columns.size() && width > 0) return width;
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void complain(std::string_view text) {
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::optional<std::string> ask(const std::string& question) {
  if (!stdin_is_terminal()) return std::nullopt;
  say(question);
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  return std::string(trim(line));
}

bool said_all() {
  std::cout.flush();
  return std::cout.good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace parcours::cli
