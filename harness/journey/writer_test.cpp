// What is written is read as the same journey: bundled ones, random ones, and each kind of text at its edges.
#include "harness/journey/writer.hpp"

#include "harness/journey/random_journey.hpp"
#include "harness/journey/same_journey.hpp"
#include "harness/journey/test_files.hpp"
#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace parcours::journey {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using namespace testing_support;

const fs::path sources = PARCOURS_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<fs::path> files_in(std::initializer_list<std::string_view> folders) {
  std::vector<fs::path> all;
  for (const auto folder : folders) {
    for (const auto& each : fs::directory_iterator(sources / folder)) {
      if (each.path().extension() == ".yaml") all.push_back(each.path());
    }
  }
  std::ranges::sort(all);
  return all;
}

journey read_well(const std::string& text, const std::string& path = "file.yaml") {
  diagnostics found;
  auto made = read_journey(file_of(text, path), {}, found);
  EXPECT_TRUE(made) << render(found) << text;
  return made.value_or(journey{});
}

std::string written(const journey& wanted) {
  const auto text = write(wanted);
  EXPECT_TRUE(text) << (text ? "" : text.error().message);
  return text.value_or("");
}

/// What is written of a file's journey, which is read as the same, and written the same again.
std::string rewritten(const std::string& text) {
  const auto made = read_well(text);
  auto again = written(made);
  EXPECT_TRUE(same(read_well(again), made)) << again;
  EXPECT_EQ(written(read_well(again)), again);
  return again;
}

std::string problem_of(const journey& wanted) {
  const auto text = write(wanted);
  return text ? "written: " + *text : text.error().code + ": " + text.error().message;
}

class bundled_journey : public testing::TestWithParam<fs::path> {};

TEST_P(bundled_journey, is_read_from_what_is_written) {
  const auto made = read_well(text_of(GetParam()), GetParam().string());
  const auto text = written(made);
  const auto again = read_well(text);
  EXPECT_TRUE(same(again, made)) << text;
  EXPECT_EQ(written(again), text);
  for (std::size_t at = 0; at < made.cases.size(); ++at) {
    auto alone = made;
    alone.cases = {made.cases[at]};
    const auto text_of_one = written(alone);
    const auto one = read_well(text_of_one);
    EXPECT_TRUE(same(one.cases, alone.cases)) << text_of_one;
  }
}

INSTANTIATE_TEST_SUITE_P(files, bundled_journey,
                         testing::ValuesIn(files_in({"scenarios/journeys", "scenarios/must_fail"})),
                         [](const auto& file) { return file.param.stem().string(); });

RC_GTEST_PROP(journey_writer, random_journeys_are_read_from_what_is_written, ()) {
  const auto made = *random_journey();
  const auto text = write(made);
  if (!text) RC_FAIL(text.error().message);
  diagnostics found;
  const auto again = read_journey(file_of(*text), {}, found);
  if (!again) RC_FAIL(*text + render(found));
  if (!same(*again, made)) RC_FAIL(*text + "-- again:\n" + write(*again).value_or("not writable"));
  const auto twice = write(*again);
  RC_ASSERT(twice);
  RC_ASSERT(*twice == *text);
}

/// A bundled file with texts put in anywhere, or lines taken out: what people make of it.
std::string changed_file() {
  static const auto files = files_in({"scenarios/journeys", "scenarios/must_fail"});
  auto text = text_of(*rc::gen::elementOf(files));
  for (auto changes = *rc::gen::inRange(1, 4); changes > 0; --changes) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto length = *rc::gen::weightedOneOf<std::size_t>({{2, rc::gen::just<std::size_t>(0)},
                                                              {1, rc::gen::inRange<std::size_t>(0, 12)},
                                                              {1, rc::gen::just(text.find('\n', at) - at)}});
    text.replace(at, length, *rc::gen::elementOf(awkward_texts()));
  }
  return text;
}

RC_GTEST_PROP(journey_writer, whatever_is_read_is_written_as_the_same, ()) {
  const auto file = changed_file();
  diagnostics found;
  const auto made = read_journey(file_of(file), {}, found);
  RC_PRE(made.has_value() && !file.contains('\r'));  // YAML takes CR alone for the end of a line, too
  const auto text = write(*made);
  if (!text) RC_FAIL(file + text.error().message);
  const auto again = read_journey(file_of(*text), {}, found);
  if (!again) RC_FAIL(*text + render(found));
  if (!same(*again, *made)) RC_FAIL(file + "-- written:\n" + *text);
  RC_ASSERT(write(*again).value_or("not writable") == *text);
}

