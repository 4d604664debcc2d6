#include "harness/fakeit/generator.hpp"

#include "harness/base/text.hpp"
#include "harness/fakeit/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>
#include <set>
#include <stdexcept>

namespace parcours::fakeit {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;

generator seeded(std::uint64_t seed, identifier_rules rules = {}) {
  return generator(random_source(seed), std::move(rules));
}

std::string problem(const result<std::string>& value) { return value ? "none" : value.error().code; }

// The same on every machine and with every compiler, or journeys could not be replayed elsewhere.
TEST(generator, gives_the_same_people_for_seed_1_everywhere) {
  generator fake = seeded(1);
  const person first = fake.person();
  EXPECT_EQ(first.given_name, "Laïla");
  EXPECT_EQ(first.family_name, "M'Hamdi");
  EXPECT_EQ(first.cin, "LL877348");
  EXPECT_EQ(first.phone, "0687285508");
  EXPECT_EQ(first.email, "laila.mhamdi7939@courriel.test");
  EXPECT_EQ(first.amo, "605420368");
  EXPECT_EQ(first.affiliation, "45493790");
  EXPECT_EQ(first.issuer, "doti");
  EXPECT_EQ(first.registration, "4359653");
  EXPECT_EQ(first.registration_kind, "employer");
  EXPECT_EQ(first.rib, "999167034989140551068629");
  EXPECT_EQ(first.iban, "MA64999167034989140551068629");
  EXPECT_EQ(first.e_mandat, "8153505833");
  EXPECT_EQ(fake.person().amo, "043748275");
}

TEST(generator, gives_the_same_values_for_seed_1_everywhere) {
  const std::pair<std::string_view, std::string_view> golden[] = {
      {"name", "Laïla M'Hamdi"},
      {"user_name", "laila.mhamdi"},
      {"phone_international", "+212694745781"},
      {"city", "Marrakech"},
      {"birth_date", "1979-09-28"},
      {"uuid", "1cc52098-ced2-4019-b6ce-e8561ad8beeb"},
      {"sentence", "À joindre : pharmacie, visite, enfant, enfant, prénom et santé."},
      {"digits(20)", "56656157517228096174"},
      {"hex(20)", "1cc52098ced2a01976ce"},
  };
  for (const auto& [kind, value] : golden) EXPECT_EQ(seeded(1).draw(kind).value(), value) << kind;
}

RC_GTEST_PROP(generator_property, people_are_consistent_and_nobody_real, (std::uint64_t seed)) {
  const person who = seeded(seed).person();
  RC_ASSERT(check_rib(who.rib) == rib_check::ok);
  RC_ASSERT(who.rib.starts_with("999"));
  RC_ASSERT(who.iban == "MA64" + who.rib);
  RC_ASSERT(who.email.ends_with(".test") || who.email.ends_with("@example.com"));
  RC_ASSERT(is_mobile_phone(who.phone));
  RC_ASSERT(who.amo.size() == 9U && all_digits(who.amo));
  RC_ASSERT(who.affiliation.size() == 8U && all_digits(who.affiliation));
  RC_ASSERT(who.e_mandat.size() == 10U && all_digits(who.e_mandat));
  RC_ASSERT(all_digits(who.registration));
  RC_ASSERT(who.registration_kind == (who.issuer == "cmr" || who.issuer == "rcar" ? "pension_fund" : "employer"));
  RC_ASSERT(std::regex_match(who.cin, std::regex("[A-Z]{1,2}[0-9]{5,6}")));
}

TEST(generator, makes_addresses_of_ascii_letters_of_every_name) {
  generator fake = seeded(1);
  const std::regex local("[a-z]+\\.[a-z]+");
  for (int i = 0; i < 2000; ++i) {
    const std::string name = fake.draw("user_name").value();
    ASSERT_TRUE(std::regex_match(name, local)) << name;
  }
}

TEST(generator, has_names_that_forms_stumble_over) {
  const auto any_has = [](const auto& names, std::string_view part) {
    return std::ranges::any_of(names, [part](std::string_view name) { return name.contains(part); });
  };
  for (const char* part : {"é", "è", "ï", "â", "-", " "}) EXPECT_TRUE(any_has(given_names, part)) << part;
  for (const char* part : {"'", "ï", "-", " "}) EXPECT_TRUE(any_has(family_names, part)) << part;
  for (const auto& name : given_names) EXPECT_EQ(normalized(name), name);
  for (const auto& name : family_names) EXPECT_EQ(normalized(name), name);
  EXPECT_EQ(std::set(given_names.begin(), given_names.end()).size(), given_names.size());
  EXPECT_EQ(std::set(family_names.begin(), family_names.end()).size(), family_names.size());
}

TEST(generator, keeps_leading_zeros) {
  generator fake = seeded(1);
  for (const char* kind : {"amo", "affiliation", "e_mandat", "ppr", "cmr", "digits(6)"}) {
    const std::size_t length = fake.draw(kind).value().size();
    bool leading_zero = false;
    for (int i = 0; i < 200; ++i) {
      const std::string value = fake.draw(kind).value();
      ASSERT_EQ(value.size(), length);
      leading_zero |= value.starts_with('0');
    }
    EXPECT_TRUE(leading_zero) << kind;
  }
}

TEST(generator, follows_the_rules_it_is_given) {
  identifier_rules rules;
  rules.amo_length = 12;
  rules.affiliation_length = 1;
  rules.e_mandat_length = 20;
  rules.bank_code = "011";
  rules.issuers = {{"caisse", issuer_kind::pension_fund, 3}};
  generator fake = seeded(1, rules);
  const person who = fake.person();
  EXPECT_EQ(who.amo.size(), 12U);
  EXPECT_EQ(who.affiliation.size(), 1U);
  EXPECT_EQ(who.e_mandat.size(), 20U);
  EXPECT_EQ(who.rib.substr(0, 3), "011");
  EXPECT_EQ(who.issuer, "caisse");
  EXPECT_EQ(who.registration.size(), 3U);
  EXPECT_EQ(fake.draw("caisse").value().size(), 3U);
  EXPECT_EQ(problem(fake.draw("ppr")), "unknown-kind");
  rules.issuers.clear();
  EXPECT_EQ(seeded(1, rules).person().registration, "");
}

TEST(generator, refuses_a_bank_code_that_is_none) {
  for (const char* code : {"", "01", "0111", "0a1"}) {
    identifier_rules rules;
    rules.bank_code = code;
    EXPECT_THROW(seeded(1, rules), std::invalid_argument) << code;
  }
}

TEST(generator, gives_people_numbers_and_addresses_of_their_own) {
  identifier_rules rules;
  rules.amo_length = 3;
  generator fake = seeded(1, rules);
  std::set<std::string> amo;
  std::set<std::string> email;
  for (int i = 0; i < 500; ++i) {
    const person who = fake.person();
    EXPECT_TRUE(amo.insert(who.amo).second);
    EXPECT_TRUE(email.insert(who.email).second);
  }
}

TEST(generator, goes_on_when_there_are_no_numbers_left) {
  identifier_rules rules;
  rules.amo_length = 1;
  generator fake = seeded(1, rules);
  for (int i = 0; i < 12; ++i) EXPECT_EQ(fake.person().amo.size(), 1U);
}

TEST(generator, draws_every_kind_it_names) {
  generator fake = seeded(1);
  for (const std::string_view kind : fake.kinds()) {
    if (kind.ends_with("(n)")) continue;
    const auto value = fake.draw(kind);
    ASSERT_TRUE(value) << kind;
    EXPECT_FALSE(value->empty()) << kind;
  }
  EXPECT_THAT(fake.kinds(),
              IsSupersetOf({"first_name",  "last_name", "name", "cin",           "phone",    "email",   "amo",
                            "affiliation", "rib",       "iban", "wrong_key_rib", "e_mandat", "ppr",     "som",
                            "doti",        "cmr",       "rcar", "digits(n)",     "uuid",     "sentence"}));
}

TEST(generator, draws_well_formed_values) {
  generator fake = seeded(1);
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  const std::regex date("(19[4-9]|200)[0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])");
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(std::regex_match(fake.draw("uuid").value(), uuid));
    EXPECT_TRUE(std::regex_match(fake.draw("birth_date").value(), date));
    EXPECT_TRUE(is_mobile_phone(fake.draw("phone_international").value()));
    EXPECT_EQ(check_rib(fake.draw("wrong_key_rib").value()), rib_check::wrong_key);
    EXPECT_EQ(check_iban(fake.draw("iban").value()), iban_check::ok);
  }
}

