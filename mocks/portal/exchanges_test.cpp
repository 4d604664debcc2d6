#include "mocks/portal/exchanges.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

exchange made(std::string method, std::string path, std::uint64_t session, unsigned status) {
  exchange one;
  one.method = std::move(method);
  one.path = std::move(path);
  one.session = session;
  one.status = status;
  return one;
}

class Exchanges : public testing::Test {
 protected:
  Exchanges() {
    log_.add(made("GET", "/fr/confirm_adresse_1", 1, 200));
    auto form = made("POST", "/fr/confirm_adresse_1", 1, 303);
    form.fields = {"terms", "csrf_token"};
    log_.add(form);
    log_.add(made("GET", "/fr/confirm_adresse_2", 2, 200));
  }
  std::vector<std::uint64_t> numbers(const exchange_filter& wanted) const {
    std::vector<std::uint64_t> found;
    for (const auto* one : log_.find(wanted)) found.push_back(one->number);
    return found;
  }
  exchange_log log_{3};
};

TEST_F(Exchanges, EveryCriterionNarrows) {
  EXPECT_THAT(numbers({}), ElementsAre(1, 2, 3));
  exchange_filter wanted;
  wanted.path = "*_1";
  EXPECT_THAT(numbers(wanted), ElementsAre(1, 2));
  wanted.method = "POST";
  EXPECT_THAT(numbers(wanted), ElementsAre(2));
  wanted.field = "terms";
  wanted.session = 1;
  wanted.status = 303;
  EXPECT_THAT(numbers(wanted), ElementsAre(2));
  wanted.after = 2;
  EXPECT_THAT(numbers(wanted), IsEmpty());
}

TEST_F(Exchanges, TheNearestMissSaysWhatDiffers) {
  exchange_filter wanted;
  wanted.method = "POST";
  wanted.path = "/fr/confirm_adresse_1";
  wanted.status = 200;
  const auto* near = log_.nearest(wanted);
  ASSERT_NE(near, nullptr);
  EXPECT_EQ(near->number, 2U);  // two of three, and newer than the first, which meets two as well
  EXPECT_THAT(wanted.differences(*near), ElementsAre("status"));
  exchange_filter nothing_like_it;
  nothing_like_it.method = "DELETE";
  EXPECT_EQ(log_.nearest(nothing_like_it), nullptr);
  EXPECT_EQ(log_.nearest({}), nullptr);
}

TEST_F(Exchanges, TheOldestGoesBeyondTheLimit) {
  log_.add(made("GET", "/", 0, 303));
  EXPECT_THAT(numbers({}), ElementsAre(2, 3, 4));
  EXPECT_EQ(log_.last(), 4U);
  log_.clear();
  EXPECT_THAT(numbers({}), IsEmpty());
  EXPECT_EQ(log_.last(), 4U);
  log_.add(made("GET", "/", 0, 303));
  EXPECT_THAT(numbers({}), ElementsAre(5));
  log_.restore({}, 3);
  EXPECT_EQ(log_.last(), 5U);
  log_.restore({}, 7);
  EXPECT_EQ(log_.last(), 7U);
}

}  // namespace
}  // namespace parcours::mocks::portal
