// The names of events and the keys of their lines: one list for who writes them and who reads them. Internal to this
// library.
#pragma once

#include "harness/events/event.hpp"

#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <variant>

namespace parcours::events {

inline constexpr std::array<std::string_view, 4> verdict_names{"passed", "failed", "error", "skipped"};
// In the order of the alternatives of `event`.
inline constexpr std::array<std::string_view, std::variant_size_v<event>> event_names{
    "run_started",     "journey_planned", "journey_started", "step_finished", "journey_finished",
    "run_interrupted", "run_finished",    "log_closed",      "step_started",  "http_exchanged",
    "page_shown",      "mail_received",   "captcha_checked", "time_moved",    "evidence_cut"};

template <class E, class Of>
concept of = std::same_as<std::remove_const_t<E>, Of>;

/// What is written as an object within an event.
template <class T>
concept part_of_event = std::same_as<T, place> || std::same_as<T, problem> || std::same_as<T, finding> ||
                        std::same_as<T, content> || std::same_as<T, header_field> || std::same_as<T, form_field>;

inline constexpr std::string_view number_key = "n";

// Each type names its keys once; the writer, the reader and the redactor walk through them, in this order.
template <class V>
void walk(V& v, of<place> auto& e) {
  v("file", e.file), v("line", e.line), v("column", e.column);
}
template <class V>
void walk(V& v, of<finding> auto& e) {
  v("message", e.message), v("expected", e.expected), v("seen", e.seen), v("where", e.where);
}
template <class V>
void walk(V& v, of<problem> auto& e) {
  v("kind", e.kind), v("message", e.message), v("expected", e.expected), v("seen", e.seen), v("where", e.where);
  v("page", e.page), v("mail", e.mail), v("attachments", e.attachments), v("further", e.further);
}
template <class V>
void walk(V& v, of<run_started> auto& e) {
  v("version", e.version), v("seed", e.seed), v("world", e.world), v("target", e.target), v("hostname", e.hostname);
  v("at_us", e.at), v("planned", e.planned), v("again", e.again);
}
template <class V>
void walk(V& v, of<journey_planned> auto& e) {
  v("file", e.file), v("classname", e.classname), v("name", e.name), v("tags", e.tags), v("line", e.line);
  v("cases", e.cases), v("repeats", e.repeats), v("order", e.order);
}
template <class V>
void walk(V& v, of<journey_started> auto& e) {
  v("id", e.id), v("file", e.file), v("classname", e.classname), v("name", e.name), v("tags", e.tags);
  v("line", e.line), v("attempt", e.attempt), v("order", e.order), v("synthetic", e.synthetic), v("at_us", e.at);
}
template <class V>
void walk(V& v, of<step_finished> auto& e) {
  v("id", e.id), v("attempt", e.attempt), v("index", e.index), v("title", e.title), v("where", e.where);
  v("verdict", e.verdict), v("took_us", e.took);
}
template <class V>
void walk(V& v, of<journey_finished> auto& e) {
  v("id", e.id), v("attempt", e.attempt), v("verdict", e.verdict), v("took_us", e.took), v("problem", e.problem);
  v("skip_reason", e.skip_reason), v("last", e.last);
}
template <class V>
void walk(V& v, of<content> auto& e) {
  v("type", e.type), v("size", e.size), v("sha256", e.sha256);
}
template <class V>
void walk(V& v, of<header_field> auto& e) {
  v("name", e.name), v("value", e.value);
}
template <class V>
void walk(V& v, of<form_field> auto& e) {
  v("label", e.label), v("name", e.name), v("kind", e.kind), v("value", e.value);
}
// What all evidence begins with.
template <class V>
void walk_context(V& v, auto& e) {
  v("id", e.id), v("attempt", e.attempt);
  v("step", e.when.step), v("at_us", e.when.at), v("elapsed_us", e.when.elapsed);
}
template <class V>
void walk(V& v, of<step_started> auto& e) {
  walk_context(v, e), v("title", e.title), v("where", e.where);
}
template <class V>
void walk(V& v, of<http_exchanged> auto& e) {
  walk_context(v, e), v("took_us", e.took), v("by", e.by), v("browser", e.browser), v("method", e.method);
  v("url", e.url), v("sent", e.sent), v("request", e.request), v("status", e.status), v("received", e.received);
  v("response", e.response), v("error", e.error);
}
template <class V>
void walk(V& v, of<page_shown> auto& e) {
  walk_context(v, e), v("browser", e.browser), v("url", e.url), v("status", e.status), v("title", e.title);
  v("source", e.source), v("text", e.text), v("fields", e.fields);
}
template <class V>
void walk(V& v, of<mail_received> auto& e) {
  walk_context(v, e), v("from", e.from), v("to", e.to), v("subject", e.subject), v("raw", e.raw);
  v("transcript", e.transcript), v("code", e.code);
}
template <class V>
void walk(V& v, of<captcha_checked> auto& e) {
  walk_context(v, e), v("provider", e.provider), v("outcome", e.outcome), v("status", e.status);
  v("error_codes", e.error_codes), v("site_key", e.site_key), v("action", e.action), v("hostname", e.hostname);
}
template <class V>
void walk(V& v, of<time_moved> auto& e) {
  walk_context(v, e), v("by_us", e.by), v("why", e.why);
}
template <class V>
void walk(V& v, of<evidence_cut> auto& e) {
  v("id", e.id), v("attempt", e.attempt), v("events", e.events), v("bytes", e.bytes), v("limit", e.limit);
}
template <class V>
void walk(V& v, of<run_interrupted> auto& e) {
  v("at_us", e.at);
}
template <class V>
void walk(V& v, of<run_finished> auto& e) {
  v("at_us", e.at), v("took_us", e.took), v("stopped", e.stopped);
}
template <class V>
void walk(V& v, of<log_closed> auto& e) {
  v("lines", e.lines), v("sha256", e.sha256);
}

}  // namespace parcours::events
