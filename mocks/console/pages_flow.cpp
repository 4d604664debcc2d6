// The diagram of the flow, and the head of a session's page.

#include "mocks/console/flow_chart.hpp"
#include "mocks/console/page_data.hpp"
#include "mocks/console/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parcours::mocks::console {

namespace {

std::string percent(double number) { return fmt::format("{:.2f}%", number); }

// Loops leave a box and come to it beside its middle, so that two at one box do not touch.
constexpr double beside = 1.1;

mustache::list loops(const flow_chart& chart, std::span<const std::uint32_t> coverage) {
  mustache::list all;
  for (const auto& arrow : chart.arrows) {
    if (!arrow.is_loop()) continue;
    const auto from = chart.boxes[arrow.from].middle;
    const auto to = chart.boxes[arrow.to].middle;
    const auto left = std::min(from, to) + beside;
    const auto right = std::max(from, to) - beside;
    mustache::data one;
    one.set("left", percent(left));
    one.set("width", percent(right - left));
    one.set("middle", percent((left + right) / 2));
    one.set("tip", percent(to < from ? left : right));
    one.set("label", arrow.label);
    one.set("back_to", chart.boxes[arrow.to].name);
    set_number(one, "times", times_seen(arrow.outcomes, coverage));
    all.push_back(one);
  }
  return all;
}

mustache::data box_values(const flow_chart& chart, std::size_t place, std::span<const std::uint32_t> coverage) {
  const auto& box = chart.boxes[place];
  mustache::data values;
  values.set("name", box.name);
  values.set("state", box.step && place != 0);
  values.set("service", !box.step);
  values.set("begin", place == 0);
  values.set("forms", fmt::format("{}", fmt::join(box.forms, ", ")));
  set_number(values, "turned_away", times_seen(box.refusals, coverage));
  mustache::list back;
  for (const auto& arrow : chart.arrows) {
    if (!arrow.is_loop() && arrow.to == place) {
      values.set("arrow", true);
      set_number(values, "came", times_seen(arrow.outcomes, coverage));
    }
    if (!arrow.is_loop() || arrow.from != place) continue;
    mustache::data one;
    one.set("label", arrow.label);
    one.set("to", chart.boxes[arrow.to].name);
    set_number(one, "times", times_seen(arrow.outcomes, coverage));
    back.push_back(one);
  }
  values.set("back", mustache::data(back));
  return values;
}

}  // namespace

bool pages::is_expired(const portal::session_info& one) const {
  const auto& model = mocks_.portal().model();
  return one.at != portal::state::done && !model.defects().has(portal::defect::session_never_expires) &&
         world_.time.now() - one.seen >= model.rules().session_ttl;
}

void pages::set_age(data& to, const session_story& story) const {
  if (!story.since) return;
  data since;
  since.set("ms", milliseconds(*story.since));
  since.set("age", age(world_.time.now() - *story.since));
  to.set("since", since);
}

pages::data pages::token(const portal::session_info& one, const session_story& story) {
  data values;
  values.set("number", std::to_string(one.number));
  values.set("recovery", one.flow == portal::flow_kind::recovery);
  const bool expired = is_expired(one);
  values.set("expired", expired);
  if (!expired && one.at != portal::state::done) {
    values.set("until", milliseconds(one.seen + mocks_.portal().model().rules().session_ttl));
  }
  if (!expired) set_text(values, "refused", story.refused);
  set_age(values, story);
  return values;
}

pages::data pages::flow() {
  const auto& model = mocks_.portal().model();
  const auto& chart = the_flow_chart();
  auto known_stories = stories(model.journal());
  std::map<std::string, std::pair<mustache::list, std::size_t>, std::less<>>
      at;  // a box's tokens, and how many sessions
  const auto open = model.sessions();
  for (const auto& one : open | std::views::reverse) {
    const auto& story = known_stories[one.number];
    auto& [tokens, count] = at[story.waits_for.empty() ? std::string(portal::name_of(one.at)) : story.waits_for];
    if (++count <= sessions) tokens.push_back(token(one, story));
  }
  mustache::list boxes;
  for (std::size_t i = 0; i < chart.boxes.size(); ++i) {
    auto values = box_values(chart, i, model.coverage());
    const auto& [tokens, count] = at[chart.boxes[i].name];
    values.set("any", count != 0);
    values.set("count", std::to_string(count));
    values.set("sessions", data(tokens));
    set_number(values, "more", count - tokens.size());
    boxes.push_back(values);
  }
  auto values = listed("boxes", boxes);
  values.set("loops", data(loops(chart, model.coverage())));
  return values;
}

// Invalid where there is no such session, neither open nor in the journal.
pages::data pages::session_head(std::uint64_t number) {
  const auto& model = mocks_.portal().model();
  const auto known_stories = stories(model.journal());
  const auto open = model.sessions();
  const auto here = std::ranges::find(open, number, &portal::session_info::number);
  const auto known = known_stories.find(number);
  if (here == open.end() && known == known_stories.end()) return data(data::type::invalid);
  auto story = known == known_stories.end() ? session_story{} : known->second;
  if (here != open.end()) {
    story.at = here->at;
    story.kind = here->flow;
  }
  data values;
  values.set("number", std::to_string(number));
  if (story.kind) {
    values.set("kind",
               *story.kind == portal::flow_kind::recovery ? "Recovery of a password" : "Activation of an account");
  }
  mustache::list steps;
  for (const auto& box : the_flow_chart().boxes) {
    if (!box.step || *box.step == portal::state::landing) continue;
    // An activation never gets there.
    if (*box.step == portal::state::password && story.kind != portal::flow_kind::recovery) continue;
    data step;
    step.set("name", box.name);
    step.set("here", *box.step == story.at);
    step.set("passed", *box.step < story.at);
    steps.push_back(step);
  }
  values.set("steps", data(steps));
  values.set("done", story.at == portal::state::done);
  values.set("closed", here == open.end() && story.at != portal::state::done);
  values.set("expired", here != open.end() && is_expired(*here));
  set_text(values, "refused", story.refused);
  set_text(values, "waits_for", story.waits_for);
  set_age(values, story);
  return values;
}

}  // namespace parcours::mocks::console