TEST(journey_writer, writes_as_a_person_would) {
  const bool write_anew = std::getenv("PARCOURS_UPDATE_GOLDEN") != nullptr;
  for (const auto* name : {"smtp_recovers", "session_id_renewed", "malformed_amo", "captcha_token_life"}) {
    const auto made = read_well(text_of(sources / "scenarios/journeys" / (std::string(name) + ".yaml")));
    const auto text = write(made, {.schema = "../../docs/journey.schema.json"});
    ASSERT_TRUE(text);
    const auto golden = sources / "harness/journey/golden_written" / (std::string(name) + ".yaml");
    if (write_anew) {
      fs::create_directories(golden.parent_path());
      std::ofstream(golden, std::ios::binary) << *text;
    }
    EXPECT_EQ(*text, text_of(golden));
  }
}

// As they stand in scenarios, but for the defaults.
TEST(journey_writer, leaves_a_file_as_it_is) {
  const std::string file = R"yaml(# Whoever has got hold of a session holds nothing after it.
journey: The session's id
tags: [security, session]
flow: recovery
subscriber: {paid_by: e_mandat}
others:
  neighbour: {paid_by: bank_transfer, account: inactive}
world:
  policy: {code_ttl: 7m, first_code: "048392"}
  smtp: {reject: {code: 550, text: 5.1.1 No such mailbox, first: 1}}
# Before, at and after the limit.
cases:
  - {name: TTL-1ms, pause: 6m59s999ms, page: password}
  # From here on it is dead.
  - {name: TTL, pause: 7m, page: code}
steps:
  # By e-mandat.
  - open: recovery
  - accept_terms
  - identify: {amo: "0${subscriber.amo}"}
    expect: {page: payment, status: 200}
  - payment: {e_mandat: "${subscriber.e_mandat}"}
  - request_code: {email: "${subscriber.email}"}
    retry: {until: {page: code}, every: 60s, within: 10m}
  - read_code
  - wait: "${pause}"
  - submit_code: {code: "${code}", captcha: fail}
    expect:
      page: "${page}"
      message: La vérification « Je ne suis pas un robot » a échoué, veuillez recommencer.
      header: {Cache-Control: no-store, X-Powered-By: null}
      captcha: failed
  - fill: {Nouveau mot de passe: un long mot de passe, Confirmation: un long mot de passe}
  - click: Valider
  - expect: {absent: '/\d{6}/', mail: {cc: null, subject: Votre code secret CNOPS}}
# No second mail.
outcome: {account: active, mails: 1}
)yaml";
  EXPECT_EQ(rewritten(file), file);
}

TEST(journey_writer, leaves_defaults_out) {
  EXPECT_EQ(
      rewritten("journey: x\nflow: activation\nsubscriber: {paid_by: bank_transfer, registered_with: ppr, account: "
                "inactive}\nothers: {a: {}}\nworld: {smtp: {down: false}, defects: []}\nsteps:\n  - accept_terms: "
                "{accept: true}\n  - read_code: {within: 30s, as: code}\n  - submit_code: {code: 1, captcha: pass, "
                "times: 1}\n  - click: {button: a, times: 1}\n  - fill: {field: b, with: c}\n  - retry: {until: "
                "{mails: 1}, every: 1s, within: 30s}\n  - accept_terms:\n    expect: {page: identify}\n"),
      "journey: x\nothers:\n  a: {paid_by: bank_transfer}\nworld: {}\nsteps:\n  - accept_terms\n  - read_code\n"
      "  - submit_code: {code: \"1\"}\n  - click: a\n  - fill: {b: c}\n  - retry: {until: {mails: 1}}\n"
      "  - accept_terms: {accept: true}\n    expect: {page: identify}\n");
}

