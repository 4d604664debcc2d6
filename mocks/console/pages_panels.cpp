// The panels of the console's page: the lists of what happened, and the controls.

#include "harness/base/text.hpp"
#include "mocks/console/fault_words.hpp"
#include "mocks/console/page_data.hpp"
#include "mocks/console/pages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::mocks::console {

std::string rendered(std::string_view source, const mustache::data& values) {
  return mustache::mustache{std::string(source)}.render(values);
}

mustache::data listed(const std::string& name, const mustache::list& items) {
  mustache::data values;
  values.set("any", !items.empty());
  values.set(name, mustache::data(items));
  return values;
}

void set_number(mustache::data& to, const std::string& name, std::uint64_t number) {
  if (number != 0) to.set(name, std::to_string(number));
}

void set_text(mustache::data& to, const std::string& name, std::string_view text) {
  if (!text.empty()) to.set(name, std::string(text));
}

std::string age(duration length) {
  using namespace std::chrono_literals;
  if (length < 1min) return fmt::format("{} s", std::max(length, duration::zero()) / 1s);
  return length < 1h ? fmt::format("{} min", length / 1min) : fmt::format("{} h", length / 1h);
}

std::string pages::milliseconds(duration at) const {
  const auto wall = world_.time.wall() - world_.time.now() + at;
  return std::to_string(std::chrono::floor<std::chrono::milliseconds>(wall).time_since_epoch().count());
}

pages::data pages::when(duration at) const {
  constexpr std::size_t date = sizeof("2026-01-31T") - 1;
  constexpr std::size_t clock = sizeof("09:30:00.000") - 1;
  const auto full = rfc3339(world_.time.wall() - world_.time.now() + at);
  data values;
  values.set("full", full);
  values.set("clock", full.substr(date, clock));
  values.set("second", full.substr(date, clock - sizeof(".000") + 1));
  values.set("ms", milliseconds(at));
  return values;
}

pages::data pages::captcha(std::uint64_t of_visit) {
  return newest("checks", mocks_.captcha().state().checks(), of_visit, [this](const auto& one) {
    data check;
    check.set("key", std::to_string(one.number));
    check.set("at", when(one.at));
    set_number(check, "session", one.session);
    check.set("provider", std::string(captcha::traits_of(one.to).name));
    check.set("passed", one.passed);
    check.set("refused", one.has_verdict() && !one.passed);
    set_number(check, "status", one.status);
    check.set("dropped", one.dropped);
    set_text(check, "errors", to_utf8(fmt::format("{}", fmt::join(one.error_codes, ", "))));
    return check;
  });
}

pages::data pages::journal(std::uint64_t of_visit) {
  return newest("entries", mocks_.portal().model().journal(), of_visit, [this](const auto& one) {
    const session_story story = stories({one}).at(one.session);
    data entry;
    entry.set("key", std::to_string(one.number));
    entry.set("at", when(one.at));
    entry.set("session", std::to_string(one.session));
    entry.set("event", one.event);
    entry.set("detail", one.detail);
    entry.set("refused", !story.refused.empty());
    set_text(entry, "why", why_refused(story.refused));
    return entry;
  });
}

pages::data pages::requests(std::uint64_t of_visit) {
  return newest("entries", mocks_.portal().exchanges().all(), of_visit, [this](const auto& one) {
    data entry;
    entry.set("key", std::to_string(one.number));
    entry.set("at", when(one.at));
    set_number(entry, "session", one.session);
    entry.set("method", one.method);
    entry.set("path", to_utf8(one.path));
    set_number(entry, "status", one.status);
    entry.set("bad", one.status == 0 || one.status >= 400);
    set_text(entry, "fault", one.fault);
    set_text(entry, "fields", to_utf8(fmt::format("{}", fmt::join(one.fields, ", "))));
    entry.set("took", fmt::format("{} ms", one.took / std::chrono::milliseconds(1)));
    entry.set("happened", happened_at(one));
    return entry;
  });
}

// By world time: where it stands still, what other requests of the session brought is told as well.
pages::data pages::happened_at(const portal::exchange& one) const {
  mustache::list all;
  if (one.session == 0 || one.method != "POST") return data(all);
  for (const auto& event : mocks_.portal().model().journal()) {
    if (event.session != one.session || event.at < one.at || event.at > one.at + one.took) continue;
    data entry;
    entry.set("event", event.event);
    entry.set("detail", event.detail);
    set_text(entry, "why", why_refused(event.detail));
    all.push_back(entry);
  }
  return data(all);
}

pages::data pages::people() {
  mustache::list all;
  std::uint64_t more = 0;
  for (const auto& one : mocks_.portal().model().people()) {
    if (one.invented) continue;
    if (all.size() == rows) {
      ++more;
      continue;
    }
    const bool transfer = one.data.paid_by == portal::payment_mode::bank_transfer;
    data who;
    set_text(who, "name", to_utf8(one.data.name));
    set_text(who, "email", to_utf8(one.data.email_on_file));
    who.set("amo", to_utf8(one.data.amo));
    set_text(who, "issuer", to_utf8(one.data.issuer));
    set_text(who, "registration", to_utf8(one.data.registration));
    who.set("paid_by", transfer ? "RIB" : "e-mandat");
    who.set("payment", to_utf8(transfer ? one.data.rib : one.data.e_mandat));
    who.set("active", one.account.active);
    all.push_back(who);
  }
  data values = listed("people", all);
  set_number(values, "more", more);
  return values;
}

