#include "mocks/console/flow_chart.hpp"

#include "mocks/console/session_story.hpp"

#include <algorithm>
#include <string_view>

namespace parcours::mocks::console {

namespace {

// Widths in the row: console.css has the same.
constexpr double begin_units = 1;
constexpr double arrow_units = 2;
constexpr double step_units = 6;
constexpr double service_units = 4;

std::string spaced(std::string_view name) {
  std::string text(name);
  std::ranges::replace_if(text, [](char c) { return c == '_' || c == '-'; }, ' ');
  return text;
}

class chart_maker {
 public:
  flow_chart make() {
    add_boxes();
    for (const auto& row : portal::flow_table()) add_row(row);
    set_places();
    return std::move(made_);
  }

 private:
  // The steps in their order, each service behind the first step that asks it.
  void add_boxes() {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(portal::state::done); ++i) {
      const auto step = static_cast<portal::state>(i);
      made_.boxes.push_back({std::string(portal::name_of(step)), step, {}, {}});
      for (const auto& row : portal::flow_table()) {
        const std::string service(asked_by(row));
        if (row.from == step && !service.empty() && place_of(service) == made_.boxes.size()) {
          made_.boxes.push_back({service, std::nullopt, {}, {}});
        }
      }
    }
  }

  void add_row(const portal::transition& row) {
    const auto here = place_of(portal::name_of(row.from));
    const auto taken = portal::outcome_index(row);
    const auto service = asked_by(row);
    auto& forms = made_.boxes[here].forms;
    if (!portal::is_answer(row.on)) forms.push_back(spaced(portal::name_of(row.on)));
    const auto from = portal::is_answer(row.on) ? place_of(before_line(portal::name_of(row.on))) : here;
    const auto to = service.empty() ? place_of(portal::name_of(row.to)) : place_of(service);
    if (portal::outcome_possible(taken)) go(from, to, spaced(portal::name_of(row.on)), taken);
    for (std::size_t i = 0; i < row.checks.size(); ++i) {
      const auto refused = portal::outcome_index(row, i);
      if (from == here) {
        made_.boxes[here].refusals.push_back(refused);
      } else {
        go(from, here, spaced(portal::name_of(row.checks[i].message)), refused);
      }
    }
  }

  void go(std::size_t from, std::size_t to, const std::string& label, std::size_t outcome) {
    auto arrow = std::ranges::find_if(made_.arrows, [&](const auto& a) { return a.from == from && a.to == to; });
    if (arrow == made_.arrows.end()) arrow = made_.arrows.insert(arrow, {from, to, label, {}});
    if (to < from && arrow->label != label) arrow->label = "refused";
    arrow->outcomes.push_back(outcome);
  }

  void set_places() {
    const auto width = [](const flow_box& box) { return box.step ? step_units : service_units; };
    double all = begin_units;
    for (std::size_t i = 1; i < made_.boxes.size(); ++i) {
      made_.boxes[i].middle = all + arrow_units + width(made_.boxes[i]) / 2;
      all += arrow_units + width(made_.boxes[i]);
    }
    for (auto& box : made_.boxes) box.middle *= 100 / all;
  }

  [[nodiscard]] std::size_t place_of(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::find(made_.boxes, name, &flow_box::name) - made_.boxes.begin());
  }
  static std::string_view before_line(std::string_view answer) { return answer.substr(0, answer.find('_')); }

  flow_chart made_;
};

}  // namespace

const flow_chart& the_flow_chart() {
  static const flow_chart chart = chart_maker().make();
  return chart;
}

std::uint64_t times_seen(const std::vector<std::size_t>& outcomes, std::span<const std::uint32_t> coverage) {
  std::uint64_t sum = 0;
  for (const auto one : outcomes) sum += coverage[one];
  return sum;
}

}  // namespace parcours::mocks::console
