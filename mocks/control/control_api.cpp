#include "mocks/control/control_api.hpp"

#include "harness/base/text.hpp"
#include "harness/ports/worker.hpp"
#include "mocks/api/body.hpp"
#include "mocks/control/fault_json.hpp"
#include "mocks/control/portal_fault_json.hpp"
#include "mocks/portal/subscribers.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace parcours::mocks::control {

using api::call;
using api::error_response;
using api::json_response;
using api::read_body;
using api::router;
using api::text_response;
using api::whole;

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

json::array names(const portal::defect_set& defects) {
  json::array on;
  for (const auto& one : portal::all_defects()) {
    if (defects.has(one.id)) on.emplace_back(one.name);
  }
  return on;
}

json::object all_of(const portal::defect_set& defects) {
  json::array known;
  for (const auto& one : portal::all_defects()) {
    known.push_back(
        json::object{{"name", one.name}, {"area", one.area}, {"what", one.what}, {"on", defects.has(one.id)}});
  }
  return {{"on", names(defects)}, {"known", std::move(known)}};
}

portal::defect_set read_defects(const yaml::node& from, diagnostics& found) {
  std::vector<std::string_view> known;
  for (const auto& one : portal::all_defects()) known.push_back(one.name);
  yaml::mapping_reader keys(from, found, "the body");
  portal::defect_set made;
  if (const auto* on = keys.list("on", yaml::need::required)) {
    for (const auto& name : on->items) {
      const auto index = yaml::index_of(name, "a defect", found, known);
      if (index) made.insert(portal::all_defects()[*index].id);
    }
  }
  keys.finish();
  return made;
}

http::response no_such_fault(std::string_view place) {
  return error_response(404, "there is no fault at the place " + to_utf8(place));
}

}  // namespace

void control_api::add_routes(router& to) {
  add_clock(to);
  add_portal(to);
  add_faults(to);
  const auto self = shared_from_this();
  to.add_lasting({"POST", "/api/control/reset"}, [self](call of) { return reset(self, std::move(of)); });
}

void control_api::add_clock(router& to) {
  const auto self = shared_from_this();
  to.add({"GET", "/api/control/clock"}, [self](const call&) { return json_response(self->clock_now()); });
  to.add({"PUT", "/api/control/clock"}, self, &control_api::set_clock);
  to.add_lasting({"POST", "/api/control/clock/advance"}, [self](call of) { return advance(self, std::move(of)); });
}

void control_api::add_portal(router& to) {
  const auto self = shared_from_this();
  to.add({"GET", "/api/control/policy"}, self, &control_api::policy);
  to.add({"PATCH", "/api/control/policy"}, self, &control_api::change_policy);
  to.add({"GET", "/api/control/defects"}, self, &control_api::defects);
  to.add({"PUT", "/api/control/defects"}, self, &control_api::set_defects);
  to.add_lasting({"GET", "/api/control/subscribers"}, [self](const call&) { return subscribers(self); });
  to.add({"POST", "/api/control/subscribers"}, self, &control_api::add_subscriber);
  to.add_lasting({"DELETE", "/api/control/subscribers/{amo}"},
                 [self](call of) { return remove_subscriber(self, std::move(of)); });
}

void control_api::add_faults(router& to) {
  const auto self = shared_from_this();
  to.add({"GET", "/api/control/smtp/sessions"}, self, &control_api::smtp_sessions);
  to.add({"GET", "/api/control/smtp/sessions/{number}"}, self, &control_api::smtp_session);
  to.add({"GET", "/api/control/smtp/faults"}, self, &control_api::smtp_faults);
  to.add({"POST", "/api/control/smtp/faults"}, self, &control_api::add_smtp_fault);
  to.add({"DELETE", "/api/control/smtp/faults"}, self, &control_api::clear_smtp_faults);
  to.add({"DELETE", "/api/control/smtp/faults/{place}"}, self, &control_api::remove_smtp_fault);
  to.add({"GET", "/api/control/portal/faults"}, self, &control_api::portal_faults);
  to.add({"POST", "/api/control/portal/faults"}, self, &control_api::add_portal_fault);
  to.add({"DELETE", "/api/control/portal/faults"}, self, &control_api::clear_portal_faults);
  to.add({"DELETE", "/api/control/portal/faults/{place}"}, self, &control_api::remove_portal_fault);
}

