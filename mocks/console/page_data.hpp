// Template values shared by the console's pages.
#pragma once

#include "harness/base/duration.hpp"
#include "mocks/console/pages.hpp"

#include <kainjow/mustache.hpp>

#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::console {

namespace mustache = kainjow::mustache;

[[nodiscard]] std::string rendered(std::string_view source, const mustache::data& values);
/// A list with a name, and whether it has any elements: "any".
[[nodiscard]] mustache::data listed(const std::string& name, const mustache::list& items);
/// 0 means none and is left out, like an empty text.
void set_number(mustache::data& to, const std::string& name, std::uint64_t number);
void set_text(mustache::data& to, const std::string& name, std::string_view text);
/// An approximate duration: "12 s", "3 min", "2 h". The page's script uses the same format.
[[nodiscard]] std::string age(duration length);

/// The rows of a table, newest first, for one session or (0) for all.
template <class All, class Row>
mustache::data newest(const std::string& name, const All& all, std::uint64_t of_visit, Row row) {
  mustache::list made;
  for (const auto& one : all | std::views::reverse) {
    if (made.size() == pages::rows) break;
    if (of_visit == 0 || one.session == of_visit) made.push_back(row(one));
  }
  return listed(name, made);
}

}  // namespace parcours::mocks::console
