#include "mocks/console/fault_words.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace parcours::mocks::console {

namespace {

using words = std::vector<std::string>;

std::string spaced(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '_', ' ');
  return text;
}

std::string sentence(const std::string& where, const words& what) {
  return fmt::format("{}: {}", where, fmt::join(what, ", "));
}

std::string more_times(std::uint64_t count) { return count == 1 ? "once more" : fmt::format("{} more times", count); }

void add_late(words& to, duration delay) {
  if (delay > duration::zero()) to.push_back(format_duration(delay) + " late");
}

void add_occasions(words& to, const schedule& when) {
  if (when.skip > 0) to.push_back(fmt::format("after {} that pass", when.skip));
  if (when.probability < 100) to.push_back(fmt::format("{} in 100", when.probability));
}

std::string times_left(const schedule& when) {
  return when.times == schedule::always ? "always" : more_times(when.times);
}

std::string late_by(const portal::delay_law& law) {
  using enum portal::delay_law::kind;
  if (law.law == uniform) return format_duration(law.low) + " to " + format_duration(law.high) + " late";
  return (law.law == log_normal ? "about " : "") + format_duration(law.low) + " late";
}

std::string place_of(const parcours::smtp::fault& what) {
  auto where = spaced(parcours::smtp::stage_names[static_cast<std::size_t>(what.at)]);
  if (what.command > 0) where += fmt::format(" {}", what.command);
  if (!what.verb.empty()) where += " " + to_utf8(what.verb);
  if (!what.address.empty()) where += " " + to_utf8(what.address);
  return where;
}

std::string place_of(const portal::fault& what) {
  const bool any = what.path == "*" && what.method.empty();
  auto where = any ? "every request" : (what.method.empty() ? "" : to_utf8(what.method) + " ") + to_utf8(what.path);
  if (what.session != 0) where += fmt::format(" of session {}", what.session);
  return where;
}

std::string times_of(const portal::fault_plan::planned& planned) {
  const auto& what = planned.what;
  const auto times = what.when.times;
  if (times == schedule::always) return "always";
  if (what.each_session) return fmt::format("{} times for each session", times);
  return planned.struck >= times ? "spent" : more_times(times - planned.struck);
}

}  // namespace

std::string in_words(const parcours::smtp::fault& what) {
  words said;
  const bool cut = what.at == parcours::smtp::stage::content;
  if (cut) said.push_back(fmt::format("the connection is reset after {} octets", what.after_octets));
  if (!cut && what.drop_connection) said.emplace_back("the connection is reset");
  if (!cut && !what.drop_connection && what.code != 0) said.push_back(std::to_string(what.code));
  add_late(said, what.delay);
  add_occasions(said, what.when);
  said.push_back(times_left(what.when));
  return sentence(place_of(what), said);
}

std::string in_words(const portal::fault_plan::planned& planned) {
  const auto& what = planned.what;
  words said;
  if (what.abort != http::abort_by::none) said.push_back(spaced(portal::name_of(what.abort)));
  if (what.status != 0) said.push_back(fmt::format("status {}", what.status));
  if (what.retry_after) said.push_back(fmt::format("to be tried again after {} s", *what.retry_after));
  if (what.delay) said.push_back(late_by(*what.delay));
  if (what.pieces.count > 1) {
    said.push_back(fmt::format("in {} pieces over {}", what.pieces.count, format_duration(what.pieces.over)));
  }
  if (what.handled) said.emplace_back("handled all the same");
  add_occasions(said, what.when);
  said.push_back(times_of(planned));
  return sentence(place_of(what), said);
}

std::string in_words(const captcha::plan& what) {
  std::string where = what.when.times == schedule::always ? "every verification" : "next verification";
  if (what.session != 0) where += fmt::format(" of session {}", what.session);
  if (!what.site_key.empty()) where += " with the key " + to_utf8(what.site_key);
  words said;
  if (what.what != captcha::plan::kind::as_is) {
    said.push_back(spaced(captcha::plan::kind_names[static_cast<std::size_t>(what.what)]));
  }
  if (what.score) said.push_back(fmt::format("score {}", *what.score));
  if (what.status != 0) said.push_back(fmt::format("status {}", what.status));
  if (what.drop) said.emplace_back("closed without an answer");
  add_late(said, what.delay);
  add_occasions(said, what.when);
  if (what.when.times != schedule::always) said.push_back(times_left(what.when));
  return sentence(where, said);
}

std::string in_words(const captcha::faults& what) {
  words said;
  if (what.status != 0) said.push_back(fmt::format("status {}", what.status));
  add_late(said, what.delay);
  if (what.refusal_status != 200) said.push_back(fmt::format("a refusal has status {}", what.refusal_status));
  return said.empty() ? "" : sentence("every verification", said);
}

}  // namespace parcours::mocks::console
