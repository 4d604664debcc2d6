#include "mocks/control/captcha_api.hpp"

#include "harness/base/text.hpp"
#include "mocks/api/body.hpp"
#include "mocks/control/fault_json.hpp"
#include "mocks/control/schedule_json.hpp"

#include <boost/json/array.hpp>

#include <limits>

namespace parcours::mocks::control {

using api::call;
using api::error_response;
using api::json_response;
using api::read_body;
using api::router;
using api::whole;

namespace json = boost::json;

json::object to_json(const captcha::verification& one, ports::wall_time epoch) {
  json::array errors;
  for (const auto& code : one.error_codes) errors.emplace_back(code);
  json::object made{{"number", one.number},
                    {"session", one.session},
                    {"at", rfc3339(epoch + one.at)},
                    {"provider", captcha::traits_of(one.to).name},
                    {"site_key", to_utf8(one.site_key)},
                    {"remote_ip", to_utf8(one.remote_ip)},
                    {"action", to_utf8(one.action)},
                    {"hostname", to_utf8(one.hostname)},
                    {"success", one.passed},
                    {"errors", std::move(errors)}};
  if (one.score) made["score"] = *one.score;
  if (one.status != 0) made["status"] = one.status;
  if (one.dropped) made["drop"] = true;
  return made;
}

captcha::plan read_captcha_plan(const yaml::node& from, diagnostics& found) {
  const auto before = found.size();
  yaml::mapping_reader keys(from, found, "an outcome");
  captcha::plan made;
  if (const auto what = keys.one_of("outcome", captcha::plan::kind_names))
    made.what = static_cast<captcha::plan::kind>(*what);
  made.score = keys.number("score", 0, 1);
  if (const auto delay = keys.length("delay", yaml::need::optional, world::longest_delay)) made.delay = *delay;
  if (const auto status = keys.integer("status", 400, 599)) made.status = static_cast<unsigned>(*status);
  if (const auto drop = keys.boolean("drop")) made.drop = *drop;
  if (auto key = keys.text("site_key")) made.site_key = std::move(*key);
  if (made.site_key.size() > captcha::plan::longest_site_key) {
    found.push_back({"bad-value", "'site_key' has at most 200 bytes", keys.find("site_key")->span, {}, {}});
  }
  if (const auto session = keys.integer("session", 0, std::numeric_limits<std::int64_t>::max())) {
    made.session = static_cast<std::uint64_t>(*session);
  }
  made.when = read_schedule(keys);
  keys.finish();
  if (found.size() == before) check_limits(made, from, found);  // a mistake is told once
  return made;
}

json::object to_json(const captcha::plan& what) {
  json::object made{{"outcome", captcha::plan::kind_names[static_cast<std::size_t>(what.what)]}};
  if (what.delay > duration::zero()) made["delay"] = format_duration(what.delay);
  if (what.status != 0) made["status"] = what.status;
  if (what.drop) made["drop"] = true;
  if (!what.site_key.empty()) made["site_key"] = what.site_key;
  if (what.session != 0) made["session"] = what.session;
  write_schedule(made, what.when);
  if (what.score) made["score"] = *what.score;
  return made;
}

void captcha_api::add_routes(router& to) {
  const auto self = shared_from_this();
  to.add({"GET", "/api/control/captcha/checks", "session after"}, self, &captcha_api::checks);
  to.add({"GET", "/api/control/captcha/outcomes"}, self, &captcha_api::plans);
  to.add({"POST", "/api/control/captcha/outcomes"}, self, &captcha_api::add_plan);
  to.add({"DELETE", "/api/control/captcha/outcomes"}, self, &captcha_api::clear_plans);
  to.add({"DELETE", "/api/control/captcha/outcomes/{place}"}, self, &captcha_api::remove_plan);
  to.add({"GET", "/api/control/captcha/faults"}, self, &captcha_api::faults);
  to.add({"PUT", "/api/control/captcha/faults"}, self, &captcha_api::set_faults);
}

http::response captcha_api::checks(const call& of) {
  const auto session = of.query("session");
  const auto after = of.query("after");
  if ((!session.empty() && !whole(session)) || (!after.empty() && !whole(after))) {
    return error_response(400, "'session' and 'after' are whole numbers");
  }
  const auto epoch = world_.time.wall() - world_.time.now();
  json::array all;
  for (const auto& one : mocks_.captcha().state().checks()) {
    if (one.number <= whole(after).value_or(0) || (!session.empty() && one.session != whole(session))) continue;
    all.push_back(to_json(one, epoch));
  }
  return json_response(json::object{{"count", all.size()}, {"checks", std::move(all)}});
}

http::response captcha_api::plans(const call&) {
  json::array all;
  for (const auto& one : mocks_.captcha().state().plans()) all.push_back(to_json(one));
  return json_response(json::object{{"outcomes", std::move(all)}});
}

http::response captcha_api::add_plan(const call& of) {
  auto& model = mocks_.captcha().state();
  auto wanted = read_body(of, read_captcha_plan);
  if (!wanted) return wanted.error();
  if (model.plans().size() >= captcha::model::most_plans) {
    return error_response(409, "there are 100 outcomes already: DELETE them first");
  }
  model.add(std::move(*wanted));
  return plans(of);
}

http::response captcha_api::clear_plans(const call& of) {
  mocks_.captcha().state().clear_plans();
  return plans(of);
}

http::response captcha_api::remove_plan(const call& of) {
  auto& model = mocks_.captcha().state();
  const auto& place = of.path.at("place");
  auto left = model.plans();
  if (!remove_at(left, place)) return error_response(404, "there is no outcome at the place " + to_utf8(place));
  model.clear_plans();
  for (auto& one : left) model.add(std::move(one));
  return plans(of);
}

http::response captcha_api::faults(const call&) { return json_response(to_json(mocks_.captcha().injected())); }

http::response captcha_api::set_faults(const call& of) {
  const auto wanted = read_body(of, read_captcha_faults);
  if (!wanted) return wanted.error();
  mocks_.captcha().set_faults(*wanted);
  return faults(of);
}

}  // namespace parcours::mocks::control
