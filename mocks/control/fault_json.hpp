// The faults of the mocks as a client gives them and sees them.
#pragma once

#include "harness/smtp/fault.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks/api/body.hpp"
#include "mocks/captcha/server.hpp"
#include "mocks/world/limits.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace parcours::mocks::control {

/// Reports what the limits that snapshots have too say of it.
template <class Made>
void check_limits(const Made& made, const yaml::node& from, diagnostics& found) {
  if (yaml::has_errors(found)) return;
  if (auto wrong = world::wrong_with(made)) found.push_back({"bad-value", std::move(*wrong), from.span, {}, {}});
}

/// at: connect, hello, mail, recipient, data, end_of_data, command or content (required); code: 400 to 599; text: one
/// line; skip: how many pass first; times: how often it strikes (0: always); address: strikes only there; probability:
/// per cent; drop: resets the connection; delay: before what is sent next; verb, command: of the n-th command of a
/// session, at command; after_octets: of the mail, at content; seed: of what the probability is drawn from. Mistakes go
/// to `found`.
[[nodiscard]] parcours::smtp::fault read_smtp_fault(const yaml::node& from, diagnostics& found);
/// Read back, it is the same; what is as it is by default is left out.
[[nodiscard]] boost::json::object to_json(const parcours::smtp::fault& what);

/// delay: before siteverify answers; status: what it answers in place of a verdict, 0: none;
/// refusal_status: of a verdict that is no.
[[nodiscard]] captcha::faults read_captcha_faults(const yaml::node& from, diagnostics& found);
[[nodiscard]] boost::json::object to_json(const captcha::faults& what);

/// Takes away the fault at that place of a plan, from 1 as they are listed; false where there is none.
template <class Plan>
[[nodiscard]] bool take_away(Plan& plan, std::string_view place) {
  const auto wanted = api::whole(place).value_or(0);
  auto left = plan.items();
  if (wanted == 0 || wanted > left.size()) return false;
  left.erase(left.begin() + static_cast<std::ptrdiff_t>(wanted - 1));
  plan.clear();
  for (auto& one : left) plan.add(std::move(one));
  return true;
}

}  // namespace parcours::mocks::control
