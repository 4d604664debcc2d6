#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>

namespace parcours::yaml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view colours[] = {"red", "green"};

node tree_of(std::string text) {
  diagnostics found;
  auto tree = read(std::make_shared<const source_file>(source_file{"file.yaml", std::move(text)}), found);
  EXPECT_TRUE(tree && found.empty());
  return tree ? *tree : node{};
}

std::vector<std::string> codes(const diagnostics& found) {
  std::vector<std::string> all;
  for (const auto& each : found) all.push_back(each.code);
  return all;
}

TEST(yaml_decode, reads_each_type) {
  const node tree = tree_of("{t: 007, d: 1h30m, i: -3, b: true, c: green, l: [1], m: {x: y}}");
  diagnostics found;
  mapping_reader keys(tree, found, "the file");
  EXPECT_EQ(keys.text("t"), "007");
  EXPECT_EQ(keys.length("d"), std::chrono::minutes(90));
  EXPECT_EQ(keys.integer("i", -3, 5), -3);
  EXPECT_EQ(keys.boolean("b"), true);
  EXPECT_EQ(keys.one_of("c", colours), 1U);
  ASSERT_TRUE(keys.list("l"));
  ASSERT_TRUE(keys.mapping("m"));
  EXPECT_EQ(keys.text("absent"), std::nullopt);
  keys.finish();
  EXPECT_THAT(found, IsEmpty());
}

TEST(yaml_decode, reports_every_mistake_of_a_mapping) {
  const node tree = tree_of("{t: [], d: 10x, i: 6, j: 1e3, b: yes, c: gren, l: x, m: , tx: 1}");
  diagnostics found;
  mapping_reader keys(tree, found, "the file");
  EXPECT_FALSE(keys.text("t"));
  EXPECT_FALSE(keys.length("d"));
  EXPECT_FALSE(keys.integer("i", -3, 5));
  EXPECT_FALSE(keys.integer("j", -3, 5));
  EXPECT_FALSE(keys.boolean("b"));
  EXPECT_FALSE(keys.one_of("c", colours));
  EXPECT_FALSE(keys.list("l"));
  EXPECT_FALSE(keys.mapping("m"));
  EXPECT_FALSE(keys.text("name", need::required));
  keys.finish();
  EXPECT_THAT(codes(found), ElementsAre("wrong-type", "bad-duration", "out-of-range", "bad-integer", "bad-boolean",
                                        "bad-value", "wrong-type", "missing-value", "unknown-key", "missing-key"));
  EXPECT_EQ(found.at(5).hint, "did you mean 'green'?");
  EXPECT_EQ(found.at(5).span.place(), "file.yaml:1:42");
  EXPECT_EQ(found.at(8).message, "'tx' is not a key of the file");
}

TEST(yaml_decode, integers_at_the_edge_of_their_range) {
  diagnostics found;
  EXPECT_EQ(integer_of(tree_of("-3"), "i", found, -3, 5), -3);
  EXPECT_EQ(integer_of(tree_of("5"), "i", found, -3, 5), 5);
  EXPECT_THAT(found, IsEmpty());
  EXPECT_FALSE(integer_of(tree_of("-4"), "i", found, -3, 5));
  EXPECT_FALSE(integer_of(tree_of("6"), "i", found, -3, 5));
  EXPECT_FALSE(integer_of(tree_of("99999999999999999999"), "i", found, -3, 5));
  EXPECT_THAT(codes(found), ElementsAre("out-of-range", "out-of-range", "out-of-range"));
}

TEST(yaml_decode, what_is_no_mapping_is_reported_once) {
  const node tree = tree_of("[a]");
  diagnostics found;
  mapping_reader keys(tree, found, "the file");
  EXPECT_FALSE(keys.text("t", need::required));
  keys.finish();
  EXPECT_THAT(codes(found), ElementsAre("wrong-type"));
  EXPECT_EQ(found[0].message, "the file must be a mapping of keys to values, this is a list");
}

TEST(yaml_decode, unknown_key_without_a_likely_slip_names_the_known_ones) {
  const node tree = tree_of("{zzzzzzzz: 1}");
  diagnostics found;
  mapping_reader keys(tree, found, "the file");
  EXPECT_FALSE(keys.text("amo"));
  EXPECT_FALSE(keys.text("employer"));
  keys.finish();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].notes, ElementsAre("the file may have 'amo' or 'employer'"));
}

TEST(yaml_decode, a_warning_is_no_error) {
  diagnostics found(1);
  found[0].level = severity::warning;
  EXPECT_FALSE(has_errors(found));
  found.emplace_back();
  EXPECT_TRUE(has_errors(found));
}

}  // namespace
}  // namespace parcours::yaml
