#include "mocks/console/fault_json.hpp"

#include "harness/yaml/decode.hpp"

#include <algorithm>
#include <array>

namespace parcours::mocks::console {

namespace {

constexpr std::size_t longest_text = 400;  // bytes: with the code it fits the line of a reply (RFC 5321 4.5.3.1.5)
constexpr duration longest_delay = std::chrono::minutes(10);

// Replies are ASCII (RFC 5321 section 4.2; RFC 6531 section 3.7.4.2 changes that for few of them).
bool is_reply_text(std::string_view text) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  return text.size() <= longest_text && std::ranges::all_of(text, printable);
}

struct trigger {
  std::string_view name;
  parcours::smtp::stage at;
  std::string_view verb;
};
constexpr auto triggers = std::to_array<trigger>({{"Sender", parcours::smtp::stage::mail, ""},
                                                  {"Recipient", parcours::smtp::stage::recipient, ""},
                                                  {"Authentication", parcours::smtp::stage::command, "AUTH"}});

// What is said in place of the server's own reply.
void read_reply(yaml::mapping_reader& keys, parcours::smtp::fault& made, diagnostics& found) {
  const auto code = keys.integer("code", 400, 599);
  if (code) made.code = static_cast<unsigned>(*code);
  if (auto text = keys.text("text")) {
    if (!is_reply_text(*text)) {
      found.push_back({"bad-value",
                       "'text' must be one line of at most 400 printable ASCII characters",
                       keys.find("text")->span,
                       {},
                       {}});
    }
    made.text = std::move(*text);
  }
  if (const auto drop = keys.boolean("drop")) made.drop_connection = *drop;
  if (const auto delay = keys.length("delay", yaml::need::optional, longest_delay)) {
    made.delay = *delay;
    if (!code && !made.drop_connection) made.code = 0;  // late, and otherwise well
  }
}

}  // namespace

parcours::smtp::fault read_smtp_fault(const yaml::node& from, diagnostics& found) {
  constexpr std::int64_t many = 1'000'000;
  constexpr std::int64_t most_octets = 1 << 30;
  yaml::mapping_reader keys(from, found, "a fault");
  parcours::smtp::fault made;
  if (const auto at = keys.one_of("at", parcours::smtp::stage_names, yaml::need::required)) {
    made.at = static_cast<parcours::smtp::stage>(*at);
  }
  if (const auto skip = keys.integer("skip", 0, many)) made.skip_count = static_cast<unsigned>(*skip);
  if (const auto times = keys.integer("times", 0, many)) {
    made.times = *times == 0 ? parcours::smtp::fault::always : static_cast<unsigned>(*times);
  }
  if (has_address(made.at)) {
    if (auto address = keys.text("address")) made.address = std::move(*address);
  }
  if (const auto chance = keys.integer("probability", 0, 100)) made.probability = static_cast<unsigned>(*chance);
  if (made.at == parcours::smtp::stage::command) {
    if (auto verb = keys.text("verb")) made.verb = std::move(*verb);
    if (const auto nth = keys.integer("command", 1, many)) made.command = static_cast<unsigned>(*nth);
  }
  if (made.at == parcours::smtp::stage::content) {
    if (const auto octets = keys.integer("after_octets", 0, most_octets)) {
      made.after_octets = static_cast<std::size_t>(*octets);
    }
  } else {
    read_reply(keys, made, found);
  }
  keys.finish();
  return made;
}

boost::json::object to_json(const parcours::smtp::fault& what) {
  return {{"delay", format_duration(what.delay)},
          {"verb", what.verb},
          {"command", what.command},
          {"after_octets", what.after_octets},
          {"at", parcours::smtp::stage_names[static_cast<std::size_t>(what.at)]},
          {"code", what.code},
          {"text", what.text},
          {"skip", what.skip_count},
          {"times", what.times == parcours::smtp::fault::always ? 0 : what.times},
          {"address", what.address},
          {"probability", what.probability},
          {"drop", what.drop_connection}};
}

std::vector<parcours::smtp::fault> read_chaos(const yaml::node& from, diagnostics& found) {
  yaml::mapping_reader keys(from, found, "the body");
  std::vector<parcours::smtp::fault> made;
  for (const auto& one : triggers) {
    parcours::smtp::fault fault;
    fault.at = one.at;
    fault.verb = one.verb;
    fault.times = parcours::smtp::fault::always;
    fault.probability = 0;
    if (const auto* given = keys.find(one.name)) {
      yaml::mapping_reader members(*given, found, "a trigger");
      const auto code = members.integer("ErrorCode", 400, 599, yaml::need::required);
      const auto chance = members.integer("Probability", 0, 100, yaml::need::required);
      members.finish();
      fault.code = static_cast<unsigned>(code.value_or(fault.code));
      fault.probability = static_cast<unsigned>(chance.value_or(0));
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
    made[one.name] = {{"ErrorCode", off ? 451 : set->code}, {"Probability", off ? 0 : set->probability}};
  }
  return made;
}

captcha::faults read_captcha_faults(const yaml::node& from, diagnostics& found) {
  yaml::mapping_reader keys(from, found, "the body");
  captcha::faults made;
  if (const auto delay = keys.length("delay", yaml::need::optional, longest_delay)) made.delay = *delay;
  if (const auto* status = keys.find("status")) {
    if (status->text != "0") {
      if (const auto code = yaml::integer_of(*status, "status", found, 400, 599)) {
        made.status = static_cast<unsigned>(*code);
      }
    }
  }
  if (const auto status = keys.integer("refusal_status", 200, 599)) {
    made.refusal_status = static_cast<unsigned>(*status);
  }
  keys.finish();
  return made;
}

boost::json::object to_json(const captcha::faults& what) {
  return {{"delay", format_duration(what.delay)}, {"status", what.status}, {"refusal_status", what.refusal_status}};
}

}  // namespace parcours::mocks::console
