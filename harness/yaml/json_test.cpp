#include "harness/yaml/json.hpp"

#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>

#include <array>

namespace parcours::yaml {
namespace {

using testing::HasSubstr;

struct outcome {
  std::optional<node> tree;
  diagnostics found;
};

outcome read_text(std::string text) {
  outcome made;
  made.tree = read_json(std::make_shared<const source_file>(source_file{"request", std::move(text)}), made.found);
  return made;
}

TEST(yaml_json, keeps_places_types_and_text) {
  const auto [tree, found] =
      read_text("{\"amo\": \"0123\\ud83d\\ude00\",\r\n  \"list\" : [ -1.5e3,true , null],\"o\":{}}\n");
  ASSERT_TRUE(tree);
  EXPECT_TRUE(found.empty());
  const auto& amo = *tree->find("amo");
  EXPECT_EQ(amo.text, "0123\xF0\x9F\x98\x80");
  EXPECT_EQ(amo.json, json_type::text);
  EXPECT_EQ(amo.span.place(), "request:1:9");
  EXPECT_EQ(amo.span.length, 18U);
  const auto& list = *tree->find("list");
  EXPECT_EQ(list.span.place(), "request:2:12");
  EXPECT_EQ(list.items.at(0).text, "-1.5e3");
  EXPECT_EQ(list.items.at(0).json, json_type::number);
  EXPECT_EQ(list.items.at(1).span.place(), "request:2:21");
  EXPECT_EQ(list.items.at(1).json, json_type::boolean);
  EXPECT_EQ(list.items.at(2).type, kind::null);
  EXPECT_EQ(tree->entries.back().key.span.place(), "request:2:34");
  EXPECT_TRUE(tree->find("o")->is_mapping());
}

struct broken {
  std::string_view text;
  std::string_view code;
  std::string_view place;
};

TEST(yaml_json, refuses_what_is_no_json) {
  constexpr auto all = std::to_array<broken>({
      {"", "empty-file", "request"},
      {" \n", "empty-file", "request"},
      {"{frozen: false}", "json-syntax", "request:1:2"},
      {"frozen: false", "json-syntax", "request:1:1"},
      {"{\"a\": 1,}", "json-syntax", "request:1:9"},
      {"{\n  \"a\": 0123}", "json-syntax", "request:2:9"},
      {"{\"a\": 1", "json-syntax", "request:1:8"},
      {"{} {}", "json-syntax", "request:1:4"},
      {"{\"a\": 'x'}", "json-syntax", "request:1:7"},
      {"// no\n{}", "json-syntax", "request:1:1"},
      {"{\"a\": \"\\ud83d\"}", "json-syntax", "request:1:14"},
      {"{\"a\": \"\xff\"}", "json-syntax", "request:1:8"},
      {"{\"a\": 1, \"b\": 2,\n \"a\": 3}", "duplicate-key", "request:2:2"},
  });
  for (const auto& one : all) {
    const auto [tree, found] = read_text(std::string(one.text));
    ASSERT_EQ(found.size(), 1U) << one.text;
    EXPECT_EQ(found[0].code, one.code) << one.text;
    EXPECT_EQ(found[0].span.place(), one.place) << one.text << found[0].message;
  }
}

TEST(yaml_json, is_bounded) {
  const auto deep = read_text(std::string(33, '[') + std::string(33, ']'));
  EXPECT_EQ(deep.found.at(0).code, "json-syntax");
  std::string many = "[0";
  for (std::size_t i = 0; i < limits::nodes; ++i) many += ",0";
  EXPECT_EQ(read_text(many + "]").found.at(0).code, "too-many-nodes");
  EXPECT_EQ(read_text(std::string(limits::file_size + 1, ' ')).found.at(0).code, "file-too-large");
}

TEST(yaml_json, strict_readers_tell_types_apart) {
  const auto [tree, found] = read_text(R"({"number": "451", "text": 451, "flag": "true", "long": true, "list": 1})");
  ASSERT_TRUE(tree);
  diagnostics wrong;
  mapping_reader keys(*tree, wrong, "the body");
  EXPECT_FALSE(keys.integer("number", 0, 1000));
  EXPECT_FALSE(keys.text("text"));
  EXPECT_FALSE(keys.boolean("flag"));
  EXPECT_FALSE(keys.length("long"));
  EXPECT_FALSE(keys.list("list"));
  ASSERT_EQ(wrong.size(), 5U);
  EXPECT_EQ(wrong[0].message, "'number' needs a whole number, this is text");
  EXPECT_EQ(wrong[1].message, "'text' needs text, this is a number");
  EXPECT_EQ(wrong[2].message, "'flag' needs true or false, this is text");
  EXPECT_THAT(wrong[3].message, HasSubstr("this is true or false"));
  EXPECT_EQ(wrong[4].message, "'list' needs a list, this is a number");
}

TEST(yaml_json, the_fault_of_a_long_text_has_its_place) {
  EXPECT_FALSE(fault_of_json(R"({"a": [1, {"b": "x"}], "b": {}})"));
  const auto twice = fault_of_json(R"({"a": [1, {"b": {"c": 1, "d": [], "c": 2}}]})");
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice->place, "a[1].b.c");
  EXPECT_EQ(twice->what, "stands there twice");
  const auto broken = fault_of_json("{\n\"a\": [1,\n 2,]}");
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->place, "line 3, column 4");
}

TEST(yaml_json, the_fault_of_a_text_may_be_how_much_it_holds) {
  EXPECT_FALSE(fault_of_json(R"({"a": [1, 2]})", {.values = 4}));
  const auto over = fault_of_json(R"({"a": [1, 2, 3], "b": )", {.values = 4});
  ASSERT_TRUE(over);
  EXPECT_EQ(over->place, "a[2]");
  EXPECT_EQ(over->what, "there are more than 4 values");
}

TEST(yaml_json, bounds_the_members_of_an_object) {
  EXPECT_FALSE(fault_of_json(R"({"a": {"b": 1, "c": 2}, "d": {}})", {.members = 2}));
  const auto over = fault_of_json(R"({"a": {"b": 1, "c": 2, "d": )", {.members = 2});
  ASSERT_TRUE(over);
  EXPECT_EQ(over->place, "a.c");
  EXPECT_EQ(over->what, "there are more than 2 members");
}

// However a text is cut, the same is said of it, and no later than where it is wrong.
TEST(yaml_json, says_of_pieces_what_it_says_of_the_whole) {
  for (const std::string_view text : {R"({"a": [1, {"b": "x\u00e9"}], "c": -1.5e3})", "{\n\"a\": [1,\n 2,]}",
                                      R"({"a": 1, "a": 2})", "[1, 2", "[1]\n x", "[\"\xff\"]", ""}) {
    const auto whole = fault_of_json(text);
    for (std::size_t size = 1; size <= 5; ++size) {
      json_check check;
      std::optional<json_fault> found;
      for (std::size_t at = 0; at < text.size() && !found; at += size) found = check.feed(text.substr(at, size));
      if (!found) found = check.end();
      ASSERT_EQ(found.has_value(), whole.has_value()) << text << " " << size;
      if (!found) continue;
      EXPECT_EQ(found->place, whole->place) << text << " " << size;
      EXPECT_EQ(found->what, whole->what) << text << " " << size;
    }
  }
  json_check early;
  EXPECT_FALSE(early.feed("[1, "));
  EXPECT_TRUE(early.feed("]"));
}

}  // namespace
}  // namespace parcours::yaml
