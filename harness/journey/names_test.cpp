#include "harness/journey/names.hpp"

#include <gtest/gtest.h>

namespace parcours::journey {
namespace {

TEST(near_miss_named, tells_field_and_place) {
  const auto rib = near_miss_named("near_rib_22");
  ASSERT_TRUE(rib);
  EXPECT_EQ(rib->field, "rib");
  EXPECT_EQ(rib->place, 22U);
  const auto e_mandat = near_miss_named("near_e_mandat_1");
  ASSERT_TRUE(e_mandat);
  EXPECT_EQ(e_mandat->field, "e_mandat");
}

TEST(near_miss_named, knows_no_other_name) {
  for (const auto* name : {"near_amo", "near_rib_0", "near_rib_23", "near_rib_01", "near_rib_", "near_rib_x",
                           "near_rib_1x", "near_email_1", "near__1", "near_1", "rib_1", "near_rib_-1"}) {
    EXPECT_FALSE(near_miss_named(name)) << name;
  }
}

}  // namespace
}  // namespace parcours::journey
