#include "mocks/mailpit/chaos.hpp"

#include "harness/yaml/decode.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace parcours::mocks::mailpit {

namespace {

struct trigger {
  std::string_view name;
  parcours::smtp::stage at;
  std::string_view verb;
};
constexpr auto triggers = std::to_array<trigger>({{"Sender", parcours::smtp::stage::mail, ""},
                                                  {"Recipient", parcours::smtp::stage::recipient, ""},
                                                  {"Authentication", parcours::smtp::stage::command, "AUTH"}});

}  // namespace

std::vector<parcours::smtp::fault> read_chaos(const yaml::node& from, diagnostics& found) {
  yaml::mapping_reader keys(from, found, "the body");
  std::vector<parcours::smtp::fault> made;
  for (const auto& one : triggers) {
    parcours::smtp::fault fault;
    fault.at = one.at;
    fault.verb = one.verb;
    fault.when.times = schedule::always;
    fault.when.probability = 0;
    if (const auto* given = keys.find(one.name)) {
      yaml::mapping_reader members(*given, found, "a trigger");
      const auto code = members.integer("ErrorCode", 400, 599, yaml::need::required);
      const auto chance = members.integer("Probability", 0, 100, yaml::need::required);
      members.finish();
      fault.code = static_cast<unsigned>(code.value_or(fault.code));
      fault.when.probability = static_cast<unsigned>(chance.value_or(0));
    }
    made.push_back(std::move(fault));
  }
  keys.finish();
  return made;
}

boost::json::object chaos_json(const std::vector<parcours::smtp::fault>& faults) {
  boost::json::object made;
  for (const auto& one : triggers) {
    const auto set = std::ranges::find(faults, one.at, &parcours::smtp::fault::at);
    const bool off = set == faults.end();
    made[one.name] = {{"ErrorCode", off ? 451 : set->code}, {"Probability", off ? 0 : set->when.probability}};
  }
  return made;
}

}  // namespace parcours::mocks::mailpit