json::object control_api::clock_now() const {
  return {{"now", rfc3339(time_.wall())}, {"frozen", time_.frozen()}, {"ahead", decimal_seconds(time_.ahead())}};
}

http::response control_api::set_clock(const call& of) {
  const auto frozen = read_body(of, [](const yaml::node& from, diagnostics& found) {
    yaml::mapping_reader keys(from, found, "the body");
    const auto value = keys.boolean("frozen", yaml::need::required);
    keys.finish();
    return value.value_or(false);
  });
  if (!frozen) return frozen.error();
  *frozen ? time_.freeze() : time_.resume();
  return json_response(clock_now());
}

asio::awaitable<http::response> control_api::advance(std::shared_ptr<control_api> self, call of) {
  auto read = [](const yaml::node& from, diagnostics& found) {
    yaml::mapping_reader keys(from, found, "the body");
    const auto by = keys.length("by", yaml::need::required, longest_advance);
    keys.finish();
    return by.value_or(duration::zero());
  };
  const auto by = read_body(of, read);
  if (!by) co_return by.error();
  const bool moved = co_await self->time_.advance(*by);
  if (!moved) co_return error_response(400, "by: world time goes no further than " + rfc3339(self->time_.latest()));
  co_return json_response(self->clock_now());
}

http::response control_api::policy(const call&) {
  return json_response(portal::to_json(mocks_.portal().model().rules()));
}

http::response control_api::change_policy(const call& of) {
  auto rules = mocks_.portal().model().rules();
  const auto changed = read_body(of, [&rules](const yaml::node& from, diagnostics& found) {
    portal::apply(rules, from, found);
    return true;
  });
  if (!changed) return changed.error();
  mocks_.set_policy(rules);
  return policy(of);
}

http::response control_api::defects(const call&) { return json_response(all_of(mocks_.portal().model().defects())); }

http::response control_api::set_defects(const call& of) {
  const auto wanted = read_body(of, read_defects);
  if (!wanted) return wanted.error();
  mocks_.portal().model().set_defects(*wanted);
  return defects(of);
}

asio::awaitable<http::response> control_api::subscribers(std::shared_ptr<control_api> self) {
  std::vector<portal::person> known;
  const auto& people = self->mocks_.portal().model().people();
  known.reserve(people.size());
  std::ranges::copy_if(people, std::back_inserter(known), [](const auto& one) { return !one.invented; });
  auto listed = [known = std::move(known)] {
    json::array all;
    all.reserve(known.size());
    for (const auto& one : known) all.push_back(portal::to_json(one));
    return json_response(json::object{{"subscribers", std::move(all)}});
  };
  co_return co_await ports::beside(self->world_, std::move(listed));
}

http::response control_api::add_subscriber(const call& of) {
  auto& model = mocks_.portal().model();
  const auto who = read_body(of, [&model](const yaml::node& from, diagnostics& found) {
    auto read = portal::read_subscriber(from, model.rules().identifiers, found);
    const auto knows = [&](const std::string& number) {
      found.push_back({"duplicate-subscriber", "the portal knows " + number, from.span, {}, {}});
    };
    if (read && model.subscriber_with(read->amo)) knows("the AMO number " + read->amo);
    if (read && model.subscriber_at(read->issuer, read->registration)) knows(read->issuer + " " + read->registration);
    return read.value_or(portal::subscriber{});
  });
  if (!who) return who.error();
  model.add_subscriber(*who);
  return json_response(portal::to_json(model.people().back()), 201);
}

