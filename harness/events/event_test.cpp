#include "harness/events/event.hpp"

#include "harness/base/text.hpp"
#include "harness/events/testing.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace parcours::events {
namespace {

using namespace std::chrono_literals;

// Any bytes: control characters, quotes, malformed UTF-8, and now and then something well-formed.
rc::Gen<std::string> any_text() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::string>(),
                        rc::gen::container<std::string>(rc::gen::inRange<char>(-128, 127)),
                        rc::gen::element<std::string>("", "« Valider »", "قانون", "\"\\/\b\f\n\r\t", "\xed\xa0\x80"));
}
duration any_duration() {
  return std::chrono::microseconds(*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000'000'000));
}
wall_time any_date() { return wall_time(any_duration()); }
place any_place() { return {*any_text(), *rc::gen::arbitrary<std::size_t>(), *rc::gen::arbitrary<std::size_t>()}; }
verdict any_verdict() { return static_cast<verdict>(*rc::gen::inRange(0, 4)); }
std::vector<std::string> any_texts() { return *rc::gen::container<std::vector<std::string>>(any_text()); }
std::vector<finding> any_findings() {
  std::vector<finding> all(*rc::gen::inRange<std::size_t>(0, 3));
  for (auto& one : all) one = {*any_text(), *any_text(), *any_text(), any_place()};
  return all;
}
std::string any_id() { return "id" + *any_text(); }

moment any_moment() { return {*rc::gen::arbitrary<std::size_t>(), any_date(), any_duration()}; }
content any_content() { return {*any_text(), *rc::gen::arbitrary<std::uint64_t>(), *any_text(), {}}; }
std::vector<header_field> any_headers() {
  std::vector<header_field> all(*rc::gen::inRange<std::size_t>(0, 3));
  for (auto& one : all) one = {*any_text(), *any_text()};
  return all;
}
std::vector<form_field> any_fields() {
  std::vector<form_field> all(*rc::gen::inRange<std::size_t>(0, 3));
  for (auto& one : all) one = {*any_text(), *any_text(), *any_text(), *any_text()};
  return all;
}

event any_evidence() {
  const auto number = [] { return *rc::gen::arbitrary<std::uint64_t>(); };
  const auto attempt = *rc::gen::arbitrary<std::uint32_t>();
  const auto when = any_moment();
  switch (*rc::gen::inRange(0, 7)) {
    case 0:
      return step_started{any_id(), attempt, when, *any_text(), any_place()};
    case 1:
      return http_exchanged{any_id(),    attempt,       when,          any_duration(), *any_text(),
                            *any_text(), *any_text(),   *any_text(),   any_headers(),  any_content(),
                            number(),    any_headers(), any_content(), *any_text()};
    case 2:
      return page_shown{any_id(), attempt,     when,          *any_text(),   *any_text(),
                        number(), *any_text(), any_content(), any_content(), any_fields()};
    case 3:
      return mail_received{any_id(),    attempt,       when,          *any_text(), any_texts(),
                           *any_text(), any_content(), any_content(), *any_text()};
    case 4:
      return captcha_checked{any_id(), attempt,     when,        *any_text(), *any_text(),
                             number(), any_texts(), *any_text(), *any_text(), *any_text()};
    case 5:
      return time_moved{any_id(), attempt, when, any_duration(), *any_text()};
    default:
      return evidence_cut{any_id(), attempt, number(), number(), number()};
  }
}

event any_event() {
  const auto number = [] { return *rc::gen::arbitrary<std::uint64_t>(); };
  const auto attempt = [] { return *rc::gen::arbitrary<std::uint32_t>(); };
  switch (*rc::gen::inRange(0, 14)) {
    case 0:
      return run_started{*any_text(), number(), *any_text(), *any_text(), *any_text(), any_date(), number()};
    case 1:
      return journey_started{any_id(), *any_text(), *any_text(), *any_text(), any_texts(),
                             number(), attempt(),   number(),    *any_text(), any_date()};
    case 2:
      return step_finished{any_id(), attempt(), number(), *any_text(), any_place(), any_verdict(), any_duration()};
    case 3: {
      problem why{*any_text(), *any_text(), *any_text(), *any_text(),   any_place(),
                  *any_text(), *any_text(), any_texts(), any_findings()};
      const bool with_problem = *rc::gen::arbitrary<bool>();
      return journey_finished{any_id(),
                              attempt(),
                              any_verdict(),
                              any_duration(),
                              with_problem ? std::optional(why) : std::nullopt,
                              *any_text(),
                              *rc::gen::arbitrary<bool>()};
    }
    case 4:
      return run_interrupted{any_date()};
    case 5:
      return journey_planned{*any_text(), *any_text(), *any_text(), any_texts(),
                             number(),    any_texts(), attempt(),   number()};
    case 6:
      return log_closed{number(), *any_text()};
    case 7:
      return run_finished{any_date(), any_duration(), *any_text()};
    default:
      return any_evidence();
  }
}

