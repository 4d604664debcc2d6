// The whole world taken down, changed, and put back.
#include "mocks/world/snapshot.hpp"

#include "fixture.hpp"

#include <boost/json/serialize.hpp>

namespace parcours::mocks::console {
namespace {

constexpr auto snapshot_path = "/api/control/snapshot";
constexpr std::size_t largest = 2U << 20U;  // bytes, in these tests

class Snapshot : public Console {
 public:
  Snapshot() { options_.largest_snapshot = largest; }

  /// A visit that has got as far as the code, mails read and on their way, tokens, checks, and every kind of fault.
  awaitable<void> live() {
    auto& portal = mocks_->portal().model();
    const auto id = portal.open(portal::flow_kind::activation, time_.now());
    const auto csrf = portal.look(id, portal::state::terms, time_.now()).view.csrf;
    (void)portal.handle(id, portal::event::accept_terms, {{"terms", "1"}, {"csrf_token", csrf}}, time_.now());
    (void)portal.handle(id, portal::event::identify_by_amo, {{"amo", "12"}, {"csrf_token", csrf}}, time_.now());
    (void)portal.handle(id, portal::event::identify_by_amo, {{"amo", "012345678"}, {"csrf_token", csrf}}, time_.now());
    (void)co_await ask(
        "POST", "/api/control/smtp/faults",
        R"({"at": "recipient", "code": 452, "times": 3, "address": "x@example.com", "probability": 50})");
    (void)co_await ask(
        "POST", "/api/control/portal/faults",
        R"({"kind": "late", "delay": {"uniform": ["1s", "2s"]}, "path": "/fr/*", "each_session": true})");
    (void)co_await ask("POST", "/api/control/captcha/outcomes", R"({"outcome": "fail", "times": 2})");
    (void)co_await ask("PUT", "/api/control/defects", R"({"on": ["code-in-page"]})");
    (void)co_await ask("PATCH", "/api/control/policy", R"({"code_ttl": "7m"})");
    co_await mail("aicha@example.com", "Votre code : 048213");
    mocks_->mailbox().set_delivery_delay(20s);
    co_await mail("badr@example.com", "\xff\xfe");
    auto& captcha = mocks_->captcha().state();
    const auto token = captcha.mint(captcha::outcome::pass, time_.now());
    (void)captcha.verify(captcha.chosen().secret, token, time_.now());
    (void)captcha.mint(captcha::outcome::expired, time_.now());
    captcha::order bytes;
    bytes.site_key = "\xff";
    const auto odd = captcha.mint(bytes, time_.now());
    (void)captcha.verify(captcha.chosen().secret, odd, time_.now());
    auto where = http::parse_url(mocks_->portal().url() + "/mon_compte");
    const auto page = co_await client_->send(*where, http::request("GET", where->target, {}, {}));
    EXPECT_TRUE(page);
    (void)co_await ask("PUT", "/api/control/clock", R"({"frozen": true})");
  }
};

TEST_F(Snapshot, put_back_is_the_same_to_the_byte) {
  run([](Snapshot& t) -> awaitable<void> {
    co_await t.live();
    const auto before = co_await t.ask("GET", snapshot_path);
    EXPECT_EQ(before.status, 200U);
    (void)co_await t.ask("POST", "/api/control/reset");
    co_await t.mail("carim@example.com", "autre");
    (void)co_await t.ask("POST", "/api/control/clock/advance", R"({"by": "3h"})");
    (void)co_await t.ask("PUT", "/api/control/clock", R"({"frozen": false})");
    const auto put = co_await t.ask("PUT", snapshot_path, before.body);
    EXPECT_EQ(put.status, 200U) << put.body;
    auto read = co_await t.get(snapshot_path);
    auto after = read.as_object();
    auto wanted = json::parse(before.body).as_object();
    after["world"].as_object()["taken_at"] = wanted["world"].as_object()["taken_at"];  // three hours later
    after["world"].at("mailbox").as_object()["last"] = 1;                              // numbers go on
    EXPECT_EQ(json::serialize(after), json::serialize(wanted));
  }(*this));
}

TEST_F(Snapshot, what_was_about_to_happen_still_is) {
  run([](Snapshot& t) -> awaitable<void> {
    co_await t.live();  // frozen, with a mail that is due in 20 s, less what the session took
    const auto taken = co_await t.ask("GET", snapshot_path);
    (void)co_await t.ask("POST", "/api/control/clock/advance", R"({"by": "1h"})");
    auto list = co_await t.get("/api/v1/messages");
    EXPECT_EQ(list.at("total").as_int64(), 2);
    (void)co_await t.ask("PUT", snapshot_path, taken.body);
    list = co_await t.get("/api/v1/messages");
    EXPECT_EQ(list.at("total").as_int64(), 1);
    EXPECT_EQ(list.at("messages").at(0).at("ID").as_string(), "1");
    (void)co_await t.ask("POST", "/api/control/clock/advance", R"({"by": "20s"})");
    list = co_await t.get("/api/v1/messages");
    EXPECT_EQ(list.at("messages").at(0).at("ID").as_string(), "3");  // numbers go on
    const auto raw = co_await t.ask("GET", "/api/v1/message/3/raw");
    EXPECT_THAT(raw.body, HasSubstr("=FF=FE"));
  }(*this));
}

TEST_F(Snapshot, a_mail_that_is_gone_is_not_found) {
  run([](Snapshot& t) -> awaitable<void> {
    const auto empty = co_await t.ask("GET", snapshot_path);
    co_await t.mail("aicha@example.com", "one", "Un");
    auto found = co_await t.get("/api/v1/search?query=subject:un");
    EXPECT_EQ(found.at("messages_count").as_int64(), 1);
    (void)co_await t.ask("PUT", snapshot_path, empty.body);
    co_await t.mail("aicha@example.com", "two", "Deux");
    found = co_await t.get("/api/v1/search?query=subject:un");
    EXPECT_EQ(found.at("messages_count").as_int64(), 0);
    found = co_await t.get("/api/v1/search?query=subject:deux");
    EXPECT_EQ(found.at("messages").at(0).at("ID").as_string(), "2");
  }(*this));
}

TEST_F(Snapshot, wakes_who_waits_for_a_mail_that_it_brings) {
  auto waiter = [](Snapshot& t, unsigned& status) -> awaitable<void> {
    const auto answer = co_await t.ask("GET", "/api/v1/wait?to=aicha@example.com&timeout=10m");
    status = answer.status;
  };
  auto main = [](Snapshot& t, awaitable<void> waiting, unsigned& status) -> awaitable<void> {
    co_await t.mail("aicha@example.com", "Votre code : 048213");
    const auto taken = world::snapshot(*t.mocks_, t.time_);
    t.mocks_->mailbox().clear();
    ports::spawn(t.wire_, std::move(waiting));
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_EQ(status, 0U);
    EXPECT_TRUE(world::restore(*t.mocks_, *taken, t.time_));
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_EQ(status, 200U);
  };
  unsigned status = 0;
  run(main(*this, waiter(*this, status), status));
}

struct wrong_document {
  std::string_view from;
  std::string_view to;
  std::string_view told;
};

TEST_F(Snapshot, with_a_mistake_changes_nothing_and_names_the_place) {
  constexpr auto mistakes = std::to_array<wrong_document>({
      {"\"parcours_snapshot\":1", "\"parcours_snapshot\":2", "\"parcours_snapshot\" must be 1"},
      {"\"parcours_snapshot\":1,", "", "\"parcours_snapshot\" must be 1"},
      {"\"code_ttl\":", "\"code_tll\":", "'code_tll' is not a key of the policy"},
      {"\"frozen\":true", "\"frozen\":1", "frozen must be true or false"},
      {"\"frozen\":true,", "", "frozen is missing"},
      {"\"frozen\":true", "\"frozen\":true,\"more\":1", "more is no member that is known"},
      {"\"frozen\":true", "\"frozen\":true,\"frozen\":true", "world.frozen: stands there twice"},
      {"\"person\":0", "\"person\":0,\"persn\":0", "portal.visits[0].persn is no member that is known"},
      {"\"code_ttl\":\"7m\"", "\"code_ttl\":7", "'code_ttl' needs a length of time"},
      {"\"code_tries\":5", "\"code_tries\":\"5\"", "'code_tries' needs a whole number"},
      {"\"code-in-page\"", "\"code-in-pages\"", "there is none called code-in-pages"},
      {"\"at\":\"payment\"", "\"at\":\"paiement\"", "portal.visits[0].at is none that is known: paiement"},
      {"\"person\":0", "\"person\":1", "portal.visits[0] is of a person who is not there"},
      {"\"base64\":\"", "\"base64\":\"*", "base64"},
      {"\"last\":1", "\"last\":0", "mailbox.visible must be numbered"},
      {"\"probability\":50", "\"probability\":101", "smtp_faults[0].probability must be a whole number from 0 to 100"},
      {"\"code\":452", "\"code\":200", "smtp_faults[0] 'code' must be from 400 to 599"},
      {"\"skip\":0", "\"skip\":4000000000", "portal_faults[0] 'skip' must be from 0 to 1000000"},
      {"\"last\":1", "\"last\":18446744073709551615", "mailbox.last must be a whole number from 0 to 9007199254740992"},
      {"\"amo\":\"012345678\"", "\"amo\":\"0123x\"", "portal.people[0] 'amo' must be digits"},
      {"\"event\":\"open_activation\"", "\"event\":{\"base64\":\"//4=\"}", "portal.journal has no such events"},
      {"\"parcours_snapshot\":1,\"policy\":{", "\"parcours_snapshot\":1,\"policy\":{\"first_code\":\"1\",", "twice"},
      {"\"pieces\":1", "\"pieces\":0", "portal_faults[0].pieces must be a whole number from 1 to 1000"},
      {"\"low\":1000000000", "\"low\":3000000000", "'uniform' is [LEAST, MOST]"},
      {"\"taken_at\":", "\"taken_at\":[", "line 1, column "},
  });
  run([](Snapshot& t, auto& all) -> awaitable<void> {
    co_await t.live();
    // bytes that are not UTF-8 come as base64
    auto& box = t.mocks_->mailbox();
    auto image = box.save(t.time_.now());
    image.visible.front().bytes += "\xff";
    box.restore(std::move(image));
    const auto good = co_await t.ask("GET", snapshot_path);
    for (const auto& one : all) {
      auto text = good.body;
      const auto at = text.find(one.from);
      EXPECT_NE(at, std::string::npos) << one.from;
      if (at == std::string::npos) continue;
      text.replace(at, one.from.size(), one.to);
      const auto answer = co_await t.ask("PUT", snapshot_path, text);
      EXPECT_EQ(answer.status, 400U) << one.to;
      const auto error = json::parse(answer.body).at("Error");
      EXPECT_THAT(std::string(error.as_string()), HasSubstr(std::string(one.told))) << one.to;
      const auto now = co_await t.ask("GET", snapshot_path);
      EXPECT_EQ(now.body, good.body) << one.to;
    }
  }(*this, mistakes));
}

// Every value of a real snapshot in turn becomes something else. Whatever comes of it, the world goes on: it can be
// asked, and put back.
void each_value(json::value& in, const std::function<void()>& look) {
  if (auto* object = in.if_object()) {
    for (auto& member : *object) each_value(member.value(), look);
  } else if (auto* array = in.if_array()) {
    for (auto& item : *array) each_value(item, look);
  }
  static const std::array<json::value, 6> others = {nullptr, -1, std::uint64_t(-1), "x", json::array{}, json::object{}};
  const auto kept = in;
  for (const auto& other : others) {
    in = other;
    look();
  }
  in = kept;
}

TEST_F(Snapshot, of_any_nonsense_is_refused_or_borne) {
  run([](Snapshot& t) -> awaitable<void> {
    co_await t.live();
    const auto good = co_await t.ask("GET", snapshot_path);
    auto document = json::parse(good.body);
    std::size_t borne = 0;
    std::size_t refused = 0;
    each_value(document, [&] {
      const auto done = world::restore(*t.mocks_, json::serialize(document), t.time_);
      ++(done ? borne : refused);
      EXPECT_EQ(done ? "bad-snapshot" : done.error().code, "bad-snapshot");
      const auto now = world::snapshot(*t.mocks_, t.time_);
      EXPECT_TRUE(now);
    });
    EXPECT_GT(borne, 100U);
    EXPECT_GT(refused, 1000U);
    const auto put = co_await t.ask("PUT", snapshot_path, good.body);
    EXPECT_EQ(put.status, 200U) << put.body;
  }(*this));
}

TEST_F(Snapshot, has_a_body_of_its_own_size) {
  run([](Snapshot& t) -> awaitable<void> {
    const std::string mebibyte(1U << 20U, ' ');
    auto answer = co_await t.ask("PUT", snapshot_path, mebibyte + "x");
    EXPECT_EQ(answer.status, 400U);
    answer = co_await t.ask("PUT", "/api/control/clock", mebibyte + "x");
    EXPECT_EQ(answer.status, 413U);
    answer = co_await t.ask("PUT", "/api/control/clock", mebibyte);
    EXPECT_EQ(answer.status, 400U);
    answer = co_await t.ask("PUT", snapshot_path, std::string(largest, ' '));
    EXPECT_EQ(answer.status, 400U);
    answer = co_await t.ask("PUT", snapshot_path, std::string(largest + 1, ' '));
    EXPECT_EQ(answer.status, 413U);
  }(*this));
}

TEST_F(Snapshot, of_too_many_mails_says_what_to_do) {
  run([](Snapshot& t) -> awaitable<void> {
    smtp::mailbox::image full;
    full.last = 1;
    full.visible.emplace_back().id = 1;
    full.visible.back().bytes.assign(largest, 'x');
    t.mocks_->mailbox().restore(std::move(full));
    const auto answer = co_await t.ask("GET", snapshot_path);
    EXPECT_EQ(answer.status, 409U);
    EXPECT_THAT(answer.body, HasSubstr("delete mails, or keep fewer (--keep)"));
  }(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