TEST(journey_writer, keeps_comments_beside_what_they_belong_to) {
  EXPECT_EQ(
      rewritten("\n# What it protects.\n# yaml-language-server: $schema=x\n#\n# Why.\njourney: x  # its name\n"
                "flow: activation  # not recovery\nsteps:\n  - fill:\n      # typed\n      a: \"# none\"  # in it\n"
                "  #\n  - wait: 1s\n    # seen\n    expect: {page: code}\n# below\n#   indented\n#\n"),
      "# What it protects.\n# Why.\n# its name\njourney: x\n# not recovery\nflow: activation\nsteps:\n"
      "  # typed\n  # in it\n  - fill: {a: \"# none\"}\n  # seen\n  - wait: 1s\n    expect: {page: code}\n"
      "# below\n#   indented\n");
}

TEST(journey_writer, writes_shared_steps_out) {
  read_options options;
  options.load = loader_of({{"more.yaml", "steps:\n  # Ticks the box.\n  - accept_terms\n"}});
  const auto [made, found] =
      read_text("journey: x\nsteps:\n  # Twice.\n  - use: more.yaml\n  - use: more.yaml\n", options);
  ASSERT_TRUE(made) << render(found);
  EXPECT_EQ(
      written(*made),
      "journey: x\nsteps:\n  # Twice.\n  # Ticks the box.\n  - accept_terms\n  # Ticks the box.\n  - accept_terms\n");
}

TEST(journey_writer, browsers_stand_beside_their_steps) {
  const std::string file =
      "journey: x\nsteps:\n  - open: activation\n    in: phone\n    expect: {page: terms}\n  - accept_terms: {accept: "
      "true}\n"
      "    in: \"null\"\n  - in: phone\n    expect: {page: code}\n  - expect: {page: code}\n";
  EXPECT_EQ(rewritten(file), file);
}

TEST(journey_writer, comments_of_shared_steps_stay_with_them_in_whatever_browser) {
  read_options options;
  options.load = loader_of({{"more.yaml", "steps:\n  # Ticks the box.\n  - accept_terms\n  # Waits.\n  - wait: 1s\n"}});
  const auto [made, found] =
      read_text("journey: x\nsteps:\n  - goto: /\n\n\n\n  - use: more.yaml\n    in: phone\n", options);
  ASSERT_TRUE(made) << render(found);
  EXPECT_EQ(written(*made),
            "journey: x\nsteps:\n  - goto: /\n  # Ticks the box.\n  - accept_terms: {accept: true}\n    in: phone\n"
            "  # Waits.\n  - wait: 1s\n    in: phone\n");
}

TEST(journey_writer, browsers_that_no_file_can_name_are_refused) {
  const auto refused = [](const std::string& first, std::size_t more) {
    auto made = read_text("journey: x\nsteps:\n  - wait: 1s\n").made.value();
    auto& steps = made.cases[0].steps;
    steps[0].in = first;
    for (std::size_t at = 0; at < more; ++at) {
      steps.push_back(steps[0]);
      steps.back().in = std::string(at + 1, 'b');
    }
    const auto text = write(made, {});
    return text ? std::string() : text.error().message;
  };
  EXPECT_EQ(refused("a", most_browsers - 1), "");
  EXPECT_THAT(refused("a", most_browsers), HasSubstr("more than 8 browsers"));
  EXPECT_THAT(refused("a b", 0), HasSubstr("'a b' cannot name a browser"));
}

TEST(journey_writer, cases_are_told_by_their_values) {
  const std::string crossed =
      "journey: Crossed\nflow: \"${flow}\"\ncases:\n  - {name: own, who: \"${subscriber.amo}\"}\n  - {name: other, "
      "who: "
      "\"0\"}\nmatrix:\n  flow: [activation, recovery]\n  times: [1, 2]\nsteps:\n  - identify: {amo: \"0${who}\"}\n"
      "  - click: {button: Valider, times: \"${times}\"}\n";
  EXPECT_EQ(rewritten(crossed), crossed);
  const std::string lengths =
      "journey: x\nworld:\n  captcha: {slow: \"${slow}\"}\ncases:\n  - {slow: 90s, a: 1, b: 2}\n  - {slow: 1h, a: 10, "
      "b: "
      "2}\n  - {slow: 0s, a: 1, b: 3}\nsteps:\n  - wait: \"${a}m${b}s\"\n";
  EXPECT_THAT(rewritten(lengths), HasSubstr("wait: \"${a}m${b}s\""));
  EXPECT_THAT(rewritten(lengths), HasSubstr("slow: \"${slow}\""));
}

