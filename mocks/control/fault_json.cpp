#include "mocks/control/fault_json.hpp"

#include "mocks/api/body.hpp"
#include "mocks/control/schedule_json.hpp"
#include "mocks/world/limits.hpp"

#include <algorithm>
#include <array>

namespace parcours::mocks::control {

namespace {

using world::longest_delay;
using world::many;
using world::most_octets;

// What is said in place of the server's own reply.
void read_reply(yaml::mapping_reader& keys, parcours::smtp::fault& made) {
  const auto code = keys.integer("code", 400, 599);
  if (code) made.code = static_cast<unsigned>(*code);
  if (auto text = keys.text("text")) made.text = std::move(*text);
  if (const auto drop = keys.boolean("drop")) made.drop_connection = *drop;
  if (const auto delay = keys.length("delay", yaml::need::optional, longest_delay)) {
    made.delay = *delay;
    if (!code && !made.drop_connection) made.code = 0;  // late, and otherwise well
  }
}

}  // namespace

parcours::smtp::fault read_smtp_fault(const yaml::node& from, diagnostics& found) {
  yaml::mapping_reader keys(from, found, "a fault");
  parcours::smtp::fault made;
  if (const auto at = keys.one_of("at", parcours::smtp::stage_names, yaml::need::required)) {
    made.at = static_cast<parcours::smtp::stage>(*at);
  }
  made.when = read_schedule(keys);
  if (has_address(made.at)) {
    if (auto address = keys.text("address")) made.address = std::move(*address);
  }
  if (made.at == parcours::smtp::stage::command) {
    if (auto verb = keys.text("verb")) made.verb = std::move(*verb);
    if (const auto nth = keys.integer("command", 1, many)) made.command = static_cast<unsigned>(*nth);
  }
  if (made.at == parcours::smtp::stage::content) {
    if (const auto octets = keys.integer("after_octets", 0, most_octets)) {
      made.after_octets = static_cast<std::size_t>(*octets);
    }
  } else {
    read_reply(keys, made);
  }
  keys.finish();
  check_limits(made, from, found);
  return made;
}

boost::json::object to_json(const parcours::smtp::fault& what) {
  boost::json::object made{{"at", parcours::smtp::stage_names[static_cast<std::size_t>(what.at)]}};
  if (what.at == parcours::smtp::stage::content) {
    made["after_octets"] = what.after_octets;
  } else if (what.code != 0) {
    made["code"] = what.code;
    if (!what.text.empty()) made["text"] = what.text;
  }
  if (what.drop_connection) made["drop"] = true;
  if (what.delay > duration::zero()) made["delay"] = format_duration(what.delay);
  if (!what.verb.empty()) made["verb"] = what.verb;
  if (what.command != 0) made["command"] = what.command;
  if (!what.address.empty()) made["address"] = what.address;
  write_schedule(made, what.when);
  return made;
}

captcha::faults read_captcha_faults(const yaml::node& from, diagnostics& found) {
  yaml::mapping_reader keys(from, found, "the body");
  captcha::faults made;
  if (const auto delay = keys.length("delay", yaml::need::optional, longest_delay)) made.delay = *delay;
  if (const auto* status = keys.find("status")) {
    if (status->json != yaml::json_type::number || status->text != "0") {
      if (const auto code = yaml::integer_of(*status, "status", found, 400, 599)) {
        made.status = static_cast<unsigned>(*code);
      }
    }
  }
  if (const auto status = keys.integer("refusal_status", 200, 599)) {
    made.refusal_status = static_cast<unsigned>(*status);
  }
  keys.finish();
  check_limits(made, from, found);
  return made;
}

boost::json::object to_json(const captcha::faults& what) {
  return {{"delay", format_duration(what.delay)}, {"status", what.status}, {"refusal_status", what.refusal_status}};
}

}  // namespace parcours::mocks::control
