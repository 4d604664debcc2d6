#include "mocks/console/visit_story.hpp"

#include <algorithm>

namespace parcours::mocks::console {

namespace {

std::optional<portal::state> state_called(std::string_view name) {
  for (const auto& row : portal::flow_table()) {
    for (const auto at : {row.from, row.to}) {
      if (portal::name_of(at) == name) return at;
    }
  }
  return std::nullopt;
}

const portal::transition* row_of(std::string_view event) {
  const auto rows = portal::flow_table();
  const auto row = std::ranges::find_if(rows, [&](const auto& one) { return portal::name_of(one.on) == event; });
  return row == rows.end() ? nullptr : &*row;
}

void tell(visit_story& story, const portal::journal_entry& entry) {
  const auto* row = row_of(entry.event);
  if (row == nullptr || entry.detail == "ignored") return;
  const auto reached = state_called(entry.detail);
  story.refused = reached ? "" : entry.detail;
  if (portal::is_answer(row->on)) story.waits_for.clear();
  if (!reached) return;
  story.waits_for = asked_by(*row);
  if (row->from == portal::state::landing) {
    story.kind = row->on == portal::event::open_recovery ? portal::flow_kind::recovery : portal::flow_kind::activation;
  }
  if (row->from == portal::state::landing || story.at != *reached) story.since = entry.at;
  story.at = *reached;
}

}  // namespace

std::string_view asked_by(portal::effect what) {
  if (what == portal::effect::send_code) return "mail";
  return what == portal::effect::verify_captcha ? "captcha" : "";
}

std::string_view asked_by(const portal::transition& row) {
  for (const auto what : row.effects) {
    if (const auto service = asked_by(what); !service.empty()) return service;
  }
  return "";
}

std::map<std::uint64_t, visit_story> stories(const std::deque<portal::journal_entry>& journal) {
  std::map<std::uint64_t, visit_story> all;
  for (const auto& entry : journal) tell(all[entry.session], entry);
  return all;
}

}  // namespace parcours::mocks::console
