#include "harness/run/personas.hpp"

#include <gtest/gtest.h>

namespace parcours::run {
namespace {

journey::journey_case with_others() {
  journey::journey_case made;
  made.subscriber.registered_with = journey::issuer_kind::cmr;
  made.others["neighbour"] = {};
  made.others["cousin"] = {};
  return made;
}

TEST(personas, each_person_is_drawn_from_the_seed_and_their_own_name) {
  const auto people = draw_personas(with_others(), {}, 1);
  const auto& subscriber = people.subscriber.person;
  const auto& neighbour = people.others.at("neighbour").person;
  EXPECT_EQ(subscriber.issuer, "cmr");
  EXPECT_EQ(neighbour.issuer, "ppr");
  EXPECT_NE(subscriber.amo, neighbour.amo);
  EXPECT_NE(people.others.at("cousin").person.amo, neighbour.amo);
  EXPECT_EQ(draw_personas(with_others(), {}, 1).subscriber.person, subscriber);
  EXPECT_NE(draw_personas(with_others(), {}, 2).subscriber.person.amo, subscriber.amo);
  auto fewer = with_others();
  fewer.others.erase("cousin");
  EXPECT_EQ(draw_personas(fewer, {}, 1).others.at("neighbour").person, neighbour);
}

TEST(personas, slips_of_the_pen_are_those_of_the_person) {
  const auto who = draw_personas(with_others(), {}, 1).subscriber.person;
  EXPECT_EQ(field_of(who, "amo"), who.amo);
  EXPECT_EQ(field_of(who, "wrong_key_rib"), fakeit::with_wrong_key(who.rib));
  EXPECT_EQ(field_of(who, "transposed_rib"), fakeit::with_transposed_digits(who.rib));
  EXPECT_EQ(field_of(who, "near_amo"), fakeit::near_miss(who.amo));
  EXPECT_EQ(field_of(who, "spaced_amo"), fakeit::with_spaces(who.amo));
  EXPECT_EQ(field_of(who, "near_amo_2"), fakeit::near_miss_at(who.amo, 2));
  EXPECT_EQ(field_of(who, "near_rib_3"), fakeit::near_rib_at(who.rib, 3));
  EXPECT_EQ(field_of(who, "near_nothing_1"), std::nullopt);
}

TEST(personas, a_variable_names_the_subscriber_or_another_person) {
  const auto people = draw_personas(with_others(), {}, 1);
  EXPECT_EQ(variable_of(people, "subscriber.rib"), people.subscriber.person.rib);
  EXPECT_EQ(variable_of(people, "others.cousin.rib"), people.others.at("cousin").person.rib);
  for (const auto* unknown : {"subscriber", "subscriber.age", "others.cousin", "others.uncle.rib", "code"}) {
    EXPECT_EQ(variable_of(people, unknown), std::nullopt) << unknown;
  }
}

}  // namespace
}  // namespace parcours::run