// What is spent strikes no more, and is told all the same.
std::uint64_t pages::faults_on() const {
  const auto strikes = [](const auto& one) {
    return one.what.when.times == schedule::always || one.what.each_session || one.struck < one.what.when.times;
  };
  const auto of_portal = std::ranges::count_if(mocks_.portal().faults().items(), strikes);
  const bool standing = !in_words(mocks_.captcha().injected()).empty();
  return mocks_.smtp().faults().items().size() + static_cast<std::uint64_t>(of_portal) +
         mocks_.captcha().state().plans().size() + (standing ? 1U : 0U);
}

pages::data pages::now() {
  auto values = data();
  values.set("now", when(world_.time.now()));
  values.set("frozen", time_.frozen());
  const auto ahead = std::chrono::floor<std::chrono::seconds>(time_.ahead());
  if (ahead > duration::zero()) values.set("ahead", format_duration(ahead));
  if (ahead < duration::zero()) values.set("behind", format_duration(-ahead));
  set_number(values, "faults", faults_on());
  const auto& defects = mocks_.portal().model().defects();
  const auto on = std::ranges::count_if(portal::all_defects(), [&](const auto& one) { return defects.has(one.id); });
  set_number(values, "defects", static_cast<std::uint64_t>(on));
  values.set("several_faults", faults_on() > 1);
  values.set("several_defects", on > 1);
  return values;
}

// With the newest code that still passes: its last second is what a tester wants to get to.
pages::data pages::clock() {
  const auto& model = mocks_.portal().model();
  const portal::issued_code* newest = nullptr;
  for (const auto& who : model.people()) {
    for (const auto& code : who.codes) {
      const bool live = !code.voided && !code.used && world_.time.now() < code.at + model.rules().code_ttl;
      if (live && (newest == nullptr || newest->at <= code.at)) newest = &code;
    }
  }
  data values;
  values.set("frozen", time_.frozen());
  if (newest == nullptr) return values;
  data code;
  code.set("session", std::to_string(newest->request));
  code.set("last", milliseconds(newest->at + model.rules().code_ttl - std::chrono::seconds(1)));
  code.set("until", milliseconds(newest->at + model.rules().code_ttl));
  code.set("time", when(newest->at + model.rules().code_ttl).get("second")->string_value());
  values.set("code", code);
  return values;
}

pages::data pages::defects() {
  mustache::list areas;
  const auto known = portal::all_defects();
  for (auto first = known.begin(); first != known.end();) {
    const auto last = std::find_if(first, known.end(), [&](const auto& one) { return one.area != first->area; });
    mustache::list defects;
    std::uint64_t on = 0;
    for (const auto& one : std::ranges::subrange(first, last)) {
      const bool is_on = mocks_.portal().model().defects().has(one.id);
      on += is_on ? 1U : 0U;
      data values;
      values.set("name", std::string(one.name));
      values.set("what", std::string(one.what));
      values.set("on", is_on);
      defects.push_back(values);
    }
    data area = listed("defects", defects);
    area.set("area", std::string(first->area));
    area.set("open", on != 0);
    set_number(area, "on", on);
    areas.push_back(area);
    first = last;
  }
  return listed("areas", areas);
}

pages::data pages::rules() {
  const auto& rules = mocks_.portal().model().rules();
  data values;
  values.set("code_ttl", format_duration(rules.code_ttl));
  values.set("code_tries", std::to_string(rules.code_tries));
  values.set("resend_after", format_duration(rules.resend_after));
  values.set("session_ttl", format_duration(rules.session_ttl));
  values.set("hide_unknown", rules.hide_unknown);
  return values;
}

namespace {

mustache::data fault_entry(const std::string& words, const char* method, const std::string& path) {
  mustache::data one;
  one.set("words", words);
  one.set("method", std::string(method));
  one.set("path", path);
  return one;
}

/// Each can be taken away by its place.
template <class All>
mustache::list fault_entries(const All& all, const std::string& path) {
  mustache::list entries;
  for (const auto& one : all) {
    entries.push_back(fault_entry(in_words(one), "DELETE", fmt::format("{}/{}", path, entries.size() + 1)));
  }
  return entries;
}

mustache::data fault_list(const mustache::list& entries, bool planned, const std::string& path,
                          const std::string& what) {
  auto values = listed("faults", entries);
  values.set("planned", planned);
  values.set("path", path);
  values.set("what", what);
  return values;
}

}  // namespace

pages::data pages::smtp_faults() {
  const std::string path = "/api/control/smtp/faults";
  const auto entries = fault_entries(mocks_.smtp().faults().items(), path);
  return fault_list(entries, !entries.empty(), path, "of the mail server");
}

pages::data pages::portal_faults() {
  const std::string path = "/api/control/portal/faults";
  const auto entries = fault_entries(mocks_.portal().faults().items(), path);
  return fault_list(entries, !entries.empty(), path, "of the portal");
}

// The standing faults too: they are taken away by setting none.
pages::data pages::captcha_plans() {
  const std::string path = "/api/control/captcha/outcomes";
  auto entries = fault_entries(mocks_.captcha().state().plans(), path);
  const bool planned = !entries.empty();
  const auto standing = in_words(mocks_.captcha().injected());
  if (!standing.empty()) entries.push_back(fault_entry(standing, "PUT", "/api/control/captcha/faults"));
  return fault_list(entries, planned, path, "of the captcha provider");
}

pages::data pages::captcha_faults() {
  const auto& faults = mocks_.captcha().injected();
  data values;
  values.set("status", std::to_string(faults.status));
  values.set("delay", format_duration(faults.delay));
  values.set("refusal_status", std::to_string(faults.refusal_status));
  return values;
}

}  // namespace parcours::mocks::console