TEST(generator, takes_lengths_from_1_to_1000) {
  generator fake = seeded(1);
  EXPECT_EQ(fake.draw("digits(1)").value().size(), 1U);
  EXPECT_EQ(fake.draw("hex(1000)").value().size(), 1000U);
  for (const char* kind :
       {"digits(0)", "digits(1001)", "digits()", "digits(n)", "hex(-1)", "digits(6 )", "digits(1)(2)"})
    EXPECT_EQ(problem(fake.draw(kind)), "bad-argument") << kind;
}

TEST(generator, says_what_was_probably_meant) {
  generator fake = seeded(1);
  const auto value = fake.draw("fist_name");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, "unknown-kind");
  EXPECT_THAT(value.error().message, HasSubstr("did you mean 'first_name'?"));
  for (const char* kind : {"", "digits", "amo(3)", "zzzzzzzzzzzz"})
    EXPECT_EQ(problem(fake.draw(kind)), "unknown-kind") << kind;
}

TEST(draw_unique, gives_every_value_once_and_then_says_so) {
  generator fake = seeded(1);
  std::set<std::string> seen;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(seen.insert(fake.draw_unique("digits(1)").value()).second);
  EXPECT_EQ(problem(fake.draw_unique("digits(1)")), "exhausted");
  EXPECT_EQ(problem(fake.draw_unique("digits(2)")), "none");
  EXPECT_EQ(problem(fake.draw_unique("nothing")), "unknown-kind");
}

TEST(draw_unique, does_not_repeat_what_people_have) {
  identifier_rules rules;
  rules.amo_length = 2;
  generator fake = seeded(1, rules);
  std::set<std::string> seen;
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(seen.insert(fake.person().amo).second);
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(seen.insert(fake.draw_unique("amo").value()).second);
}

TEST(text, fills_its_template) {
  generator fake = seeded(1);
  EXPECT_TRUE(std::regex_match(fake.text("{{user_name}}.{{ digits(3) }}@example.com").value(),
                               std::regex("[a-z]+\\.[a-z]+\\.[0-9]{3}@example\\.com")));
  EXPECT_EQ(fake.text("plain {text} }}").value(), "plain {text} }}");
  EXPECT_EQ(fake.text("").value(), "");
  EXPECT_EQ(problem(fake.text("{{amo}} {{rib")), "bad-template");
  EXPECT_EQ(problem(fake.text("{{amo}} {{rob_}}")), "unknown-kind");
}

}  // namespace
}  // namespace parcours::fakeit
