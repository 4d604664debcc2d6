// The faults of the mocks in the control API's JSON.
#pragma once

#include "harness/smtp/fault.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks/api/body.hpp"
#include "mocks/captcha/server.hpp"
#include "mocks/world/limits.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace parcours::mocks::control {

/// Reports values that exceed the limits shared with snapshots.
template <class Made>
void check_limits(const Made& made, const yaml::node& from, diagnostics& found) {
  if (yaml::has_errors(found)) return;
  if (auto wrong = world::wrong_with(made)) found.push_back({"bad-value", std::move(*wrong), from.span, {}, {}});
}

/// at: connect, hello, mail, recipient, data, end_of_data, command or content (required); code: 400 to 599; text: one
/// line; skip: occasions to let pass first; times: number of strikes (0: no limit); address: strikes only for this one;
/// probability: per cent; drop: resets the connection; delay: before the next data is sent; verb, command: at command,
/// only this verb or the n-th command of a session; after_octets: at content, octets of the mail; seed: for the
/// probability. Errors are added to `found`.
[[nodiscard]] parcours::smtp::fault read_smtp_fault(const yaml::node& from, diagnostics& found);
/// Can be read back with the same result; default values are left out.
[[nodiscard]] boost::json::object to_json(const parcours::smtp::fault& what);

/// delay: before siteverify responds; status: HTTP status instead of a verdict, 0: none; refusal_status: HTTP status of
/// a negative verdict.
[[nodiscard]] captcha::faults read_captcha_faults(const yaml::node& from, diagnostics& found);
[[nodiscard]] boost::json::object to_json(const captcha::faults& what);

/// Removes the item at that place of a list, from 1; false where there is none.
template <class Item>
[[nodiscard]] bool remove_at(std::vector<Item>& from, std::string_view place) {
  const auto wanted = api::whole(place).value_or(0);
  if (wanted == 0 || wanted > from.size()) return false;
  from.erase(from.begin() + static_cast<std::ptrdiff_t>(wanted - 1));
  return true;
}
/// Removes the fault at this position of a plan, counted from 1 as in the list; false if there is none.
template <class Plan>
[[nodiscard]] bool take_away(Plan& plan, std::string_view place) {
  auto left = plan.items();
  if (!remove_at(left, place)) return false;
  plan.clear();
  for (auto& one : left) plan.add(std::move(one));
  return true;
}

}  // namespace parcours::mocks::control
