#include "harness/yaml/document.hpp"

#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>

namespace parcours::yaml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::shared_ptr<const source_file> file_of(std::string text) {
  return std::make_shared<const source_file>(source_file{"file.yaml", std::move(text)});
}

struct outcome {
  std::optional<node> tree;
  diagnostics found;
  [[nodiscard]] std::vector<std::string> codes() const {
    std::vector<std::string> all;
    for (const auto& each : found) all.push_back(each.code);
    return all;
  }
};

outcome read_text(std::string text) {
  outcome made;
  made.tree = read(file_of(std::move(text)), made.found);
  return made;
}

TEST(yaml_document, keeps_places_and_text) {
  const auto [tree, found] = read_text("# a comment\namo: 012345678\nlist: [a, \"b c\"]\nmap:\n  key: 'v'\nnone:\n");
  ASSERT_TRUE(tree);
  EXPECT_TRUE(found.empty());
  const node& amo = *tree->find("amo");
  EXPECT_EQ(amo.text, "012345678");
  EXPECT_TRUE(amo.plain);
  EXPECT_EQ(amo.span.place(), "file.yaml:2:6");
  EXPECT_EQ(amo.span.length, 9U);
  const node& list = *tree->find("list");
  EXPECT_EQ(list.items.at(1).text, "b c");
  EXPECT_FALSE(list.items.at(1).plain);
  EXPECT_EQ(list.items.at(1).span.place(), "file.yaml:3:11");
  EXPECT_EQ(list.items.at(1).span.length, 5U);
  EXPECT_EQ(tree->find("map")->find("key")->span.place(), "file.yaml:5:8");
  EXPECT_EQ(tree->find("none")->type, kind::null);
  EXPECT_EQ(tree->find("none")->span.place(), "file.yaml:6:1") << "the key stands for the value that is missing";
  EXPECT_EQ(tree->find("other"), nullptr);
}

TEST(yaml_document, accepts_byte_order_mark_and_crlf) {
  const auto [tree, found] = read_text(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->entries.at(0).key.text, "a");
  EXPECT_EQ(tree->entries.at(0).key.span.column, 4U) << "columns are bytes of the file, mark included";
  EXPECT_EQ(tree->find("b")->text, "2");
  EXPECT_EQ(tree->find("b")->span.place(), "file.yaml:2:4");
}

TEST(yaml_document, place_within_a_scalar) {
  const auto tree = read_text("a: \"x${b}\"\nc: 'it''s ${b}'\nd: x${b}\n").tree;
  ASSERT_TRUE(tree);
  EXPECT_EQ(span_within(*tree->find("a"), 1, 4).place(), "file.yaml:1:6");
  EXPECT_EQ(span_within(*tree->find("a"), 1, 4).length, 4U);
  EXPECT_EQ(span_within(*tree->find("d"), 1, 4).place(), "file.yaml:3:5");
  EXPECT_EQ(span_within(*tree->find("c"), 5, 4).place(), "file.yaml:2:4") << "escaped: the scalar as a whole";
}

TEST(yaml_document, expands_aliases_with_the_place_of_what_they_name) {
  const auto tree = read_text("a: &x {k: v}\nb: *x\n").tree;
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->find("b")->find("k")->text, "v");
  EXPECT_EQ(tree->find("b")->find("k")->span.line, 1U);
}

TEST(yaml_document, goes_on_after_what_can_be_passed_over) {
  const auto made = read_text("a: 1\na: 2\nb: !!int 3\nc: &c {d: 1}\ne:\n  <<: *c\n");
  ASSERT_TRUE(made.tree);
  EXPECT_THAT(made.codes(), ElementsAre("unsupported-tag", "merge-key", "duplicate-key"));
  EXPECT_EQ(made.tree->find("a")->text, "1");
  EXPECT_THAT(made.found.at(2).notes, ElementsAre("the first one is at file.yaml:1:1"));
  EXPECT_EQ(made.found.at(2).span.place(), "file.yaml:2:1");
}

struct bad_text {
  std::string text, code, place;
};

TEST(yaml_document, refuses_with_a_place) {
  const std::vector<bad_text> all = {
      {"", "empty-file", "file.yaml"},
      {"# nothing\n", "empty-file", "file.yaml"},
      {"---\n...\n", "empty-file", "file.yaml"},
      {"a: [1, 2\n", "yaml-syntax", "file.yaml:1:4"},
      {"a: 1\n\tb: 2\n", "yaml-syntax", "file.yaml:2:1"},
      {"a: *nobody\n", "yaml-syntax", "file.yaml:1:4"},
      {"a: 1\n---\nb: 2\n", "too-many-documents", "file.yaml:2:1"},
      {"a: &a [*a]\n", "recursive-alias", "file.yaml:1:8"},
      {"[1, 2]: x\n", "bad-key", "file.yaml:1:1"},
      {"~: x\n", "bad-key", "file.yaml:1:1"},
      {"a: b\xFF\n", "not-utf8", "file.yaml:1:5"},
      {"\xFF\xFE\x61", "not-utf8", "file.yaml:1:1"},
      {std::string("\0a\0:\0 \0b", 8), "not-utf8", "file.yaml:1:1"},
      {"a: 1\rb: 2\r", "bad-line-ends", "file.yaml"},
      {std::string("a: 1\nb: x\0y\n", 12), "bad-character", "file.yaml:2:5"},
      {"a: x\x04 b\n", "bad-character", "file.yaml:1:5"},
  };
  for (const auto& [text, code, place] : all) {
    const auto made = read_text(text);
    EXPECT_FALSE(made.tree) << text;
    ASSERT_EQ(made.found.size(), 1U) << text;
    EXPECT_EQ(made.found[0].code, code) << text;
    EXPECT_EQ(made.found[0].span.place(), place) << text;
  }
}

