// What `check` says of bad files, word for word: golden/NAME.yaml and the diagnostics in golden/NAME.txt.
// PARCOURS_GOLDEN=write writes the texts anew; look at the difference before keeping it.
#include "harness/journey/reader.hpp"
#include "harness/journey/target.hpp"
#include "harness/yaml/decode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace parcours::journey {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(PARCOURS_SOURCE_DIR) / "harness/journey/golden";
constexpr std::string_view kinds[] = {"last_name", "digits(n)"};
constexpr std::string_view defects[] = {"code-reusable"};

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// Diagnostics name files as seen from the folder, wherever the sources are.
result<std::shared_ptr<const source_file>> load(const std::string& path) {
  if (!fs::exists(folder / path)) return fail("file-not-found", "there is no file '" + path + "'");
  return std::make_shared<const source_file>(source_file{path, text_of(folder / path)});
}

std::string diagnostics_of(const std::string& name) {
  diagnostics found;
  if (name.ends_with(".target.yaml")) {
    EXPECT_FALSE(read_target(*load(name), found));
  } else {
    read_options options;
    options.load = load;
    options.fake_kinds = kinds;
    options.defects = defects;
    EXPECT_FALSE(read_journey(*load(name), options, found));
  }
  EXPECT_TRUE(yaml::has_errors(found));
  return render(found);
}

std::vector<std::string> golden_files() {
  std::vector<std::string> names;
  for (const auto& each : fs::directory_iterator(folder)) {
    if (each.path().extension() == ".yaml") names.push_back(each.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

class journey_golden : public testing::TestWithParam<std::string> {};

TEST_P(journey_golden, says_what_is_wrong) {
  const auto expected = folder / (fs::path(GetParam()).stem().string() + ".txt");
  const auto seen = diagnostics_of(GetParam());
  const char* mode = std::getenv("PARCOURS_GOLDEN");
  if (mode && std::string_view(mode) == "write") std::ofstream(expected, std::ios::binary) << seen;
  EXPECT_EQ(seen, text_of(expected));
}

INSTANTIATE_TEST_SUITE_P(files, journey_golden, testing::ValuesIn(golden_files()), [](const auto& each) {
  std::string name = each.param;
  std::ranges::replace_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

TEST(journey_golden_folder, has_the_files) { EXPECT_GE(golden_files().size(), 12U); }

}  // namespace
}  // namespace parcours::journey
