// The contents of a snapshot, part by part, as the archive writes and reads them.
#pragma once

#include "mocks/world/archive.hpp"
#include "mocks/world/limits.hpp"
#include "mocks/world/world.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::world {

/// The requests of one session that a fault has matched.
struct marked_fault {
  std::uint64_t key = 0;
  std::uint64_t value = 0;
};
/// The DSN parameters of one recipient, by its index.
struct marked_request {
  std::size_t recipient = 0;
  parcours::smtp::delivery_request what;
};

template <class Map, class Entry>
std::vector<Entry> entries(const Map& from) {
  std::vector<Entry> all;
  all.reserve(from.size());
  for (const auto& [key, value] : from) all.push_back({key, value});
  return all;
}

/// The state of the world at one moment, except its policy.
struct image {
  std::string taken_at;
  bool frozen = false;
  std::vector<std::string> defects;
  portal::model_image portal;
  random_source mail_ids{0};
  std::uint64_t requests_seen = 0;
  std::deque<portal::exchange> requests;
  random_source portal_chance{0};
  std::vector<portal::fault_plan::planned> portal_faults;
  smtp::mailbox::image mails;
  random_source smtp_chance{0};
  std::vector<parcours::smtp::fault> smtp_faults;
  random_source chaos_chance{0};
  std::vector<parcours::smtp::fault> chaos;
  captcha::model::image captcha;
  captcha::faults captcha_faults;
};

/// Errors that concern several parts: numbers out of order, references to nothing, impossible faults. Returns the first
/// one.
[[nodiscard]] std::optional<archive_fault> inconsistency(const image& in);

// Found by the archive through argument-dependent lookup in this namespace.

void fields(auto& with, any_of<random_source> auto& one) {
  std::uint64_t seed = one.seed();
  std::uint64_t position = one.position();
  with.value("seed", seed);
  with.value("position", position);
  if constexpr (std::remove_reference_t<decltype(with)>::reads) one = random_source(seed, position);
}

/// A random generator of its own, if it has one.
void schedule_fields(auto& with, auto& one) {
  with.value("skip", one.skip);
  with.value("times", one.times);
  with.value("probability", one.probability, 0, 100);
  bool own = one.random.has_value();
  auto random = one.random.value_or(random_source(0));
  with.value("seeded", own);
  with.value("random", random);
  if constexpr (std::remove_reference_t<decltype(with)>::reads) {
    one.random = own ? std::optional(random) : std::nullopt;
  }
}

void fields(auto& with, any_of<std::pair<std::string, std::string>> auto& one) {
  with.value("name", one.first);
  with.value("value", one.second);
}

void fields(auto& with, any_of<marked_fault> auto& one) {
  with.value("session", one.key);
  with.value("requests", one.value);
}

void fields(auto& with, any_of<marked_request> auto& one) {
  with.value("recipient", one.recipient);
  with.value("notify", one.what.notify);
  with.value("original", one.what.original);
}

// -- the portal

void fields(auto& with, any_of<portal::issued_code> auto& one) {
  with.value("value", one.value);
  with.value("request", one.request);
  with.time("at", one.at);
  with.value("voided", one.voided);
  with.value("used", one.used);
}

void fields(auto& with, any_of<portal::person> auto& one) {
  with.value("name", one.data.name);
  with.value("amo", one.data.amo);
  with.value("affiliation", one.data.affiliation);
  with.value("issuer", one.data.issuer);
  with.value("registration", one.data.registration);
  with.value("rib", one.data.rib);
  with.value("e_mandat", one.data.e_mandat);
  with.name("paid_by", one.data.paid_by, portal::payment_modes);
  with.value("email", one.data.email_on_file);
  with.value("active_before", one.data.active);
  with.value("active", one.account.active);
  with.value("activations", one.account.activations);
  with.value("resets", one.account.resets);
  with.value("invented", one.invented);
  with.value("codes", one.codes);
  with.times("sendings", one.sendings);
}

void state_field(auto& with, std::string_view key, auto& at) { with.name(key, at, enum_names<portal::state>); }

inline std::optional<std::string_view> known_text(std::string_view id) {
  const auto& all = portal::texts_in(portal::language::french).all();
  const auto found = all.find(id);
  return found == all.end() ? std::nullopt : std::optional<std::string_view>(found->first);
}

