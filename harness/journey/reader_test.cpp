#include "harness/journey/reader.hpp"

#include "harness/journey/test_files.hpp"
#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>

namespace parcours::journey {
namespace {

using namespace testing_support;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view contract_sample = R"yaml(# yaml-language-server: $schema=../../docs/journey.schema.json
# A person with a valid number activates the account.
journey: Valid AMO number, paid by bank transfer
tags: [smoke, amo]
flow: activation
subscriber: {paid_by: bank_transfer}
world:
  policy: {code_ttl: 10m}
steps:
  - open: activation
  - accept_terms
  - identify: {amo: "${subscriber.amo}"}
  - payment: {rib: "${subscriber.rib}"}
  - request_code: {email: "${subscriber.email}"}
  - read_code: {within: 30s}
  - submit_code: {code: "${code}", captcha: pass}
    expect: {page: activated}
outcome: {account: active, mails: 1}
)yaml";

template <class Step>
const Step& step_as(const journey& from, std::size_t at) {
  return std::get<Step>(from.cases.at(0).steps.at(at).what);
}

/// The first assertion of that kind.
template <class What>
const What& said(const expectation& in) {
  for (const auto& each : in.all) {
    if (const auto* found = std::get_if<What>(&each.what)) return *found;
  }
  throw std::logic_error("the expectation says nothing of the kind");
}

TEST(journey_reader, reads_a_whole_journey) {
  const auto [made, found] = read_text(std::string(contract_sample));
  ASSERT_TRUE(made) << render(found);
  EXPECT_THAT(found, IsEmpty());
  EXPECT_EQ(made->name, "Valid AMO number, paid by bank transfer");
  EXPECT_EQ(made->description, "A person with a valid number activates the account.");
  EXPECT_THAT(made->tags, ElementsAre("smoke", "amo"));
  EXPECT_EQ(made->span.place(), "file.yaml:3:10");
  ASSERT_THAT(made->cases, SizeIs(1));
  const auto& only = made->cases[0];
  EXPECT_EQ(only.label, "");
  EXPECT_EQ(only.flow, flow_kind::activation);
  EXPECT_EQ(only.subscriber.account, account_state::inactive);
  EXPECT_EQ(only.world->policy->find("code_ttl")->text, "10m");
  ASSERT_THAT(only.steps, SizeIs(7));
  EXPECT_EQ(step_as<open_step>(*made, 0).where, entrance::activation);
  EXPECT_TRUE(step_as<accept_terms_step>(*made, 1).accept);
  EXPECT_EQ(step_as<identify_step>(*made, 2).by, identify_way::amo);
  EXPECT_EQ(unresolved(step_as<identify_step>(*made, 2).number), "${subscriber.amo}");
  EXPECT_EQ(step_as<payment_step>(*made, 3).by, payment_kind::bank_transfer);
  EXPECT_EQ(unresolved(*step_as<request_code_step>(*made, 4).email), "${subscriber.email}");
  EXPECT_EQ(step_as<read_code_step>(*made, 5).within.literal(), "30s");
  EXPECT_EQ(step_as<read_code_step>(*made, 5).as, "code");
  EXPECT_EQ(step_as<submit_code_step>(*made, 6).captcha, captcha_answer::pass);
  EXPECT_EQ(said<page_is>(*only.steps[6].expect).name.literal(), "activated");
  EXPECT_EQ(only.steps[6].span.place(), "file.yaml:16:5");
  EXPECT_EQ(said<account_is>(*only.outcome).state, account_state::active);
  EXPECT_EQ(said<mails_are>(*only.outcome).count, 1U);
}

TEST(journey_reader, the_rendered_error_of_the_contract) {
  const auto found = read_text("journey: x\nsteps:\n  - identfy: {amo: \"1\"}\n").found;
  EXPECT_EQ(render(found),
            "error[unknown-step]: 'identfy' is not a step\n"
            "  --> file.yaml:3:5\n"
            "   |\n"
            " 3 |   - identfy: {amo: \"1\"}\n"
            "   |     ^^^^^^^ did you mean 'identify'?\n");
}

TEST(journey_reader, reads_every_page_step) {
  const auto [made, found] = read_text(R"yaml(journey: Pages
steps:
  - goto: /fr/confirm_adresse_4
  - fill: {Adresse e-mail: "a@example.com", field: x}
  - fill: {field: "#code", with: "${env.CODE}"}
  - check: J'accepte
  - uncheck: J'accepte
  - click: Valider
  - click: {button: Valider, times: 2}
  - click: {link: Aide}
  - capture:
      title: {text: h1}
      code: {field: Code secret}
      type: {header: Content-Type, regex: "^([^;]+)"}
      where: {url: true}
      number: {regex: /n° (\d+)/}
    expect: {message: "/${number}/", field_error: {Code secret: Faux}, absent: "${title}", url: /code/, status: 200}
  - wait: 11m
  - expect: {field_error: /Faux/, captcha: failed, within: 2s, account: inactive, mails: 0}
  - retry: {until: {mails: 2}, every: 5s, within: 1m}
  - click: Renvoyer
    retry: {until: {message: Envoyé}}
)yaml");
  ASSERT_TRUE(made) << render(found);
  EXPECT_EQ(step_as<goto_step>(*made, 0).where.literal(), "/fr/confirm_adresse_4");
  EXPECT_EQ(step_as<fill_step>(*made, 1).fields.at(1).field.literal(), "field");
  EXPECT_EQ(step_as<fill_step>(*made, 2).fields.at(0).field.literal(), "#code");
  EXPECT_EQ(unresolved(step_as<fill_step>(*made, 2).fields.at(0).with), "${env.CODE}");
  EXPECT_TRUE(step_as<check_step>(*made, 3).checked);
  EXPECT_FALSE(step_as<check_step>(*made, 4).checked);
  EXPECT_EQ(step_as<click_step>(*made, 5).times, 1U);
  EXPECT_EQ(step_as<click_step>(*made, 6).times, 2U);
  EXPECT_TRUE(step_as<click_step>(*made, 7).link);
  const auto& captured = step_as<capture_step>(*made, 8).values;
  EXPECT_EQ(captured.at(0).from, capture_source::text);
  EXPECT_EQ(captured.at(1).where.literal(), "Code secret");
  EXPECT_EQ(captured.at(2).extract->search("text/html; charset=utf-8")->at(1), "text/html");
  EXPECT_EQ(captured.at(3).from, capture_source::url);
  EXPECT_EQ(captured.at(4).from, capture_source::page);
  const auto& expected = *made->cases[0].steps.at(8).expect;
  EXPECT_TRUE(said<message_says>(expected).text.is_regex);
  EXPECT_EQ(said<field_error_says>(expected).label, "Code secret");
  EXPECT_EQ(said<status_is>(expected).status, 200U);
  EXPECT_EQ(step_as<wait_step>(*made, 9).length.literal(), "11m");
  EXPECT_EQ(made->cases[0].steps.at(10).keyword, "expect");
  EXPECT_EQ(said<captcha_was>(*made->cases[0].steps.at(10).expect).verdict, captcha_verdict::failed);
  EXPECT_EQ(said<field_error_says>(*made->cases[0].steps.at(10).expect).label, std::nullopt);
  EXPECT_TRUE(std::holds_alternative<look_step>(made->cases[0].steps.at(11).what));
  EXPECT_EQ(made->cases[0].steps.at(11).retry->every.literal(), "5s");
  EXPECT_EQ(made->cases[0].steps.at(12).retry->within.literal(), "30s");
  ASSERT_THAT(made->external, SizeIs(1));
  EXPECT_EQ(made->external[0].name, "env.CODE");
}

TEST(journey_reader, each_assertion_has_the_place_of_its_key) {
  const auto [made, found] = read_text(R"yaml(journey: Places
steps:
  - open: activation
    expect:
      status: 200
      header: {Cache-Control: no-store, X-Powered-By: null}
      cookie: {name: s, http_only: true, secure: false, same_site: Lax, path: /, value: null}
      field_error:
        Nom: faux
      mail: {cc: ~, code: '/^\d{6}$/', header: {Bcc: null}, absent: x}
  - capture: {old: {cookie: s}}
  - set_cookie: {s: "${old}", other: null}
)yaml");
  ASSERT_TRUE(made) << render(found);
  const auto& all = made->cases[0].steps[0].expect->all;
  std::vector<std::string> places;
  for (const auto& each : all) places.push_back(each.span.place());
  EXPECT_THAT(places,
              ElementsAre("file.yaml:5:7", "file.yaml:6:16", "file.yaml:6:41", "file.yaml:7:25", "file.yaml:7:42",
                          "file.yaml:7:57", "file.yaml:7:73", "file.yaml:7:82", "file.yaml:9:9", "file.yaml:10:14",
                          "file.yaml:10:21", "file.yaml:10:49", "file.yaml:10:61"));
  EXPECT_EQ(std::get<header_is>(all[1].what).value->text.literal(), "no-store");
  EXPECT_FALSE(std::get<header_is>(all[2].what).value);
  EXPECT_EQ(std::get<cookie_is>(all[3].what).part, cookie_part::http_only);
  EXPECT_FALSE(std::get<cookie_is>(all[4].what).is_set);
  EXPECT_FALSE(std::get<cookie_is>(all[7].what).text);
  EXPECT_FALSE(std::get<mail_is>(all[9].what).text);
  EXPECT_TRUE(std::get<mail_is>(all[10].what).text->is_regex);
  EXPECT_EQ(std::get<mail_is>(all[11].what).field, "Bcc");
  EXPECT_EQ(step_as<capture_step>(*made, 1).values.at(0).from, capture_source::cookie);
  const auto& cookies = step_as<set_cookie_step>(*made, 2).values;
  EXPECT_EQ(unresolved(*cookies.at(0).text), "${old}");
  EXPECT_FALSE(cookies.at(1).text);
}

TEST(journey_reader, reads_how_a_code_is_found) {
  const auto read = read_text(
      "journey: x\nsteps:\n  - read_code: {pattern: '/n° (\\d{6})/', length: 6}\n  - read_code: {length: 24}\n");
  ASSERT_TRUE(read.made) << render(read.found);
  const auto& first = step_as<read_code_step>(*read.made, 0);
  ASSERT_TRUE(first.pattern);
  EXPECT_THAT(first.pattern->search("code n° 048213"), testing::Optional(ElementsAre("n° 048213", "048213")));
  EXPECT_EQ(first.length, 6U);
  EXPECT_FALSE(step_as<read_code_step>(*read.made, 1).pattern);
  for (const auto* bad : {"pattern: '/(a)(b)/'", "pattern: '/(/'", "length: 3", "length: 25"}) {
    const auto refused = read_text("journey: x\nsteps:\n  - read_code: {" + std::string(bad) + "}\n");
    EXPECT_THAT(codes(refused.found), ElementsAre(testing::AnyOf("bad-regex", "out-of-range"))) << bad;
  }
}

TEST(journey_reader, reads_people_and_world) {
  const auto [made, found] = read_text(R"yaml(journey: World
flow: recovery
subscriber: {paid_by: e_mandat, registered_with: cmr, email_on_file: "${fake.email}"}
others: {neighbour: {account: inactive}}
world:
  defects: [code-reusable, code-in-subject]
  smtp: {down: true, delay: 5s, reject: {code: 550, text: "no", after: 3, first: 2}}
  captcha: {down: true, slow: 1s, error: 503}
steps:
  - identify: {pension_fund: "${others.neighbour.registration}"}
  - identify: {employer: "1", issuer: som}
  - accept_terms: {accept: false}
  - request_code: {again: true}
  - read_code: {to: "${others.neighbour.email}"}
)yaml");
  ASSERT_TRUE(made) << render(found);
  const auto& only = made->cases.at(0);
  EXPECT_EQ(only.subscriber.account, account_state::active) << "nobody recovers what was never active";
  EXPECT_EQ(only.subscriber.registered_with, issuer_kind::cmr);
  EXPECT_EQ(only.others.at("neighbour").account, account_state::inactive);
  EXPECT_EQ(only.world->defects.at(1).name, "code-in-subject");
  EXPECT_TRUE(only.world->smtp.down);
  EXPECT_EQ(only.world->smtp.delay, seconds(5));
  EXPECT_EQ(only.world->smtp.reject->after, 3U);
  EXPECT_EQ(only.world->smtp.reject->first, 2U);
  EXPECT_TRUE(only.world->captcha.down);
  EXPECT_EQ(only.world->captcha.slow, seconds(1));
  EXPECT_EQ(only.world->captcha.error, 503U);
  EXPECT_EQ(unresolved(step_as<identify_step>(*made, 0).issuer), "${subscriber.issuer}");
  EXPECT_EQ(step_as<identify_step>(*made, 1).issuer.literal(), "som");
  EXPECT_FALSE(step_as<accept_terms_step>(*made, 2).accept);
  EXPECT_FALSE(step_as<request_code_step>(*made, 3).email);
  EXPECT_EQ(unresolved(*step_as<read_code_step>(*made, 4).to), "${others.neighbour.email}");
}

std::vector<std::string> labels(const journey& of) {
  std::vector<std::string> all;
  for (const auto& each : of.cases) all.push_back(each.label);
  return all;
}

TEST(journey_cases, one_per_row_in_every_position) {
  const auto [made, found] = read_text(R"yaml(journey: Edges of the code's life
cases:
  - {ttl: 9m59s, page: activated, mails: 1}
  - {name: too late, ttl: 10m, page: code, mails: 2}
world:
  policy: {code_ttl: "${case.ttl}"}
steps:
  - wait: "${ttl}"
    expect: {page: "${page}", mails: "${mails}", message: "at ${ttl}"}
)yaml");
  ASSERT_TRUE(made) << render(found);
  EXPECT_THAT(labels(*made), ElementsAre("[ttl=9m59s, page=activated, mails=1]", "[too late]"));
  const auto& late = made->cases.at(1);
  EXPECT_EQ(late.world->policy->find("code_ttl")->text, "10m");
  EXPECT_EQ(std::get<wait_step>(late.steps.at(0).what).length.literal(), "10m");
  EXPECT_EQ(said<mails_are>(*late.steps[0].expect).count, 2U);
  EXPECT_EQ(said<message_says>(*late.steps[0].expect).text.text.literal(), "at 10m");
}

TEST(journey_cases, matrix_crosses_and_values_may_use_variables) {
  const auto [made, found] = read_text(R"yaml(journey: Crossed
cases: [{name: own, who: "${subscriber.amo}"}, {name: other, who: "0"}]
matrix: {flow: [activation, recovery], times: [1, 2]}
flow: "${flow}"
steps:
  - identify: {amo: "0${who}"}
  - click: {button: Valider, times: "${times}"}
)yaml");
  ASSERT_TRUE(made) << render(found);
  EXPECT_THAT(made->cases, SizeIs(8));
  EXPECT_EQ(made->cases[0].label, "[own, flow=activation, times=1]");
  EXPECT_EQ(made->cases[7].label, "[other, flow=recovery, times=2]");
  EXPECT_EQ(made->cases[7].flow, flow_kind::recovery);
  EXPECT_EQ(unresolved(step_as<identify_step>(*made, 0).number), "0${subscriber.amo}");
}

TEST(journey_cases, a_bad_value_is_shown_where_it_stands) {
  const auto found = read_text("journey: x\ncases:\n  - {ttl: 1m}\n  - {ttl: 1x}\nsteps:\n  - wait: ${ttl}\n").found;
  ASSERT_THAT(codes(found), ElementsAre("bad-duration"));
  EXPECT_EQ(found[0].span.place(), "file.yaml:4:11");
}

TEST(journey_cases, the_same_mistake_in_every_case_is_told_once) {
  const auto found = read_text("journey: x\nmatrix: {a: [1, 2, 3]}\nsteps:\n  - wait: ${a}s\n  - opn: x\n").found;
  EXPECT_THAT(codes(found), ElementsAre("unknown-step"));
}

TEST(journey_cases, values_of_the_command_line_are_never_templates) {
  read_options options;
  options.variables = {{"amo", "${subscriber.amo}"}, {"ttl", "1m"}};
  const auto [made, found] =
      read_text("journey: x\ncases: [{ttl: 2m}]\nsteps:\n  - identify: {amo: \"${amo}\"}\n  - wait: ${ttl}\n", options);
  ASSERT_TRUE(made) << render(found);
  EXPECT_EQ(step_as<identify_step>(*made, 0).number.literal(), "${subscriber.amo}");
  EXPECT_EQ(step_as<wait_step>(*made, 1).length.literal(), "2m") << "a case goes before the command line";
}

TEST(journey_cases, an_unused_value_is_a_warning) {
  const auto [made, found] = read_text("journey: x\ncases: [{ttl: 2m}, {ttl: 3m}]\nsteps:\n  - wait: 1m\n");
  EXPECT_TRUE(made);
  ASSERT_THAT(codes(found), testing::Each("unused-case-value"));
  EXPECT_FALSE(yaml::has_errors(found));
}

TEST(journey_cases, number_of_cases_at_its_edge) {
  const auto matrix = [](int rows) {
    std::string list = "0";
    for (int at = 1; at < rows; ++at) list += ", " + std::to_string(at);
    return "journey: x\nmatrix: {a: [" + list + "], b: [1, 2]}\nsteps:\n  - wait: ${a}m${b}s\n";
  };
  const auto most = read_text(matrix(500));
  ASSERT_TRUE(most.made) << render(most.found);
  EXPECT_THAT(most.made->cases, SizeIs(1000));
  EXPECT_THAT(codes(read_text(matrix(501)).found), ElementsAre("too-many-cases"));
}

TEST(journey_cases, bounds_what_the_cases_take_together) {
  const std::string long_text(500'000, 'x');
  std::string text = "journey: x\ncases: [{v: " + long_text + "}]\nsteps:\n";
  for (int at = 0; at < 200; ++at) text += "  - goto: ${v}\n";
  EXPECT_THAT(codes(read_text(text).found), testing::Contains("too-many-cases"));
}

TEST(journey_use, inserts_steps_with_their_own_places) {
  read_options options;
  options.load = loader_of({{"shared/start.yaml", "steps:\n  - open: activation\n  - use: ../more/terms.yaml\n"},
                            {"more/terms.yaml", "steps: [accept_terms]\n"}});
  const auto [made, found] = read_text("journey: x\nsteps:\n  - use: shared/start.yaml\n  - wait: 1s\n", options);
  ASSERT_TRUE(made) << render(found);
  const auto& steps = made->cases.at(0).steps;
  ASSERT_THAT(steps, SizeIs(3));
  EXPECT_EQ(steps[0].span.place(), "shared/start.yaml:2:5");
  EXPECT_EQ(steps[1].span.place(), "more/terms.yaml:1:9");
  EXPECT_EQ(steps[2].span.place(), "file.yaml:4:5");
}

TEST(journey_use, depth_at_its_edge) {
  const auto chain = [](int length) {
    std::map<std::string, std::string> files;
    for (int at = 1; at < length; ++at) {
      files["f" + std::to_string(at)] = "steps: [{use: f" + std::to_string(at + 1) + "}]\n";
    }
    files["f" + std::to_string(length)] = "steps: [{wait: 1s}]\n";
    read_options options;
    options.load = loader_of(std::move(files));
    return read_text("journey: x\nsteps: [{use: f1}]\n", options);
  };
  EXPECT_TRUE(chain(16).made);
  EXPECT_THAT(codes(chain(17).found), testing::Contains("include-too-deep"));
}

TEST(journey_use, a_pyramid_of_files_is_bounded) {
  std::map<std::string, std::string> files;
  for (int at = 0; at < 15; ++at) {
    std::string text = "steps:\n";
    for (int copy = 0; copy < 10; ++copy) text += "  - use: f" + std::to_string(at + 1) + "\n";
    files["f" + std::to_string(at)] = text;
  }
  files["f15"] = "steps: [{wait: 1s}]\n";
  read_options options;
  options.load = loader_of(std::move(files));
  EXPECT_THAT(codes(read_text("journey: x\nsteps: [{use: f0}]\n", options).found), testing::Contains("too-many-steps"));
}

TEST(journey_use, number_of_files_at_its_edge) {
  const auto uses = [](int count) {
    std::map<std::string, std::string> files;
    std::string text = "journey: x\nsteps:\n";
    for (int at = 0; at < count; ++at) {
      files["f" + std::to_string(at)] = "steps: [{wait: 1s}]\n";
      text += "  - use: f" + std::to_string(at) + "\n  - use: f" + std::to_string(at) + "\n";
    }
    read_options options;
    options.load = loader_of(std::move(files));
    return read_text(text, options);
  };
  const auto most = uses(100);
  ASSERT_TRUE(most.made) << render(most.found);
  EXPECT_THAT(most.made->cases[0].steps, SizeIs(200));
  EXPECT_THAT(codes(uses(101).found), ElementsAre("too-many-steps"));
}

TEST(journey_use, folders_that_lead_back_to_themselves_come_to_an_end) {
  const std::string text = "journey: x\nsteps: [{use: one/a.yaml}, {use: two/a.yaml}]\n";
  read_options options;
  options.load = [&](const std::string& path) {
    return result<std::shared_ptr<const source_file>>(file_of(text, path));
  };
  EXPECT_THAT(codes(read_text(text, options).found), testing::Contains("too-many-steps"));
}

TEST(journey_description, first_comment_line) {
  EXPECT_EQ(description_of("# What it protects.\n# More.\njourney: x\n"), "What it protects.");
  EXPECT_EQ(description_of("\xEF\xBB\xBF\r\n---\r\n##  Yes \r\njourney: x\r\n"), "Yes");
  EXPECT_EQ(description_of("# yaml-language-server: $schema=x\njourney: x # no\n"), "");
  EXPECT_EQ(description_of("journey: x\n# no\n"), "");
}

}  // namespace
}  // namespace parcours::journey