TEST(yaml_document, explains_an_unquoted_variable_in_a_flow_mapping) {
  const auto made = read_text("- identify: {amo: ${subscriber.amo}}\n");
  ASSERT_EQ(made.codes(), std::vector<std::string>{"yaml-syntax"});
  EXPECT_THAT(made.found[0].message, HasSubstr("must stand in quotes"));
  EXPECT_EQ(made.found[0].span.place(), "file.yaml:1:19");
}

TEST(yaml_document, bounds_depth_at_the_edge) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(read_text(nested(limits::depth)).tree);
  EXPECT_THAT(read_text(nested(limits::depth + 1)).codes(), ElementsAre("too-deep"));
  EXPECT_FALSE(read_text(std::string(500'000, '[')).tree);
}

TEST(yaml_document, bounds_depth_through_aliases) {
  const std::string half(limits::depth / 2, '['), end(limits::depth / 2, ']');
  EXPECT_TRUE(
      read_text("[&a " + half.substr(1) + end.substr(1) + "," + half.substr(1) + "*a" + end.substr(1) + "]").tree);
  EXPECT_THAT(read_text("[&a " + half + end + "," + half + "*a" + end + "]").codes(), ElementsAre("too-deep"));
}

TEST(yaml_document, bounds_nodes_at_the_edge) {
  const auto items = [](std::size_t count) {
    std::string text = "[a";
    for (std::size_t at = 1; at < count; ++at) text += ",a";
    return text + "]";
  };
  EXPECT_TRUE(read_text(items(limits::nodes - 1)).tree);
  EXPECT_THAT(read_text(items(limits::nodes)).codes(), ElementsAre("too-many-nodes"));
}

TEST(yaml_document, refuses_an_alias_bomb) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 12; ++level) {
    const auto before = "*a" + std::to_string(level - 1);
    const auto name = "a" + std::to_string(level);
    bomb += name + ": &" + name + " [";
    for (int at = 0; at < 10; ++at) bomb += before + (at < 9 ? ", " : "]\n");
  }
  EXPECT_THAT(read_text(bomb).codes(), ElementsAre("too-many-nodes"));
}

TEST(yaml_document, refuses_much_text_by_aliases) {
  std::string text = "a: &a " + std::string(500'000, 'x') + "\nb: [";
  for (int at = 0; at < 100; ++at) text += "*a, ";
  const auto made = read_text(text + "]\n");
  EXPECT_THAT(made.codes(), ElementsAre("too-many-nodes"));
  EXPECT_EQ(made.found.at(0).message, "too much text once aliases are expanded");
}

TEST(yaml_document, bounds_the_file_at_the_edge) {
  const std::string most = "a: " + std::string(limits::file_size - 3, 'x');
  EXPECT_TRUE(read_text(most).tree);
  EXPECT_THAT(read_text(most + "x").codes(), ElementsAre("file-too-large"));
}

RC_GTEST_PROP(yaml_document, any_bytes_give_a_tree_or_a_reason, ()) {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{"a", "b", ": ", "- ", "\n", "  ", "{", "}", "[", "]",
                                                                 ",", "&x ", "*x", "\"", "'", "!t ", "|", "#", "é"});
  std::string text;
  for (const auto& each : *rc::gen::container<std::vector<std::string>>(piece)) text += each;
  const auto made = read_text(text);
  RC_ASSERT(made.tree.has_value() || has_errors(made.found));
}

RC_GTEST_PROP(yaml_document, quoted_text_comes_back_unchanged, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
  std::string quoted = "'";
  for (const char each : text) quoted += each == '\'' ? "''" : std::string(1, each);
  const auto made = read_text("key: " + quoted + "'\n");
  RC_ASSERT(made.tree.has_value());
  RC_ASSERT(made.tree->find("key")->text == text);
  RC_ASSERT(made.tree->find("key")->span.length == quoted.size() + 1);
}

class load_file_test : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  }
  std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "parcours_yaml_load_file";
};

TEST_F(load_file_test, reads_or_says_why_not) {
  const auto good = load_file(write("good.yaml", "a: 1\n"));
  ASSERT_TRUE(good);
  EXPECT_EQ((*good)->text, "a: 1\n");
  EXPECT_EQ((*good)->path, folder / "good.yaml");
  EXPECT_EQ(load_file(folder / "none.yaml").error().code, "file-not-found");
  EXPECT_EQ(load_file(folder).error().code, "is-a-directory");
  EXPECT_TRUE(load_file(write("most.yaml", std::string(limits::file_size, ' '))));
  EXPECT_EQ(load_file(write("more.yaml", std::string(limits::file_size + 1, ' '))).error().code, "file-too-large");
  EXPECT_EQ(load_file(write("ten_megabytes.yaml", std::string(10U << 20U, ' '))).error().code, "file-too-large");
}

}  // namespace
}  // namespace parcours::yaml
