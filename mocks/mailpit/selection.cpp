#include "mocks/mailpit/selection.hpp"

#include "harness/base/text.hpp"
#include "mocks/api/router.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace parcours::mocks::mailpit {

using api::json_body;

namespace json = boost::json;

namespace {

std::unexpected<error> wrong(std::string what) { return fail("bad-selection", std::move(what)); }

// False where a value is of another kind than the member takes.
bool take(selection& into, std::string_view name, const json::value& value) {
  if (value.is_null()) return true;  // as if it were not there, in Go too
  if (name == "Read") {
    if (value.is_bool()) into.read = value.as_bool();
    return value.is_bool();
  }
  if (name == "Search") {
    if (value.is_string()) into.search = trim(value.as_string());
    return value.is_string();
  }
  if (!value.is_array()) return false;
  for (const auto& one : value.as_array()) {
    if (!one.is_string()) return false;
    into.ids.emplace_back(one.as_string());
  }
  return true;
}

}  // namespace

result<selection> read_selection(std::string_view body, std::initializer_list<std::string_view> known) {
  const auto read = json_body(body);
  if (!read) return wrong(R"(the body must be a JSON object, such as {"IDs": ["1"]})");
  selection made;
  std::vector<std::string_view> seen;
  for (const auto& [key, value] : *read) {
    const std::string_view given = key;
    const auto* name = std::ranges::find_if(known, [&](std::string_view one) { return iequals(one, given); });
    if (name == known.end()) return wrong("unknown name \"" + std::string(given) + "\" in the body");
    if (std::ranges::find(seen, *name) != seen.end()) return wrong("\"" + std::string(*name) + "\" is given twice");
    if (!take(made, *name, value)) {
      return wrong(R"(the body must be {"IDs": ["1"]}, with "Read": true or "Search": "…" where they are taken)");
    }
    seen.push_back(*name);
  }
  if (!made.ids.empty() && !made.search.empty()) return wrong(R"(the body says which mails twice: "IDs" and "Search")");
  return made;
}

}  // namespace parcours::mocks::mailpit
