#include "mocks/mailpit/selection.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::mailpit {
namespace {

using ids = std::vector<std::string>;

TEST(selection, reads_names_whatever_their_case) {
  for (const auto* name : {"IDs", "ids", "Ids", "IDS"}) {
    const auto read = read_selection(R"({")" + std::string(name) + R"(": ["2", "x"]})", {"IDs"});
    ASSERT_TRUE(read) << name << read.error().message;
    EXPECT_EQ(read->ids, (ids{"2", "x"})) << name;
  }
  const auto read = read_selection(R"({"search": " to:x ", "READ": true})", {"IDs", "Search", "Read"});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->search, "to:x");
  EXPECT_TRUE(read->read);
}

TEST(selection, of_none_means_all) {
  for (const auto* body : {"{}", R"({"IDs": []})", R"({"IDs": null})", R"({"IDs": [], "Search": " "})"}) {
    const auto read = read_selection(body, {"IDs", "Search"});
    ASSERT_TRUE(read) << body;
    EXPECT_TRUE(read->empty()) << body;
  }
}

TEST(selection, refuses_what_could_be_mistaken_for_all) {
  for (const auto* body : {"", "[]", "ids=2", R"({"IDs": "2"})", R"({"IDs": [2]})", R"({"ID": ["2"]})",
                           R"({"IDs": ["2"], "ids": []})", R"({"Search": "x"})", R"({"IDs": {"0": "2"}})"}) {
    EXPECT_FALSE(read_selection(body, {"IDs"})) << body;
  }
  EXPECT_FALSE(read_selection(R"({"IDs": ["2"], "Search": "x"})", {"IDs", "Search"}));
  EXPECT_FALSE(read_selection(R"({"Search": 1})", {"IDs", "Search"}));
  EXPECT_FALSE(read_selection(R"({"Read": "yes"})", {"IDs", "Read"}));
}

}  // namespace
}  // namespace parcours::mocks::mailpit
