// What Chromium said when tests/browser/record_charsets.mjs asked it: tables of cells with tabs between them. For
// tests.
#pragma once

#include "harness/base/text.hpp"

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::html::testing {

using row = std::vector<std::string>;

/// The rows of a file of the source tree; throws where there are none.
inline std::vector<row> recorded(const std::string& path) {
  std::ifstream file(std::string(PARCOURS_SOURCE_DIR) + "/" + path);
  std::vector<row> rows;
  for (std::string line; std::getline(file, line);) {
    rows.emplace_back();
    for (const auto cell : split(line, '\t')) rows.back().emplace_back(cell);
  }
  if (rows.empty()) throw std::runtime_error("cannot read " + path);
  return rows;
}

/// \xHH is a byte, \s{N} are N blanks.
inline std::string bytes_of(std::string_view notation) {
  std::string out;
  for (std::size_t at = 0; at < notation.size(); ++at) {
    if (notation.substr(at).starts_with("\\x")) {
      out += static_cast<char>(std::stoi(std::string(notation.substr(at + 2, 2)), nullptr, 16));
      at += 3;
    } else if (notation.substr(at).starts_with("\\s{")) {
      out.append(std::stoul(std::string(notation.substr(at + 3))), ' ');
      at = notation.find('}', at);
    } else {
      out += notation[at];
    }
  }
  return out;
}

}  // namespace parcours::html::testing
