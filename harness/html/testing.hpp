// The corpus: pages and mails, and what Chromium shows of them (tests/browser/corpus.test.mjs wrote it down).
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::html::testing {

struct sample {
  std::string name;
  std::string html;
  std::string shown;
};

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

/// Those whose name begins with `prefix`.
inline std::vector<sample> corpus(std::string_view prefix) {
  std::vector<sample> all;
  for (const auto& one : std::filesystem::directory_iterator(PARCOURS_SOURCE_DIR "/harness/html/corpus")) {
    auto path = one.path();
    auto name = path.stem().string();
    if (path.extension() != ".html" || !name.starts_with(prefix)) continue;
    const auto html = contents(path);
    all.push_back({std::move(name), html, contents(path.replace_extension(".txt"))});
  }
  return all;
}

/// Where what is read differs from what Chromium shows, on purpose.
struct difference {
  std::string_view sample;
  std::string_view chromium;
  std::string_view here;
};

/// What Chromium shows, with the known differences put in; throws where one is not there.
inline std::string expected(const sample& of, const std::vector<difference>& known) {
  std::string text = of.shown;
  for (const auto& one : known) {
    if (one.sample != of.name) continue;
    const auto at = text.find(one.chromium);
    if (at == std::string::npos) throw std::runtime_error(of.name + " does not say: " + std::string(one.chromium));
    text.replace(at, one.chromium.size(), one.here);
  }
  return text;
}

}  // namespace parcours::html::testing
