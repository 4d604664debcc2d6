#include "harness/journey/pattern.hpp"

#include "harness/journey/test_files.hpp"

#include <gmock/gmock.h>

namespace parcours::journey {
namespace {

using testing::ElementsAre;

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

}  // namespace
}  // namespace parcours::journey
