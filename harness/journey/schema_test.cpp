// The JSON Schemas for editors name the same keys and words as the readers: JSON is YAML, so that the reader at hand
// reads them.
#include "harness/journey/names.hpp"
#include "harness/journey/step_reader.hpp"
#include "harness/journey/test_files.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace parcours::journey {
namespace {

using testing::UnorderedElementsAreArray;

class schema : public testing::Test {
 protected:
  static yaml::node load(const std::string& name) {
    diagnostics found;
    const auto file = yaml::load_file(PARCOURS_SOURCE_DIR "/docs/" + name);
    auto tree = file ? yaml::read(*file, found) : std::nullopt;
    EXPECT_TRUE(tree) << name << render(found);
    return tree ? *tree : yaml::node{};
  }
  static const yaml::node& at(const yaml::node& tree, std::initializer_list<std::string_view> path) {
    const yaml::node* here = &tree;
    for (const auto key : path) {
      const auto* next = here->find(key);
      if (!next) ADD_FAILURE() << "no " << key;
      if (next) here = next;
    }
    return *here;
  }
  static std::vector<std::string> keys(const yaml::node& mapping) {
    std::vector<std::string> all;
    for (const auto& each : mapping.entries) all.push_back(each.key.text);
    return all;
  }
  static std::vector<std::string> words(const yaml::node& of) {
    const auto* choice = of.find("anyOf");
    std::vector<std::string> all;
    for (const auto& each : at(choice ? choice->items.at(0) : of, {"enum"}).items) all.push_back(each.text);
    return all;
  }
  const yaml::node journey = load("journey.schema.json");
  const yaml::node target = load("target.schema.json");
};

TEST_F(schema, has_every_step) {
  EXPECT_THAT(keys(at(journey, {"definitions", "step", "properties"})), UnorderedElementsAreArray(step_keywords(true)));
  EXPECT_THAT(keys(at(journey, {"definitions", "page_step", "properties"})),
              UnorderedElementsAreArray(step_keywords(false)));
}

TEST_F(schema, has_every_word) {
  const auto& definitions = at(journey, {"definitions"});
  const auto& step = at(definitions, {"step", "properties"});
  const auto& person = at(definitions, {"subscriber", "properties"});
  EXPECT_THAT(words(at(journey, {"properties", "flow"})), UnorderedElementsAreArray(flow_names));
  EXPECT_THAT(words(at(step, {"open"})), UnorderedElementsAreArray(entrance_names));
  EXPECT_THAT(words(at(step, {"submit_code", "properties", "captcha"})),
              UnorderedElementsAreArray(captcha_answer_names));
  EXPECT_THAT(words(at(person, {"paid_by"})), UnorderedElementsAreArray(paid_by_names));
  EXPECT_THAT(words(at(person, {"registered_with"})), UnorderedElementsAreArray(issuer_names));
  EXPECT_THAT(words(at(definitions, {"account"})), UnorderedElementsAreArray(account_names));
  EXPECT_THAT(words(at(definitions, {"captcha_verdict"})), UnorderedElementsAreArray(captcha_verdict_names));
  EXPECT_THAT(keys(at(step, {"payment", "properties"})), UnorderedElementsAreArray(payment_names));
  EXPECT_THAT(words(at(target, {"properties", "environment"})), UnorderedElementsAreArray(environment_names));
  EXPECT_THAT(keys(at(target, {"properties", "subscriber", "properties"})),
              UnorderedElementsAreArray(subscriber_fields));
}

/// A reader that is shown an unknown key names the keys it knows: those must be the schema's.
TEST_F(schema, has_every_key_of_the_readers) {
  const auto known_to_reader = [](const std::string& text) {
    for (const auto& each : testing_support::read_text(text).found) {
      if (!each.notes.empty()) return each.notes.front();
    }
    return std::string();
  };
  const auto expect_all = [](const std::string& note, const std::vector<std::string>& names) {
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(note, '\'')), 2 * names.size()) << note;
    for (const auto& name : names) EXPECT_NE(note.find("'" + name + "'"), std::string::npos) << name << ": " << note;
  };
  expect_all(known_to_reader("journey: x\nzzzzzzzzz: 1\nsteps: [{wait: 1s}]\n"), keys(at(journey, {"properties"})));
  const auto& definitions = at(journey, {"definitions"});
  expect_all(known_to_reader("journey: x\nsteps: [{expect: {zzzzzzzzz: 1}}]\n"),
             keys(at(definitions, {"expect", "properties"})));
  expect_all(known_to_reader("journey: x\nsteps: [{expect: {cookie: {name: x, zzzzzzzzz: 1}}}]\n"),
             keys(at(definitions, {"cookie", "properties"})));
  expect_all(known_to_reader("journey: x\nsteps: [{expect: {mail: {zzzzzzzzz: 1}}}]\n"),
             keys(at(definitions, {"mail", "properties"})));
  expect_all(known_to_reader("journey: x\nsteps: [{wait: 1s}]\noutcome: {zzzzzzzzz: 1}\n"),
             keys(at(definitions, {"outcome", "properties"})));
  expect_all(known_to_reader("journey: x\nsteps: [{wait: 1s}]\nworld: {zzzzzzzzz: 1}\n"),
             keys(at(definitions, {"world", "properties"})));
  expect_all(known_to_reader("journey: x\nsteps: [{wait: 1s}]\nsubscriber: {zzzzzzzzzzzzzzzzzzzzzz: 1}\n"),
             keys(at(definitions, {"subscriber", "properties"})));
}

}  // namespace
}  // namespace parcours::journey
