#include "harness/journey/target.hpp"

#include "harness/journey/test_files.hpp"

#include <gmock/gmock.h>

namespace parcours::journey {
namespace {

using namespace testing_support;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::optional<target> bundled(diagnostics& found) {
  auto file = yaml::load_file(PARCOURS_SOURCE_DIR "/scenarios/targets/mock.yaml");
  EXPECT_TRUE(file);
  return file ? read_target(*file, found) : std::nullopt;
}

std::string minimal(std::string_view more) {
  return "target: t\nbase_url: http://127.0.0.1:1\npages: {a: {heading: A}}\nsteps: {}\n" + std::string(more);
}

TEST(target, the_bundled_one_spells_every_step) {
  diagnostics found;
  const auto made = bundled(found);
  ASSERT_TRUE(made) << render(found);
  EXPECT_THAT(found, IsEmpty());
  EXPECT_EQ(unresolved(made->base_url), "${world.portal}");
  EXPECT_EQ(made->mail.how, mail_source::kind::bundled);
  EXPECT_EQ(made->captcha.how, captcha_source::kind::mint);
  std::vector<std::string> pages;
  for (const auto& each : made->pages) pages.push_back(each.name);
  EXPECT_THAT(pages, ElementsAre("landing", "terms", "identify", "payment", "email", "code", "password", "activated",
                                 "recovered"));
  const template_text text;
  const std::vector<action> all = {
      open_step{entrance::activation},
      open_step{entrance::recovery},
      open_step{entrance::landing},
      accept_terms_step{true},
      accept_terms_step{false},
      identify_step{identify_way::amo, text, text},
      identify_step{identify_way::employer, text, text},
      identify_step{identify_way::pension_fund, text, text},
      payment_step{payment_kind::bank_transfer, text},
      payment_step{payment_kind::e_mandat, text},
      request_code_step{text},
      request_code_step{},
      submit_code_step{text, captcha_answer::pass},
  };
  for (const auto& each : all) {
    const auto* spelled = made->spelling(each);
    ASSERT_TRUE(spelled) << spelled_as(each)->first << ' ' << spelled_as(each)->second;
    EXPECT_FALSE(spelled->empty());
  }
  EXPECT_EQ(made->spelling(goto_step{}), nullptr);
  EXPECT_EQ(made->spelling(read_code_step{}), nullptr);
}

TEST(target, pages_are_recognised) {
  diagnostics found;
  const auto made = bundled(found);
  ASSERT_TRUE(made);
  const auto nothing = [](std::string_view) { return std::optional<std::string>(); };
  EXPECT_EQ(matches(*made->page("landing")->url, "/mon_compte", nothing), true);
  EXPECT_EQ(matches(*made->page("landing")->url, "/mon_compte?x=1", nothing), true);
  EXPECT_EQ(matches(*made->page("landing")->url, "/mon_comptes", nothing), false);
  EXPECT_EQ(matches(*made->page("identify")->heading, "S’identifier", nothing), true);
  EXPECT_EQ(made->page("elsewhere"), nullptr);
}

TEST(target, parameters_carry_what_the_journey_gave) {
  const auto made = read_text("journey: x\nsteps: [{identify: {employer: \"7\", issuer: som}}]\n").made;
  ASSERT_TRUE(made);
  const auto parameters = parameters_of(made->cases[0].steps[0].what);
  ASSERT_THAT(parameters, SizeIs(2));
  EXPECT_EQ(parameters[0].first, "employer");
  EXPECT_EQ(parameters[0].second->literal(), "7");
  EXPECT_EQ(parameters[1].first, "issuer");
  EXPECT_EQ(parameters[1].second->literal(), "som");
}

TEST(target, says_what_finds_a_code) {
  diagnostics found;
  const auto made =
      read_target(file_of(minimal("environment: test\nmail: {prompt: true, code: '/n° (\\d{6})/'}\n")), found);
  ASSERT_TRUE(made) << render(found);
  ASSERT_TRUE(made->mail.code);
  EXPECT_TRUE(made->mail.code->search("n° 048213"));
  EXPECT_FALSE(read_target(file_of(minimal("environment: test\nmail: {code: '/a/'}\n")), found));
}

TEST(target, defaults_are_careful) {
  diagnostics found;
  const auto made = read_target(file_of(minimal("environment: test\nmail: {smtp: 127.0.0.1:2525}\n")), found);
  ASSERT_TRUE(made) << render(found);
  EXPECT_EQ(made->limits.requests, 200U);
  EXPECT_EQ(made->limits.pause, std::chrono::seconds(1));
  EXPECT_THAT(made->allow, IsEmpty());
  EXPECT_EQ(made->captcha.how, captcha_source::kind::none);
  EXPECT_EQ(made->mail.listen, "127.0.0.1:2525");
  EXPECT_EQ(made->messages.message, "[role=alert]");
}

TEST(target, staging_and_production_need_leave) {
  for (const std::string where : {"staging", "production"}) {
    diagnostics found;
    const std::string text = minimal("environment: " + where + "\nmail: {prompt: true}\n");
    EXPECT_FALSE(read_target(file_of(text), found));
    EXPECT_THAT(codes(found), ElementsAre("missing-authorisation")) << where;
    found.clear();
    EXPECT_FALSE(read_target(file_of(text + "authorised_by: \" \"\n"), found)) << "blank is nobody";
    found.clear();
    EXPECT_TRUE(read_target(file_of(text + "authorised_by: the owner\n"), found)) << render(found);
  }
}

TEST(target, load_is_for_staging_only) {
  diagnostics found;
  const std::string more = "mail: {prompt: true}\nauthorised_by: the owner\nallow: [load]\nenvironment: ";
  const auto staging = read_target(file_of(minimal(more + "staging\n")), found);
  ASSERT_TRUE(staging) << render(found);
  EXPECT_THAT(staging->allow, ElementsAre("load"));
  EXPECT_FALSE(read_target(file_of(minimal(more + "production\n")), found));
  EXPECT_THAT(codes(found), ElementsAre("not-allowed-here"));
}

TEST(target, secrets_are_listed) {
  diagnostics found;
  const auto made = read_target(
      file_of(minimal(
          "environment: test\nmail: {prompt: true}\nsubscriber: {amo: \"${secret.amo}\", rib: \"${env.RIB}\"}\n")),
      found);
  ASSERT_TRUE(made) << render(found);
  ASSERT_THAT(made->external, SizeIs(2));
  EXPECT_EQ(made->external[0].name, "env.RIB");
  EXPECT_EQ(made->external[1].name, "secret.amo");
}

TEST(target_fit, tells_what_a_portal_lacks_once) {
  diagnostics found;
  const auto portal =
      read_target(file_of(minimal("environment: test\nmail: {prompt: true}\n").replace(0, 0, "")), found);
  ASSERT_TRUE(portal);
  const auto made = read_text(R"(journey: x
matrix: {n: [1, 2]}
steps:
  - identify: {amo: "${n}"}
    expect: {page: aa}
  - goto: /x
    expect: {page: a}
outcome: {page: elsewhere}
)");
  ASSERT_TRUE(made.made) << render(made.found);
  check_fit(*made.made, *portal, found);
  EXPECT_THAT(codes(found), ElementsAre("not-spelled", "unknown-page", "unknown-page"));
  EXPECT_EQ(found[0].message, "the target 't' does not say how to do 'identify: amo'");
  EXPECT_EQ(found[1].hint, "did you mean 'a'?");
}

}  // namespace
}  // namespace parcours::journey
