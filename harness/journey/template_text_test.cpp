#include "harness/journey/template_text.hpp"

#include "harness/journey/test_files.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace parcours::journey {
namespace {

using testing::ElementsAre;
using testing_support::codes;

yaml::node scalar(std::string text) {
  yaml::node made;
  made.type = yaml::kind::scalar;
  made.text = std::move(text);
  return made;
}

resolver values(std::map<std::string, std::string, std::less<>> all) {
  return [all = std::move(all)](std::string_view name) -> std::optional<std::string> {
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  };
}

result<std::string> resolved(std::string text, const resolver& with) {
  diagnostics found;
  const auto made = parse_template(scalar(std::move(text)), found);
  EXPECT_TRUE(found.empty());
  return resolve(made, with);
}

TEST(template_text, fills_in_values) {
  const auto with = values({{"subscriber.amo", "012345678"}, {"code", "000042"}, {"fake.digits(6)", "123456"}});
  EXPECT_EQ(resolved("", with), "");
  EXPECT_EQ(resolved("plain $5 {x}", with), "plain $5 {x}");
  EXPECT_EQ(resolved("0${subscriber.amo}-${code}", with), "0012345678-000042");
  EXPECT_EQ(resolved("${fake.digits(6)}", with), "123456");
  EXPECT_EQ(resolved("$${code} $$${code}", with), "${code} $${code}");
  EXPECT_EQ(resolved("${other}", with).error().code, "unset-variable");
}

TEST(template_text, values_are_never_templates_themselves) {
  EXPECT_EQ(resolved("${a}", values({{"a", "${b}"}, {"b", "no"}})), "${b}");
}

TEST(template_text, lengths_of_time) {
  diagnostics found;
  const auto text = parse_template(scalar("${n}m"), found);
  EXPECT_EQ(resolve_duration(text, values({{"n", "10"}})), std::chrono::minutes(10));
  EXPECT_EQ(resolve_duration(text, values({{"n", "ten"}})).error().code, "bad-duration");
  EXPECT_EQ(resolve_duration(text, values({})).error().code, "unset-variable");
}

TEST(template_text, refuses_bad_variables) {
  for (const std::string text :
       {"${}", "${a b}", "${1a}", "${a..b}", "${a.}", "${.a}", "${é}", "${a(b)}", "${a(1)b}"}) {
    diagnostics found;
    (void)parse_template(scalar(text), found);
    EXPECT_THAT(codes(found), ElementsAre("bad-variable")) << text;
  }
  diagnostics found;
  (void)parse_template(scalar("x ${a"), found);
  EXPECT_THAT(codes(found), ElementsAre("unclosed-variable"));
}

RC_GTEST_PROP(template_text, comes_back_as_it_was_written, ()) {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{"a", "$", "{", "}", " ", "é", "${a}", "${b.c}"});
  std::string text;
  for (const auto& each : *rc::gen::container<std::vector<std::string>>(piece)) text += each;
  diagnostics found;
  const auto made = parse_template(scalar(text), found);
  RC_PRE(found.empty());
  RC_PRE(text.find("$${") == std::string::npos);
  RC_ASSERT(unresolved(made) == text);
}

RC_GTEST_PROP(template_text, pieces_cover_the_text, (std::string text)) {
  std::vector<bad_piece> problems;
  const auto pieces = cut(text, problems);
  std::size_t covered = 0;
  for (const auto& each : pieces) covered += each.length;
  for (const auto& each : problems) covered += each.length;
  RC_ASSERT(covered == text.size());
}

}  // namespace
}  // namespace parcours::journey
