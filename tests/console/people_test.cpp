// People and faults that are given to the portal by the control API.
#include "tests/console/visitor.hpp"

#include <array>

namespace parcours::mocks::console {
namespace {

// Whom a defect made up is nobody to the control API: a real person of that number can be added.
TEST_F(Console, APersonTakesThePlaceOfOneWhoWasMadeUp) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await begin_anew(t, "\"unknown-amo-accepted\"");
    visitor v(t);
    co_await v.come_to_payment("999999999");
    co_await v.turn("PUT", "defects", R"({"on": []})");
    co_await v.turn("POST", "subscribers", R"({"amo": "999999999"})");
    const auto again = co_await t.ask("POST", "/api/control/subscribers", R"({"amo": "999999999"})");
    EXPECT_EQ(again.status, 400U);
    EXPECT_THAT(again.body, HasSubstr("duplicate-subscriber"));
  };
  run(main(*this));
}

TEST_F(Console, APersonWhoCouldEnterNothingIsRefused) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await begin_anew(t);
    visitor v(t);
    co_await v.turn("POST", "subscribers", R"({"amo": "300000003", "issuer": "cmr", "registration": "12345678"})");
    for (const auto* bad : {R"({"amo": "1"})", R"({"amo": "400000004", "rib": "011519000001205000534922"})",
                            R"({"amo": "400000004", "issuer": "cnss", "registration": "1234567"})",
                            R"({"amo": "400000004", "email": "x"})", R"({"amo": "400000004", "paid_by": "e_mandat"})",
                            R"({"amo": "400000004", "issuer": "cmr", "registration": "12345678"})"}) {
      const auto refused = co_await t.ask("POST", "/api/control/subscribers", bad);
      EXPECT_EQ(refused.status, 400U) << bad << refused.body;
    }
  };
  run(main(*this));
}

// Two tests side by side, each with a browser of its own.
TEST_F(Console, AFaultOfEachVisitStrikesTwoFreshBrowsersAlike) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await begin_anew(t);
    visitor first(t);
    visitor second(t);
    co_await first.turn("POST", "portal/faults", R"({"kind": "status", "status": 503, "each_session": true})");
    for (visitor* const one : {&first, &second}) {
      co_await one->open();
      EXPECT_EQ(one->at, "terms") << "opens the visit";
      co_await one->accept();
      EXPECT_EQ(one->at, "503");
      co_await one->get("/fr/confirm_adresse_1");
      co_await one->accept();
      EXPECT_EQ(one->at, "identify");
    }
  };
  run(main(*this));
}

TEST_F(Console, ASpoiltAnswerToHeadHasNoBody) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await begin_anew(t);
    visitor v(t);
    for (const auto* kind : {"truncation", "malformed_chunk"}) {
      co_await v.turn("POST", "portal/faults", R"({"kind": ")" + std::string(kind) + R"(", "method": "head"})");
      auto stream = co_await t.wire_.net.connect(t.mocks_->portal().address());
      (void)co_await stream->write("HEAD /mon_compte HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      std::string bytes;
      std::array<char, 8192> buffer;  // NOLINT: filled by the read
      for (;;) {
        const auto n = co_await stream->read_some(asio::buffer(buffer));
        if (!n) break;
        bytes.append(buffer.data(), *n);
      }
      EXPECT_TRUE(bytes.ends_with("\r\n\r\n")) << kind << bytes;
      EXPECT_EQ(bytes.find("\r\n\r\n"), bytes.size() - 4) << kind;
    }
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
