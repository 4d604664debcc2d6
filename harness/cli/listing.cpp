#include "harness/cli/listing.hpp"

#include "harness/base/text.hpp"
#include "harness/base/utf8.hpp"
#include "reports/terminal/format.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace parcours::cli {

namespace {

using reports::terminal::fit;
using reports::terminal::printable;

struct row {
  std::string folder;  // "" where ids stand in the first column
  std::string first;
  std::string name;
  std::string tags;
};

std::string padded(std::string text, std::size_t width) {
  const auto taken = display_width(text);
  return taken < width ? text.append(width - taken, ' ') : text;
}

std::size_t widest(std::span<const row> rows, std::string row::* column) {
  std::size_t width = 0;
  for (const auto& each : rows) width = std::max(width, display_width(each.*column));
  return width;
}

std::string line_of(const row& one, std::size_t first, std::size_t name) {
  auto line = padded(one.first, first) + "  ";
  line += one.tags.empty() ? one.name : padded(one.name, name) + "  " + one.tags;
  return line;
}

std::string tags_of(const run::planned& item) {
  return item.journey().tags.empty() ? "" : fmt::format("[{}]", fmt::join(item.journey().tags, " "));
}

}  // namespace

std::string listing(std::span<const run::planned> plan) {
  std::vector<row> rows;
  rows.reserve(plan.size());
  for (const auto& item : plan) rows.push_back({"", printable(item.id()), printable(item.name()), tags_of(item)});
  const auto first = widest(rows, &row::first);
  const auto name = widest(rows, &row::name);
  std::string out;
  for (const auto& each : rows) out += line_of(each, first, name) + "\n";
  return out;
}

std::string listing_within(std::span<const run::planned> plan, std::size_t width) {
  std::vector<row> rows;
  rows.reserve(plan.size());
  for (const auto& item : plan) {
    const auto file = printable(item.of->file);
    const auto base = file.rfind('/') + 1;  // npos + 1 is the start
    rows.push_back({file.substr(0, base), "  " + file.substr(base), printable(item.name()), tags_of(item)});
  }
  auto first = widest(rows, &row::first);
  auto name = widest(rows, &row::name);
  if (first + name + widest(rows, &row::tags) + 4 > width) {  // a bit of each column is more than all of one
    first = std::min(first, width * 3 / 10);
    name = std::min(name, width / 2);
  }
  std::string folder = ".";
  std::string out;
  for (auto& each : rows) {
    if (std::exchange(folder, each.folder) != each.folder && !each.folder.empty())
      out += fit(each.folder, width) + "\n";
    each.first = fit(each.first, first);
    each.name = fit(each.name, name);
    out += fit(line_of(each, first, name), width) + "\n";
  }
  return out;
}

}  // namespace parcours::cli
