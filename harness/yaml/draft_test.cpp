#include "harness/yaml/draft.hpp"

#include "harness/base/utf8.hpp"
#include "harness/yaml/comments.hpp"
#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace parcours::yaml {
namespace {

using testing::ElementsAre;

std::string flow(std::string_view text, bool token = false) { return written_scalar(text, token, context::flow); }
std::string block(std::string_view text) { return written_scalar(text, false, context::block); }

std::optional<node> read_text(const std::string& text) {
  diagnostics found;
  auto made = read(std::make_shared<const source_file>(source_file{"file.yaml", text}), found);
  return has_errors(found) ? std::nullopt : made;
}

TEST(yaml_draft, text_stands_plain_where_it_can) {
  for (const auto* each : {"a", "Code secret", "l'an", "/fr/a", "http://a.test/b", "9m59s", "a-b", "a « b » c",
                           "5.1.1 No", "a#b", "é", "x$", "٣"}) {
    EXPECT_EQ(block(each), each);
  }
  EXPECT_EQ(block("a, b"), "a, b");
  EXPECT_EQ(flow("a, b"), "\"a, b\"");
}

TEST(yaml_draft, text_that_means_something_else_is_quoted) {
  for (const std::string each :
       {"",   " a",   "a ",  "yes", "Off", "null", "~",    "012",  "0x1F", "1e3", "12:30", "2026-01-31", "-1",
        ".5", ".inf", "- a", "? a", ":a",  "a:",   "a: b", "a #b", "#a",   "[a",  "{a",    "*a",         "&a",
        "!a", "|",    ">",   "%a",  "@a",  "`a",   "<<",   "=",    "${a}", "...", "---",   "“a”",        "a\u00A0b"}) {
    EXPECT_EQ(block(each), '"' + each + '"');
  }
  EXPECT_EQ(flow("30", true), "30");
  EXPECT_EQ(flow("2d", true), "2d");
  EXPECT_EQ(flow("~", true), "\"~\"");
}

TEST(yaml_draft, quotes_are_those_that_need_the_fewest_escapes) {
  EXPECT_EQ(block("\\d+:"), "'\\d+:'");
  EXPECT_EQ(block("\"a\""), "'\"a\"'");
  EXPECT_EQ(block("'a'"), "\"'a'\"");
  EXPECT_EQ(block("'\\\""), R"("'\\\"")");
  EXPECT_EQ(block("a\nb\t\r\x01"), R"("a\nb\t\r\x01")");
  EXPECT_EQ(block("\u200Ba\u2028\u0085"), R"("\u200Ba\u2028\u0085")");
}

TEST(yaml_draft, lines_end_at_their_width) {
  auto tree = mapping_draft();
  auto& inner = tree.add("key", mapping_draft());
  inner.add("a", text_draft(std::string(45, 'x')));
  inner.add("b", text_draft(std::string(40, 'y')));
  const auto line = "key: {a: " + std::string(45, 'x') + ", b: " + std::string(40, 'y') + "}\n";
  ASSERT_EQ(line.size(), 101U);
  EXPECT_EQ(write(tree), line);
  inner.find("b")->text += 'y';
  EXPECT_EQ(write(tree), "key:\n  a: " + std::string(45, 'x') + "\n  b: " + std::string(41, 'y') + "\n");
}

TEST(yaml_draft, what_is_implied_is_left_out) {
  auto tree = mapping_draft();
  tree.add("a", token_draft("1")).implied = true;
  auto& b = tree.add("b", mapping_draft(true));
  b.add("c", token_draft("2")).implied = true;
  tree.add("d", sequence_draft(true));
  EXPECT_EQ(write(tree), "b: {}\nd: []\n");
}

TEST(yaml_draft, blocks_lists_comments_and_lines_of_text) {
  auto tree = mapping_draft();
  auto& list = tree.add("list", sequence_draft(true));
  list.comment = "of\n\nall";
  list.items.push_back(text_draft("one\ntwo\n"));
  list.items.push_back(sequence_draft(true));
  list.items[1].items.push_back(mapping_draft(true));
  list.items[1].items[0].add("k", text_draft("a\n\nb"));
  list.items[1].items[0].add(std::string(1001, 'k'), draft());
  list.items[1].comment = "second";
  const auto text = write(tree);
  EXPECT_EQ(
      text,
      "# of\n#\n# all\nlist:\n  - |\n    one\n    two\n  # second\n  - - k: |-\n        a\n\n        b\n      ? " +
          std::string(1001, 'k') + "\n      : null\n");
  const auto again = read_text(text);
  ASSERT_TRUE(again);
  EXPECT_EQ(write(draft_of(*again)), write(draft_of(*again)));
  EXPECT_EQ(again->find("list")->items.at(0).text, "one\ntwo\n");
  EXPECT_EQ(again->find("list")->items.at(1).items.at(0).find("k")->text, "a\n\nb");
}

RC_GTEST_PROP(yaml_draft, any_text_is_read_back_from_any_place, (const std::vector<std::uint32_t>& codes)) {
  constexpr std::string_view pieces = " \n\t:#,[]{}'\"\\-?&*!|>%@`$~=<0a.";
  std::string text;
  for (const auto code : codes) {
    if (code % 4 != 0) {
      text += pieces[code % pieces.size()];
    } else {
      append_code_point(text, code % 0x11'0000);
    }
  }
  auto tree = mapping_draft(true);
  tree.add("block", text_draft(text));
  tree.add("token", token_draft(text));
  auto& inner = tree.add("flow", mapping_draft());
  inner.add(text, text_draft(text));
  tree.add("list", sequence_draft(true)).items.push_back(text_draft(text));
  if (text != "flow") tree.add("k" + text, sequence_draft()).items.push_back(text_draft(text));
  const auto written = write(tree);
  const auto again = read_text(written);
  if (!again) RC_FAIL(written);
  RC_ASSERT(again->find("block")->text == text);
  RC_ASSERT(again->find("token")->text == text);
  RC_ASSERT(again->find("flow")->find(text)->text == text);
  RC_ASSERT(again->find("list")->items.at(0).text == text);
  RC_ASSERT(again->entries.back().value.items.at(0).text == text);
}

TEST(yaml_comments, stand_outside_of_texts) {
  const auto found =
      comments_of("#a\nb: \"# c\"  #  d \ne: 'f # g'\n\n  #\nh: i#j #k\r\nl: |\n  # m\n#n\n\"o\": |-\n  # p\n");
  std::vector<std::pair<std::size_t, std::string>> seen;
  for (const auto& each : found) seen.emplace_back(each.line, each.text);
  using at = std::pair<std::size_t, std::string>;
  EXPECT_THAT(seen, ElementsAre(at(1, "a"), at(2, " d"), at(5, ""), at(6, "k"), at(9, "n")));
}

}  // namespace
}  // namespace parcours::yaml