RC_GTEST_PROP(event_property, what_was_read_is_written_and_read_the_same, ()) {
  const auto once = from_line(to_line(any_event()));
  RC_ASSERT(once.has_value());
  const auto twice = from_line(to_line(*once));
  RC_ASSERT(twice.has_value());
  RC_ASSERT(*twice == *once);
}

RC_GTEST_PROP(event_property, any_text_comes_back_as_utf8, ()) {
  const auto title = *any_text();
  const auto back = from_line(to_line(step_finished{.id = "x", .title = title}));
  RC_ASSERT(back.has_value());
  RC_ASSERT(std::get<step_finished>(*back).title == to_utf8(title));
}

RC_GTEST_PROP(event_property, an_event_is_one_line_of_utf8, ()) {
  const std::string line = to_line(any_event());
  RC_ASSERT(line.find('\n') == line.size() - 1);
  RC_ASSERT(is_utf8(line));
}

RC_GTEST_PROP(event_property, no_prefix_of_a_line_is_an_event, ()) {
  std::string line = to_line(any_event());
  line.pop_back();
  const auto cut = *rc::gen::inRange<std::size_t>(0, line.size());
  RC_ASSERT(!from_line(std::string_view(line).substr(0, cut)).has_value());
}

TEST(event_line, keeps_its_keys_in_order_and_leaves_out_what_is_empty) {
  EXPECT_EQ(to_line(run_started{"0.1.0", 42, "sim", "", "build-7", testing::at(0ms), 32}),
            R"({"event":"run_started","version":"0.1.0","seed":42,"world":"sim","hostname":"build-7",)"
            R"("at_us":1769851800000000,"planned":32})"
            "\n");
  EXPECT_EQ(to_line(step_finished{"a.yaml#1", 2, 3, "open \"x\"\x01", {"a.yaml", 9, 5}, verdict::error, 1500us}),
            R"({"event":"step_finished","id":"a.yaml#1","attempt":2,"index":3,"title":"open \"x\"\u0001",)"
            R"("where":{"file":"a.yaml","line":9,"column":5},"verdict":"error","took_us":1500})"
            "\n");
  EXPECT_EQ(to_line(journey_finished{.id = "a"}),
            "{\"event\":\"journey_finished\",\"id\":\"a\",\"verdict\":\"passed\",\"took_us\":0,\"last\":true}\n");
}

TEST(event_line, of_evidence_names_its_contents_by_their_checksum) {
  http_exchanged item{"a.yaml", 2, {3, testing::at(1s), 1500us}, 250us, "browser", {}, "POST", "http://127.0.0.1:1/x"};
  item.sent = {{"Content-Type", "text/plain"}};
  item.request = {"text/plain", 4, "abcd", std::make_shared<std::string>("1234")};
  item.status = 303;
  EXPECT_EQ(to_line(item),
            R"({"event":"http_exchanged","id":"a.yaml","attempt":2,"step":3,"at_us":1769851801000000,)"
            R"("elapsed_us":1500,"took_us":250,"by":"browser","method":"POST","url":"http://127.0.0.1:1/x",)"
            R"("sent":[{"name":"Content-Type","value":"text/plain"}],)"
            R"("request":{"type":"text/plain","size":4,"sha256":"abcd"},"status":303})"
            "\n");
  const event kept(item);
  const auto named = contents_of(kept);
  ASSERT_EQ(named.size(), 2U);
  EXPECT_EQ(named[0]->sha256, "abcd");
  EXPECT_EQ(*named[1], content{});
}

TEST(event_line, has_its_number_last) {
  EXPECT_EQ(to_line(run_interrupted{testing::at(0ms)}, 17),
            "{\"event\":\"run_interrupted\",\"at_us\":1769851800000000,\"n\":17}\n");
  EXPECT_EQ(read_line(to_line(run_interrupted{}, UINT64_MAX)).number, UINT64_MAX);
  EXPECT_EQ(read_line(to_line(run_interrupted{})).number, 0U);
  EXPECT_EQ(testing::code_of(read_line(R"({"event":"run_interrupted","n":"1"})").item), "bad-event");
}

TEST(event_line, replaces_bytes_that_are_not_utf8) {
  EXPECT_NE(to_line(step_finished{.id = "x", .title = "caf\xe9 é"}).find("caf\xef\xbf\xbd é"), std::string::npos);
}