inline std::optional<std::string_view> known_field(std::string_view name) {
  if (name.empty()) return std::string_view();
  const auto known = enum_named<portal::field_id>(name);
  return known ? std::optional(name_of(*known)) : std::nullopt;
}

void fields(auto& with, any_of<portal::said> auto& one) {
  with.word("message", one.message, known_text);
  with.word("field", one.field, known_field);
  with.value("error", one.error);
}

void fields(auto& with, any_of<portal::model_image::visit> auto& one) {
  with.value("id", one.id);
  with.value("number", one.data.number);
  with.value("csrf", one.data.csrf);
  with.name("flow", one.data.flow, portal::flow_names);
  state_field(with, "at", one.data.at);
  with.time("seen", one.data.seen);
  with.value("person", one.who);
  with.value("email", one.data.email);
  with.value("tries", one.data.tries);
  state_field(with, "said_on", one.data.said_on);
  with.value("messages", one.data.messages);
  with.value("entered", one.data.entered);
}

void fields(auto& with, any_of<portal::journal_entry> auto& one) {
  with.value("number", one.number);
  with.value("session", one.session);
  with.time("at", one.at);
  with.value("event", one.event);
  with.value("detail", one.detail);
}

void fields(auto& with, any_of<portal::model_image> auto& one) {
  with.value("random", one.random);
  with.value("people", one.people);
  with.value("visits", one.visits);
  with.value("opened", one.opened, 0, largest_number);
  with.value("codes_issued", one.codes_issued, 0, largest_number);
  with.value("passed_tokens", one.passed_tokens);
  with.value("journal", one.journal);
  with.value("noted", one.noted, 0, largest_number);
}

void fields(auto& with, any_of<portal::exchange> auto& one) {
  with.value("number", one.number);
  with.value("session", one.session);
  with.time("at", one.at);
  with.length("took", one.took);
  with.value("method", one.method);
  with.value("path", one.path);
  with.value("fields", one.fields);
  with.value("status", one.status);
  with.value("fault", one.fault);
}

void fields(auto& with, any_of<portal::delay_law> auto& one) {
  with.name("law", one.law, portal::delay_law::kind_names);
  with.length("low", one.low, portal::delay_law::longest);
  with.length("high", one.high, portal::delay_law::longest);
  with.value("sigma", one.sigma);
}

void fields(auto& with, any_of<portal::fault_plan::planned> auto& one) {
  with.value("path", one.what.path);
  with.value("method", one.what.method);
  with.value("session", one.what.session);
  with.value("each_session", one.what.each_session);
  with.name("abort", one.what.abort, portal::abort_names);
  with.value("status", one.what.status, 0, 599);
  with.value("retry_after", one.what.retry_after);
  with.value("delay", one.what.delay);
  with.value("pieces", one.what.pieces.count, 1, 1000);
  with.length("over", one.what.pieces.over, portal::delay_law::longest);
  with.value("handled", one.what.handled);
  schedule_fields(with, one.what.when);
  with.value("struck", one.struck);
  auto seen = entries<decltype(one.seen), marked_fault>(one.seen);
  with.value("seen", seen);
  if constexpr (std::remove_reference_t<decltype(with)>::reads) {
    for (const auto& entry : seen) one.seen.emplace(entry.key, entry.value);
  }
}

// -- mails

void fields(auto& with, any_of<smtp::stored_mail> auto& one) {
  with.value("id", one.id);
  with.value("from", one.who.from);
  with.value("to", one.who.to);
  with.value("login", one.who.login);
  with.value("submitter", one.who.submitter);
  with.value("return_content", one.who.return_content);
  with.value("envelope_id", one.who.id);
  auto requests = entries<decltype(one.who.requests), marked_request>(one.who.requests);
  with.value("delivery_requests", requests);
  if constexpr (std::remove_reference_t<decltype(with)>::reads) {
    for (auto& entry : requests) one.who.requests.emplace(entry.recipient, std::move(entry.what));
  }
  with.value("bytes", one.bytes);
  with.value("transcript", one.transcript);
  with.time("received_at", one.received_at);
  with.time("visible_at", one.visible_at);
  with.value("read", one.read);
  with.value("tags", one.tags);
}

void fields(auto& with, any_of<smtp::mailbox::image> auto& one) {
  with.value("last", one.last, 0, largest_number);
  with.value("visible", one.visible);
  with.value("on_its_way", one.on_its_way);
}

