#include "harness/base/enum_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace parcours {
namespace {

using ::testing::ElementsAre;

BOOST_DEFINE_FIXED_ENUM_CLASS(weather, std::uint8_t, fair, light_rain, heavy_hail_storm)

enum class undescribed { one };
static_assert(described_enum<weather> && !described_enum<undescribed>);

TEST(EnumNames, AreThoseOfTheDefinition) {
  EXPECT_THAT(enum_names<weather>, ElementsAre("fair", "light_rain", "heavy_hail_storm"));
  EXPECT_THAT(dashed_names<weather>, ElementsAre("fair", "light-rain", "heavy-hail-storm"));
  EXPECT_THAT(all_of<weather>, ElementsAre(weather::fair, weather::light_rain, weather::heavy_hail_storm));
}

TEST(EnumNames, LeadThereAndBack) {
  for (const weather one : all_of<weather>) {
    EXPECT_EQ(enum_named<weather>(name_of(one)), one);
    EXPECT_EQ(enum_named<weather>(dashed_name_of(one), dashed_names<weather>), one);
  }
  EXPECT_EQ(enum_named<weather>("light-rain"), std::nullopt);
  EXPECT_EQ(enum_named<weather>(""), std::nullopt);
}

}  // namespace
}  // namespace parcours
