#include "mocks/world/snapshot.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/json.hpp"
#include "mocks/world/image.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <vector>

namespace parcours::mocks::world {

namespace json = boost::json;

namespace {

constexpr std::uint64_t version = 1;

image image_of(mock_world& world, ports::steered_clock& time) {
  image made;
  made.taken_at = rfc3339(time.wall());
  made.frozen = time.frozen();
  auto& portal = world.portal();
  for (const auto& one : portal::all_defects()) {
    if (portal.model().defects().has(one.id)) made.defects.emplace_back(one.name);
  }
  made.portal = portal.model().save();
  made.mail_ids = portal.mail_ids();
  made.requests_seen = portal.exchanges().last();
  made.requests = portal.exchanges().all();
  made.portal_chance = portal.faults().random();
  made.portal_faults = portal.faults().items();
  made.mails = world.mailbox().save(time.now());
  made.smtp_chance = world.smtp().faults().random();
  made.smtp_faults = world.smtp().faults().items();
  made.chaos_chance = world.smtp().chaos().random();
  made.chaos = world.smtp().chaos().items();
  made.captcha = world.captcha().state().save();
  made.captcha_faults = world.captcha().injected();
  return made;
}

std::unexpected<error> bad(const std::string& what) { return fail("bad-snapshot", "not a snapshot: " + what); }

result<portal::policy> policy_in(const json::value& from) {
  diagnostics found;
  const auto file = std::make_shared<const source_file>(source_file{"policy", json::serialize(from)});
  portal::policy made;
  if (const auto tree = yaml::read_json(file, found)) portal::apply(made, *tree, found);
  if (found.empty()) return made;
  return bad(render(found));
}

result<portal::defect_set> defects_in(const std::vector<std::string>& names) {
  portal::defect_set made;
  for (const auto& name : names) {
    const auto known = portal::defect_named(name);
    if (!known) return bad("defects: there is none called " + name);
    made.insert(*known);
  }
  return made;
}

void put_back(auto& plan, random_source chance, auto& items) {
  plan.clear();
  plan.random() = chance;
  for (auto& one : items) plan.add(std::move(one));
}

void apply(mock_world& to, image from, ports::steered_clock& time) {
  auto& portal = to.portal();
  portal.model().restore(std::move(from.portal));
  portal.mail_ids() = from.mail_ids;
  put_back(portal.faults(), from.portal_chance, from.portal_faults);
  portal.restore_exchanges(std::move(from.requests), from.requests_seen);
  to.captcha().state().restore(std::move(from.captcha));
  to.captcha().set_faults(from.captcha_faults);
  put_back(to.smtp().faults(), from.smtp_chance, from.smtp_faults);
  put_back(to.smtp().chaos(), from.chaos_chance, from.chaos);
  to.mailbox().restore(std::move(from.mails));
  to.smtp().cut_off();
  to.smtp().notify();
  from.frozen ? time.freeze() : time.resume();
}

}  // namespace

result<std::string> snapshot(mock_world& of, ports::steered_clock& time) {
  archive_writer parts(time.now());
  fields(parts, static_cast<const image&>(image_of(of, time)));
  json::object made{{"parcours_snapshot", version}, {"policy", portal::to_json(of.portal().model().rules())}};
  made["world"] = parts.take();
  auto text = json::serialize(made);
  if (text.size() <= largest_snapshot) return text;
  return fail("snapshot-too-large",
              fmt::format("the snapshot would have {} MiB, and at most {} can be restored: delete "
                          "mails, or keep fewer (--keep)",
                          text.size() >> 20U, largest_snapshot >> 20U));
}

result<void> restore(mock_world& to, std::string_view document, ports::steered_clock& time) {
  if (document.size() > largest_snapshot) return fail("snapshot-too-large", "a snapshot has at most 64 MiB");
  if (const auto wrong = yaml::fault_of_json(document)) return bad(wrong->place + ": " + wrong->what);
  const auto read = json::parse({document.data(), document.size()});
  const auto* whole = read.if_object();
  const auto* marked = whole ? whole->if_contains("parcours_snapshot") : nullptr;
  if (marked == nullptr || *marked != version) return bad(R"("parcours_snapshot" must be 1)");
  const auto* policy = whole->if_contains("policy");
  const auto* world = whole->if_contains("world");
  if (policy == nullptr || world == nullptr || whole->size() != 3) {
    return bad("it has the members parcours_snapshot, policy and world");
  }
  auto rules = policy_in(*policy);
  if (!rules) return std::unexpected(rules.error());
  std::optional<archive_fault> found;
  image parts;
  {
    archive_reader reader(*world, "world", time.now(), found);
    fields(reader, parts);
  }
  if (!found) {
    found = inconsistency(parts);
    if (found) found->place.insert(0, "world.");
  }
  if (found) return bad(found->place + " " + found->what);
  auto defects = defects_in(parts.defects);
  if (!defects) return std::unexpected(defects.error());
  to.set_policy(*rules);
  to.portal().model().set_defects(*defects);
  apply(to, std::move(parts), time);
  return {};
}

}  // namespace parcours::mocks::world
