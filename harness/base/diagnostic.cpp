#include "harness/base/diagnostic.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>

namespace parcours {
namespace {

constexpr std::size_t widest_line = 120;  // columns shown of a source line
constexpr std::size_t context = 40;       // columns kept before the mark of a line that is cut

// One character of a source line as it is shown.
struct cell {
  std::size_t offset;  // of its first byte in the line
  std::string text;
  std::size_t width;
};

struct palette {
  std::string_view level, strong, frame, reset;
};

palette colours(severity level, bool color) {
  if (!color) return {};
  return {level == severity::error ? "\x1b[1;31m" : "\x1b[1;33m", "\x1b[1m", "\x1b[1;34m", "\x1b[0m"};
}

std::optional<std::string_view> line_of(const source_span& span) {
  if (!span.file || span.line == 0) return std::nullopt;
  std::string_view rest = span.file->text;
  for (std::size_t line = 1; line < span.line; ++line) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::size_t character_size(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size)
    if (is_utf8(text.substr(0, size))) return size;
  return 1;
}

// Control characters must not reach the terminal; tabs become as many columns on the marks' line as here.
std::vector<cell> cells_of(std::string_view line) {
  std::vector<cell> cells;
  for (std::size_t at = 0; at < line.size();) {
    const std::string_view bytes = line.substr(at, character_size(line.substr(at)));
    const auto first = static_cast<unsigned char>(bytes[0]);
    std::string shown = bytes == "\t" ? "    " : first < 0x20 || first == 0x7F ? "\uFFFD" : to_utf8(bytes);
    const std::size_t width = display_width(shown);
    cells.push_back({at, std::move(shown), width});
    at += bytes.size();
  }
  return cells;
}

struct excerpt {
  std::string text;
  std::size_t before = 0;  // columns left of the mark
  std::size_t marked = 0;  // columns of the mark
};

std::size_t width_of(std::span<const cell> cells) {
  std::size_t width = 0;
  for (const cell& each : cells) width += each.width;
  return width;
}

// The last cell of a window that begins at `first` and is no wider than what is shown of a line.
std::size_t window_end(std::span<const cell> cells, std::size_t first) {
  std::size_t width = 0;
  while (first < cells.size() && width + cells[first].width <= widest_line) width += cells[first++].width;
  return first;
}

excerpt excerpt_of(std::string_view line, std::size_t column, std::size_t length) {
  const std::vector<cell> cells = cells_of(line);
  const std::span<const cell> all(cells);
  const std::size_t mark_from = column - 1;
  const auto index_of = [&cells](std::size_t offset) {
    return static_cast<std::size_t>(std::ranges::lower_bound(cells, offset, {}, &cell::offset) - cells.begin());
  };
  const std::size_t mark = index_of(mark_from);
  std::size_t first = 0;
  if (width_of(all) > widest_line)
    for (first = mark; first > 0 && width_of(all.subspan(first - 1, mark - first + 1)) <= context;) --first;
  const std::size_t end = window_end(all, first);
  const std::size_t mark_end = std::clamp(index_of(mark_from + length), mark, std::max(mark, end));

  excerpt out{first > 0 ? "…" : "", first > 0 ? 1U : 0U, 0};
  for (const cell& each : all.subspan(first, end - first)) out.text += each.text;
  if (end < cells.size()) out.text += "…";
  out.before += width_of(all.subspan(first, mark - first));
  out.marked = std::max<std::size_t>(1, width_of(all.subspan(mark, mark_end - mark)));
  return out;
}

std::string source_lines(const diagnostic& item, std::string_view line, const std::string& margin, const palette& ink) {
  const source_span& span = item.span;
  std::string out = fmt::format("{}{} |{}\n", ink.frame, margin, ink.reset);
  const std::size_t column = std::min(std::max<std::size_t>(1, span.column), line.size() + 1);
  const excerpt shown = excerpt_of(line, column, std::max<std::size_t>(1, span.length));
  out += fmt::format("{} {} |{}{}{}\n", ink.frame, span.line, ink.reset, shown.text.empty() ? "" : " ", shown.text);
  if (span.column == 0) return out;
  out += fmt::format("{}{} |{} {:{}}{}{:^>{}}", ink.frame, margin, ink.reset, "", shown.before, ink.level, "",
                     shown.marked);
  out += fmt::format("{}{}{}\n", item.hint.empty() ? "" : " ", item.hint, ink.reset);
  return out;
}

auto order(const diagnostic& item) {
  const source_span& span = item.span;
  return std::make_tuple(std::string_view(span.file ? std::string_view(span.file->path) : ""), span.line, span.column);
}

}  // namespace

std::string source_span::place() const {
  if (!file) return {};
  if (line == 0) return file->path;
  return column == 0 ? fmt::format("{}:{}", file->path, line) : fmt::format("{}:{}:{}", file->path, line, column);
}

std::string render(const diagnostic& item, bool color) {
  const palette ink = colours(item.level, color);
  const std::optional<std::string_view> line = line_of(item.span);
  const std::string margin((line ? fmt::formatted_size("{}", item.span.line) : 1) + 1, ' ');
  std::string out = fmt::format("{}{}[{}]{}{}: {}{}\n", ink.level, item.level == severity::error ? "error" : "warning",
                                item.code, ink.reset, ink.strong, item.message, ink.reset);
  if (item.span.file) out += fmt::format("{}{}-->{} {}\n", ink.frame, margin, ink.reset, item.span.place());
  if (line) out += source_lines(item, *line, margin, ink);
  const auto note = [&](std::string_view kind, std::string_view text) {
    out += fmt::format("{}{} ={} {}: {}\n", ink.frame, margin, ink.reset, kind, text);
  };
  if (!item.hint.empty() && (!line || item.span.column == 0)) note("help", item.hint);
  for (const std::string& text : item.notes) note("note", text);
  return out;
}

std::string render(diagnostics items, bool color) {
  std::ranges::stable_sort(items, {}, order);
  std::string out;
  for (const diagnostic& item : items) {
    if (!out.empty()) out += '\n';
    out += render(item, color);
  }
  return out;
}

}  // namespace parcours
