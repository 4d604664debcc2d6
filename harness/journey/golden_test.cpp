// What `check` says of bad files, word for word: golden/NAME.yaml and the diagnostics in golden/NAME.txt; of files that
// can be used and look wrong in golden_warnings.
// PARCOURS_UPDATE_GOLDEN=1 writes the texts anew; look at the difference before keeping it.
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

const fs::path here = fs::path(PARCOURS_SOURCE_DIR) / "harness/journey";
const fs::path folder = here / "golden";
const fs::path warnings = here / "golden_warnings";
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

std::string warnings_of(const std::string& name) {
  diagnostics found;
  const source_file file{name, text_of(warnings / name)};
  EXPECT_TRUE(read_journey(std::make_shared<const source_file>(file), {}, found));
  EXPECT_FALSE(yaml::has_errors(found));
  EXPECT_FALSE(found.empty());
  return render(found);
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

std::vector<std::string> files_of(const fs::path& in) {
  std::vector<std::string> names;
  for (const auto& each : fs::directory_iterator(in)) {
    if (each.path().extension() == ".yaml") names.push_back(each.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

void expect_as_written(const fs::path& file, const std::string& seen) {
  const auto expected = fs::path(file).replace_extension(".txt");
  const bool write_anew = std::getenv("PARCOURS_UPDATE_GOLDEN") != nullptr;
  if (write_anew) std::ofstream(expected, std::ios::binary) << seen;
  EXPECT_EQ(seen, text_of(expected));
}

std::string test_name(const testing::TestParamInfo<std::string>& each) {
  std::string name = each.param;
  std::ranges::replace_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}

class journey_golden : public testing::TestWithParam<std::string> {};
class journey_golden_warnings : public testing::TestWithParam<std::string> {};

TEST_P(journey_golden, says_what_is_wrong) { expect_as_written(folder / GetParam(), diagnostics_of(GetParam())); }
TEST_P(journey_golden_warnings, says_what_looks_wrong) {
  expect_as_written(warnings / GetParam(), warnings_of(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(files, journey_golden, testing::ValuesIn(files_of(folder)), test_name);
INSTANTIATE_TEST_SUITE_P(files, journey_golden_warnings, testing::ValuesIn(files_of(warnings)), test_name);

TEST(journey_golden_folder, has_the_files) {
  EXPECT_GE(files_of(folder).size(), 110U);
  EXPECT_GE(files_of(warnings).size(), 4U);
}

}  // namespace
}  // namespace parcours::journey
