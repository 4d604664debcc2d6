#include "harness/yaml/suspicions.hpp"

#include "harness/yaml/document.hpp"
#include "harness/yaml/odd_characters.hpp"

#include <gmock/gmock.h>

namespace parcours::yaml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::shared_ptr<const source_file> file_of(std::string text) {
  return std::make_shared<const source_file>(source_file{"file.yaml", std::move(text)});
}

/// The first thing that is said of a text, as "line:column message".
std::string diagnosis(std::string text) {
  diagnostics found;
  (void)read(file_of(std::move(text)), found);
  if (found.empty()) return "nothing";
  const auto& first = found.front();
  return std::to_string(first.span.line) + ":" + std::to_string(first.span.column) + " " + first.message;
}

TEST(yaml_suspicions, the_cause_is_told_where_the_parser_gives_up_a_line_later) {
  EXPECT_THAT(diagnosis("a: 1\nlist:\n  - one\n  two\n  - b: 3\n"), HasSubstr("4:3 '-' is missing before 'two'"));
  EXPECT_THAT(diagnosis("a: {b: \"c}\nd: {e: \"f\"}\n"), HasSubstr("1:8 the quote opened here is not closed"));
  EXPECT_THAT(diagnosis("a:1\nb: 2\n"), HasSubstr("1:2 a space is missing after ':'"));
  EXPECT_THAT(diagnosis("a\uFF1A 1\nb: 2\n"), HasSubstr("1:2 this is a full-width colon (U+FF1A), not ':'"));
  EXPECT_THAT(diagnosis("a: {b: 1\nc: 2\n"), HasSubstr("1:4 the '{' opened here is not closed"));
  EXPECT_THAT(diagnosis("list\n  - a: 1\n"), HasSubstr("1:1 ':' is missing after 'list'"));
}

TEST(yaml_suspicions, a_quote_that_is_never_closed) {
  EXPECT_THAT(diagnosis("a: \"b\nc: d\n"), HasSubstr("1:4 the quote opened here is not closed"));
  EXPECT_THAT(diagnosis("a: 'b\nc: d\n"), HasSubstr("1:4 the quote opened here is not closed"));
  EXPECT_EQ(diagnosis("a: 'b\n  c'\n"), "nothing");
  EXPECT_EQ(diagnosis("a: \"b\n  c\\\"\"\n"), "nothing");
}

TEST(yaml_suspicions, text_blocks_and_comments_are_not_looked_into) {
  EXPECT_THAT(diagnosis("a: |\n  it's \"so\n# don't\nlist:\n  - b\n  c\n  - d: 1\n"),
              HasSubstr("6:3 '-' is missing before 'c'"));
}

/// All that is said of a text, as lines.
std::vector<std::size_t> lines_told(std::string text) {
  diagnostics found;
  EXPECT_FALSE(read(file_of(std::move(text)), found));
  std::vector<std::size_t> lines;
  for (const auto& each : found) {
    EXPECT_EQ(each.code, "yaml-syntax");
    lines.push_back(each.span.line);
  }
  return lines;
}

TEST(yaml_suspicions, further_slips_are_told_as_long_as_each_is_certain) {
  EXPECT_THAT(lines_told("a: @b\nc: d\ne: 'f'g'\nh: \"\\d\"\ni: \"j\n"), ElementsAre(1, 3, 4, 5));
  EXPECT_THAT(lines_told("a: @b\nc: }\nd: @e\n"), ElementsAre(1, 2, 3));
}

TEST(yaml_suspicions, a_slip_that_goes_on_from_line_to_line_is_told_once) {
  EXPECT_THAT(lines_told("a:\n  - b: c\n   - d: e\n   - f: g\n  - h: @i\n"), ElementsAre(3, 5));
}

TEST(yaml_suspicions, no_more_than_ten_slips_are_looked_for) {
  std::string many;
  for (int i = 0; i < 40; ++i) many += "a" + std::to_string(i) + ": @b\n\n";
  EXPECT_EQ(lines_told(many).size(), 10U);
  EXPECT_EQ(lines_told(many + "# " + std::string(16U << 10U, 'x') + "\n").size(), 1U) << "of a file of another size";
}

TEST(yaml_suspicions, what_helps_nothing_is_not_told) {
  EXPECT_FALSE(find_cause(file_of("a: [\n"), 1, [](const std::string&) { return false; }));
}

TEST(yaml_suspicions, trials_are_bounded) {
  std::string many = "a: [";
  for (int i = 0; i < 60; ++i) many += "\u201Cx\u201D, {b, (c: '@d ";
  std::size_t trials = 0;
  std::size_t bytes = 0;
  const auto never = [&](const std::string& repaired) {
    ++trials;
    bytes += repaired.size();
    return false;
  };
  EXPECT_FALSE(find_cause(file_of(many), 1, never));
  EXPECT_LE(trials, 50U);
  EXPECT_EQ(trials, 50U);
  EXPECT_LE(bytes, 5U << 20U);
  trials = 0;
  EXPECT_FALSE(find_cause(file_of("a: \"" + std::string(100'000, '{') + "\" x\n"), 1, never));
  EXPECT_EQ(trials, 0U);
  EXPECT_FALSE(find_cause(file_of(std::string(9U << 20U, 'a')), 1, never));
  EXPECT_EQ(trials, 0U);
}

TEST(yaml_suspicions, brackets_that_close_nothing_end_all_trials) {
  EXPECT_NE(diagnosis("\"b: [,\n\"{a!t ,\n|&x *xb  ]]': a  - : ab,\"'#[|&x *x\""), "nothing");
  EXPECT_NE(diagnosis("'],  aa[  : - {#|}\n#!t *x[{{[\n{|\"\n[-   ',\n][  *xa: - &x &x a\n"), "nothing");
}

TEST(yaml_suspicions, slips_in_a_word) {
  EXPECT_EQ(slip_in("open:activation"), "a space is missing after 'open:'");
  EXPECT_EQ(slip_in("expect {page"), "':' is missing after 'expect'");
  EXPECT_THAT(slip_in("open:\u00A0x"), HasSubstr("a no-break space (U+00A0)"));
  EXPECT_EQ(slip_in("http://a"), "");
  EXPECT_EQ(slip_in("Adresse e-mail"), "");
  EXPECT_EQ(slip_in(""), "");
  EXPECT_EQ(slip_in(":"), "");
}

TEST(yaml_odd_characters, each_is_found_where_it_is) {
  const auto found = find_odd("a\u201Cb\u00A0", 0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->offset, 1U);
  EXPECT_EQ(found->what->meant, "\"");
  EXPECT_EQ(find_odd("a\u201Cb\u00A0", 2)->what->meant, " ");
  EXPECT_FALSE(find_odd("é à ô م €"));
}

}  // namespace
}  // namespace parcours::yaml
