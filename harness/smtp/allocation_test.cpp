#include "harness/smtp/gmime.hpp"
#include "harness/smtp/message.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <limits>

namespace parcours::smtp {
namespace {

TEST(FailedAllocation, IsTold) {
  const auto take_too_much = [] {
    on_failed_allocation([] {
      std::fputs("no memory", stderr);
      std::_Exit(4);
    });
    start_gmime();
#ifdef __SANITIZE_ADDRESS__  // its allocator ends the program itself, before GLib sees that there is nothing
    g_log("GLib", G_LOG_LEVEL_ERROR, "%s: failed to allocate %u bytes", "gmem.c:1", 1U);
#else
    g_free(g_malloc(std::numeric_limits<gsize>::max() / 4));
#endif
  };
  EXPECT_EXIT(take_too_much(), testing::ExitedWithCode(4), "no memory");
}

}  // namespace
}  // namespace parcours::smtp
