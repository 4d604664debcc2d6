#include "mocks/portal/subscribers.hpp"

#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view good =
    R"({amo: 012345678, rib: "011519000001205000534921", issuer: cmr, registration: "01234567", e_mandat: 0123456789,)"
    R"( affiliation: 87654321, email: awa@example.com, paid_by: e_mandat, active: true})";

std::shared_ptr<const source_file> file(std::string text) {
  return std::make_shared<const source_file>(source_file{"people", std::move(text)});
}

/// "bad-value:1:26 'rib' has a wrong key: …", each.
std::vector<std::string> told(const diagnostics& found) {
  std::vector<std::string> all;
  for (const auto& one : found) {
    all.push_back(one.code + ":" + std::to_string(one.span.line) + ":" + std::to_string(one.span.column) + " " +
                  one.message);
  }
  return all;
}

std::vector<std::string> mistakes_in(std::string text, const fakeit::identifier_rules& rules = {}) {
  diagnostics found;
  const auto made = read_subscribers(file(std::move(text)), rules, found);
  EXPECT_EQ(made.has_value(), found.empty());
  return told(found);
}

std::vector<std::string> mistakes_in_table(std::string text) {
  diagnostics found;
  const auto made = read_subscribers_csv(file(std::move(text)), {}, found);
  EXPECT_EQ(made.has_value(), found.empty());
  return told(found);
}

TEST(Subscribers, AWholePersonIsRead) {
  diagnostics found;
  const auto made = read_subscribers(file("- " + std::string(good)), {}, found);
  ASSERT_TRUE(made) << ::testing::PrintToString(told(found));
  ASSERT_EQ(made->size(), 1U);
  EXPECT_EQ(made->front().registration, "01234567");
  EXPECT_EQ(made->front().e_mandat, "0123456789");
  EXPECT_TRUE(made->front().active);
}

// Whoever has such data could never get through, and a test would look for the mistake in the portal.
TEST(Subscribers, WhatNobodyCouldEnterIsAMistakeAtItsPlace) {
  EXPECT_THAT(mistakes_in(R"(- {amo: "12"})"), ElementsAre("bad-value:1:9 'amo' must have 9 digits"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, affiliation: 8765432a}"),
              ElementsAre("bad-value:1:33 'affiliation' must have 8 digits"));
  EXPECT_THAT(mistakes_in(R"(- {amo: 012345678, rib: "011519000001205000534922"})"),
              ElementsAre("bad-value:1:25 'rib' has a wrong key: it must end in 21"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, rib: abc}"), ElementsAre("bad-value:1:25 'rib' must have 24 digits"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, e_mandat: 1}"),
              ElementsAre("bad-value:1:30 'e_mandat' must have 10 digits"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, issuer: cnss, registration: 1234567}"),
              ElementsAre("bad-value:1:28 'issuer' must be 'ppr', 'som', 'doti', 'cmr' or 'rcar'"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, issuer: cmr, registration: 12}"),
              ElementsAre("bad-value:1:47 'registration' must have 8 digits"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, registration: 12345678}"),
              ElementsAre("missing-value:1:34 'issuer' is missing, beside 'registration'"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, issuer: cmr}"),
              ElementsAre("missing-value:1:28 'registration' is missing, beside 'issuer'"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, email: not an address}"),
              ElementsAre("bad-value:1:27 'email' must be an e-mail address"));
  EXPECT_THAT(mistakes_in(R"(- {amo: 012345678, email: "a@b.co\r\nBcc: x@y.zz"})"),
              ElementsAre("bad-value:1:27 'email' must be an e-mail address"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, paid_by: e_mandat}"),
              ElementsAre("missing-value:1:29 'e_mandat' is missing, beside 'paid_by'"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, paid_by: bank_transfer}"),
              ElementsAre("missing-value:1:29 'rib' is missing, beside 'paid_by'"));
}

TEST(Subscribers, LengthsAreThoseOfTheRules) {
  fakeit::identifier_rules rules;
  rules.amo_length = 8;
  EXPECT_THAT(mistakes_in("- {amo: 01234567}", rules), IsEmpty());
  EXPECT_THAT(mistakes_in("- {amo: 012345678}", rules), ElementsAre("bad-value:1:9 'amo' must have 8 digits"));
}

TEST(Subscribers, NoNumberIsGivenTwice) {
  EXPECT_THAT(mistakes_in("- {amo: 012345678}\n- {amo: 012345678}"),
              ElementsAre("duplicate-subscriber:2:3 two subscribers have the AMO number 012345678"));
  EXPECT_THAT(mistakes_in("- {amo: 012345678, issuer: cmr, registration: 12345678}\n"
                          "- {amo: 012345679, issuer: cmr, registration: 12345678}\n"
                          "- {amo: 012345680, issuer: rcar, registration: 12345678}"),
              ElementsAre("duplicate-subscriber:2:3 two subscribers have cmr 12345678"));
}

TEST(Subscribers, AColumnThatNobodyKnowsIsAMistakeEvenWhereItIsEmpty) {
  EXPECT_THAT(mistakes_in_table("amo,emial\n012345678,\n012345679,a@example.com\n"),
              ElementsAre("unknown-key:1:5 a subscriber has no 'emial'"));
}

TEST(Subscribers, ATableIsReadAsSpreadsheetsWriteIt) {
  diagnostics found;
  const auto made = read_subscribers_csv(file("amo;active\r\n012345678;TRUE\r\n012345679;FALSE\r\n"), {}, found);
  ASSERT_TRUE(made) << ::testing::PrintToString(told(found));
  EXPECT_TRUE(made->at(0).active);
  EXPECT_FALSE(made->at(1).active);
}

TEST(Subscribers, WhatIsWrongWithATableIsToldWhereItStands) {
  EXPECT_THAT(mistakes_in_table("amo,name\n012345678,\"ab\n012345679,c\n"),
              ElementsAre("csv-syntax:2:11 a quote has no end"));
  EXPECT_THAT(mistakes_in_table("amo,name\n012345678,a\"b\n"),
              ElementsAre("csv-syntax:2:12 a quote stands where none may"));
  EXPECT_THAT(mistakes_in_table(std::string("amo,name\n012345678,a\0b\n", 23)),
              ElementsAre("bad-character:2:12 the file holds a NUL character"));
}

TEST(Subscribers, OfManyMistakesTheFirstTwentyAreTold) {
  std::string text = "amo\n";
  for (int i = 0; i < 2000; ++i) text += "1\n";
  const auto told_of = mistakes_in_table(text);
  ASSERT_EQ(told_of.size(), 21U);
  EXPECT_EQ(told_of[19], "bad-value:21:1 'amo' must have 9 digits");
  EXPECT_EQ(told_of[20], "more-mistakes:22:1 and 1980 more mistakes, the next of them here");
}

TEST(Subscribers, AFileMayHoldAHundredThousandPeople) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    const auto number = std::to_string(100'000'000 + i);
    text += "- {amo: " + number + ", rib: \"999093249179359493844247\", name: Awa, email: a" + number +
            "@example.com, paid_by: bank_transfer}\n";
  }
  ASSERT_GT(text.size(), yaml::limits::file_size);
  EXPECT_THAT(mistakes_in(text), IsEmpty());
}

}  // namespace
}  // namespace parcours::mocks::portal