asio::awaitable<http::response> control_api::remove_subscriber(std::shared_ptr<control_api> self, call of) {
  const auto& amo = of.path.at("amo");
  if (!self->mocks_.portal().model().remove_subscriber(amo))
    co_return error_response(404, "the portal knows no AMO number " + to_utf8(amo));
  co_return co_await subscribers(self);
}

http::response control_api::smtp_sessions(const call&) {
  json::array all;
  for (const auto& one : mocks_.smtp().sessions()) {
    all.push_back(json::object{{"number", one.number},
                               {"began", rfc3339(epoch() + one.began)},
                               {"ended", rfc3339(epoch() + one.ended)},
                               {"mails", one.mails},
                               {"encrypted", one.encrypted}});
  }
  return json_response(json::object{{"sessions", std::move(all)}});
}

http::response control_api::smtp_session(const call& of) {
  const auto number = whole(of.path.at("number"));
  const auto& all = mocks_.smtp().sessions();
  const auto one = std::ranges::find(all, number.value_or(0), &smtp::session_record::number);
  if (one == all.end()) return error_response(404, "there is no SMTP session " + to_utf8(of.path.at("number")));
  return text_response("text/plain; charset=utf-8", to_utf8(one->transcript));
}

http::response control_api::smtp_faults(const call&) {
  json::array all;
  for (const auto& one : mocks_.smtp().faults().items()) all.push_back(to_json(one));
  return json_response(json::object{{"faults", std::move(all)}});
}

http::response control_api::add_smtp_fault(const call& of) {
  constexpr std::size_t most = 100;
  auto& plan = mocks_.smtp().faults();
  auto wanted = read_body(of, read_smtp_fault);
  if (!wanted) return wanted.error();
  if (plan.items().size() >= most) return error_response(409, "there are 100 faults already: DELETE them first");
  plan.add(std::move(*wanted));
  return smtp_faults(of);
}

http::response control_api::remove_smtp_fault(const call& of) {
  const auto& place = of.path.at("place");
  if (!take_away(mocks_.smtp().faults(), place)) return no_such_fault(place);
  return smtp_faults(of);
}

http::response control_api::clear_smtp_faults(const call& of) {
  mocks_.smtp().faults().clear();
  return smtp_faults(of);
}

http::response control_api::portal_faults(const call&) {
  json::array all;
  for (const auto& one : mocks_.portal().faults().items()) all.push_back(to_json(one));
  return json_response(json::object{{"faults", std::move(all)}});
}

http::response control_api::add_portal_fault(const call& of) {
  auto& plan = mocks_.portal().faults();
  auto wanted = read_body(of, read_portal_fault);
  if (!wanted) return wanted.error();
  if (plan.items().size() >= portal::fault_plan::most) {
    return error_response(409, "there are 100 faults already: DELETE them first");
  }
  plan.add(std::move(*wanted));
  return portal_faults(of);
}

http::response control_api::remove_portal_fault(const call& of) {
  const auto& place = of.path.at("place");
  if (!take_away(mocks_.portal().faults(), place)) return no_such_fault(place);
  return portal_faults(of);
}

http::response control_api::clear_portal_faults(const call& of) {
  mocks_.portal().faults().clear();
  return portal_faults(of);
}

asio::awaitable<http::response> control_api::reset(std::shared_ptr<control_api> self, call of) {
  if (!of.what.body.empty()) {
    const auto nothing = read_body(of, [](const yaml::node& from, diagnostics& found) {
      yaml::mapping_reader(from, found, "the body of a reset").finish();
      return true;
    });
    if (!nothing) co_return nothing.error();
  }
  auto begin = [all = self->mocks_.beginning()] { return portal::population(*all); };
  auto people = co_await ports::beside(self->world_, std::move(begin));
  ports::dispose_beside(self->world_, self->mocks_.reset(std::move(people)));
  co_return json_response(json::object{{"reset", true}});
}

}  // namespace parcours::mocks::control
