#include "harness/journey/pattern.hpp"

#include "harness/journey/test_files.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace parcours::journey {
namespace {

using testing::ElementsAre;
using testing::Optional;

text_pattern pattern_of(std::string text) {
  yaml::node scalar;
  scalar.type = yaml::kind::scalar;
  scalar.text = std::move(text);
  diagnostics found;
  auto made = parse_pattern(scalar, found);
  EXPECT_TRUE(found.empty());
  return made;
}

std::optional<std::string> value_of(std::string_view name) {
  return name == "code" ? std::optional<std::string>("1.2") : std::nullopt;
}

TEST(pattern, text_is_compared_after_normalisation) {
  const auto wanted = pattern_of("L'adresse  e-mail n'est pas valide.");
  EXPECT_EQ(matches(wanted, " L’adresse e-mail\u00A0n’est pas valide. ", value_of), true);
  EXPECT_EQ(matches(wanted, "L'adresse e-mail n'est pas valide", value_of), false);
  EXPECT_EQ(matches(pattern_of("Activé"), "Active\u0301", value_of), true);
}

TEST(pattern, regular_expressions_work_on_characters) {
  EXPECT_EQ(matches(pattern_of("/^expiré?$/"), "expir", value_of), true);
  EXPECT_EQ(matches(pattern_of("/^[éè]{2}$/"), "éè", value_of), true);
  EXPECT_EQ(matches(pattern_of("/^.$/"), "é", value_of), true);
  EXPECT_EQ(matches(pattern_of("/tentatives?/"), "Il reste 1 tentative.", value_of), true);
  EXPECT_EQ(matches(pattern_of("/^tentative/"), "Il reste 1 tentative.", value_of), false);
}

TEST(pattern, variables_in_a_regular_expression_are_literal) {
  EXPECT_EQ(matches(pattern_of("/^code ${code}$/"), "code 1.2", value_of), true);
  EXPECT_EQ(matches(pattern_of("/^code ${code}$/"), "code 1x2", value_of), false);
  EXPECT_EQ(matches(pattern_of("/${other}/"), "", value_of).error().code, "unset-variable");
  EXPECT_EQ(matches(pattern_of("${code}"), "1.2", value_of), true);
}

TEST(pattern, a_single_slash_is_text) {
  EXPECT_FALSE(pattern_of("/").is_regex);
  EXPECT_FALSE(pattern_of("/mon_compte").is_regex);
  EXPECT_EQ(unresolved(pattern_of("/a${code}/")), "/a${code}/");
}

TEST(pattern, search_gives_groups_and_stays_within_a_line) {
  const auto found = regex::compile("n° (\\d+)(x)?$")->search("code n° 12\nn° 34 é\n");
  EXPECT_THAT(found, Optional(ElementsAre("n° 12", "12", "")));
  EXPECT_EQ(regex::compile("a.b")->search("a\nb"), std::nullopt);
  EXPECT_THAT(regex::compile("(.)$")->search("a€"), Optional(ElementsAre("€", "€")));
  EXPECT_THAT(regex::compile("\U0001F600")->search("x\U0001F600"), Optional(ElementsAre("\U0001F600")));
}

TEST(pattern, length_and_counts_at_their_edge) {
  EXPECT_TRUE(regex::compile(std::string(regex::longest, 'a')));
  EXPECT_EQ(regex::compile(std::string(regex::longest + 1, 'a')).error().code, "bad-regex");
  EXPECT_TRUE(regex::compile("a{1000}"));
  EXPECT_TRUE(regex::compile("(a{10}){2,100}"));
  for (const std::string_view bad : {"a{1001}", "(a{10}){101}", "(a{2}){501,}", "a{99999999999999999999999}", ""}) {
    EXPECT_EQ(regex::compile(bad).error().code, "bad-regex") << bad;
  }
}

TEST(pattern, takes_no_exponential_time_and_no_stack) {
  const auto evil = regex::compile("(a+)+$");
  ASSERT_TRUE(evil);
  EXPECT_EQ(evil->search(std::string(500, 'a') + "b"), std::nullopt);
  EXPECT_TRUE(regex::compile("a")->search(std::string(1'000'000, 'b') + "\na"));
}

TEST(pattern, length_of_a_line_at_its_edge) {
  const auto last = regex::compile("z");
  EXPECT_TRUE(last->search(std::string(regex::longest_line - 1, 'a') + "z"));
  EXPECT_FALSE(last->search(std::string(regex::longest_line, 'a') + "z"));
  EXPECT_TRUE(regex::sees_all(std::string(regex::longest_line, 'a') + "\n" + std::string(regex::longest_line, 'a')));
  EXPECT_FALSE(regex::sees_all("a\n" + std::string(regex::longest_line + 1, 'a')));
}

TEST(pattern, a_match_is_found_anywhere_in_a_long_line) {
  const std::string match = "n" + std::string(regex::longest_match - 2, 'o') + "p";
  const auto wanted = regex::compile("\\bno+p\\b");
  const auto at_end = regex::compile("no+p$");
  for (std::size_t before = 1000; before < 4100; before += 7) {
    const std::string line = std::string(before, '-') + match;
    EXPECT_TRUE(wanted->search(line + std::string(5000, '-'))) << before;
    EXPECT_TRUE(at_end->search(line)) << before;
  }
}

TEST(pattern, where_a_long_line_is_cut_is_neither_its_beginning_nor_its_end) {
  const std::string line(10'000, 'a');
  EXPECT_FALSE(regex::compile("^a{1,3}$")->search(line));
  EXPECT_FALSE(regex::compile("\\ba{1,3}\\b")->search(line));
  EXPECT_EQ(regex::compile("^a")->search("b" + line), std::nullopt);
  EXPECT_EQ(regex::compile("a$")->search(line + "b"), std::nullopt);
}

TEST(pattern, flags_are_an_error_and_no_text) {
  for (const auto* text : {"/expir/i", "/a/gi", "/fr/m"}) {
    yaml::node scalar;
    scalar.type = yaml::kind::scalar;
    scalar.text = text;
    diagnostics found;
    (void)parse_pattern(scalar, found);
    EXPECT_THAT(testing_support::codes(found), ElementsAre("bad-regex")) << text;
  }
  EXPECT_FALSE(pattern_of("/fr/mon_compte").is_regex);
  EXPECT_FALSE(pattern_of("/i").is_regex);
}

TEST(pattern, a_searcher_finds_text_anywhere_and_a_regular_expression_on_a_line) {
  const auto of = [](std::string text) { return *searcher::of(pattern_of(std::move(text)), value_of); };
  EXPECT_TRUE(of("code  ${code}").found_in("le code\u00A01.2 est"));
  EXPECT_FALSE(of("code  ${code}").equals("le code 1.2 est"));
  EXPECT_TRUE(of("/^b$/").found_in("a\nb\nc"));
  EXPECT_TRUE(of("/a b/").found_in("a\nb"));
  EXPECT_FALSE(of("/x/").found_in("a\nb"));
  EXPECT_EQ(searcher::of(pattern_of("${other}"), value_of).error().code, "unset-variable");
}

RC_GTEST_PROP(pattern, any_short_text_compiles_or_is_refused, ()) {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{
      "a", "é", "(", ")", "[", "]", "{2}", "{", "*", "+", "?", "|", "\\", "\\d", "\\1", "^", "$", "-", ".", "(?="});
  std::string text;
  for (const auto& each : *rc::gen::container<std::vector<std::string>>(piece)) text += each;
  const auto compiled = regex::compile(text);
  if (compiled)
    (void)compiled->search("aé(2)\naaaa");
  else
    RC_ASSERT(compiled.error().code == "bad-regex");
}

}  // namespace
}  // namespace parcours::journey