TEST(event_line, takes_secrets_out_of_texts_but_never_out_of_the_structure) {
  const redactor secrets(std::vector<secret>{{"a", "passed"}, {"b", "took_us"}, {"c", "1500"}, {"d", "p\"w"}});
  const step_finished item{"a", 1, 1, "typed 1500 and p\"w", {}, verdict::passed, 1500us};
  std::string line;
  append_line(line, item, secrets);
  const auto back = from_line(line);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(std::get<step_finished>(*back).title, "typed [redacted] and [redacted]");
  EXPECT_EQ(std::get<step_finished>(*back).verdict, verdict::passed);
  EXPECT_EQ(std::get<step_finished>(*back).took, 1500us);
}

TEST(event_redacted, cleans_every_text_and_nothing_else) {
  const redactor secrets(std::vector<secret>{{"a", "hunter2"}});
  journey_finished item{.id = "a.yaml", .verdict = verdict::failed, .took = 1500us};
  item.problem =
      problem{.kind = "expectation", .message = "no hunter2", .expected = "x hunter2", .where = {"hunter2.yaml", 3, 4}};
  item.problem->attachments = {"out/hunter2"};
  item.problem->further.push_back({.message = "hunter2", .expected = {}, .seen = "hunter%32", .where = {}});
  const auto clean = std::get<journey_finished>(redacted(item, secrets));
  auto wanted = item;
  wanted.problem->message = "no [redacted]";
  wanted.problem->expected = "x [redacted]";
  wanted.problem->where.file = "[redacted].yaml";
  wanted.problem->attachments = {"out/[redacted]"};
  wanted.problem->further[0].message = "[redacted]";
  wanted.problem->further[0].seen = "[redacted]";
  EXPECT_EQ(clean, wanted);
}

TEST(event_redacted, leaves_checksums_as_they_are) {
  const redactor secrets(std::vector<secret>{{"a", "abcd"}});
  const page_shown item{.id = "x", .source = {"text/abcd", 4, "00abcd00", {}}, .fields = {{"abcd", "", "", "abcd"}}};
  const auto clean = std::get<page_shown>(redacted(item, secrets));
  EXPECT_EQ(clean.source, (content{"text/[redacted]", 4, "00abcd00", {}}));
  EXPECT_EQ(clean.fields.at(0), (form_field{"[redacted]", "", "", "[redacted]"}));
}

TEST(event_from_line, ignores_keys_of_newer_versions) {
  const auto item =
      from_line(R"({"colour":"red","id":"a","event":"journey_finished","verdict":"failed","mood":[1,{}]})");
  ASSERT_TRUE(item.has_value());
  const auto& finished = std::get<journey_finished>(*item);
  EXPECT_EQ(finished.id, "a");
  EXPECT_EQ(finished.verdict, verdict::failed);
  EXPECT_EQ(finished.attempt, 1U);
  EXPECT_FALSE(finished.last);
}

TEST(event_from_line, tells_unknown_events_from_damaged_ones) {
  const auto code = [](std::string_view line) { return testing::code_of(from_line(line)); };
  EXPECT_EQ(code(R"({"event":"journey_paused","id":"a"})"), "unknown-event");
  for (const char* line :
       {"", "[]", "{}", "nonsense", R"({"event":7})", R"({"event":"run_finished"} x)",
        R"({"event":"journey_finished","id":"a"})", R"({"event":"journey_finished","verdict":"passed"})",
        R"({"event":"journey_finished","id":"a","verdict":"great"})", R"({"event":"run_started","seed":"42"})",
        R"({"event":"run_started","seed":-1})", R"({"event":"journey_started","id":"a","attempt":4294967296})",
        R"({"event":"journey_started","id":"a","tags":["x",1]})",
        R"({"event":"run_finished","took_us":9223372036854776})",
        R"({"event":"step_finished","id":"a","verdict":"passed","where":"a.yaml"})"}) {
    EXPECT_EQ(code(line), "bad-event") << line;
  }
}

TEST(event_from_line, accepts_numbers_up_to_their_limits) {
  const auto run = from_line(R"({"event":"run_started","seed":18446744073709551615})");
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(std::get<run_started>(*run).seed, UINT64_MAX);
  EXPECT_TRUE(from_line(R"({"event":"journey_started","id":"a","attempt":4294967295})").has_value());
  EXPECT_TRUE(from_line(R"({"event":"run_finished","took_us":9223372036854775})").has_value());
}

TEST(event_place, is_written_as_far_as_it_is_known) {
  EXPECT_EQ(to_string(place{"a.yaml", 9, 5}), "a.yaml:9:5");
  EXPECT_EQ(to_string(place{"a.yaml", 9, 0}), "a.yaml:9");
  EXPECT_EQ(to_string(place{"a.yaml", 0, 5}), "a.yaml");
}

}  // namespace
}  // namespace parcours::events