void fields(auto& with, any_of<parcours::smtp::fault> auto& one) {
  with.name("at", one.at, parcours::smtp::stage_names);
  with.value("code", one.code, 0, 599);
  with.value("text", one.text);
  with.value("address", one.address);
  with.value("drop", one.drop_connection);
  with.length("delay", one.delay, portal::delay_law::longest);
  with.value("verb", one.verb);
  with.value("command", one.command);
  with.value("after_octets", one.after_octets);
  schedule_fields(with, one.when);
}

// -- the captcha provider

void provider_field(auto& with, std::string_view key, auto& which) {
  static const auto names = [] {
    std::vector<std::string_view> all;
    for (const auto& one : captcha::all_providers()) all.push_back(one.name);
    return all;
  }();
  with.name(key, which, names);
}

void fields(auto& with, any_of<captcha::verification> auto& one) {
  with.time("at", one.at);
  with.value("passed", one.passed);
  with.value("error_codes", one.error_codes);
  bool known = one.minted.has_value();
  with.value("minted_known", known);
  auto minted = one.minted.value_or(one.at);
  with.time("minted", minted);
  if constexpr (std::remove_reference_t<decltype(with)>::reads)
    one.minted = known ? std::optional(minted) : std::nullopt;
  with.value("number", one.number);
  provider_field(with, "to", one.to);
  with.value("site_key", one.site_key);
  with.value("remote_ip", one.remote_ip);
  with.value("session", one.session);
  with.value("score", one.score);
  with.value("action", one.action);
  with.value("custom_data", one.custom_data);
  with.value("hostname", one.hostname);
  with.value("by_test_secret", one.by_test_secret);
  with.value("status", one.status, 0, 599);
  with.value("dropped", one.dropped);
}

void fields(auto& with, any_of<std::pair<std::string, captcha::model::token>> auto& one) {
  auto& held = one.second;
  with.value("token", one.first);
  auto provider = held.of.provider.value_or(captcha::provider::recaptcha);
  provider_field(with, "provider", provider);
  if constexpr (std::remove_reference_t<decltype(with)>::reads) held.of.provider = provider;
  with.value("site_key", held.of.site_key);
  with.value("score", held.of.score);
  with.value("action", held.of.action);
  with.value("custom_data", held.of.custom_data);
  with.value("hostname", held.of.hostname);
  with.name("fares", held.fares, captcha::outcome_names);
  with.time("minted", held.minted);
  with.value("used", held.used);
  with.value("idempotency_key", held.idempotency_key);
  with.value("answer", held.answer);
}

void fields(auto& with, any_of<captcha::plan> auto& one) {
  with.name("outcome", one.what, captcha::plan::kind_names);
  with.value("score", one.score);
  with.length("delay", one.delay, portal::delay_law::longest);
  with.value("status", one.status, 0, 599);
  with.value("drop", one.drop);
  with.value("site_key", one.site_key);
  with.value("session", one.session);
  schedule_fields(with, one.when);
}

void fields(auto& with, any_of<captcha::model::image> auto& one) {
  with.value("random", one.random);
  with.value("tokens", one.tokens);
  with.value("outcomes", one.plans);
  with.value("asked", one.asked, 0, largest_number);
  with.value("verified", one.verified, 0, largest_number);
  with.value("checks", one.checks);
}

void fields(auto& with, any_of<captcha::faults> auto& one) {
  with.length("delay", one.delay, portal::delay_law::longest);
  with.value("status", one.status, 0, 599);
  with.value("refusal_status", one.refusal_status, 200, 599);
}

void fields(auto& with, any_of<image> auto& one) {
  with.value("taken_at", one.taken_at);
  with.value("frozen", one.frozen);
  with.value("defects", one.defects);
  with.value("portal", one.portal);
  with.value("mail_ids", one.mail_ids);
  with.value("requests_seen", one.requests_seen, 0, largest_number);
  with.value("requests", one.requests);
  with.value("portal_chance", one.portal_chance);
  with.value("portal_faults", one.portal_faults);
  with.value("mailbox", one.mails);
  with.value("smtp_chance", one.smtp_chance);
  with.value("smtp_faults", one.smtp_faults);
  with.value("chaos_chance", one.chaos_chance);
  with.value("chaos", one.chaos);
  with.value("captcha", one.captcha);
  with.value("captcha_faults", one.captcha_faults);
}

}  // namespace parcours::mocks::world