TEST(journey_writer, unused_values_and_lost_combinations_leave_their_labels) {
  const std::string file =
      "journey: x\nmatrix:\n  a: [1m, 2m]\n  b: [1, 2]\nsteps:\n  - wait: \"${a}\"\n    expect: {mails: \"${b}\"}\n";
  auto made = read_well(file);
  made.cases.erase(made.cases.begin() + 1);
  const auto text = written(made);
  EXPECT_THAT(text, HasSubstr("cases:\n  - {a: 1m, b: 1}\n  - {a: 2m, b: 1}\n  - {a: 2m, b: 2}\n"));
  EXPECT_TRUE(same(read_well(text), made));
  made.cases.resize(1);
  EXPECT_THAT(written(made), HasSubstr("cases:\n  - {name: \"a=1m, b=1\"}\nsteps:\n  - wait: 1m\n"));
  EXPECT_TRUE(same(read_well(written(made)), made));
}

TEST(journey_writer, makes_values_up_for_cases_that_have_none) {
  auto made =
      read_well("journey: x\ncases: [{name: a}, {name: b}]\nsteps:\n  - capture: {goto: {url: true}}\n  - goto: /a\n");
  std::get<goto_step>(made.cases[1].steps[1].what).where.segments[0].text = "/b${";
  const auto text = written(made);
  EXPECT_THAT(text, HasSubstr("  - {name: a, goto_2: /a}\n  - {name: b, goto_2: \"/b$${\"}\n"));
  EXPECT_TRUE(same(read_well(text), made));
}

TEST(journey_writer, refuses_a_step_that_says_nothing) {
  journey empty;
  empty.name = "Nothing";
  empty.cases.emplace_back().steps.emplace_back().what = look_step{};
  const auto text = write(empty);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, "not-writable");
}

TEST(journey_writer, refuses_what_no_file_can_say) {
  auto made = read_well("journey: x\nsteps:\n  - goto: \"a${fake.amo}\"\n  - expect: {page: code}\n");
  const auto with = [&made](auto change) {
    auto changed = made;
    change(changed);
    return problem_of(changed);
  };
  auto& expected = made.cases[0].steps[1].expect->all;
  EXPECT_THAT(problem_of(made), HasSubstr("written: "));
  EXPECT_THAT(with([](journey& j) { std::get<goto_step>(j.cases[0].steps[0].what).where.segments[0].text = "a$"; }),
              HasSubstr("not-writable: no file can say this journey: '$' stands just before '${fake.amo}'"));
  EXPECT_THAT(with([&](journey& j) { j.cases[0].steps[1].expect->all.push_back(expected[0]); }),
              HasSubstr("'page' stands twice in one place"));
  EXPECT_THAT(with([](journey& j) {
                text_pattern path;
                path.text.segments = {{"/fr/", false, {}}};
                j.cases[0].steps[1].expect->all.push_back({url_matches{path}, {}});
              }),
              HasSubstr("'/fr/' would be a regular expression"));
  EXPECT_THAT(with([](journey& j) { j.cases.push_back(j.cases[0]); }), HasSubstr("two cases are called ''"));
  EXPECT_THAT(with([](journey& j) {
                j.cases.push_back(j.cases[0]);
                j.cases[0].label = "[a]";
                j.cases[1].label = "[b]";
                j.cases[1].steps.pop_back();
              }),
              HasSubstr("its cases differ in more than the values of 'steps'"));
  EXPECT_THAT(with([](journey& j) { j.cases[0].label = "a"; }), HasSubstr("its cases are not called by"));
  EXPECT_THAT(with([](journey& j) { j.cases[0].steps.clear(); }), HasSubstr("it has no step"));
  EXPECT_THAT(with([](journey& j) { j.name = "\xFF"; }), HasSubstr("not UTF-8"));
  EXPECT_THAT(with([](journey& j) { j.name.assign(yaml::limits::file_size, 'x'); }), HasSubstr("too long"));
  EXPECT_THAT(with([](journey& j) { j.cases.clear(); }), HasSubstr("at least one case"));
}

}  // namespace
}  // namespace parcours::journey
