#include "mocks/world/snapshot.hpp"

#include "harness/base/text.hpp"
#include "mocks/world/image.hpp"

#include <boost/json/monotonic_resource.hpp>
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

void replace(auto& plan, random_source chance, auto& items) {
  plan.clear();
  plan.random() = chance;
  for (auto& one : items) plan.add(std::move(one));
}

// All that a document holds, read and found consistent.
struct read_world {
  portal::policy rules;
  portal::defect_set defects;
  image parts;
  portal::population people;
};

// Returns who was there before.
portal::population apply(mock_world& to, read_world read, ports::steered_clock& time) {
  auto& from = read.parts;
  auto& portal = to.portal();
  to.set_policy(read.rules);
  portal.model().set_defects(read.defects);
  auto before = portal.model().restore(std::move(from.portal), std::move(read.people));
  portal.mail_ids() = from.mail_ids;
  replace(portal.faults(), from.portal_chance, from.portal_faults);
  portal.restore_exchanges(std::move(from.requests), from.requests_seen);
  to.captcha().state().restore(std::move(from.captcha));
  to.captcha().set_faults(from.captcha_faults);
  replace(to.smtp().faults(), from.smtp_chance, from.smtp_faults);
  replace(to.smtp().chaos(), from.chaos_chance, from.chaos);
  to.mailbox().restore(std::move(from.mails));
  to.smtp().cut_off();
  to.smtp().notify();
  from.frozen ? time.freeze() : time.resume();
  return before;
}

std::unexpected<error> too_large(std::size_t most) {
  return fail("snapshot-too-large",
              fmt::format("a snapshot would have more than {} bytes (--snapshot-max-size): delete "
                          "mails, or keep fewer (--keep)",
                          most));
}

// Of a copy of the world, made at `now`.
result<std::string> written(const image& from, const json::value& policy, duration now, std::size_t most) {
  archive_writer parts(now);
  fields(parts, from);
  json::object made{{"parcours_snapshot", version}, {"policy", policy}};
  made["world"] = parts.take();
  auto text = json::serialize(made);
  if (text.size() <= most) return text;
  return too_large(most);
}

result<read_world> read(std::string_view document, duration now, std::size_t most) {
  if (document.size() > most)
    return fail("snapshot-too-large", fmt::format("a snapshot has at most {} bytes (--snapshot-max-size)", most));
  if (const auto wrong = yaml::fault_of_json(document, {most_values, most_members}))
    return bad(wrong->place + ": " + wrong->what);
  json::monotonic_resource memory;  // given back in one
  const auto tree = json::parse({document.data(), document.size()}, &memory);
  const auto* whole = tree.if_object();
  const auto* marked = whole ? whole->if_contains("parcours_snapshot") : nullptr;
  if (marked == nullptr || *marked != version) return bad(R"("parcours_snapshot" must be 1)");
  const auto* policy = whole->if_contains("policy");
  const auto* world = whole->if_contains("world");
  if (policy == nullptr || world == nullptr || whole->size() != 3) {
    return bad("it has the members parcours_snapshot, policy and world");
  }
  auto rules = policy_in(*policy);
  if (!rules) return std::unexpected(rules.error());
  read_world made;
  made.rules = std::move(*rules);
  std::optional<archive_fault> found;
  {
    archive_reader reader(*world, "world", now, found);
    fields(reader, made.parts);
  }
  if (!found) {
    found = inconsistency(made.parts);
    if (found) found->place.insert(0, "world.");
  }
  if (found) return bad(found->place + " " + found->what);
  auto defects = defects_in(made.parts.defects);
  if (!defects) return std::unexpected(defects.error());
  made.defects = *defects;
  made.people = portal::population(std::move(made.parts.portal.people));
  return made;
}

// Whether the mails alone are too much: then nothing is copied.
bool is_too_large(mock_world& of) { return of.mailbox().bytes() > of.chosen().largest_snapshot; }

}  // namespace

result<void> snapshot_watch::feed(std::string_view more) {
  if (const auto wrong = check_.feed(more)) return bad(wrong->place + ": " + wrong->what);
  return {};
}

result<std::string> snapshot(mock_world& of, ports::steered_clock& time) {
  const auto most = of.chosen().largest_snapshot;
  if (is_too_large(of)) return too_large(most);
  return written(image_of(of, time), portal::to_json(of.portal().model().rules()), time.now(), most);
}

boost::asio::awaitable<result<std::string>> take_snapshot(ports::env world, mock_world& of,
                                                          ports::steered_clock& time) {
  const auto most = of.chosen().largest_snapshot;
  if (is_too_large(of)) co_return too_large(most);
  auto write = [copy = image_of(of, time), policy = json::value(portal::to_json(of.portal().model().rules())),
                now = time.now(), most] { return written(copy, policy, now, most); };
  co_return co_await ports::beside(world, std::move(write));
}

result<void> restore(mock_world& to, std::string_view document, ports::steered_clock& time) {
  auto made = read(document, time.now(), to.chosen().largest_snapshot);
  if (!made) return std::unexpected(made.error());
  (void)apply(to, std::move(*made), time);
  return {};
}

boost::asio::awaitable<result<void>> put_back(ports::env world, mock_world& to, std::string document,
                                              ports::steered_clock& time) {
  auto look = [text = std::move(document), now = time.now(), most = to.chosen().largest_snapshot] {
    return read(text, now, most);
  };
  auto made = co_await ports::beside(world, std::move(look));
  if (!made) co_return std::unexpected(made.error());
  ports::dispose_beside(world, apply(to, std::move(*made), time));
  co_return result<void>();
}

}  // namespace parcours::mocks::world
