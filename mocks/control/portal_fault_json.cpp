#include "mocks/control/portal_fault_json.hpp"

#include "harness/base/text.hpp"
#include "mocks/control/fault_json.hpp"
#include "mocks/control/schedule_json.hpp"
#include "mocks/world/limits.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace parcours::mocks::control {

namespace json = boost::json;

namespace {

// Behind the first two in the order of http::abort_by, without its none.
constexpr std::array<std::string_view, 7> kinds = {"late",       "status",          "close",     "reset",
                                                   "truncation", "malformed_chunk", "bare_bytes"};
using world::longest_retry;
using world::most_pieces;
using world::widest_sigma;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

duration bounded(const yaml::node& value, std::string_view what, diagnostics& found) {
  return yaml::duration_of(value, what, found, portal::delay_law::longest).value_or(duration::zero());
}

portal::delay_law read_delay(const yaml::node& from, diagnostics& found) {
  portal::delay_law made;
  if (from.is_scalar()) {
    made.low = bounded(from, "delay", found);
    return made;
  }
  yaml::mapping_reader keys(from, found, "'delay'");
  if (const auto* range = keys.list("uniform")) {
    made.law = portal::delay_law::kind::uniform;
    if (range->items.size() == 2) {
      made.low = bounded(range->items[0], "uniform", found);
      made.high = bounded(range->items[1], "uniform", found);
    }
    if (range->items.size() != 2 || made.low > made.high) {
      found.push_back({"bad-value", "'uniform' is [LEAST, MOST]", range->span, {}, {}});
    }
  } else {
    made.law = portal::delay_law::kind::log_normal;
    if (const auto* median = keys.find("median", yaml::need::required)) made.low = bounded(*median, "median", found);
    made.sigma = keys.number("sigma", 0, widest_sigma, yaml::need::required).value_or(0);
  }
  keys.finish();
  return made;
}

json::value to_json(const portal::delay_law& what) {
  using enum portal::delay_law::kind;
  if (what.law == fixed) return json::string(format_duration(what.low));
  if (what.law == uniform) {
    return json::object{{"uniform", json::array{format_duration(what.low), format_duration(what.high)}}};
  }
  return json::object{{"median", format_duration(what.low)}, {"sigma", what.sigma}};
}

std::string_view kind_of(const portal::fault& what) {
  if (what.abort != http::abort_by::none) return portal::name_of(what.abort);
  return what.status != 0 ? "status" : "late";
}

void read_target(yaml::mapping_reader& keys, portal::fault& made, diagnostics& found) {
  if (auto path = keys.text("path")) made.path = std::move(*path);
  if (!made.path.starts_with('/') && !made.path.starts_with('*')) {
    found.push_back({"bad-value", "'path' must begin with / or *", keys.find("path")->span, {}, {}});
  }
  if (auto method = keys.text("method")) made.method = ascii_upper(*method);
  if (!std::ranges::all_of(made.method, [](char c) { return c >= 'A' && c <= 'Z'; })) {
    found.push_back({"bad-value", "'method' must be a method of HTTP", keys.find("method")->span, {}, {}});
  }
  if (const auto session = keys.integer("session", 0, largest)) {
    made.session = static_cast<std::uint64_t>(*session);
  }
  if (const auto each = keys.boolean("each_session")) made.each_session = *each;
  made.when = read_schedule(keys);
}

// What would change nothing, or is none of the kind.
void refuse_nonsense(const yaml::node& from, std::string_view kind, const portal::fault& made, diagnostics& found) {
  const auto given = [&](std::string_view key) { return from.find(key) != nullptr; };
  const auto refuse = [&](std::string_view key, std::string why) {
    found.push_back({"bad-value", std::move(why), from.find(key)->span, {}, {}});
  };
  if (kind == "late" && !given("delay") && !given("pieces") && !given("over")) {
    found.push_back({"missing-value", "a late answer needs 'delay', or 'pieces' and 'over'", from.span, {}, {}});
  }
  if (given("pieces") != given("over")) {
    refuse(given("pieces") ? "pieces" : "over", "'pieces' and 'over' go together");
  }
  const bool answers = kind != "close" && kind != "reset";
  if (given("pieces") && !answers) refuse("pieces", "there is no answer that could come in pieces");
  const bool may_be_lost = !answers || kind == "status" || kind == "bare_bytes";
  if (made.handled && !may_be_lost) {
    refuse("handled", "the portal handles the request anyway: 'handled' is for status, close, reset and bare_bytes");
  }
}

}  // namespace

portal::fault read_portal_fault(const yaml::node& from, diagnostics& found) {
  yaml::mapping_reader keys(from, found, "a fault");
  portal::fault made;
  read_target(keys, made, found);
  const auto kind = keys.one_of("kind", kinds, yaml::need::required);
  if (kind && *kind >= 2) made.abort = static_cast<http::abort_by>(*kind - 1);
  const bool of_status = kind && kinds[*kind] == "status";
  if (of_status) {
    if (const auto status = keys.integer("status", 400, 599, yaml::need::required)) {
      made.status = static_cast<unsigned>(*status);
    }
    if (const auto seconds = keys.integer("retry_after", 0, longest_retry)) {
      made.retry_after = static_cast<unsigned>(*seconds);
    }
  }
  if (const auto* delay = keys.find("delay")) made.delay = read_delay(*delay, found);
  if (const auto count = keys.integer("pieces", 1, most_pieces)) made.pieces.count = static_cast<unsigned>(*count);
  if (const auto* over = keys.find("over")) made.pieces.over = bounded(*over, "over", found);
  if (const auto handled = keys.boolean("handled")) made.handled = *handled;
  (void)keys.find("struck");  // of what a look has told: read, and counted anew
  keys.finish();
  if (keys.valid() && kind) refuse_nonsense(from, kinds[*kind], made, found);
  if (!yaml::has_errors(found)) check_limits(made, from, found);
  return made;
}

json::object to_json(const portal::fault_plan::planned& planned) {
  const auto& what = planned.what;
  json::object made{{"kind", kind_of(what)}, {"struck", planned.struck}};
  if (what.path != "*") made["path"] = what.path;
  if (!what.method.empty()) made["method"] = what.method;
  if (what.session != 0) made["session"] = what.session;
  if (what.each_session) made["each_session"] = true;
  write_schedule(made, what.when);
  if (what.handled) made["handled"] = true;
  if (what.status != 0) made["status"] = what.status;
  if (what.retry_after) made["retry_after"] = *what.retry_after;
  if (what.delay) made["delay"] = to_json(*what.delay);
  if (what.pieces.count > 1) {
    made["pieces"] = what.pieces.count;
    made["over"] = format_duration(what.pieces.over);
  }
  return made;
}

}  // namespace parcours::mocks::control
