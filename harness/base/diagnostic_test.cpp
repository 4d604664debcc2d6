#include "harness/base/diagnostic.hpp"

#include "harness/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parcours {
namespace {

using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const source_file> file(std::string text, std::string path = "a.yaml") {
  return std::make_shared<source_file>(source_file{std::move(path), std::move(text)});
}

TEST(diagnostic, is_shown_as_a_compiler_shows_it) {
  const auto journey = file("1\n2\n3\n4\n5\n6\n7\nsteps:\n  - identfy: {amo: \"${subscriber.amo}\"}\n",
                            "scenarios/journeys/valid_amo.yaml");
  const diagnostic item{.code = "unknown-step",
                        .message = "'identfy' is not a step",
                        .span = {journey, 9, 5, 7},
                        .hint = "did you mean 'identify'?",
                        .notes = {}};
  EXPECT_EQ(render(item), R"(error[unknown-step]: 'identfy' is not a step
  --> scenarios/journeys/valid_amo.yaml:9:5
   |
 9 |   - identfy: {amo: "${subscriber.amo}"}
   |     ^^^^^^^ did you mean 'identify'?
)");
}

TEST(diagnostic, widens_its_gutter_and_lists_notes) {
  const diagnostic item{.code = "old-key",
                        .message = "'ttl' is deprecated",
                        .span = {file(std::string(9, '\n') + "ttl: 1s\r\n"), 10, 1, 3},
                        .hint = "",
                        .notes = {"use 'code_ttl'", "since 0.1"},
                        .level = severity::warning};
  EXPECT_EQ(render(item), R"(warning[old-key]: 'ttl' is deprecated
   --> a.yaml:10:1
    |
 10 | ttl: 1s
    | ^^^
    = note: use 'code_ttl'
    = note: since 0.1
)");
}

TEST(diagnostic, shows_as_much_as_is_known) {
  diagnostic item{.code = "c", .message = "m", .span = {}, .hint = "try x", .notes = {"n"}};
  EXPECT_EQ(render(item), "error[c]: m\n   = help: try x\n   = note: n\n");
  item.hint.clear();
  item.span.file = file("text\n");
  EXPECT_EQ(render(item), "error[c]: m\n  --> a.yaml\n   = note: n\n");
  item.span.line = 1;
  EXPECT_EQ(render(item), "error[c]: m\n  --> a.yaml:1\n   |\n 1 | text\n   = note: n\n");
  item.span.line = 3;
  EXPECT_EQ(render(item), "error[c]: m\n  --> a.yaml:3\n   = note: n\n");
}

TEST(diagnostic, keeps_marks_under_tabs_accents_and_wide_characters) {
  const diagnostic item{.code = "c", .message = "m", .span = {file("\té日: x\n"), 1, 9, 1}, .hint = "", .notes = {}};
  EXPECT_EQ(render(item), "error[c]: m\n  --> a.yaml:1:9\n   |\n 1 |     é日: x\n   |          ^\n");
  const diagnostic wide{.code = "c", .message = "m", .span = {file("\té日: x\n"), 1, 4, 3}, .hint = "", .notes = {}};
  EXPECT_THAT(render(wide), HasSubstr("\n   |      ^^\n"));
}

TEST(diagnostic, marks_the_end_of_a_line_and_no_further) {
  const diagnostic item{.code = "c", .message = "m", .span = {file("ab\ncd"), 1, 3, 50}, .hint = "h", .notes = {}};
  EXPECT_EQ(render(item), "error[c]: m\n  --> a.yaml:1:3\n   |\n 1 | ab\n   |   ^ h\n");
}

TEST(diagnostic, cuts_a_long_line_around_the_mark) {
  const std::string line = std::string(300, 'a') + "HERE" + std::string(300, 'b');
  const std::string text =
      render({.code = "c", .message = "m", .span = {file(line), 1, 301, 4}, .hint = "", .notes = {}});
  EXPECT_THAT(text, HasSubstr("\n 1 | …" + std::string(40, 'a') + "HERE" + std::string(76, 'b') + "…\n"));
  EXPECT_THAT(text, HasSubstr("\n   |  " + std::string(40, ' ') + "^^^^\n"));
}

TEST(diagnostic, shows_a_line_of_120_columns_whole) {
  const std::string line(120, 'a');
  EXPECT_THAT(render({.code = "c", .message = "m", .span = {file(line), 1, 120, 1}, .hint = "", .notes = {}}),
              HasSubstr(" 1 | " + line + "\n"));
  EXPECT_THAT(render({.code = "c", .message = "m", .span = {file(line + "a"), 1, 1, 1}, .hint = "", .notes = {}}),
              HasSubstr(" 1 | " + line + "…\n"));
}

TEST(diagnostic, lets_no_control_character_through) {
  EXPECT_THAT(render({.code = "c", .message = "m", .span = {file("a\x1b[2Jb"), 1, 1, 1}, .hint = "", .notes = {}}),
              Not(HasSubstr("\x1b")));
}

TEST(diagnostic, is_coloured_on_demand) {
  const diagnostic item{.code = "c", .message = "m", .span = {file("ab"), 1, 1, 1}, .hint = "h", .notes = {}};
  EXPECT_THAT(render(item, true), HasSubstr("\x1b[1;31merror[c]\x1b[0m"));
  EXPECT_THAT(render(item, true), HasSubstr("\x1b[1;31m^ h\x1b[0m"));
  EXPECT_THAT(render(item, false), Not(HasSubstr("\x1b")));
}

TEST(diagnostics, stand_in_order_of_file_line_and_column) {
  const auto a = file("x\ny\n", "a.yaml");
  const auto b = file("x\n", "b.yaml");
  const auto at = [](const auto& where, std::size_t line, std::size_t column) {
    return diagnostic{.code = "c", .message = "m", .span = {where, line, column, 1}, .hint = "", .notes = {}};
  };
  const std::string text = render(diagnostics{at(b, 1, 1), at(a, 2, 1), at(a, 1, 2), at(a, 1, 1)});
  const std::string expected =
      render(at(a, 1, 1)) + "\n" + render(at(a, 1, 2)) + "\n" + render(at(a, 2, 1)) + "\n" + render(at(b, 1, 1));
  EXPECT_EQ(text, expected);
  EXPECT_EQ(render(diagnostics{}), "");
}

RC_GTEST_PROP(diagnostic_property, any_span_of_any_text_is_shown, (const std::string& text, std::uint8_t line)) {
  const auto column = *rc::gen::inRange<std::size_t>(0, 400);
  const auto length = *rc::gen::inRange<std::size_t>(0, 400);
  const std::string shown =
      render({.code = "c", .message = "m", .span = {file(text), line, column, length}, .hint = "h", .notes = {}});
  RC_ASSERT(is_utf8(shown));
  RC_ASSERT(shown.ends_with('\n'));
  RC_ASSERT(shown.find('h') != std::string::npos);
}

}  // namespace
}  // namespace parcours
