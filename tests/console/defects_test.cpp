// A defect is switched on and off by the control API while the portal runs. What each does is tested in mocks/portal,
// and that journeys notice each over HTTP in tests/e2e/defects_test.py.
#include "tests/console/visitor.hpp"

namespace parcours::mocks::console {
namespace {

TEST_F(Console, ADefectIsSwitchedOnAndOffWhileThePortalRuns) {
  auto main = [](Console& t) -> awaitable<void> {
    const std::pair<std::string_view, std::string_view> all[] = {
        {"", "code"}, {R"("code-accepts-expired")", "done"}, {"", "code"}};
    for (const auto& [on, reached] : all) {
      co_await begin_anew(t, std::string(on));
      visitor v(t);
      co_await v.come_to_code();
      co_await v.advance("10m");
      co_await v.submit(v.code());
      EXPECT_EQ(v.at, reached) << on;
    }
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
